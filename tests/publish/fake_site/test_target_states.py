"""What a list of targets says of each in plain words, and the history that a receipt keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.config.language import activate, tell
from digest.domain.receipt import Receipt
from digest.services.publishing.outcomes import PushState, pushed_words
from tests.builders import at
from tests.publish.fake_wordpress import PASSWORD, USER, FakeWordPress
from tests.publish.newsroom import MONTH, Newsroom, toml
from tests.publish.relay import Said


@pytest.fixture
def room(site: FakeWordPress, tmp_path: Path) -> Newsroom:
    settings = {"kind": "wordpress", "url": site.relay.url, "user": USER, "password": PASSWORD}
    return Newsroom(tmp_path, toml(settings), 'edition.curator = "Dora"')


def said(room: Newsroom) -> str:
    """The state of the only target, in German."""
    (state,) = room.publishing.states(MONTH)
    activate("de")
    try:
        return tell(pushed_words(state.receipt, state.changes, "28.11.2026"))
    finally:
        activate("en")


@pytest.mark.parametrize(
    ("receipt", "words"),
    [
        (Receipt("a", "wordpress", "done", status="draft"), "Entwurf vom 28.11.2026"),
        (Receipt("a", "wordpress", "done", status="published"), "veröffentlicht; übertragen am 28.11.2026"),
        (Receipt("a", "wordpress", "done", status="scheduled"), "dort geplant; übertragen am 28.11.2026"),
        (Receipt("a", "wordpress", "done", status="trashed"), "dort im Papierkorb; übertragen am 28.11.2026"),
        (Receipt("a", "smtp", "done", status="sent"), "verschickt am 28.11.2026"),
        (Receipt("a", "folder", "done", status="draft"), "Datei vom 28.11.2026"),
        (Receipt("a", "folder", "done", status="published"), "veröffentlicht; übertragen am 28.11.2026"),
        (Receipt("a", "webhook", "done", status="draft"), "zugestellt am 28.11.2026"),
        (Receipt("a", "mastodon", "done", status="draft"), "nur für mich sichtbar, vom 28.11.2026"),
        (Receipt("a", "wordpress", "begun"), "begonnen; ob es ankam, ist nicht bekannt"),
        (Receipt("a", "wordpress", "failed"), "wurde abgelehnt"),
        (None, "noch nichts übertragen"),
    ],
)
def test_each_state_is_said_in_the_words_of_its_kind(receipt: Receipt | None, words: str) -> None:
    activate("de")
    try:
        assert tell(pushed_words(receipt, 0, "28.11.2026")) == words
    finally:
        activate("en")


def test_what_was_changed_there_stays_told_until_it_is_settled(room: Newsroom, site: FakeWordPress) -> None:
    room.push()
    (post,) = site.posts.values()
    post["title"] = {"raw": "Ihr Titel"}
    room.change(intro="Neu.")
    assert room.push().state is PushState.EDITED
    assert said(room) == "Entwurf vom 28.11.2026, seitdem 1 Änderung hier; dort geändert: Titel"
    room.publishing.take_theirs(MONTH, "there")
    assert said(room) == "Entwurf vom 28.11.2026, seitdem 1 Änderung hier"
    room.push()
    assert said(room) == "Entwurf vom 28.11.2026"
    post["title"] = {"raw": "Noch einer"}
    room.push()
    room.push(overwrite=True)
    assert said(room) == "Entwurf vom 28.11.2026"
    before = post["title"]
    post["title"] = {"raw": "Und noch einer"}
    room.push()
    post["title"] = before  # the colleague has taken it back
    assert room.push().state is PushState.UNCHANGED
    assert said(room) == "Entwurf vom 28.11.2026"


def test_what_was_taken_over_as_a_whole_is_no_change_here(room: Newsroom, site: FakeWordPress) -> None:
    room.push()
    (post,) = site.posts.values()
    post["title"] = {"raw": "Ihr Titel"}
    assert room.publishing.take_theirs(MONTH, "there").state is PushState.TAKEN
    assert said(room) == "Entwurf vom 28.11.2026"
    assert room.push().state is PushState.UNCHANGED


def test_changes_are_counted_by_what_goes_out_and_not_by_clocks_alone(room: Newsroom, site: FakeWordPress) -> None:
    room.minutes = 10_000  # a week ahead
    room.push()
    room.minutes = 0
    room.change(intro="Neu.")
    assert said(room) == "Entwurf vom 28.11.2026, seitdem 1 Änderung hier"
    room.change(topic="steht nirgends")
    room.push()
    room.change(topic="auch das nicht")
    assert said(room) == "Entwurf vom 28.11.2026"
    room.target += '\nstyle = "C"'
    assert said(room) == "Entwurf vom 28.11.2026, seitdem 1 Änderung hier"


def test_a_receipt_of_another_address_says_nothing_of_this_one(room: Newsroom, site: FakeWordPress) -> None:
    room.push()
    room.target = room.target.replace(site.relay.url, "https://anderer.example/")
    assert said(room) == "noch nichts übertragen"


def test_a_push_whose_answer_was_lost_counts_from_when_it_was_sent(room: Newsroom, site: FakeWordPress) -> None:
    lost = [True]

    def cut(seen: object) -> Said | None:
        if getattr(seen, "method", "") == "POST" and lost:
            site.rules.clear()
            site.answer(seen)  # type: ignore[arg-type]
            site.rules.append(cut)
            lost.clear()
            return Said(cut=True)
        return None if lost else Said(cut=True)

    site.rules.append(cut)
    room.push()
    assert said(room) == "begonnen; ob es ankam, ist nicht bekannt"
    begun = room.minutes
    site.rules.clear()
    room.push()
    assert room.receipt is not None
    assert room.receipt.pushed == at(begun)
    assert said(room) == "Entwurf vom 28.11.2026"


def test_what_somebody_published_behind_a_lost_answer_is_told(room: Newsroom, site: FakeWordPress) -> None:
    room.push()
    site.rules.append(lambda seen: Said(500, b"") if seen.method == "POST" else None)
    room.change(intro="Kommt nicht an.")
    room.push()
    site.rules.clear()
    (post,) = site.posts.values()
    post["status"] = "publish"
    assert room.push().state is PushState.PUBLISHED
    assert said(room) == "veröffentlicht; übertragen am 28.11.2026, seitdem 1 Änderung hier"
    assert room.push(overwrite=True).state is PushState.UPDATED
    assert "Kommt nicht an." in post["content"]["raw"]
    assert post["status"] == "publish"


def test_a_deleted_draft_stays_told_until_there_is_another(room: Newsroom, site: FakeWordPress) -> None:
    room.push()
    site.posts.clear()
    assert room.push().state is PushState.GONE
    assert said(room) == "dort gelöscht; übertragen am 28.11.2026"
    (state,) = room.publishing.states(MONTH)
    assert (state.url, state.place) == ("", site.relay.url)
    room.push(anew=True)
    assert said(room) == "Entwurf vom 28.11.2026"
