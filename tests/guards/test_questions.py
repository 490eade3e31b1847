"""Every question that reading can raise is explained in docs/reading.md, and none besides."""

import ast
import re

from tests.guards.tree import parse, python_files, read

ENTRY = re.compile(r"^\| `([a-z-]+)` \|", re.MULTILINE)


def raised(tree: ast.Module) -> set[str]:
    """The codes of all questions made in a module: `Question("code", …)`."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    made = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id == "Question"]
    return {str(node.args[0].value) for node in made if isinstance(node.args[0], ast.Constant)}


def documented() -> set[str]:
    return set(ENTRY.findall(read("docs/reading.md").partition("## Questions")[2].partition("\n## ")[0]))


def test_every_question_of_the_readers_is_documented_and_no_other() -> None:
    product = [name for name in python_files(product_only=True) if name.startswith("intake/")]
    assert documented() == {code for name in product for code in raised(parse(name))}


def test_the_guard_finds_the_code_of_a_question() -> None:
    assert raised(ast.parse('Question("who-leads", text)\nother("x")')) == {"who-leads"}
