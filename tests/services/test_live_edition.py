"""The edition of a preview: the library's, with drafts and what is being typed laid over it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import pytest

from digest.bootstrap import Library
from digest.domain.edition import Pick
from digest.domain.errors import LibraryError
from digest.domain.message import msg
from digest.services.preview.live_edition import LiveEdition, ShownEdition
from tests.builders import MONTH, NOW, a_pick


@pytest.fixture
def live(library: Library) -> Iterator[LiveEdition]:
    library.store.add_pick(a_pick(1, category="IK", comment="Eins."), NOW)
    library.store.add_pick(a_pick(2, category="IK", comment="Zwei."), NOW)
    live = LiveEdition(MONTH, library.proofs, library.store)
    live.start()
    yield live
    live.stop()


def picks(shown: ShownEdition) -> list[Pick]:
    return list(shown.proof.assembled.picks) if shown.proof is not None else []


def comments(shown: ShownEdition) -> list[str]:
    return [pick.comment for pick in picks(shown)]


def until(live: LiveEdition, condition: Callable[[ShownEdition], bool]) -> None:
    """Wait as a browser does, version by version."""
    end = time.monotonic() + 60
    while not condition(shown := live.shown):
        assert time.monotonic() < end, shown
        live.wait(shown.version, 1)


def test_what_is_typed_lies_over_the_library_until_it_is_kept(library: Library, live: LiveEdition) -> None:
    before = live.shown
    live.type("p1", {"comment": "Getippt."})
    live.type("", {"intro": "Guten Tag."})
    typed = live.shown
    assert comments(typed) == ["Getippt.", "Zwei."]
    assert typed.proof is not None
    assert typed.proof.edition.intro == "Guten Tag."
    live.type("p1", {"comment": "Getippt."})
    assert (live.shown.version, typed.version) == (typed.version, before.version + 2), "the same is nothing new"
    library.store.change_pick("p2", {"comment": "Von nebenan."}, NOW)
    until(live, lambda shown: comments(shown) == ["Getippt.", "Von nebenan."])
    live.forget_typed()
    until(live, lambda shown: comments(shown) == ["Eins.", "Von nebenan."])
    assert picks(live.shown)[0].comment == library.store.pick("p1").comment


def test_a_comment_is_shown_as_its_editor_saves_it(library: Library, live: LiveEdition) -> None:
    draft = library.drafts.begin(library.store.pick("p2"))
    draft.file.write_bytes(b"Aus dem\r\nEditor.\n\n")
    until(live, lambda shown: comments(shown) == ["Eins.", "Aus dem\nEditor."])
    draft.file.unlink()
    until(live, lambda shown: comments(shown) == ["Eins.", "Zwei."])


def test_a_whole_edition_in_an_editor_is_shown_in_its_order(library: Library, live: LiveEdition) -> None:
    text = library.roundtrip.text(MONTH, ())
    first, second = text.index("### "), text.index("### ", text.index("### ") + 4)
    end = text.find("---", second) if "---" in text[second:] else len(text)
    stranger = "### Fremder {p9 aaaaaa}\n\nNichts.\n\n"
    edited = text[:first] + text[second:end] + "\n" + stranger + text[first:second] + text[end:]
    library.drafts.begin_edition(MONTH, edited.replace("Zwei.", "Zwei, besser."))
    until(live, lambda shown: comments(shown) == ["Zwei, besser.", "Eins."])
    assert [pick.id for pick in picks(live.shown)] == ["p2", "p1"]


def test_a_draft_that_was_left_before_is_not_shown(library: Library) -> None:
    library.store.add_pick(a_pick(1, comment="Eins."), NOW)
    draft = library.drafts.keep(library.store.pick("p1"), "comment", "Von gestern.", "Eins.")
    yesterday = time.time_ns() - 86_400_000_000_000
    os.utime(draft.file, ns=(yesterday, yesterday))
    live = LiveEdition(MONTH, library.proofs, library.store)
    live.start()
    try:
        assert comments(live.shown) == ["Eins."]
    finally:
        live.stop()


def test_a_library_that_does_not_answer_is_told(
    library: Library, live: LiveEdition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> None:
        raise LibraryError(msg("The library is away."))

    monkeypatch.setattr(library.store, "stamp", refused)
    until(live, lambda shown: shown.trouble is not None)
    assert "The library is away." in str(live.shown.trouble)
    assert live.shown.proof is None
    monkeypatch.undo()
    until(live, lambda shown: comments(shown) == ["Eins.", "Zwei."])
