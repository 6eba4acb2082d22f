"""Files written in pieces are the files that were written at once."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.storage.tinydb import migrations
from digest.storage.tinydb import pieces as module
from digest.storage.tinydb.pieces import pieces

_NAMES = st.text(st.characters(exclude_categories=("Cs",)), max_size=5)
_RECORDS = st.dictionaries(_NAMES, st.dictionaries(_NAMES, _NAMES | st.integers(-9, 9) | st.lists(_NAMES), max_size=3))


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_RECORDS", 2)


@given(st.dictionaries(_NAMES.filter(lambda name: name != "format"), _RECORDS, max_size=4))
def test_pieces_together_are_the_file_as_orjson_writes_it(tables: dict[str, dict[str, dict[str, object]]]) -> None:
    whole = orjson.dumps(
        {"format": migrations.FORMAT, **tables},
        option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE,
    )
    assert b"".join(pieces(tables)) == whole
