"""An earlier text of the history is brought back as one step.

Not if somebody else has written since.
"""

from __future__ import annotations

import pytest

from digest.bootstrap import Library
from digest.domain.errors import Conflict
from digest.domain.event import Event, texts_of
from tests.builders import MONTH, NOW, a_pick, at


@pytest.fixture
def first(library: Library) -> Event:
    """The first of two comments on a pick, as the history tells it."""
    library.store.add_pick(a_pick(1), NOW)
    for minute, text in ((1, "Der erste Satz."), (2, "Ein anderer.")):
        library.store.change_pick("p1", {"comment": text}, at(minute))
    _, first, _ = texts_of(library.store.history(MONTH), "p1")
    return first


def test_an_earlier_comment_stands_there_again_until_undo(library: Library, first: Event) -> None:
    library.text_recovery.bring_back(MONTH, first, "Ein anderer.")
    assert library.store.pick("p1").comment == "Der erste Satz."
    library.actions.undo()
    assert library.store.pick("p1").comment == "Ein anderer."


def test_a_text_that_nobody_has_seen_is_not_overwritten(library: Library, first: Event) -> None:
    library.store.change_pick("p1", {"comment": "Von der Kollegin."}, at(3))
    with pytest.raises(Conflict) as caught:
        library.text_recovery.bring_back(MONTH, first, "Ein anderer.")
    assert (caught.value.theirs, caught.value.ours) == ("Von der Kollegin.", "Der erste Satz.")
    assert library.store.pick("p1").comment == "Von der Kollegin."


def test_a_text_that_is_there_again_already_is_no_step(library: Library, first: Event) -> None:
    library.store.change_pick("p1", {"comment": "Der erste Satz."}, at(3))
    assert str(library.text_recovery.bring_back(MONTH, first, "Ein anderer.").said) == "Nothing changed."
    assert library.actions.undo() is None


def test_an_editions_text_comes_back_too(library: Library) -> None:
    for text in ("Guten Tag", "Hallo"):
        library.store.change_edition(MONTH, {"intro": text}, NOW)
    event = texts_of(library.store.history(MONTH), "", "intro")[0]
    library.text_recovery.bring_back(MONTH, event, "Hallo")
    assert library.store.edition(MONTH).intro == "Guten Tag"
