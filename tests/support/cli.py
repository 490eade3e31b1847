"""The `duban` command in a folder of its own, as a user calls it."""

from dataclasses import dataclass

from typer.testing import CliRunner

from duban.cli import app


@dataclass
class Answer:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str


def duban(*arguments: str) -> Answer:
    """Run one command in this process; standard output and error kept apart."""
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Answer(result.exit_code, result.stdout, result.stderr)
