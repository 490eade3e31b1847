"""Files and functions stay small enough to be read at one sitting."""

import ast

from tests.guards.tree import MIGRATIONS, PRODUCT, package_of, parse, python_files, read

FILE_LINES = 400
PRODUCT_FILE_LINES = 250
FUNCTION_LINES = 60

# Product files that may be longer, each with its reason.
LONGER: dict[str, str] = {}


def long_functions(tree: ast.Module, limit: int = FUNCTION_LINES) -> list[tuple[str, int]]:
    """Functions with more lines than the limit, from `def` to the last statement."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    sizes = [(node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in functions]
    return [(name, size) for name, size in sizes if size > limit]


def hand_written() -> list[str]:
    return [name for name in python_files() if not name.startswith(MIGRATIONS)]


def test_files_are_short() -> None:
    wrong = []
    for name in hand_written():
        is_product = package_of(name) in PRODUCT and name not in LONGER
        limit = PRODUCT_FILE_LINES if is_product else FILE_LINES
        if (size := len(read(name).splitlines())) > limit:
            wrong.append(f"{name} has {size} lines, more than {limit}")
    assert not wrong, "\n".join(wrong)


def test_functions_are_short() -> None:
    wrong = [
        f"{name}: {function} has {size} lines, more than {FUNCTION_LINES}"
        for name in hand_written()
        for function, size in long_functions(parse(name))
    ]
    assert not wrong, "\n".join(wrong)


def test_no_exception_is_left_over() -> None:
    assert set(LONGER) <= set(python_files())
    assert all(len(read(name).splitlines()) > PRODUCT_FILE_LINES for name in LONGER)


def test_the_guard_finds_a_long_function() -> None:
    tree = ast.parse("class C:\n    async def long(self):\n" + "        pass\n" * 5)
    assert long_functions(tree, limit=5) == [("long", 6)]
    assert long_functions(tree, limit=6) == []
