"""Roads: what goes out over a connection, and that one lasts for one request."""

from __future__ import annotations

import pytest

from digest.feeds.transports import host_field, target
from tests.feeds.asking import answered, ask, ask_all
from tests.feedserver import FeedServer, Reply


@pytest.mark.parametrize(
    ("url", "field"),
    [
        ("http://blog.example/", "blog.example"),
        ("http://blog.example:80/", "blog.example"),
        ("https://blog.example:443/", "blog.example"),
        ("https://blog.example:80/", "blog.example:80"),
        ("http://user:geheim@blog.example:8080/", "blog.example:8080"),
        ("http://[::1]:8080/", "[::1]:8080"),
    ],
)
def test_the_host_field_names_host_and_unusual_port_alone(url: str, field: str) -> None:
    assert host_field(url) == field


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://blog.example", b"/"),
        ("http://blog.example?a=1", b"/?a=1"),
        ("http://blog.example/x%20y?b=%C3%BC#part", b"/x%20y?b=%C3%BC"),
    ],
)
def test_the_path_is_asked_as_it_is_without_the_fragment(url: str, asked: bytes) -> None:
    assert target(url).target == asked


def test_a_server_that_promises_to_keep_the_connection_and_closes_it_is_no_trouble(feed_server: FeedServer) -> None:
    raw = b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\nContent-Length: 2\r\n\r\nok"
    url = feed_server.script("/feed", Reply(raw=raw))
    assert [answered(answer).body for answer in ask_all([url] * 3)] == [b"ok"] * 3


def test_what_a_server_sends_unasked_after_its_answer_is_not_read_as_one(feed_server: FeedServer) -> None:
    second = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad"
    url = feed_server.script("/feed", Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + second))
    assert [answered(answer).body for answer in ask_all([url] * 2)] == [b"ok"] * 2


def test_interim_answers_come_before_the_one_that_counts(feed_server: FeedServer) -> None:
    raw = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    assert answered(ask(feed_server.script("/feed", Reply(raw=raw)))).body == b"ok"


def test_a_feed_is_read_over_ipv6() -> None:
    with FeedServer("::1") as server:
        answer = answered(ask(server.serve("/feed", body="ok")))
        assert answer.body == b"ok"
        assert server.requests[0].headers["host"] == f"[::1]:{server.port}"


def test_a_body_larger_than_what_may_wait_unread_comes_whole(feed_server: FeedServer) -> None:
    body = bytes(range(256)) * 20_000
    assert answered(ask(feed_server.serve("/feed", body=body))).body == body
