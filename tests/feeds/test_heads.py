"""Answers whose head or length is broken and whose body is whole are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.health import FailureKind
from digest.feeds.client import has_its_end
from digest.feeds.stream import AnswerHead
from tests.feeds.asking import answered, ask, failed
from tests.feedserver import FeedServer, Reply

BODY = b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title></channel></rss>\n'
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
CLOSE = b"Connection: close\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        OK + LENGTH + b"get ban/forum.php: data\r\n" + CLOSE + BODY,
        OK + LENGTH + b'"X-XSS-Protection: 0"\r\n' + CLOSE + BODY,
        OK + LENGTH + b"nothing\r\n  folded behind it\r\n" + CLOSE + BODY,
        OK + b"Content-Length : %d\r\n" % len(BODY) + CLOSE + BODY,
        OK + LENGTH + b"<br />\r\n<b>Notice</b>:  x in <b>/var/www</b>\r\n" + CLOSE + BODY,
        OK + LENGTH + b": empty\r\n" + CLOSE + BODY,
        OK + LENGTH + b"X-Bad: a\0b\r\n" + CLOSE + BODY,
        OK + LENGTH + b"X-\xc3\xbc: a\r\n" + CLOSE + BODY,
        OK + b"Content-Length: viele\r\n" + CLOSE + BODY,
        OK + b"Content-Length:\r\n" + CLOSE + BODY,
        OK + b"Transfer-Encoding: identity\r\n" + CLOSE + BODY,
        OK + CHUNKED + CLOSE + BODY,
        OK + CHUNKED + CLOSE + b"%x\r\n" % len(BODY) + BODY + b"\r\n",
        OK + b"Content-Length: %d\r\n" % (len(BODY) + 40) + CLOSE + BODY,
        b"HTTP/2 200\r\n" + LENGTH + CLOSE + BODY,
        b"http/1.1  200  OK\r\n" + LENGTH + CLOSE + BODY,
        b"HTTP/1.1 200 O\x07K\r\n" + LENGTH + CLOSE + BODY,
        b"\r\nHTTP/1.1 200 OK\r\n" + LENGTH + CLOSE + BODY,
        b"HTTP/1.1 103 Early Hints\r\nbroken line\r\n\r\n" + OK + b"broken line\r\n" + LENGTH + CLOSE + BODY,
        (OK + LENGTH + b"broken line\r\n" + CLOSE).replace(b"\r\n", b"\n") + BODY,
    ],
)
def test_a_whole_body_behind_a_broken_head_is_read(feed_server: FeedServer, raw: bytes) -> None:
    answer = answered(ask(feed_server.script("/a", Reply(raw=raw))))
    assert answer.body == BODY
    assert answer.whole


def test_what_is_a_field_stays_one(feed_server: FeedServer) -> None:
    raw = OK + LENGTH + b'ETag: "x\xe4"\r\nbroken\r\nX-Long: a\r\n b\r\nX-Powered-By : PHP\r\n' + CLOSE + BODY
    headers = answered(ask(feed_server.script("/a", Reply(raw=raw)))).headers
    assert (headers["etag"], headers["x-long"], headers["x-powered-by"]) == ('"x\xe4"', "a b", "PHP")


@pytest.mark.parametrize("body", [BODY[:40], BODY.replace(b"</rss>", b"")])
@pytest.mark.parametrize("head", [OK + b"Content-Length: 500\r\n" + CLOSE, OK + CHUNKED + CLOSE + b"fff\r\n"])
def test_a_body_without_its_last_tag_is_still_broken_off(feed_server: FeedServer, head: bytes, body: bytes) -> None:
    assert failed(ask(feed_server.script("/a", Reply(raw=head + body)))).kind is FailureKind.PROTOCOL


def test_an_answer_to_head_is_not_waited_for(feed_server: FeedServer) -> None:
    """Its head says chunked, and no chunk ever follows."""
    feed_server.script("/a", Reply(raw=OK + CHUNKED + b"\r\n"))
    assert answered(ask(feed_server.url("/a"), method="HEAD")).status == 200


@given(st.lists(st.integers(1, 60)), st.sampled_from([OK, OK + b"bad line\r\n", OK + CHUNKED]))
def test_a_head_is_mended_the_same_however_it_arrives(cuts: list[int], head: bytes) -> None:
    whole = head + b"\r\n" + b"5\r\nhallo\r\n0\r\n\r\n"
    at_once = AnswerHead().passed_on(whole)
    by_pieces, place, piecewise = AnswerHead(), 0, b""
    for length in [*cuts, len(whole)]:
        piecewise += by_pieces.passed_on(whole[place : place + length])
        place += length
    assert piecewise + by_pieces.rest() == at_once


@given(st.binary(max_size=300))
def test_any_bytes_pass_through(data: bytes) -> None:
    head = AnswerHead()
    assert isinstance(head.passed_on(data) + head.rest(), bytes)


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        (b"<rss></rss>", True), (b"<feed></feed>\n\n<!-- cached -->\n", True), (b"<rdf:RDF></rdf:RDF>", True),
        (b"<html></HTML>", True), (b'{"version": "x", "items": []}', True),
        (b"<rss>", False), (b"<rss><item></item>", False), (b'{"items": [', False), (b"", False),
        (b"<p>ends in </rss> and goes on", False),
    ],
)  # fmt: skip
def test_the_last_tag_says_whether_a_body_is_whole(body: bytes, whole: bool) -> None:
    assert has_its_end(body) is whole
