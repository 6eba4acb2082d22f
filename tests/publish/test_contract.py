"""What holds for every target whose drafts can be updated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.domain.publishing import Capabilities
from digest.domain.receipt import DONE
from digest.services.publishing.outcomes import PushState
from tests.publish.newsroom import Newsroom
from tests.publish.rigs import RIGS, Rig

WORD = "Planungsrunden"


@pytest.fixture(params=sorted(RIGS))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    with RIGS[request.param](tmp_path) as opened:
        yield opened


@pytest.fixture
def room(rig: Rig, tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path, rig.settings)


def test_checking_changes_nothing(room: Newsroom, rig: Rig) -> None:
    assert isinstance(room.publishing.check("there"), Capabilities)
    assert rig.drafts() == []


def test_a_dry_run_sends_nothing(room: Newsroom, rig: Rig) -> None:
    outgoing = room.outgoing()
    assert isinstance(outgoing, tuple)
    assert any(WORD.encode() in part.body for part in outgoing)
    assert rig.drafts() == []
    assert room.receipt is None


def test_the_first_push_makes_one_draft_and_the_second_leaves_it(room: Newsroom, rig: Rig) -> None:
    assert room.push().state is PushState.CREATED
    (text,) = rig.drafts()
    assert WORD in text
    assert room.receipt is not None
    assert (room.receipt.state, room.receipt.awaited) == (DONE, {})
    assert room.push().state is PushState.UNCHANGED
    assert rig.drafts() == [text]


def test_a_changed_edition_updates_the_same_draft(room: Newsroom, rig: Rig) -> None:
    first = room.push()
    room.change(intro="Ein anderer Vorspann.")
    second = room.push()
    assert second.state is PushState.UPDATED
    assert first.receipt is not None
    assert second.receipt is not None
    assert second.receipt.id == first.receipt.id
    (text,) = rig.drafts()
    assert "Ein anderer Vorspann." in text


def test_what_a_colleague_changed_there_is_shown_and_survives(room: Newsroom, rig: Rig) -> None:
    room.push()
    rig.edit(WORD, "Sitzungen")
    for intro in ("", "Neu hier."):
        room.change(intro=intro)
        outcome = room.push()
        assert outcome.state is PushState.EDITED
        diff = "\n".join(line for change in outcome.changes for line in change.diff())
        assert "Sitzungen" in diff
        (text,) = rig.drafts()
        assert "Sitzungen" in text
    assert room.push(overwrite=True).state is PushState.UPDATED
    assert WORD in rig.drafts()[0]
    assert room.push().state is PushState.UNCHANGED


def test_a_deleted_draft_is_told_and_made_anew_only_if_meant(room: Newsroom, rig: Rig) -> None:
    room.push()
    rig.delete()
    assert room.push().state is PushState.GONE
    assert rig.drafts() == []
    assert room.push(anew=True).state is PushState.CREATED
    assert len(rig.drafts()) == 1


def test_a_push_that_was_killed_behind_the_request_makes_no_second_draft(
    room: Newsroom, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, kept = room.store.keep_receipt, []

    def dies(*arguments: object, **named: object) -> object:
        if kept:
            raise KeyboardInterrupt
        kept.append(arguments)
        return keep(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(room.store, "keep_receipt", dies)
    with pytest.raises(KeyboardInterrupt):
        room.push()
    monkeypatch.undo()
    assert room.receipt is not None
    assert not room.receipt.is_done
    assert room.push().state is PushState.CREATED
    assert len(rig.drafts()) == 1
    assert room.receipt.is_done
