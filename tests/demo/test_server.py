"""The invented blogs over real HTTP.

Every format is understood, and the server keeps the rules of caching.
"""

from __future__ import annotations

import errno
import gzip
import json
import re
import socket
import struct
import unicodedata
import urllib.error
import urllib.request
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from socketserver import TCPServer
from xml.etree import ElementTree

import feedparser
import pytest

from digest.demo import server as server_module
from digest.demo.content import DemoFeed, demo_feeds
from digest.demo.formats import feed_body, media_type
from digest.demo.server import DemoServer

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
ANSWERING = [feed for feed in demo_feeds() if feed.status != 404]
XML = [feed for feed in ANSWERING if feed.format != "json"]


def name(feed: DemoFeed) -> str:
    return feed.slug


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer(NOW) as running:
        yield running


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *details: object) -> None:
        return None


def ask(url: str, method: str = "GET", **headers: str) -> tuple[int, Message, bytes]:
    """Status, header fields and body.

    Redirects are not followed, proxies of the environment not used.
    """
    fields = {key.replace("_", "-"): value for key, value in headers.items()}
    request = urllib.request.Request(url, headers=fields, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
    try:
        with opener.open(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@pytest.mark.parametrize("feed", XML, ids=name)
def test_an_xml_feed_reads_as_it_was_written(feed: DemoFeed) -> None:
    body = feed_body(feed, NOW)
    ElementTree.fromstring(body)
    read = feedparser.parse(body, response_headers={"content-type": media_type(feed)})
    assert not read.bozo
    assert read.feed.title == feed.title
    assert [entry.title for entry in read.entries] == [entry.title for entry in feed.entries]
    assert [entry.link for entry in read.entries] == [entry.url for entry in feed.entries]
    when = "updated_parsed" if feed.format == "rdf" else "published_parsed"  # feedparser's name for dc:date
    assert [timegm(entry[when]) for entry in read.entries] == [
        entry.published(NOW).timestamp() for entry in feed.entries
    ]
    assert [entry.author for entry in read.entries] == [entry.author for entry in feed.entries]
    assert len({entry.id for entry in read.entries}) == len(feed.entries)


@pytest.mark.parametrize("feed", [feed for feed in ANSWERING if feed.format == "json"], ids=name)
def test_a_json_feed_reads_as_it_was_written(feed: DemoFeed) -> None:
    read = json.loads(feed_body(feed, NOW))
    assert read["version"] == "https://jsonfeed.org/version/1.1"
    assert [each["title"] for each in read["items"]] == [entry.title for entry in feed.entries]
    assert all(each["content_html"].startswith("<p>") for each in read["items"])


def test_the_formats_are_what_their_names_say() -> None:
    versions = {feed.slug: feedparser.parse(feed_body(feed, NOW)).version for feed in XML}
    assert set(versions.values()) == {"rss20", "atom10", "rss10"}


def test_the_old_encoding_carries_quotation_marks_that_it_does_not_have() -> None:
    feed = next(feed for feed in demo_feeds() if feed.encoding == "iso-8859-1")
    body = feed_body(feed, NOW)
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    titles = [entry.title for entry in feedparser.parse(body).entries]
    assert "„Kein Kommentar“ ist auch einer" in titles


def test_the_english_entry_has_an_empty_teaser_and_says_its_language() -> None:
    feed = next(feed for feed in demo_feeds() if feed.slug == "zielgruppensitzung")
    read = next(entry for entry in feedparser.parse(feed_body(feed, NOW)).entries if "ferry" in entry.title)
    assert read.summary == ""
    assert read.content[0].language == "en"


def test_the_decomposed_title_arrives_decomposed(server: DemoServer) -> None:
    _, _, body = ask(server.feed_url("promptgeber"))
    titles = [each["title"] for each in json.loads(body)["items"]]
    assert [title for title in titles if unicodedata.normalize("NFC", title) != title]


@pytest.mark.parametrize("feed", [feed for feed in demo_feeds() if feed.status == 200], ids=name)
def test_a_healthy_feed_is_served_with_its_type_and_answers_304_to_either_validator(
    server: DemoServer, feed: DemoFeed
) -> None:
    url = server.feed_url(feed.slug)
    status, fields, body = ask(url)
    assert (status, body) == (200, feed_body(feed, NOW))
    assert fields["Content-Type"] == media_type(feed)
    for validator in ({"If_None_Match": fields["ETag"]}, {"If_Modified_Since": fields["Last-Modified"]}):
        status, again, body = ask(url, **validator)
        assert (status, body) == (304, b"")
        assert again["ETag"] == fields["ETag"]


def test_another_etag_brings_the_feed_even_if_the_date_still_fits(server: DemoServer) -> None:
    url = server.feed_url("kanzelblick")
    _, fields, _ = ask(url)
    assert ask(url, If_None_Match='"older"', If_Modified_Since=fields["Last-Modified"])[0] == 200
    assert ask(url, If_None_Match=f'"older", W/{fields["ETag"]}')[0] == 304
    assert ask(url, If_Modified_Since="yesterday, roughly")[0] == 200
    assert ask(url, If_Modified_Since="Thu, 01 Jan 2015 00:00:00 GMT")[0] == 200


def test_one_feed_comes_compressed_to_those_who_take_it_under_a_validator_of_its_own(server: DemoServer) -> None:
    feed = next(feed for feed in demo_feeds() if feed.zipped)
    url = server.feed_url(feed.slug)
    _, plain, body = ask(url)
    _, zipped, packed = ask(url, Accept_Encoding="gzip, br")
    assert zipped["Content-Encoding"] == "gzip"
    assert plain["Content-Encoding"] is None
    assert gzip.decompress(packed) == body
    assert len(packed) < len(body)
    assert zipped["ETag"] != plain["ETag"]
    assert ask(url, Accept_Encoding="gzip", If_None_Match=zipped["ETag"])[0] == 304


def test_the_dead_feed_answers_404_with_a_page_for_people(server: DemoServer) -> None:
    status, fields, body = ask(server.feed_url("redaktionsschlusslicht"))
    assert status == 404
    assert fields["Content-Type"] == "text/html; charset=utf-8"
    assert "Hier brennt kein Licht mehr" in body.decode()
    assert ask(server.url + "/nothing/here")[0] == 404


def test_the_moved_feed_redirects_for_good_to_where_it_is_now(server: DemoServer) -> None:
    status, fields, _ = ask(server.feed_url("bloed-gelaufen"))
    assert status == 301
    status, _, body = ask(fields["Location"])
    assert status == 200
    assert feedparser.parse(body).feed.title == "Blöd gelaufen"


def test_head_brings_the_fields_without_the_body(server: DemoServer) -> None:
    status, fields, body = ask(server.feed_url("loeschwasser"), method="HEAD")
    assert (status, body) == (200, b"")
    assert int(fields["Content-Length"]) > 1000


def test_the_feeds_are_ready_to_be_added_by_hand(server: DemoServer) -> None:
    feeds = server.feeds()
    assert [feed.title for feed in feeds] == [feed.title for feed in demo_feeds()]
    assert len({feed.url for feed in feeds}) == len({feed.id for feed in feeds}) == 12
    assert all(feed.by_hand and feed.category == feed.folder and feed.host in server.hosts for feed in feeds)
    assert all(host.startswith("127.0.0.") for host in server.hosts)


def test_the_opml_lists_all_twelve_in_their_folders(server: DemoServer) -> None:
    outlines = ElementTree.fromstring(server.opml()).findall("body/outline")
    assert [folder.get("text") for folder in outlines] == ["Strategie", "Medienarbeit", "IK", "Krise"]
    listed = [(folder.get("text"), feed.get("text"), feed.get("xmlUrl")) for folder in outlines for feed in folder]
    assert listed == [(feed.folder, feed.title, feed.url) for feed in server.feeds()]


def test_two_demos_of_one_time_serve_the_same_bytes_side_by_side(server: DemoServer) -> None:
    with DemoServer(NOW) as other:
        assert other.url != server.url
        for feed in ANSWERING:
            mine, theirs = ask(server.feed_url(feed.slug)), ask(other.feed_url(feed.slug))
            assert (mine[2], mine[1]["ETag"]) == (theirs[2], theirs[1]["ETag"])


def test_leaving_frees_the_ports_even_while_a_slow_answer_is_due() -> None:
    with DemoServer(NOW, delay=3600) as slow:
        feed = slow.feeds()[-1]
        port = int(feed.url.split(":")[2].split("/")[0])
        waiting = socket.create_connection((feed.host, port), timeout=20)
        waiting.sendall(b"GET /alt/bloed-gelaufen.xml HTTP/1.0\r\n\r\n")
        assert ask(slow.feed_url("kanzelblick"))[0] == 200  # the first feed never waits
    with waiting:
        waiting.settimeout(20)
        answer = b""
        while piece := waiting.recv(4096):
            answer += piece
    assert b" 301 " in answer.splitlines()[0]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((feed.host, port), timeout=20).close()


def test_a_client_that_hangs_up_leaves_no_word_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with DemoServer(NOW) as running:
        host, port = running.url.removeprefix("http://").split(":")
        for _ in range(5):
            rude = socket.create_connection((host, int(port)), timeout=20)
            # Closing with linger 0 sends a reset: the answer meets a connection that is gone.
            rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            rude.sendall(b"GET /kanzelblick/feed.xml HTTP/1.0\r\n\r\n")
            rude.close()
        assert ask(running.feed_url("kanzelblick"))[0] == 200
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_a_system_with_one_loopback_address_serves_all_feeds_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    bind = TCPServer.server_bind

    def only_the_first(listener: TCPServer) -> None:
        if listener.server_address[0] != "127.0.0.1":
            raise OSError(errno.EADDRNOTAVAIL, "Can't assign requested address")
        bind(listener)

    monkeypatch.setattr(TCPServer, "server_bind", only_the_first)
    with DemoServer(NOW) as running:
        assert running.hosts == ("127.0.0.1",)
        assert len({feed.url for feed in running.feeds()}) == 12
        assert [ask(feed.url)[0] for feed in running.feeds()] == [feed.status for feed in demo_feeds()]


def test_the_demo_knows_nothing_of_the_program_but_its_domain() -> None:
    for module in Path(server_module.__file__).parent.glob("*.py"):
        known = re.findall(r"^\s*(?:from|import) (digest\.\w+)", module.read_text("utf-8"), re.MULTILINE)
        assert set(known) <= {"digest.demo", "digest.domain"}, module.name
