"""Who may have a private address.

The host and port that somebody typed, if it was private then; nobody else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from digest.config.settings import NetworkSettings
from digest.domain.feed import Feed, FetchState, FoundFeed
from digest.domain.health import Failure, FailureKind
from digest.domain.url import origin_of
from digest.feeds.client import Client
from digest.feeds.discover import discover
from digest.feeds.fetch import Failed, FetchOutcome, fetch
from digest.feeds.resolver import Lookup, system_lookup
from digest.isolation.readpool import ReadPool
from tests.builders import NOW, a_feed, a_refresh
from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feeds.asking import ask, failed
from tests.feedserver import FeedServer

STRICT = NetworkSettings()
PAGE = "text/html; charset=utf-8"
PRIVATE = "leads to a private address"
#: Where nobody may be led: another port, another loopback address, a router, the cloud's own data, IPv6.
INSIDE = (
    "http://127.0.0.2:{port}/f", "http://127.0.0.1:1/f", "http://localhost:{port}/f", "http://192.168.1.1/f",
    "http://169.254.169.254/latest/meta-data/", "http://[::1]:{port}/f", "http://[::ffff:127.0.0.1]:{port}/f",
    "http://2130706434:{port}/f", "http://0x7f.2:{port}/f", "http://10.0.0.1/", "http://100.64.0.1/",
)  # fmt: skip


def named_by(page: FeedServer, *urls: str) -> str:
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{url}">' for url in urls)
    return page.serve("/page", f"<html><head><title>x</title>{links}</head></html>".encode(), content_type=PAGE)


def found(typed: str, lookup: Lookup = system_lookup) -> list[FoundFeed] | Failure:
    async def look() -> list[FoundFeed] | Failure:
        async with Client(STRICT, {}, lookup) as client, ReadPool(workers=1) as pool:
            return await discover(client, pool, typed)

    return asyncio.run(look())


def fetched(feed: Feed, lookup: Lookup = system_lookup, environ: Mapping[str, str] | None = None) -> FetchOutcome:
    async def once() -> FetchOutcome:
        async with Client(STRICT, environ or {}, lookup) as client:
            return await fetch(client, feed, FetchState(), None, NOW)

    return asyncio.run(once())


@pytest.mark.parametrize("inside", INSIDE)
def test_what_a_page_names_is_judged_anew(digest: Digest, feed_server: FeedServer, inside: str) -> None:
    with FeedServer("127.0.0.2", port=0) as other:
        port = other.url("").rpartition(":")[2]
        other.serve("/f", rss("Geheim"))
        ran = digest("feeds", "add", named_by(feed_server, inside.format(port=port)))
        assert ran.code == 1
        assert PRIVATE in ran.err
        assert [feed["entries"] for feed in digest.ok("feeds", "--json").data] in ([], [0])
        assert other.requests == []


@pytest.mark.parametrize("status", [301, 302, 308])
@pytest.mark.parametrize("inside", INSIDE)
def test_what_a_typed_host_redirects_to_is_judged_anew(feed_server: FeedServer, inside: str, status: int) -> None:
    with FeedServer("127.0.0.2") as other:
        other.serve("/f", rss("Geheim"))
        target = inside.format(port=other.url("").rpartition(":")[2])
        away = feed_server.redirect("/away", target, status=status)
        answer = found(away)
        assert isinstance(answer, Failure)
        assert answer.kind is FailureKind.PRIVATE_ADDRESS
        feed = Feed("f", away, by_hand=True)
        outcome = fetched(feed)
        assert isinstance(outcome, Failed)
        assert outcome.failure.kind is FailureKind.PRIVATE_ADDRESS
        refresh = f'<meta http-equiv="refresh" content="0; url={target}">'.encode()
        led = feed_server.serve("/meta", refresh, content_type=PAGE)
        assert isinstance(fetched(Feed("f", led, by_hand=True)), Failed)
        assert other.requests == []


def test_a_typed_private_host_works_with_its_own_feeds(digest: Digest, feed_server: FeedServer) -> None:
    feed = feed_server.serve("/f.xml", rss("Intern"))
    digest.ok("feeds", "add", named_by(feed_server, feed))
    assert len(digest.ok("entries", "--json").data) == 1


def test_a_public_host_that_leads_inside_later_is_refused(feed_server: FeedServer) -> None:
    url = feed_server.serve("/f.xml", rss("Geheim")).replace("127.0.0.1", "blog.example")
    answers: list[Sequence[str]] = [["93.184.215.14"], ["127.0.0.1"], ["127.0.0.1"]]

    def rebinding(host: str, port: int) -> Sequence[str]:
        return answers.pop(0) if len(answers) > 1 else answers[0]

    answer = found(url, rebinding)
    assert isinstance(answer, Failure)
    assert answer.kind is FailureKind.PRIVATE_ADDRESS
    assert feed_server.requests == []


@pytest.mark.parametrize(
    ("addresses", "private"),
    [(["10.1.2.3"], True), (["10.1.2.3", "fd00::1", "fe80::1%2"], True), (["10.1.2.3", "93.184.215.14"], False),
     (["127.0.0.1"], False), (["169.254.169.254"], False), (["::ffff:192.168.1.1"], True), ([], False)],
)  # fmt: skip
def test_a_name_is_private_if_all_its_addresses_are(addresses: list[str], private: bool) -> None:
    async def look() -> bool:
        async with Client(STRICT, {}, lambda host, port: addresses) as client:
            return await client.is_private("https://intranet.example/feed")

    assert asyncio.run(look()) is private


@pytest.mark.parametrize("now", ["127.0.0.1", "169.254.169.254", "::1", "0.0.0.0", "fd00:ec2::254"])
def test_a_typed_private_name_that_leads_elsewhere_later_is_refused(feed_server: FeedServer, now: str) -> None:
    url = feed_server.serve("/f.xml", rss("Geheim")).replace("127.0.0.1", "intranet.example")
    outcome = fetched(Feed("f", url, by_hand=True), lambda host, port: [now])
    assert isinstance(outcome, Failed)
    assert outcome.failure.kind is FailureKind.PRIVATE_ADDRESS
    assert feed_server.requests == []


def test_a_new_address_of_a_feed_counts_as_typed(digest: Digest, feed_server: FeedServer) -> None:
    url = feed_server.serve("/f.xml", rss("Intern"))
    digest.ok("opml", "import", "-", stdin=f'<opml version="2.0"><body><outline xmlUrl="{url}x"/></body></opml>')
    (feed,) = digest.ok("feeds", "--json").data
    assert PRIVATE in digest("fetch").err
    digest.ok("feeds", "edit", feed["id"], "--url", url)
    digest.ok("fetch", "--force")


def test_a_feed_that_moves_to_another_host_leaves_its_exemption_behind(tmp_path: object, digest: Digest) -> None:
    from digest.bootstrap import Library

    library = Library(digest.environment())
    library.store.add_feeds(
        [a_feed(1, url="http://127.0.0.1:8001/f", by_hand=True), a_feed(2, url="http://10.0.0.1/f")]
    )
    library.store.apply_refresh([a_refresh("f1", moved_to="http://127.0.0.1:8001/g")])
    assert library.store.feed("f1").by_hand
    library.store.apply_refresh([a_refresh("f1", moved_to="http://127.0.0.1:8002/g")])
    assert not library.store.feed("f1").by_hand
    library.close()


@pytest.mark.parametrize("host", ["%31%32%37.0.0.1", "127.0.0.1%2f", "0x7f.1", "127.0.0.1.", "[fe80::1%25lo]"])
def test_odd_hosts_are_not_handed_to_a_proxy(feed_server: FeedServer, host: str) -> None:
    proxy = {"http_proxy": feed_server.url("")}
    failure = failed(ask(f"http://{host}/geheim", STRICT, proxy))
    assert failure.kind in (FailureKind.PRIVATE_ADDRESS, FailureKind.BAD_ADDRESS)
    assert feed_server.requests == []


def test_another_port_is_another_host_but_for_the_usual_ones() -> None:
    assert origin_of("http://intranet/a") == origin_of("https://intranet:443/b") == "intranet"
    assert origin_of("http://intranet:8080/a") == "intranet:8080"
    assert origin_of("http://intranet:443/a") == "intranet:443"
    assert origin_of("http://[::1]:8080/") == "[::1]:8080"
    assert origin_of("nichts") == ""
