"""The prints by which a feed's memory knows what lies in its file of long ago."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.storage.tinydb import memories


@given(known=st.sets(st.text(max_size=4), max_size=30), asked=st.sets(st.text(max_size=4), max_size=5))
def test_prints_hold_every_sign_that_they_were_made_of(known: set[str], asked: set[str]) -> None:
    prints = memories._prints_of({f"e{number}": {"guid": sign} for number, sign in enumerate(sorted(known))})
    assert memories._hold(prints, asked) or not asked & known - {""}


@pytest.mark.parametrize("prints", ["no hex", "0123456", "01234567ab"])
def test_prints_that_somebody_has_written_into_are_not_believed(prints: str) -> None:
    assert memories._hold(prints, ["sign"])
    assert not memories._hold(prints, [])
