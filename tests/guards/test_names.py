"""Names that mislead: those of the standard library, of other distributions, and words that say nothing."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import PurePosixPath

import pytest

from tests.guards.tree import PRODUCT, parse, python_files

EMPTY_WORDS = {"alert", "job", "item", "data", "info", "manager", "service", "util"}

# Names that a library dictates: "path:name" → which.
DICTATED: dict[str, str] = {}


def stem(name: str) -> str:
    return PurePosixPath(name).stem


def words(name: str) -> list[str]:
    """`get_HTMLData` → get, html, data."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return [word.lower() for word in spaced.split("_") if word]


def empty_words(name: str) -> list[str]:
    return [word for word in words(name) if word in EMPTY_WORDS or word.removesuffix("s") in EMPTY_WORDS]


def defined(tree: ast.Module) -> list[tuple[int, str]]:
    kinds = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    return [(node.lineno, node.name) for node in ast.walk(tree) if isinstance(node, kinds)]


def test_no_file_is_named_like_a_module_of_the_standard_library() -> None:
    exempt = {"__init__", "__main__"}
    wrong = [
        name for name in python_files() if stem(name) not in exempt and stem(name) in sys.stdlib_module_names
    ]
    assert not wrong, "named like a module of the standard library: " + ", ".join(wrong)


@pytest.mark.parametrize("package", [*PRODUCT, "tests", "bench", "tools"])
def test_our_packages_are_nobody_elses(package: str) -> None:
    providers = set(packages_distributions().get(package, ())) - {"duban"}
    assert not providers, f"{package} is also installed by {', '.join(sorted(providers))}"
    assert package not in sys.stdlib_module_names


def test_names_say_something() -> None:
    wrong = []
    for name in python_files(product_only=True):
        if bad := empty_words(stem(name)):
            wrong.append(f"{name}: the module's name contains {bad[0]!r}")
        wrong += [
            f"{name}:{line} {defined_name}: contains {bad[0]!r}"
            for line, defined_name in defined(parse(name))
            if (bad := empty_words(defined_name)) and f"{name}:{defined_name}" not in DICTATED
        ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["FooManager", "get_data", "utils", "JobQueue", "HTTPService", "_item_of"])
def test_the_guard_finds_an_empty_word(name: str) -> None:
    assert empty_words(name)


@pytest.mark.parametrize("name", ["database", "itemise", "inform", "managed", "serviced", "contextmanager"])
def test_a_word_that_only_contains_one_is_fine(name: str) -> None:
    assert not empty_words(name)
