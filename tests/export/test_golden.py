"""Each format, byte for byte, as it was last read and found good."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.domain.document import Document
from tests.export.golden import GOLDEN, documents


@pytest.mark.parametrize(
    ("path", "document"), [pytest.param(*pair, id=str(pair[0].relative_to(GOLDEN))) for pair in documents()]
)
def test_a_format_gives_the_bytes_that_were_found_good(path: Path, document: Document) -> None:
    assert document.body.decode() == path.read_bytes().decode()


def test_no_golden_file_is_left_over() -> None:
    assert {path for path in GOLDEN.rglob("*") if path.is_file()} == {path for path, _document in documents()}
