"""Services whose drafts are JSON.

Only drafts, no placeholder of a stranger's, no key in anybody else's hands.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from digest.domain.errors import ConfigError
from digest.domain.publishing import Capabilities, PublishFailure
from digest.services.publishing.outcomes import PushState
from tests.publish.newsroom import MONTH, Newsroom
from tests.publish.services import GHOST_KEY, KEY, SERVICES, Call, Refused, Service, running
from tests.publish.troubles import STATES, failure, first_change, room

MAILERS = ("listmonk", "mailchimp", "keila", "buttondown")


@pytest.fixture(params=sorted(SERVICES))
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    with running(SERVICES[request.param]()) as opened:
        yield opened


@pytest.fixture(params=MAILERS)
def mailer(request: pytest.FixtureRequest) -> Iterator[Service]:
    with running(SERVICES[request.param]()) as opened:
        yield opened


@pytest.fixture
def opened(request: pytest.FixtureRequest) -> Iterator[Service]:
    with running(SERVICES[request.param]()) as there:
        yield there


# What a stranger writes


TAGS = "{{ Vorname }} {% if x %} {# y #} *|FNAME|* {{{x}}} [[z]] {{ UnsubscribeURL }} *|UNSUB|*"


def test_no_service_finds_a_placeholder_in_titles_and_comments(service: Service, tmp_path: Path) -> None:
    news = room(service, tmp_path)
    news.change(title=f"Titel {TAGS}", intro=f"Vorspann {TAGS}", outro=TAGS, preheader=TAGS)
    pick = news.store.picks(MONTH)[0]
    news.store.change_pick(pick.id, {"title": TAGS, "comment": f"Kommentar {TAGS}"}, news._clock())
    assert news.push().state is PushState.CREATED
    slots = {
        "listmonk": ("{{ UnsubscribeURL }}",), "mailchimp": ("*|UNSUB|*",), "keila": ("{{ unsubscribe_link }}",),
    }.get(str(service.own["kind"]), ())  # fmt: skip
    if service.own["kind"] not in ("ghost", "mastodon"):  # they fill nothing in
        for draft in service.made:
            for text in texts_in(draft):
                for slot in slots:
                    assert text.count(slot) <= 1
                    text = text.replace(slot, "")
                assert not any(mark in text for mark in ("{{", "{%", "{#", "*|"))


def texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_in(part)


def test_a_mailing_has_the_services_own_address_to_unsubscribe_at(mailer: Service, tmp_path: Path) -> None:
    room(mailer, tmp_path).push()
    text = json.dumps(mailer.made, ensure_ascii=False)
    slot = {"listmonk": "{{ UnsubscribeURL }}", "mailchimp": "*|UNSUB|*", "keila": "{{ unsubscribe_link }}"}
    kind = str(mailer.own["kind"])
    # Buttondown adds it by itself; the others get it in the HTML, and in the text if they take one.
    assert text.count(slot.get(kind, "nothing")) == {"listmonk": 2, "mailchimp": 2, "keila": 1}.get(kind, 0)


# Only drafts


def test_nothing_that_mails_can_be_told_to_send(mailer: Service, tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        room(mailer, tmp_path, status="publish").push(public=True)
    assert mailer.calls == []


@pytest.mark.parametrize("opened", ["ghost"], indirect=True)
def test_ghost_publishes_only_if_target_and_command_both_say_so(opened: Service, tmp_path: Path) -> None:
    asked: list[str] = []

    def noted(call: Call, answer: Callable[[], Any]) -> Any:
        asked.append(call.payload["posts"][0]["status"])
        return answer()

    first_change(opened, noted)
    room(opened, tmp_path).push(public=True)
    assert asked == ["draft"]


def test_what_was_sent_or_published_or_thrown_away_there_is_left_alone(service: Service, tmp_path: Path) -> None:
    for change, expected in STATES[str(service.own["kind"])]:
        service.made.clear()
        service.keys.clear()
        news = room(service, tmp_path)
        news.push()
        service.made[0].update(change)
        before = json.dumps(service.made)
        news.change(intro="Neu.")
        assert news.push().state is expected
        assert json.dumps(service.made) == before


# Keys


def test_a_wrong_key_is_told_by_checking_and_by_pushing(service: Service, tmp_path: Path) -> None:
    settings = service.settings.replace(KEY, "falsch").replace(GHOST_KEY, "64f1c0ffee:" + "cd" * 32)
    news = Newsroom(tmp_path, settings)
    checked = news.publishing.check("there")
    assert isinstance(checked, PublishFailure)
    assert checked.code == "no-login"
    assert failure(news).code == "no-login"
    assert service.made == []


def test_a_missing_key_is_told_before_anybody_is_asked(service: Service, tmp_path: Path) -> None:
    settings = "\n".join(line for line in service.settings.splitlines() if not line.startswith("password"))
    assert failure(Newsroom(tmp_path, settings)).code == "no-password"
    assert service.calls == []


def test_a_dry_run_shows_what_is_sent_and_no_key(service: Service, tmp_path: Path) -> None:
    news = room(service, tmp_path)
    shown = news.outgoing()
    assert isinstance(shown, tuple)
    assert all("***" in part.fields.values() for part in shown)
    assert not any(
        secret in repr((part.place, part.fields, part.body)) for part in shown for secret in (KEY, GHOST_KEY)
    )
    news.push()
    sent = [call for call in service.calls if call.method != "GET"]
    if service.own["kind"] != "mastodon":  # each of its posts names the one before, which is not known yet
        assert [part.body for part in shown] == [call.body for call in sent]
    assert [part.act for part in shown] == [call.method for call in sent]
    news.change(intro="Neu.")
    shown = news.outgoing()
    assert isinstance(shown, tuple)
    before = len(service.calls)
    news.push()
    sent = [call for call in service.calls[before:] if call.method != "GET"]
    assert [(part.act, urlsplit(part.place).path) for part in shown] == [(call.method, call.path) for call in sent]


class Thief(BaseHTTPRequestHandler):
    """Another origin, which notes the fields that it is sent."""

    seen: list[str]

    def do_GET(self) -> None:
        self.seen.append(str(self.headers))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_POST = do_PUT = do_PATCH = do_GET  # noqa: N815 - the library's hooks

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet."""


@pytest.mark.parametrize("status", [302, 308, *(pytest.param(n, marks=pytest.mark.slow) for n in (301, 303, 307))])
def test_no_redirect_is_followed_with_or_without_the_key(service: Service, tmp_path: Path, status: int) -> None:
    seen: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Noting", (Thief,), {"seen": seen}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        place = f"http://127.0.0.1:{server.server_port}/v1/?key=abc"

        def moved(call: Call, answer: Callable[[], Any]) -> Any:
            raise Refused(status, None, Location=place)

        service.trouble = [moved] * 3
        news = room(service, tmp_path)
        assert failure(news).code == "moved"
        assert isinstance(news.publishing.check("there"), PublishFailure)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert seen == []
    assert service.made == []


@pytest.mark.parametrize("opened", SERVICES, indirect=True)
def test_an_address_copied_from_the_browser_or_the_manual_will_do(opened: Service, tmp_path: Path) -> None:
    kind = str(opened.own["kind"])
    path = {"ghost": "/ghost/api/admin", "listmonk": "/api", "mailchimp": "/3.0", "buttondown": "/v1"}.get(
        kind, "/api/v1"
    )
    first = "/".join(path.split("/")[:2])
    for end in ("/", path, f"{path}/", f"{first}/#/settings?x=1", f"{first}?key=abc"):
        news = Newsroom(tmp_path, opened.settings.replace(opened.url, opened.url + end))
        assert isinstance(news.publishing.check("there"), Capabilities), end


@pytest.mark.parametrize("key", ["geheim\r\nX-Y: z", "geheim\n", " geheim", "gehéim", "geheim\x00", "🔑"])
def test_a_key_that_no_header_can_hold_is_told(service: Service, tmp_path: Path, key: str) -> None:
    settings = "\n".join(line for line in service.settings.splitlines() if not line.startswith("password"))
    news = Newsroom(tmp_path, f'{settings}\npassword = "$KEY"', environ={"KEY": key})
    if key.strip() == "geheim":
        assert failure(news).code == "no-login"
    else:
        assert failure(news).code in ("no-login", "bad-password")
    assert service.made == []


def test_what_pasting_adds_to_a_key_is_taken_off(service: Service, tmp_path: Path) -> None:
    key = GHOST_KEY if service.own["kind"] == "ghost" else KEY
    settings = "\n".join(line for line in service.settings.splitlines() if not line.startswith("password"))
    news = Newsroom(tmp_path, f'{settings}\npassword = "$KEY"', environ={"KEY": f" {key}\r\n"})
    assert news.push().state is PushState.CREATED
