"""What a WordPress answers in place of what was asked, row by row.

What the curator is told, in both languages.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from digest.config.language import activate, tell
from digest.domain.publishing import Capabilities, PublishFailure
from digest.domain.receipt import BEGUN
from digest.services.publishing.outcomes import PushState
from tests.builders import at
from tests.publish.fake_wordpress import PASSWORD, FakeWordPress, error, room_at
from tests.publish.newsroom import MONTH, TITLE, Newsroom
from tests.publish.relay import Said, Seen

HTML = {"Content-Type": "text/html; charset=UTF-8"}
JSON = {"Content-Type": "application/json; charset=UTF-8"}


def page(status: int, text: str = "<html><b>Nein</b></html>", **fields: str) -> Said:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return Said(status, text.encode(), {**HTML, **named})


@dataclass(frozen=True)
class Row:
    """An answer, to which method it is given, and the sentences."""

    name: str
    said: Said
    code: str
    english: str
    german: str
    method: str = "GET"


ROWS = [
    Row("wrong password, told early", error(401, "incorrect_password"), "wrong-password",
        "The application password for 127.0.0.1 is wrong.",
        "Das Anwendungspasswort für 127.0.0.1 stimmt nicht."),
    Row("unknown user, told early", error(401, "invalid_username"), "unknown-user",
        "127.0.0.1 knows no such user.", "127.0.0.1 kennt diesen Benutzer nicht."),
    Row("unknown mail address, told early", error(401, "invalid_email"), "unknown-user",
        "127.0.0.1 knows no such user.", "127.0.0.1 kennt diesen Benutzer nicht."),
    Row("no log-in", error(401, "rest_not_logged_in"), "login",
        "127.0.0.1 does not accept the log-in.", "127.0.0.1 nimmt die Anmeldung nicht an."),
    Row("no log-in when writing", error(401, "rest_cannot_create"), "login",
        "127.0.0.1 does not accept the log-in.", "127.0.0.1 nimmt die Anmeldung nicht an.", "POST"),
    Row("server password", page(401, WWW_Authenticate='Basic realm="staging"'), "server-password",
        "127.0.0.1 asks for a password of the web server before WordPress is reached.",
        "127.0.0.1 verlangt ein Passwort des Webservers, bevor WordPress erreicht ist."),
    Row("role too low", error(403, "rest_cannot_create"), "role",
        "Your role at 127.0.0.1 does not allow this.", "Die Rolle bei 127.0.0.1 erlaubt das nicht.", "POST"),
    Row("may not publish", error(403, "rest_cannot_publish"), "may-not-publish",
        "Your role at 127.0.0.1 may write drafts, but not publish.",
        "Die Rolle bei 127.0.0.1 darf Entwürfe schreiben, aber nicht veröffentlichen.", "POST"),
    Row("somebody else's", error(403, "rest_cannot_edit"), "not-yours",
        "The draft at 127.0.0.1 belongs to somebody else, or is published: your role may not change it.",
        "Der Entwurf bei 127.0.0.1 gehört jemand anderem oder ist veröffentlicht: Die eigene Rolle darf ihn nicht "
        "ändern.", "POST"),
    Row("somebody else's, read", error(403, "rest_forbidden_context"), "not-yours",
        "The draft at 127.0.0.1 belongs to somebody else, or is published: your role may not change it.",
        "Der Entwurf bei 127.0.0.1 gehört jemand anderem oder ist veröffentlicht: Die eigene Rolle darf ihn nicht "
        "ändern."),
    Row("closed by a plugin", error(401, "rest_cannot_access", "DRA: nein"), "rest-closed",
        "A plugin closes the REST interface of 127.0.0.1.",
        "Ein Plugin sperrt die REST-Schnittstelle von 127.0.0.1."),
    Row("closed by a plugin, 403", error(403, "rest_cannot_access", "DRA: nein"), "rest-closed",
        "A plugin closes the REST interface of 127.0.0.1.",
        "Ein Plugin sperrt die REST-Schnittstelle von 127.0.0.1."),
    Row("firewall", page(403), "firewall",
        "127.0.0.1 refuses access (403), and it was not WordPress that answered.",
        "127.0.0.1 verweigert den Zugang (403), und nicht WordPress hat geantwortet.", "POST"),
    Row("no route", error(404, "rest_no_route"), "no-interface",
        "There is no WordPress interface at 127.0.0.1.", "Bei 127.0.0.1 gibt es keine Schnittstelle von WordPress."),
    Row("no such page", page(404), "no-interface",
        "There is no WordPress interface at 127.0.0.1.", "Bei 127.0.0.1 gibt es keine Schnittstelle von WordPress."),
    Row("a field that is refused", error(400, "rest_invalid_param", params={"date": "x"}), "refused",
        "127.0.0.1 does not understand the request (rest_invalid_param; date).",
        "127.0.0.1 versteht die Anfrage nicht (rest_invalid_param; date).", "POST"),
    Row("bad JSON", error(400, "rest_invalid_json"), "refused",
        "127.0.0.1 does not understand the request (rest_invalid_json; ?).",
        "127.0.0.1 versteht die Anfrage nicht (rest_invalid_json; ?).", "POST"),
    Row("nothing in it", error(400, "empty_content"), "empty",
        "There is nothing in the edition to be sent to 127.0.0.1.",
        "In der Ausgabe ist nichts, was an 127.0.0.1 gehen könnte.", "POST"),
    Row("a page in place of data", page(200, "<title>Anmelden</title><p>Bitte &amp; danke</p>"), "not-json",
        "127.0.0.1 answers with a page rather than data: “Anmelden Bitte &amp; danke”.",
        "127.0.0.1 antwortet mit einer Seite statt mit Daten: „Anmelden Bitte &amp; danke“."),
    Row("to the log-in page", Said(302, b"", {"Location": "http://127.0.0.1/wp-login.php?redirect_to=x"}),
        "rest-closed", "127.0.0.1 shows its log-in page in place of the interface.",
        "127.0.0.1 zeigt statt der Schnittstelle seine Anmeldeseite."),
    *(
        Row(f"moved ({status}, {method})", Said(status, b"", {"Location": "https://www.blog.example/x"}), "moved",
            "127.0.0.1 sends us on to https://www.blog.example/x; a password never goes along.",
            "127.0.0.1 schickt uns weiter zu https://www.blog.example/x; ein Passwort geht dabei nie mit.", method)
        for status in (301, 302, 307, 308) for method in ("GET", "POST")
    ),
    Row("too large", page(413), "too-large",
        "The web server of 127.0.0.1 does not take a text of this size (413).",
        "Der Webserver von 127.0.0.1 nimmt keinen Text dieser Größe an (413).", "POST"),
    Row("too many", page(429, Retry_After="7"), "too-many",
        "127.0.0.1 asks us to come less often (429).", "127.0.0.1 bittet darum, seltener zu kommen (429).", "POST"),
    *(
        Row(f"{status}, {method}", page(status), "server-error",
            f"127.0.0.1 answers with an error of its own ({status}).",
            f"127.0.0.1 antwortet mit einem eigenen Fehler ({status}).", method)
        for status in (500, 502, 503, 504) for method in ("GET", "POST")
    ),
    Row("PHP has failed", error(500, "internal_server_error"), "server-error",
        "127.0.0.1 answers with an error of its own (500).",
        "127.0.0.1 antwortet mit einem eigenen Fehler (500).", "POST"),
    Row("maintenance without a body", Said(500, b"", HTML), "server-error",
        "127.0.0.1 answers with an error of its own (500).",
        "127.0.0.1 antwortet mit einem eigenen Fehler (500)."),
    Row("cut off", Said(cut=True), "protocol",
        "127.0.0.1 sent an answer that breaks off or is no proper HTTP (no answer came).",
        "Die Antwort von 127.0.0.1 bricht ab oder ist kein gültiges HTTP (es kam keine Antwort).",
        "POST"),
]  # fmt: skip


def answers(method: str, said: Said) -> Callable[[Seen], Said | None]:
    """A rule: this for every request of that method to posts."""
    return lambda seen: said if seen.method == method and "/wp/v2/posts" in seen.path else None


def in_both(failure: PublishFailure) -> tuple[str, str]:
    texts = []
    for language in ("en", "de"):
        activate(language)
        assert tell(failure.remedy)
        texts.append(tell(failure.message))
    activate("en")
    return texts[0], texts[1]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_refusal_is_one_sentence_in_both_languages(row: Row, room: Newsroom, site: FakeWordPress) -> None:
    site.rules.append(answers(row.method, row.said))
    outcome = room.push()
    assert outcome.state is PushState.FAILED
    assert outcome.failure is not None
    assert outcome.failure.code == row.code
    english, german = in_both(outcome.failure)
    assert english == row.english
    assert german == row.german
    assert site.posts == {}
    site.rules.clear()
    assert room.push().state is PushState.CREATED
    assert len(site.posts) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_us_to_wait_is_asked_once_more(status: int, room: Newsroom, site: FakeWordPress) -> None:
    left = [page(status, Retry_After="7"), page(status, Retry_After="7")]
    site.rules.append(
        lambda seen: left.pop() if left and seen.method == ("GET" if len(left) == 2 else "POST") else None
    )
    assert room.push().state is PushState.CREATED
    assert room.paused == [7, 7]


def test_nobody_waits_for_an_hour(room: Newsroom, site: FakeWordPress) -> None:
    site.rules.append(answers("GET", page(429, Retry_After="3600")))
    assert room.push().state is PushState.FAILED
    assert room.paused == []


def test_passwords_that_are_off_are_told_before_anybody_looks_for_a_typing_mistake(
    room: Newsroom, site: FakeWordPress
) -> None:
    site.authentication = []
    room.target = room.target.replace(PASSWORD, "falsch")
    pushed, checked, page_ = room.push().failure, room.publishing.check("there"), room.publishing.login_page("there")
    for failure in (pushed, checked, page_):
        assert isinstance(failure, PublishFailure)
        assert failure.code == "passwords-off"
        assert in_both(failure) == (
            "Application passwords are off at 127.0.0.1, so no password will work.",
            "Anwendungspasswörter sind bei 127.0.0.1 abgeschaltet, darum hilft kein Passwort.",
        )


def test_a_site_that_is_closed_for_guests_lets_us_in(room: Newsroom, site: FakeWordPress) -> None:
    def closed(seen: Seen) -> Said | None:
        return error(401, "rest_not_logged_in") if "authorization" not in seen.fields else None

    site.rules.append(closed)
    assert isinstance(room.publishing.check("there"), Capabilities)
    assert room.push().state is PushState.CREATED


def test_a_site_without_its_users_is_pushed_to_all_the_same(room: Newsroom, site: FakeWordPress) -> None:
    site.rules.append(lambda seen: error(404, "rest_no_route") if "/users/" in seen.path else None)
    found = room.publishing.check("there")
    assert isinstance(found, Capabilities)
    assert len(found.warnings) == 1
    assert room.push().state is PushState.CREATED


@pytest.mark.parametrize("before", ["\ufeff", "<br />\n<b>Deprecated</b>: creating {x} [y] in <b>p.php</b><br />\n"])
def test_what_a_plugin_prints_before_the_data_does_not_matter(before: str, room: Newsroom, site: FakeWordPress) -> None:
    def spoiled(seen: Seen) -> Said | None:
        site.rules.clear()
        said = site.answer(seen)
        site.rules.append(spoiled)
        return Said(said.status, before.encode() + said.body, said.fields)

    site.rules.append(spoiled)
    assert room.push().state is PushState.CREATED
    assert room.push().state is PushState.UNCHANGED
    assert isinstance(room.publishing.check("there"), Capabilities)


def test_a_post_whose_answer_is_a_page_is_read_where_it_says_that_it_is(room: Newsroom, site: FakeWordPress) -> None:
    def spoiled(seen: Seen) -> Said | None:
        if seen.method != "POST":
            return None
        site.rules.clear()
        said = site.answer(seen)
        site.rules.append(spoiled)
        return Said(said.status, b"<html>?</html>", {**HTML, "Location": said.fields["Location"]})

    site.rules.append(spoiled)
    assert room.push().state is PushState.CREATED
    room.change(intro="Neu.")
    assert room.push().state is PushState.UPDATED
    assert len(site.posts) == 1


def test_messages_of_the_site_are_never_shown(room: Newsroom, site: FakeWordPress) -> None:
    site.rules.append(answers("GET", error(401, "invalid_username", "<a href='http://evil.example'>Klick</a>")))
    failure = room.push().failure
    assert failure is not None
    assert "evil" not in "".join(in_both(failure)) + tell(failure.remedy)


def test_a_missing_password_is_told_before_anything_is_asked(site: FakeWordPress, tmp_path: Path) -> None:
    for settings in ({"password": ""}, {"user": ""}, {"password": "$NOBODY_SET_THIS"}):
        room = room_at(site, tmp_path, **settings)
        failure = room.push().failure
        assert failure is not None
        assert failure.code == "no-password"
    assert site.relay.seen == []


def test_terms_are_made_one_by_one_where_batches_are_closed(site: FakeWordPress, tmp_path: Path) -> None:
    def rule(seen: Seen) -> Said | None:
        if "/batch/" in seen.path:
            return error(404, "rest_no_route")
        if seen.method == "POST" and "/wp/v2/categories" in seen.path:
            name = json.loads(seen.body)["name"]
            if name == "Alt":
                return error(400, "term_exists", term_id=7)
            return Said(201, b'{"id": 8}', JSON)
        return None

    site.rules.append(rule)
    room = room_at(site, tmp_path, categories=["Alt", "Neu"])
    assert room.push().state is PushState.CREATED
    (post,) = site.posts.values()
    assert post["categories"] == [7, 8]


def test_a_draft_found_by_its_mark_belongs_to_the_right_month_only(room: Newsroom, site: FakeWordPress) -> None:
    room.push()
    (post,) = site.posts.values()
    post["content"] = {"raw": post["content"]["raw"].replace(f"digest-{MONTH}", f"digest-{MONTH}-andere-reihe")}
    other = Newsroom(room.folder, room.target)
    assert other.push().state is PushState.CREATED
    assert len(site.posts) == 2


def test_a_title_is_text_and_no_markup(room: Newsroom, site: FakeWordPress) -> None:
    room.change(title="1 < 2 & 3")
    room.push()
    (post,) = site.posts.values()
    assert post["title"]["raw"] == "1 &lt; 2 &amp; 3"
    assert room.push().state is PushState.UNCHANGED


def test_what_was_changed_there_can_be_taken_into_the_edition(room: Newsroom, site: FakeWordPress) -> None:
    room.push()
    (post,) = site.posts.values()
    post["title"] = {"raw": "Zehn gute Texte"}
    post["content"] = {"raw": post["content"]["raw"].replace("Planungsrunden", "Sitzungen")}
    before: list[Any] = room.store.picks(MONTH)
    outcome = room.publishing.take_theirs(MONTH, "there")
    assert (outcome.state, outcome.notes) == (PushState.TAKEN, ())
    assert room.store.edition(MONTH).title == "Zehn gute Texte"
    after = room.store.picks(MONTH)
    assert [new.comment for new, old in zip(after, before, strict=True) if new != old] == [
        before[0].comment.replace("Planungsrunden", "Sitzungen")
    ]
    assert room.push().state in (PushState.UNCHANGED, PushState.UPDATED)
    assert post["title"]["raw"] == "Zehn gute Texte"
    assert TITLE != "Zehn gute Texte"


@pytest.mark.parametrize("arrives", [False, True])
def test_an_update_of_which_nobody_knows_whether_it_arrived_is_looked_at(
    arrives: bool, room: Newsroom, site: FakeWordPress
) -> None:
    room.push()
    room.change(intro="Neu.")
    posted: list[Seen] = []

    def lost(seen: Seen) -> Said | None:
        if seen.method == "POST":
            posted.append(seen)
            if arrives:
                site.rules.clear()
                site.answer(seen)
                site.rules.append(lost)
        return Said(cut=True) if posted else None

    site.rules.append(lost)
    failure = room.push().failure
    assert failure is not None
    assert failure.is_unclear
    site.rules.clear()
    assert room.push().state is (PushState.CREATED if arrives else PushState.UPDATED)
    (post,) = site.posts.values()
    assert "Neu." in post["content"]["raw"]
    assert room.push().state is PushState.UNCHANGED


def test_an_address_with_a_token_is_not_kept_in_the_library(site: FakeWordPress, tmp_path: Path) -> None:
    room = room_at(site, tmp_path, url=f"{site.relay.url}?token=geheim-0123456789")
    room.push()
    assert "geheim-0123456789" not in str(room.store.edition(MONTH))


def test_a_push_of_another_process_is_waited_for_unless_it_is_dead(room: Newsroom, site: FakeWordPress) -> None:
    room.push()
    done = room.receipt
    assert done is not None
    for process, minutes, state in (
        (f"{socket.gethostname()}:{os.getppid()}", 1, PushState.BUSY),
        (f"{socket.gethostname()}:{os.getppid()}", 30, PushState.UNCHANGED),
        (f"{socket.gethostname()}:{2**22 + 1}", 1, PushState.UNCHANGED),
        ("anderer-rechner:1", 1, PushState.BUSY),
        ("anderer-rechner:1", 30, PushState.UNCHANGED),
    ):
        begun = replace(
            done, state=BEGUN, awaited=done.texts, begun=at(room.minutes), detail={**done.detail, "process": process}
        )
        room.store.keep_receipt(MONTH, begun, at(room.minutes), instead_of=room.receipt)
        room.minutes += minutes - 1
        outcome = room.push()
        assert outcome.state in (state, PushState.CREATED if state is PushState.UNCHANGED else state)
    assert len(site.posts) == 1


def test_an_excerpt_that_was_taken_out_goes_there_too(room: Newsroom, site: FakeWordPress) -> None:
    room.change(preheader="Kurz gesagt")
    room.push()
    room.change(preheader="", intro="")
    assert room.push().state is PushState.UPDATED
    (post,) = site.posts.values()
    assert post["excerpt"] == {"raw": ""}
    post["excerpt"] = {"raw": "Von der Redaktion"}
    room.change(outro="Neu.")
    assert room.push().state is PushState.EDITED
    assert post["excerpt"] == {"raw": "Von der Redaktion"}
