"""One request on its way: cookies, pages that lead on, and challenges."""

from __future__ import annotations

import pytest

from digest.feeds.chain import Redirect
from tests.feeds.asking import answered, ask, ask_all
from tests.feedserver import Asked, FeedServer, Reply

FEED = b"<rss version='2.0'><channel><title>Kanzelblick</title></channel></rss>"
LEADS_ON = (
    b'<!DOCTYPE html><html><head><title>/neu</title><meta http-equiv="refresh" content="0; url=/neu"></head></html>'
)


def test_a_cookie_lives_as_long_as_its_request(feed_server: FeedServer) -> None:
    feed_server.script("/a", Reply(302, headers={"Location": "/b", "Set-Cookie": "id=1"}))
    feed_server.serve("/b", FEED, headers={"Set-Cookie": "id=2"})
    ask_all([feed_server.url("/a")] * 3)
    assert [asked.headers.get("cookie") for asked in feed_server.requests if asked.path == "/a"] == [None] * 3
    assert [asked.headers.get("cookie") for asked in feed_server.requests if asked.path == "/b"] == ["id=1"] * 3


def test_a_page_that_sends_us_to_itself_until_the_cookie_is_there_is_read(feed_server: FeedServer) -> None:
    def answer(asked: Asked) -> Reply:
        if "besuch=1" in asked.headers.get("cookie", ""):
            return Reply(body=FEED)
        return Reply(302, headers={"Location": "/feed", "Set-Cookie": "besuch=1; Path=/"})

    assert answered(ask(feed_server.answer("/feed", answer))).body == FEED


def test_a_cookie_goes_to_its_own_host_only(feed_server: FeedServer) -> None:
    with FeedServer("127.0.0.2") as other:
        other.serve("/b", FEED)
        feed_server.script("/a", Reply(302, headers={"Location": other.url("/b"), "Set-Cookie": "id=geheim"}))
        answered(ask(feed_server.url("/a")))
        assert "cookie" not in other.requests[0].headers


def test_a_cookie_of_the_settings_goes_beside_those_of_the_way(feed_server: FeedServer) -> None:
    feed_server.script("/a", Reply(302, headers={"Location": "/b", "Set-Cookie": "id=1"}))
    feed_server.serve("/b", FEED)
    answered(ask(feed_server.url("/a"), headers={"Cookie": "abo=ja"}))
    assert feed_server.requests[1].headers["cookie"] == "abo=ja; id=1"


def test_several_choices_with_a_preferred_one_are_a_redirect(feed_server: FeedServer) -> None:
    feed_server.serve("/b", FEED)
    assert answered(ask(feed_server.script("/a", Reply(300, headers={"Location": "/b"})))).body == FEED
    assert answered(ask(feed_server.script("/c", Reply(300)))).status == 300


@pytest.mark.parametrize("fields", [{"Content-Type": "text/html"}, {}])
def test_a_page_that_leads_on_by_itself_is_followed_once(feed_server: FeedServer, fields: dict[str, str]) -> None:
    feed_server.serve("/neu", FEED)
    answer = answered(ask(feed_server.script("/alt", Reply(body=LEADS_ON, headers=fields))))
    assert (answer.body, answer.url) == (FEED, feed_server.url("/neu"))
    assert answer.redirects == (Redirect(200, feed_server.url("/neu")),)
    feed_server.serve("/neu", LEADS_ON.replace(b"/neu", b"/noch-neuer"))
    feed_server.serve("/noch-neuer", FEED)
    assert answered(ask(feed_server.url("/alt"))).url == feed_server.url("/neu")


def test_the_refresh_header_leads_on_as_well(feed_server: FeedServer) -> None:
    feed_server.serve("/neu", FEED)
    feed_server.script("/alt", Reply(body=b"Moved", headers={"Refresh": "0; URL='/neu'"}))
    assert answered(ask(feed_server.url("/alt"))).body == FEED


def test_digest_authentication_is_answered(feed_server: FeedServer) -> None:
    challenge = 'Basic realm="x", Digest realm="Blatt", qop="auth", nonce="abc", algorithm=SHA-256, opaque="o"'

    def answer(asked: Asked) -> Reply:
        if asked.headers.get("authorization", "").startswith("Digest "):
            return Reply(body=FEED)
        return Reply(401, headers={"WWW-Authenticate": challenge})

    url = feed_server.answer("/a", answer)
    assert answered(ask(url, user="jo", password="geheim")).body == FEED
    assert 'username="jo"' in feed_server.requests[-1].headers["authorization"]
    assert answered(ask(url)).status == 401
    feed_server.script("/b", Reply(401, headers={"WWW-Authenticate": "Digest nonsense"}))
    assert answered(ask(feed_server.url("/b"), user="jo", password="geheim")).status == 401


def test_digest_authentication_is_tried_once(feed_server: FeedServer) -> None:
    challenge = {"WWW-Authenticate": 'Digest realm="x", qop="auth", nonce="abc"'}
    feed_server.script("/a", Reply(401, headers=challenge))
    assert answered(ask(feed_server.url("/a"), user="jo", password="falsch")).status == 401
    assert len(feed_server.requests) == 2
