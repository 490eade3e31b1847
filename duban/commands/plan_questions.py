"""`duban plan questions`, `answer`, `default`, `checkpoint`: what a coordinator settles before a plan is issued."""

from typing import Annotated

import typer
from sqlmodel import Session

from duban.app import console, fail, open_office, said_plainly
from duban.commands.plan_tables import plan_numbered, print_offers, print_questions
from intake.storing import settle_all, settle_question
from models.database import reading, transaction
from models.offers import switch_checkpoint, switch_requirement
from models.plans import Plan, Question
from models.settling import questions_of

Number = Annotated[int, typer.Argument(help="计划编号，导入时给出", show_default=False)]
On = Annotated[bool, typer.Option("--on/--off", help="采用或不采用", show_default=False)]


def questions(number: Number) -> None:
    """列出一个计划的疑问（编号、选项、默认、来源），以及可选的工作要求和检查点。"""
    with said_plainly():
        office = open_office()
    with reading(office.engine) as session:
        plan = plan_numbered(session, number)
        if not questions_of(session, plan):
            console.print(f"计划 {number} 没有疑问。")
        print_questions(session, plan, choices=True)
        print_offers(session, plan)


def answer(
    number: Number,
    question: Annotated[int | None, typer.Argument(help="疑问编号", show_default=False)] = None,
    words: Annotated[
        str | None,
        typer.Argument(
            metavar="ANSWER", help="选项的编号或文字，日期，或用“、”隔开的单位", show_default=False
        ),
    ] = None,
    defaults: Annotated[bool, typer.Option("--defaults", help="未答复的疑问全部按默认答复")] = False,
) -> None:
    """答复一个疑问，或全部按默认答复；答复立即改变计划。"""
    if defaults == (question is not None) or (question is not None and words is None):
        fail("请写明疑问编号和答复，如 duban plan answer 1 3 2026-06-30；或用 --defaults 全部按默认答复。")
    with said_plainly():
        office = open_office()
        with transaction(office.engine) as session:
            plan, rules = plan_numbered(session, number), office.rules(session)
            if question is None or words is None:
                count = settle_all(session, plan, rules, office.actor, office.now)
                console.print(f"计划 {number}：{count}个疑问按默认答复。")
                return
            row = _question(session, plan, question)
            settle_question(session, row, words, rules, office.actor, office.now)
            left = sum(not one.answer for one in questions_of(session, plan))
    console.print(f"疑问{question}答复：{row.answer}。还有{left}个疑问待答复。", markup=False, soft_wrap=True)


def _question(session: Session, plan: Plan, position: int) -> Question:
    row = next((one for one in questions_of(session, plan) if one.position == position), None)
    if row is None:
        fail(f"计划 {plan.id} 没有编号为 {position} 的疑问；duban plan questions {plan.id} 可以查看。")
    return row


def default(
    number: Number,
    code: Annotated[str, typer.Argument(help="工作要求的代码，如 contribution", show_default=False)],
    on: On,
) -> None:
    """采用或不采用来文的一项工作要求，作为计划的默认。"""
    with said_plainly():
        office = open_office()
        with transaction(office.engine) as session:
            plan = plan_numbered(session, number)
            rows = switch_requirement(session, plan, code, on, office.actor, office.now)
    for row in rows:
        console.print(f"{'采用' if on else '不采用'}：{row.offer}", markup=False, soft_wrap=True)


def checkpoint(
    number: Number,
    offer: Annotated[int, typer.Argument(metavar="NUMBER", help="检查点编号", show_default=False)],
    on: On,
) -> None:
    """把任务正文里的一个日期设为节点，或取消。"""
    with said_plainly():
        office = open_office()
        with transaction(office.engine) as session:
            plan, rules = plan_numbered(session, number), office.rules(session)
            row = switch_checkpoint(session, plan, offer, on, rules, office.actor, office.now)
    state = "已设为节点" if row.milestone_id else "不设为节点"
    console.print(f"检查点{offer}（{row.due} {row.clause}）{state}。", markup=False, soft_wrap=True)
