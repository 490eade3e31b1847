"""What is typed behind `duban`: words that can be kept, before any command looks at them."""

import typer
from typer.core import TyperGroup

from duban.app import fail
from models.writable import writable


class Typed(TyperGroup):
    """The whole command line. A terminal that is not set to UTF-8 hands over bytes that are no text."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Ends the command with a sentence where a word is no text."""
        return super().parse_args(ctx, [_word(at, said) for at, said in enumerate(args, 1)])


def _word(at: int, said: str) -> str:
    try:
        said.encode()
    except UnicodeEncodeError:
        fail(f"命令中第{at}个词不是 UTF-8 文字，请把终端的编码设为 UTF-8 后重新输入。")
    return writable(said)
