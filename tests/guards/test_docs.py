"""What the documents name exists, and what exists is named: settings, commands, make targets."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from tests.guards.tree import read, tracked

SETTING = re.compile(r"\bDUBAN_[A-Z0-9_]+\b")
NOT_SETTINGS = {"DUBAN_CONFIG_FILE"}

COMMAND = re.compile(r"(?<![\w.-])duban((?: [a-z][a-z-]*(?![\w.:/]))*)")
TARGET = re.compile(r"(?<![\w.-])make ([a-z]+)\b")


def in_code(markdown: str) -> Iterator[str]:
    """The fenced blocks of a document, line by line, and its `code` spans."""
    fenced = False
    for line in markdown.splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced:
            yield line.partition(" #")[0]
        else:
            yield from re.findall(r"`([^`]+)`", line)


def documents() -> list[str]:
    return [name for name in tracked() if name.endswith(".md")]


# Settings


def setting_names() -> set[str]:
    from config.settings import Settings

    prefix = Settings.model_config.get("env_prefix", "")
    return {f"{prefix}{field}".upper() for field in Settings.model_fields}


def test_every_setting_is_documented() -> None:
    missing = setting_names() - set(SETTING.findall(read("docs/settings.md")))
    assert not missing, f"docs/settings.md does not name {sorted(missing)}"


@pytest.mark.parametrize("name", documents())
def test_every_documented_setting_exists(name: str) -> None:
    unknown = set(SETTING.findall(read(name))) - setting_names() - NOT_SETTINGS
    assert not unknown, f"{name} names settings that do not exist: {sorted(unknown)}"


# Commands


def command_tree() -> Any:
    from duban.cli import app

    return typer.main.get_command(app)


def subcommands(command: Any) -> dict[str, Any]:
    return {name: sub for name, sub in getattr(command, "commands", {}).items() if not sub.hidden}


def leaves(command: Any, path: str = "duban") -> Iterator[str]:
    """Every command that does something: `duban demo`, `duban plan import`."""
    below = subcommands(command)
    if not below or getattr(command, "invoke_without_command", False):
        yield path
    for name, sub in below.items():
        yield from leaves(sub, f"{path} {name}")


def named_commands(markdown: str) -> set[str]:
    return {f"duban{rest}" for code in in_code(markdown) for rest in COMMAND.findall(code)}


def unknown_word(mention: str, command: Any) -> str | None:
    """The first word of a mention that is no command; words after a whole command are its arguments."""
    for word in mention.split()[1:]:
        below = subcommands(command)
        if not below:
            return None
        if word not in below:
            return word
        command = below[word]
    return None


def test_every_command_is_documented() -> None:
    named = named_commands(read("docs/commands.md"))
    missing = [
        leaf
        for leaf in leaves(command_tree())
        if leaf != "duban" and not any(f"{mention} ".startswith(f"{leaf} ") for mention in named)
    ]
    assert not missing, f"docs/commands.md does not name {missing}"


@pytest.mark.parametrize("name", documents())
def test_every_documented_command_exists(name: str) -> None:
    tree = command_tree()
    unknown = [mention for mention in named_commands(read(name)) if unknown_word(mention, tree)]
    assert not unknown, f"{name} names commands that do not exist: {sorted(unknown)}"


def test_the_guard_reads_commands_out_of_documents() -> None:
    text = (
        "Say `duban plan import notice.docx`, not duban fly.\n```\n$ duban demo --notice a # duban run\n```"
    )
    assert named_commands(text) == {"duban plan import", "duban demo"}


def test_the_guard_finds_an_unknown_command() -> None:
    app, plan = typer.Typer(), typer.Typer()
    plan.command("import")(lambda: None)
    plan.command("show")(lambda: None)
    app.add_typer(plan, name="plan")
    tree = typer.main.get_command(app)
    assert list(leaves(tree)) == ["duban plan import", "duban plan show"]
    assert unknown_word("duban plan import notice", tree) is None
    assert unknown_word("duban plan burn", tree) == "burn"
    assert unknown_word("duban fly", tree) == "fly"


# make


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_readme_starts_with_make(name: str) -> None:
    code = " ".join(in_code(read(name)))
    assert "make demo" in code
    assert "make test" in code


@pytest.mark.parametrize("name", documents())
def test_every_documented_make_target_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    named = {target for code in in_code(read(name)) for target in TARGET.findall(code)}
    assert named <= targets, f"{name} names make targets that do not exist: {sorted(named - targets)}"
