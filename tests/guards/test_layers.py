"""Imports point one way: duban → flows, web → intake, notifications → config → models."""

import ast

import pytest

from tests.guards.tree import PRODUCT, package_of, parse, python_files

MAY_IMPORT = {
    "duban": {"flows", "web", "intake", "notifications", "config", "models"},
    "flows": {"intake", "notifications", "config", "models"},
    "web": {"intake", "notifications", "config", "models"},
    "intake": {"config", "models"},
    "notifications": {"config", "models"},
    "config": {"models"},
    "models": set(),
}
# Nothing of the product may lean on what is not installed with it.
NEVER = {"tests", "bench", "tools"}


def imports(tree: ast.Module) -> set[str]:
    """Top-level packages that a module imports, by statement or by a literal `import_module("…")`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in {"import_module", "__import__"}:
                found.add(str(node.args[0].value).partition(".")[0])
    return found


def wrong_imports(package: str, tree: ast.Module) -> set[str]:
    ours = imports(tree) & (set(PRODUCT) | NEVER)
    return ours - MAY_IMPORT[package] - {package}


def test_imports_point_one_way() -> None:
    wrong = [
        f"{name} imports {target}"
        for name in python_files(product_only=True)
        for target in sorted(wrong_imports(package_of(name), parse(name)))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("package", "code", "expected"),
    [
        pytest.param("models", "import config.settings", {"config"}, id="models imports none of ours"),
        pytest.param("flows", "def f():\n    from web import app", {"web"}, id="flows, web are apart"),
        pytest.param("web", "import_module('flows.clock')", {"flows"}, id="an import by name counts"),
        pytest.param(
            "intake", "from notifications.compose import mail", {"notifications"}, id="so are these"
        ),
        pytest.param("config", "import tests.cast", {"tests"}, id="the product does not lean on its tests"),
        pytest.param("config", "import models.words, yaml", set(), id="downwards is fine"),
        pytest.param("web", "from .app import router\nimport web.pages", set(), id="its own package is fine"),
    ],
)
def test_the_guard_finds_wrong_imports(package: str, code: str, expected: set[str]) -> None:
    assert wrong_imports(package, ast.parse(code)) == expected
