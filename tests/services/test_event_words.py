"""Every event that the Store records has words of its own, and every field that it names."""

from __future__ import annotations

import pytest

from digest.domain import event as events
from digest.domain.edition import EDITION_FIELDS, PICK_FIELDS
from digest.domain.event import Event
from digest.services.curation.event_words import FIELD_WORDS, event_words
from tests.builders import NOW

OF_PICK = (
    events.FOUND, events.PICKED, events.RESTORED, events.DROPPED, events.COMMENTED, events.CATEGORY, events.MOVED,
    events.CHANGED,
)  # fmt: skip
OF_EDITION = (
    events.FOUND, events.CHANGED, events.ARRANGED, events.IMPORTED, events.CLOSED, events.REOPENED, events.PUBLISHED,
    events.REMOVED,
)  # fmt: skip


def said(what: str, pick: str = "", field: str = "", text: str = "") -> str:
    return str(event_words(Event(1, NOW, "Dora", what, pick, "Seite 1", "Krise", field, text, place=3)))


def test_no_two_acts_are_told_in_the_same_words() -> None:
    told = [said(what, "p1", "url", "x") for what in OF_PICK] + [said(what, "", "intro", "x") for what in OF_EDITION]
    assert len(set(told)) == len(told)
    assert not [sentence for sentence in told if "does not know" in sentence]
    every = {value for name, value in vars(events).items() if name.isupper() and isinstance(value, str)}
    assert every == {*OF_PICK, *OF_EDITION}


@pytest.mark.parametrize("field", sorted((EDITION_FIELDS | PICK_FIELDS) - {"labels", "category"}))
def test_every_field_has_a_word_for_people(field: str) -> None:
    assert str(FIELD_WORDS[field]) in said(events.CHANGED, "p1" if field in PICK_FIELDS else "", field)


def test_an_empty_comment_was_taken_away() -> None:
    assert said(events.COMMENTED, "p1", "comment", "Text") == "Comment on “Seite 1” written"
    assert said(events.COMMENTED, "p1", "comment") == "Comment on “Seite 1” taken away"


def test_an_act_of_a_newer_digest_is_told_as_such() -> None:
    assert "(sung)" in said("sung", "p1")
    assert "(sung)" in said("sung")
