"""`duban parse`: one phrase a line from standard input, one JSON object a line. Needs no database."""

import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any, BinaryIO

import typer

from duban.app import errors
from intake.draft import Question
from intake.limit import parse_limit
from intake.shapes import milestone_shape, question_shape
from intake.units import UnitsReading, parse_units, who_sums_up

app = typer.Typer(help="逐行读入一句话，逐行输出读到的内容（JSON）。", no_args_is_help=True)

Fields = dict[str, Any]
_UNREAD = "limit-unread"
_NOT_NAMED = "暂不指定"
_AS_READ = "照可读部分录入"
# So many lines are named in one message.
_NAMED_LINES = 20


@app.command("limit")
def limit(
    year: Annotated[int, typer.Option(help="来文年份", min=1, max=9999, show_default=False)],
) -> None:
    """读完成时限：每行一句，格内换行写作 \\n；每行输出一个 JSON（text、milestones、questions）。"""
    _each_line(lambda phrase: _limit_fields(phrase, year))


@app.command("units")
def units(
    first_listed: Annotated[
        bool, typer.Option(help="没有写明谁牵头时，列第一位的牵头；否则视为共同负责")
    ] = True,
) -> None:
    """读责任单位：每行一格，格内换行写作 \\n；每行输出一个 JSON。

    各项为 text、responsibility、leads、supports、groups、leaders、questions。
    """
    _each_line(lambda cell: _units_fields(cell, first_listed))


def _limit_fields(phrase: str, year: int) -> Fields:
    read = parse_limit(phrase, year)
    unread = any(question.code == _UNREAD for question in read.questions)
    return {
        # A limit that says nothing has no milestone, only the question.
        "milestones": [] if unread else [milestone_shape(one) for one in read.milestones],
        "questions": [question_shape(question) for question in read.questions],
    }


def _units_fields(cell: str, first_listed: bool) -> Fields:
    read = parse_units(cell, first_listed)
    named = bool(read.leads or read.supports)
    return {
        "responsibility": read.responsibility.value if named else None,
        "leads": list(read.leads),
        "supports": list(read.supports),
        "groups": list(read.groups),
        "leaders": list(read.leaders),
        "questions": [question_shape(question) for question in (*read.questions, *_asked(read, named))],
    }


def _asked(read: UnitsReading, named: bool) -> Iterator[Question]:
    """What a plan would ask about such a reading besides."""
    if not named:
        yield Question("unit-missing", "没有读到责任单位，由哪个单位负责？", (_NOT_NAMED,), _NOT_NAMED)
    if summing := who_sums_up(read):
        yield summing


def _each_line(fields_of: Callable[[str], Fields]) -> None:
    """Answers every line at once and in order, whatever the locale; a line that is not UTF-8 gets a question."""
    damaged = []
    answers = typer.get_binary_stream("stdout")
    for number, (text, whole) in enumerate(_lines(typer.get_binary_stream("stdin")), start=1):
        answer = {"text": text, **fields_of(text.replace("\\n", "\n"))}
        if not whole:
            damaged.append(number)
            answer["questions"].insert(0, question_shape(_not_utf8()))
        answers.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
        answers.flush()
    if damaged:
        shown = "、".join(map(str, damaged[:_NAMED_LINES])) + ("等" if len(damaged) > _NAMED_LINES else "")
        errors.print(
            f"第{shown}行不是 UTF-8 文字，读不出的字以“\ufffd”代替；请把输入转成 UTF-8 再读。",
            style="red",
            markup=False,
            soft_wrap=True,
        )


def _lines(stream: BinaryIO) -> Iterator[tuple[str, bool]]:
    """The lines without their ends and without a byte order mark, and whether each was whole UTF-8."""
    for number, line in enumerate(stream):
        plain = line.removesuffix(b"\n").removesuffix(b"\r")
        plain = plain.removeprefix(b"\xef\xbb\xbf") if number == 0 else plain
        try:
            yield plain.decode("utf-8"), True
        except UnicodeDecodeError:
            yield plain.decode("utf-8", errors="replace"), False


def _not_utf8() -> Question:
    text = "这一行不是 UTF-8 文字，有的字读不出来，如何处理？"
    return Question("not-utf8", text, (_AS_READ, "退回重新输入"), "退回重新输入")
