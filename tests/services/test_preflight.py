"""The preflight gathers what the rules look at, and asks the web only when told to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.bootstrap import Library
from digest.domain.errors import UsageError
from digest.domain.note import Note
from tests.builders import MONTH, NOW, a_frozen, a_pick, a_refresh, an_entry, at, pick_of
from tests.feedserver import FeedServer, Reply

LONG = "Ein Satz, der lang genug ist, um in keiner Prüfung bemängelt zu werden, auch nicht von dieser."


def rules(library: Library) -> set[tuple[str, str]]:
    return {(remark.rule, remark.place.pick_id) for remark in library.preflight.remarks(MONTH)}


def test_teasers_earlier_places_and_open_notes_come_from_the_library(library: Library) -> None:
    entry = an_entry(30, summary="Der Anriss des Feeds")
    library.store.apply_refresh([a_refresh("f1", entry)])
    library.store.add_pick(pick_of(entry, 1, edition_id="2026-10", comment=LONG), NOW)
    library.store.close_edition("2026-10", a_frozen(), NOW)
    library.store.add_pick(pick_of(entry, 2), NOW)
    library.store.add_pick(a_pick(3, entry_id="gone"), NOW)
    for number, done in ((1, None), (2, NOW)):
        library.store.exchange(None, Note(f"n{number}", f"Notiz {number}", "Dora", at(1), pick="p2", done=done))
    checked = library.preflight.checked(MONTH)
    assert checked.teasers == {"p2": "Der Anriss des Feeds", "p3": ""}
    assert [place.edition_id for place in checked.earlier["p2"]] == ["2026-10"]
    assert checked.notes == {"p2": ["Notiz 1"]}
    assert {("earlier-edition", "p2"), ("open-note", "p2"), ("no-comment", "p3")} <= rules(library)


def test_mail_is_checked_once_a_sender_is_configured(library: Library) -> None:
    library.store.add_pick(a_pick(1, comment=LONG), NOW)
    assert not {"no-imprint", "preheader-missing"} & {rule for rule, _ in rules(library)}
    library.config_path.write_text('[export]\nsender = "Dora <dora@example.org>"\n', "utf-8")
    library.load_settings()
    assert {"no-imprint", "preheader-missing"} <= {rule for rule, _ in rules(library)}


def test_what_is_being_typed_is_judged_without_a_look_at_the_library(library: Library) -> None:
    pick = library.store.add_pick(a_pick(1), NOW)
    checked = library.preflight.checked(MONTH)
    assert "no-comment" in {remark.rule for remark in library.preflight.look(checked)}
    typed = replace(checked, picks=[replace(pick, comment=LONG)])
    assert "no-comment" not in {remark.rule for remark in library.preflight.look(typed)}


def test_a_rule_is_ignored_for_one_pick_until_it_is_minded_again(library: Library) -> None:
    pick = library.store.add_pick(a_pick(1), NOW)
    library.preflight.silence(pick, "no-comment", reason="folgt am\nMontag")
    assert library.store.pick("p1").silenced == ("no-comment: folgt am Montag",)
    assert ("no-comment", "p1") not in rules(library)
    library.preflight.silence(library.store.pick("p1"), "no-comment", silent=False)
    assert ("no-comment", "p1") in rules(library)
    with pytest.raises(UsageError, match="kein-kommentar"):
        library.preflight.silence(pick, "kein-kommentar")


def test_a_rule_of_the_configuration_is_not_told_at_all(library: Library) -> None:
    library.store.add_pick(a_pick(1), NOW)
    library.config_path.write_text('[check.silence]\n"no-comment" = "nur Titel"\n', "utf-8")
    library.load_settings()
    assert ("no-comment", "p1") not in rules(library)


def test_links_are_asked_once_and_the_answers_stay(library: Library, feed_server: FeedServer) -> None:
    library.environ = {**library.environ, "DIGEST_ALLOW_HOSTS": "127.0.0.1"}
    gone = feed_server.url("/weg")
    feed_server.script("/weg", Reply(status=410))
    library.store.add_pick(a_pick(1, url=gone, comment=f"{LONG} [Dort]({gone})."), NOW)
    assert not feed_server.requests
    told: list[str] = []
    assert library.preflight.ask_links(MONTH, told.append) == len(told) == 1
    asked = len(feed_server.requests)
    found = [(remark.rule, remark.place.field) for remark in library.preflight.remarks(MONTH)]
    assert {("link-dead", "url"), ("link-dead", "comment")} <= set(found)
    assert len(feed_server.requests) == asked


def test_a_link_with_a_secret_is_told_before_an_export(library: Library) -> None:
    library.store.add_pick(a_pick(1, url="https://seite.example/a?gift=1&access_token=geheim"), NOW)
    remarks = library.preflight.secret_links(library.editions.assembled(MONTH))
    assert [(remark.rule, remark.place.pick_id) for remark in remarks] == [("secret-link", "p1")]
