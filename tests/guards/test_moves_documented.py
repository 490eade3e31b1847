"""docs/life.md shows the table of moves as models/move_table.py has it, and history as the moves write it."""

from models.move_table import FINAL, MOVES
from models.moves import Move, Thing
from models.words import Word
from tests.guards.tree import read

DOCUMENT = "docs/life.md"
RULE = f"|{' --- |' * 6}"
HEADING = "| move | from | to | who | must be given | what it sets off |"


def names(words: tuple[Word, ...], none: str) -> str:
    return "、".join(word.label for word in words) or none


def line(move: Move) -> str:
    """One row as the document shows it; no origin is a new thing, or whatever it was before."""
    cells = (
        move.verb,
        names(move.origins, "—"),
        move.to.label if move.to else "unchanged",
        "、".join(move.who),
        "、".join(move.given.values()) or "—",
        move.sets_off,
    )
    return f"| {' | '.join(cells)} |"


def table() -> str:
    """All tables of the document, one for each thing."""
    parts = []
    for thing in Thing:
        moves = [move for move in MOVES if move.thing is thing]
        if not moves:
            continue
        ends = names(FINAL.get(thing, ()), "")
        end = f"\n\nNo move leaves {ends}." if ends else ""
        rows = "\n".join(line(move) for move in moves)
        parts.append(f"### {thing.value} `{thing.name}`\n\n{HEADING}\n{RULE}\n{rows}{end}")
    return "\n\n".join(parts)


def test_the_table_of_moves_is_the_documented_one() -> None:
    text = read(DOCUMENT)
    wrong = [row for row in table().splitlines() if row and row not in text.splitlines()]
    assert not wrong, f"{DOCUMENT} lacks these lines; the tables should read:\n\n{table()}"


def test_the_document_has_no_move_that_does_not_exist() -> None:
    shown = [row for row in read(DOCUMENT).splitlines() if row.startswith("| ") and row.count(" | ") == 5]
    unknown = set(shown) - {line(move) for move in MOVES} - {HEADING, RULE}
    assert not unknown, f"{DOCUMENT} shows moves that are not in the table: {sorted(unknown)}"


def test_every_state_but_the_first_is_reached_by_a_move() -> None:
    for thing, ends in FINAL.items():
        reached = {move.to for move in MOVES if move.thing is thing}
        left = {origin for move in MOVES if move.thing is thing and move.to for origin in move.origins}
        assert thing is Thing.PLAN or set(ends) <= reached
        assert not set(ends) & left, f"a move leaves {names(ends, '')}"
