"""The annotated corpus, in every format: what docs/reading.md says of it is what is measured."""

import pytest

from tests.support.corpus import BEGINS, DOCUMENT, ENDS, as_markdown, table, writable


@pytest.mark.skipif(len(writable()) < 6, reason="Chromium or LibreOffice is missing to write PDF and .doc")
def test_the_documented_scores_are_those_measured() -> None:
    said = DOCUMENT.read_text(encoding="utf-8").partition(BEGINS)[2].partition(ENDS)[0].strip()
    measured = as_markdown(table()).strip()
    assert said == measured, (
        f"python -m tests.support.corpus --write brings docs/reading.md up to date:\n{measured}"
    )
