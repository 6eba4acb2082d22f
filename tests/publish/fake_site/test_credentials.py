"""A password goes to the target's own origin and nowhere else, and is shown nowhere."""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.config.settings import NetworkSettings, PublishSettings
from digest.domain.health import Failure, FailureKind
from digest.domain.publishing import PublishFailure
from digest.publish.web import WebAnswer, WebRequest
from digest.services.publishing.guarded_web import GuardedWeb
from digest.services.publishing.outcomes import PushState
from digest.services.publishing.secrets import from_keyring, keep_in_keyring, keyring_entry, secret_of
from tests.certificates import self_signed, server_side
from tests.cli.running import Digest
from tests.feedserver import FeedServer, Reply
from tests.publish.fake_wordpress import PASSWORD, USER, FakeWordPress
from tests.publish.newsroom import Newsroom, toml
from tests.publish.relay import Relay, Said, Seen

OTHER = "sk-0123456789abcdef0123"
BASIC = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


@pytest.fixture
def thief() -> Iterator[Relay]:
    """Another server, on another port: another origin. It answers whatever is asked."""
    with Relay() as relay:
        relay.before = lambda _: Said(200, b"[]")
        yield relay


@pytest.fixture
def room(site: FakeWordPress, tmp_path: Path) -> Newsroom:
    settings = {"kind": "wordpress", "url": site.relay.url, "user": USER, "password": PASSWORD, "tags": ["PR"]}
    return Newsroom(tmp_path, toml(settings))


def has_secret(seen: Seen) -> bool:
    everything = f"{seen.path} {dict(seen.fields)} {seen.body!r}"
    return PASSWORD in everything or BASIC in everything


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_redirect_takes_a_password_along(
    status: int, method: str, room: Newsroom, site: FakeWordPress, thief: Relay
) -> None:
    said = Said(status, b"", {"Location": thief.url})
    site.rules.append(lambda seen: said if seen.method == method else None)
    assert room.push().state is PushState.FAILED
    assert isinstance(room.publishing.check("there"), object)
    assert thief.seen == []


def test_an_interface_that_a_page_names_elsewhere_gets_none(room: Newsroom, site: FakeWordPress, thief: Relay) -> None:
    named = f'<html><link rel="https://api.w.org/" href="{thief.url}wp-json/"></html>'.encode()
    html = {"Content-Type": "text/html"}
    for fields in (html, {**html, "Link": f'<{thief.url}wp-json/>; rel="https://api.w.org/"'}):
        site.rules = [lambda _, fields=fields: Said(200, named, fields)]
        outcome = room.push()
        assert outcome.failure is not None
        assert outcome.failure.code == "other-origin"
        checked = room.publishing.check("there")
        assert isinstance(checked, PublishFailure)
    assert thief.seen == []


def test_a_page_for_passwords_may_be_anywhere_and_is_only_shown(
    room: Newsroom, site: FakeWordPress, thief: Relay
) -> None:
    endpoints = {"authorization": f"{thief.url}authorize"}
    site.authentication = {"application-passwords": {"endpoints": endpoints}}
    page = room.publishing.login_page("there")
    assert isinstance(page, PublishFailure)
    assert page.code == "other-origin"
    assert thief.seen == []


def test_a_location_behind_a_post_is_an_id_and_no_address(room: Newsroom, site: FakeWordPress, thief: Relay) -> None:
    fields = {"Content-Type": "text/html", "Location": f"{thief.url}wp-json/wp/v2/posts/7"}
    site.rules.append(lambda seen: Said(201, b"<br>", fields) if seen.method == "POST" else None)
    room.push()
    assert thief.seen == []


def test_only_the_own_origin_gets_secret_fields(site: FakeWordPress, thief: Relay) -> None:
    with GuardedWeb(NetworkSettings(allow_hosts=("127.0.0.1",)), {}, site.relay.url) as web:
        for url in (thief.url, site.relay.url):
            answer = web.ask(WebRequest("GET", url, {"X-Own": "yes"}, {"Authorization": f"Basic {BASIC}"}))
            assert isinstance(answer, WebAnswer)
    (stolen,), (kept,) = thief.seen, site.relay.seen
    assert not has_secret(stolen)
    assert has_secret(kept)
    assert stolen.fields["x-own"] == "yes"


def test_the_own_host_may_be_private_and_every_other_may_not(site: FakeWordPress, thief: Relay) -> None:
    with GuardedWeb(NetworkSettings(), {}, site.relay.url) as web:
        assert isinstance(web.ask(WebRequest("GET", site.relay.url)), WebAnswer)
        refused = web.ask(WebRequest("GET", thief.url))
    assert isinstance(refused, Failure)
    assert refused.kind is FailureKind.PRIVATE_ADDRESS
    assert thief.seen == []


# Where it comes from


def test_a_password_is_a_text_a_variable_or_what_a_command_prints(tmp_path: Path) -> None:
    script = tmp_path / "pass.py"
    script.write_text(
        "import sys; print('aus dem Schrank ä'); print('url: x'); print('laut', file=sys.stderr)", "utf-8"
    )
    command = f'{sys.executable} "{script}"'
    for settings, secret in (
        (PublishSettings(password="offen"), "offen"),
        (PublishSettings(password="$WP"), "aus der Umgebung"),
        (PublishSettings(password="$5 im Monat"), "$5 im Monat"),
        (PublishSettings(password_command=command), "aus dem Schrank ä"),
    ):
        assert secret_of(settings, {"WP": "aus der Umgebung", "PYTHONIOENCODING": "utf-8"}) == secret


@pytest.mark.parametrize(
    "settings",
    [
        PublishSettings(name="blog", password="$NOWHERE"),
        PublishSettings(name="blog", password_command="/nirgends/pass blog"),
        PublishSettings(name="blog", password_command="pass 'blog"),
        PublishSettings(name="blog", password_command=f"{sys.executable} -c 'print(\"geheim-1\"); exit(1)'"),
        PublishSettings(name="blog", password_command=f"{sys.executable} -c pass"),
    ],
)
def test_what_gives_no_password_is_told_without_what_it_printed(settings: PublishSettings) -> None:
    found = secret_of(settings, {"PATH": "/usr/bin:/bin"})
    assert isinstance(found, PublishFailure)
    assert found.code == "no-password"
    assert "geheim-1" not in str(found.message)


def test_the_keyring_keeps_a_password_for_one_target_at_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring")
    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(keyring, "set_password", lambda service, name, secret: kept.update({(service, name): secret}))
    monkeypatch.setattr(keyring, "get_password", lambda service, name: kept.get((service, name)))
    here = PublishSettings(name="blog", user="dora", url="https://blog.example/")
    moved = PublishSettings(name="blog", user="dora", url="https://evil.example/")
    assert keep_in_keyring(here, "geheim") is None
    assert kept == {("digest", keyring_entry(here)): "geheim"}
    assert (from_keyring(here), from_keyring(moved)) == ("geheim", "")


# Where it is shown: nowhere


def test_no_command_shows_a_password(digest: Digest, site: FakeWordPress, tmp_path: Path) -> None:
    digest.ok("pick", "https://seite.example/1", "-c", "Krise", "--title", "Eins", "--comment", "Text.")
    settings = {
        "kind": "wordpress",
        "url": site.relay.url,
        "user": USER,
        "password": PASSWORD,
        "api_key": "sk-0123456789abcdef0123",
    }
    digest.config.write_text(f"[publish.blog]\n{toml(settings)}\n", "utf-8")
    refused = digest("publish")
    assert "api_key" in refused.err
    del settings["api_key"]
    digest.config.write_text(f"[publish.blog]\n{toml(settings)}\n", "utf-8")
    ran = [
        digest(*words)
        for words in (
            ("publish", "--dry-run"), ("publish", "--dry-run", "--json"), ("publish", "--verbose"),
            ("publish", "--list"), ("publish", "--json"), ("publish", "check"),
            ("publish", "login", "blog", "--print"), ("config", "show"),
            ("edition", "show", "--json"), ("library", "export"), ("doctor",),
        )
    ]  # fmt: skip
    assert [one.code for one in ran[:9]] == [0] * 9
    digest.config.write_text(f"[publish.blog]\n{toml({**settings, 'user': 'wer'})}\n", "utf-8")
    ran.append(digest("publish", "--verbose"))
    assert ran[-1].code == 1
    for one in [*ran, refused]:
        for secret in (PASSWORD, BASIC, OTHER):
            assert secret not in one.out + one.err
    for file in digest.library.rglob("*"):
        if file.is_file():
            assert PASSWORD.encode() not in file.read_bytes()


def test_a_certificate_that_nobody_vouches_for_is_told_and_accepted_only_if_it_is_meant(tmp_path: Path) -> None:
    with FeedServer(tls=server_side(self_signed(tmp_path, "127.0.0.1"))) as server:
        server.answer("*", lambda _: Reply(status=403))
        settings = {"kind": "wordpress", "url": server.url("/"), "user": USER, "password": PASSWORD}
        failure = Newsroom(tmp_path, toml(settings)).push().failure
        assert failure is not None
        assert (failure.code, failure.is_unclear) == ("tls", False)
        assert "verify = false" in str(failure.remedy)
        assert server.requests == []
        trusted = Newsroom(tmp_path, toml({**settings, "verify": False})).push().failure
        assert trusted is not None
        assert trusted.code == "firewall"


def test_a_password_in_the_address_is_refused_before_it_can_be_kept(digest: Digest) -> None:
    digest.config.write_text(
        '[publish.blog]\nkind = "wordpress"\nurl = "https://dora:geheim-7@blog.example/"\n', "utf-8"
    )
    ran = digest("publish")
    assert ran.code == 2
    assert "Write them into “user” and “password”." in ran.err
    assert "geheim-7" not in ran.err
