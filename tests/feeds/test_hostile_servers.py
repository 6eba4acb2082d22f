"""The client against servers that are broken, slow or malicious.

One readable failure each, and never a hang.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading

import pytest

from digest.config.settings import NetworkSettings
from digest.domain.failure_sentences import remedy, sentence
from digest.domain.health import Failure, FailureKind
from digest.domain.url import origin_of
from tests.feeds.asking import HASTY, LOOPBACK, answered, ask, failed
from tests.feedserver import Asked, FeedServer, Reply, packed
from tests.shared import Corpus

FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title></channel></rss>'
SMALL = NetworkSettings(allow_hosts=LOOPBACK, max_megabytes=1)


def readable(failure: Failure) -> str:
    """What the user gets to read; every place in it must be filled."""
    text = f"{sentence(failure)} {remedy(failure)}"
    assert "?" not in text, text
    return text


# Redirects


def test_a_redirect_to_itself_ends(feed_server: FeedServer) -> None:
    failure = failed(ask(feed_server.redirect("/loop", "/loop")))
    assert failure == Failure(FailureKind.REDIRECTS, {"host": "127.0.0.1", "count": "1"})
    assert "127.0.0.1" in readable(failure)


def test_redirects_to_and_fro_end(feed_server: FeedServer) -> None:
    feed_server.redirect("/a", "/b")
    feed_server.redirect("/b", "/a")
    assert failed(ask(feed_server.url("/a"))).kind is FailureKind.REDIRECTS
    assert len(feed_server.requests) == 2


def test_redirects_that_are_always_new_end(feed_server: FeedServer) -> None:
    feed_server.answer("*", lambda asked: Reply(302, headers={"Location": asked.path + "1"}))
    failure = failed(ask(feed_server.url("/n?i=1")))
    assert failure.kind is FailureKind.REDIRECTS
    assert len(feed_server.requests) == 11


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/", "data:text/xml,<rss/>", "gopher://x"])
def test_a_redirect_out_of_the_web_is_refused(feed_server: FeedServer, target: str) -> None:
    failure = failed(ask(feed_server.redirect("/a", target)))
    assert failure.kind is FailureKind.REDIRECT_SCHEME
    assert failure.detail["scheme"] == target.partition(":")[0]
    readable(failure)


def test_a_redirect_to_a_broken_address_is_told(feed_server: FeedServer) -> None:
    failure = failed(ask(feed_server.redirect("/a", "http://exa mple:70000/")))
    assert failure.kind is FailureKind.BAD_ADDRESS
    readable(failure)


@pytest.mark.parametrize(
    "url", ["", "feeds.example", "file:///etc/passwd", "ftp://feeds.example/", "http://", "http://a:b/", "http://[x]/"]
)
def test_what_is_no_web_address_is_not_asked(url: str) -> None:
    assert failed(ask(url)).kind is FailureKind.BAD_ADDRESS


# Time and size


@pytest.mark.parametrize("reply", [Reply(silent=True), Reply(body=FEED, drip=True)], ids=["silent", "drip"])
def test_a_server_that_never_finishes_is_given_up(feed_server: FeedServer, reply: Reply) -> None:
    failure = failed(ask(feed_server.script("/slow", reply), HASTY))
    assert failure == Failure(FailureKind.TIMEOUT, {"host": "127.0.0.1", "seconds": "0.5"})
    readable(failure)


def test_the_time_limit_covers_all_redirects_together(feed_server: FeedServer) -> None:
    # Ten hops of at least a tenth of a second each are more than the limit; no single one is.
    never = threading.Event()

    def slowly(asked: Asked) -> Reply:
        never.wait(0.1)
        return Reply(302, headers={"Location": asked.path + "x"})

    feed_server.answer("*", slowly)
    limited = NetworkSettings(allow_hosts=LOOPBACK, feed_seconds=0.9)
    assert failed(ask(feed_server.url("/"), limited)).kind is FailureKind.TIMEOUT


def test_a_handshake_that_never_comes_is_given_up(feed_server: FeedServer) -> None:
    # The server waits for a request in plain text, the client for its certificate.
    url = feed_server.url("/").replace("http:", "https:")
    assert failed(ask(url, HASTY)).kind is FailureKind.TIMEOUT


def test_a_body_without_end_is_cut_at_the_limit(feed_server: FeedServer) -> None:
    failure = failed(ask(feed_server.script("/a", Reply(body=FEED, endless=b" " * 10_000)), SMALL))
    assert failure == Failure(FailureKind.TOO_LARGE, {"host": "127.0.0.1", "size": "1"})
    readable(failure)


@pytest.mark.parametrize("size", [1_000_000, 1_000_001])
@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_the_limit_counts_unpacked_bytes_exactly(feed_server: FeedServer, size: int, encoding: str) -> None:
    result = ask(feed_server.serve("/a", bytes(size), encoding=encoding), SMALL)
    assert isinstance(result, Failure) == (size > 1_000_000)


def test_a_request_can_have_a_limit_of_its_own(feed_server: FeedServer) -> None:
    failure = failed(ask(feed_server.serve("/a", bytes(2001)), max_bytes=2000))
    assert failure.kind is FailureKind.TOO_LARGE


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_cut_while_it_unpacks(feed_server: FeedServer, encoding: str) -> None:
    assert failed(ask(feed_server.serve("/bomb", bytes(40_000_000), encoding=encoding))).kind is FailureKind.TOO_LARGE


def test_packed_data_that_unpack_to_nothing_do_not_go_on_for_ever(feed_server: FeedServer) -> None:
    nothing = gzip.compress(b"") * 1000
    url = feed_server.script("/a", Reply(headers={"Content-Encoding": "gzip"}, body=nothing, endless=nothing))
    assert failed(ask(url, SMALL)).kind is FailureKind.TOO_LARGE


@pytest.mark.parametrize("name", ["05-gzip-bomb.xml.gz", "06-50mb-description.xml.gz"])
def test_the_hostile_bombs_are_cut(corpus: Corpus, feed_server: FeedServer, name: str) -> None:
    body = corpus.hostile(name).read_bytes()
    url = feed_server.serve("/bomb", body, headers={"Content-Encoding": "gzip"})
    assert failed(ask(url)).kind is FailureKind.TOO_LARGE


# Bodies that are not what they claim


def test_a_body_shorter_than_announced_is_told(feed_server: FeedServer) -> None:
    failure = failed(ask(feed_server.script("/a", Reply(body=FEED[:40], length=len(FEED)))))
    assert failure.kind is FailureKind.PROTOCOL
    readable(failure)


def test_a_body_longer_than_announced_ends_where_it_was_announced(feed_server: FeedServer) -> None:
    assert answered(ask(feed_server.script("/a", Reply(body=FEED, length=len(FEED) // 10)))).body == FEED[:8]


def test_a_body_without_a_length_ends_with_the_connection(feed_server: FeedServer) -> None:
    assert answered(ask(feed_server.script("/a", Reply(body=FEED, length=-1)))).body == FEED


@pytest.mark.parametrize("cut", [0, 10, 50])
def test_a_chunked_body_that_breaks_off_is_told(feed_server: FeedServer, cut: int) -> None:
    failure = failed(ask(feed_server.script("/a", Reply(body=FEED, chunked=True, cut=cut))))
    assert failure.kind is FailureKind.PROTOCOL


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_plain_body_that_claims_to_be_packed_is_told(feed_server: FeedServer, encoding: str) -> None:
    url = feed_server.serve("/a", FEED, headers={"Content-Encoding": encoding})
    failure = failed(ask(url))
    assert failure == Failure(FailureKind.ENCODING, {"host": "127.0.0.1", "reason": encoding})
    readable(failure)


@pytest.mark.parametrize("encoding", ["UTF-8", "none", "8bit", "aws-chunked"])
def test_a_coding_that_is_no_packing_leaves_the_body_as_it_is(feed_server: FeedServer, encoding: str) -> None:
    assert answered(ask(feed_server.serve("/a", FEED, headers={"Content-Encoding": encoding}))).body == FEED


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_packed_body_cut_in_half_gives_what_is_there_and_is_marked(feed_server: FeedServer, encoding: str) -> None:
    body = bytes(range(256)) * 1000 + FEED
    half = packed(body, encoding)
    url = feed_server.serve("/a", half[: len(half) // 2], headers={"Content-Encoding": encoding})
    answer = answered(ask(url))
    assert not answer.whole
    assert body.startswith(answer.body)
    assert len(answer.body) < len(body)


# Answers that are no HTTP


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00\x1b[31m\xff\xfe", b"HTTP/1.1 999999 No\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nContent-Le", b"\x00\x1b\r\n\r\n"],
    ids=["nothing", "garbage", "status", "length", "half a head", "garbage as a head"],
)  # fmt: skip
def test_an_answer_that_is_no_http_is_told_without_control_characters(feed_server: FeedServer, raw: bytes) -> None:
    failure = failed(ask(feed_server.script("/a", Reply(raw=raw))))
    assert failure.kind is FailureKind.PROTOCOL
    assert readable(failure).isprintable()


def test_a_head_without_measure_is_told(feed_server: FeedServer) -> None:
    huge = {f"X-{number}": "x" * 8000 for number in range(200)}
    failure = failed(ask(feed_server.script("/a", Reply(body=FEED, headers=huge))))
    assert failure.kind is FailureKind.PROTOCOL
    readable(failure)


def test_a_header_field_that_cannot_be_sent_is_told_without_its_value(feed_server: FeedServer) -> None:
    failure = failed(ask(feed_server.serve("/a", FEED), headers={"X-Key": "geheim\r\nX-Other: 1"}))
    assert failure.kind is FailureKind.PROTOCOL
    assert "geheim" not in readable(failure)
    assert feed_server.requests == []


# Names and addresses


def unknown(host: str, port: int) -> list[str]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_an_unknown_name_is_told() -> None:
    failure = failed(ask("http://gibt-es-nicht.example/rss", lookup=unknown))
    assert failure == Failure(FailureKind.DNS, {"host": "gibt-es-nicht.example"})
    readable(failure)


def test_a_name_without_addresses_is_unknown() -> None:
    assert failed(ask("http://feeds.example/", lookup=lambda host, port: [])).kind is FailureKind.DNS


def test_a_name_too_long_to_exist_is_unknown() -> None:
    assert failed(ask(f"http://{'x' * 70}.example/")).kind is FailureKind.DNS


def test_a_port_that_nobody_listens_on_is_told() -> None:
    with FeedServer() as server:
        url = server.url("/")
    failure = failed(ask(url))
    assert failure == Failure(FailureKind.REFUSED, {"host": "127.0.0.1"})
    readable(failure)


def test_an_address_that_answers_no_connection_is_given_up() -> None:
    # A full backlog: the system drops what comes on top, as a host behind a broken route does.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, contextlib.ExitStack() as exits:
        for _ in range(3):
            waiting = exits.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        settings = NetworkSettings(allow_hosts=LOOPBACK, connect_seconds=0.3)
        failure = failed(ask(f"http://127.0.0.1:{listener.getsockname()[1]}/", settings))
    assert failure == Failure(FailureKind.TIMEOUT, {"host": "127.0.0.1", "seconds": "0.3"})
    readable(failure)


STRICT = NetworkSettings()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0",
             "169.254.169.254", "10.0.0.1", "100.64.0.1", "[fe80::1]", "[64:ff9b::7f00:1]"],
)  # fmt: skip
def test_a_private_address_is_never_connected_to(feed_server: FeedServer, host: str) -> None:
    failure = failed(ask(f"http://{host}:{feed_server.port}/", STRICT))
    assert failure.kind is FailureKind.PRIVATE_ADDRESS
    assert feed_server.requests == []
    readable(failure)


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["10.0.0.1"], ["::1"], ["93.184.215.14", "127.0.0.1"], ["127.0.0.1", "2606:4700::1"]]
)
def test_a_name_that_leads_to_a_private_address_is_refused(addresses: list[str]) -> None:
    failure = failed(ask("http://feeds.example/", STRICT, lookup=lambda host, port: addresses))
    assert failure == Failure(FailureKind.PRIVATE_ADDRESS, {"host": "feeds.example"})


@pytest.mark.parametrize("target", ["http://127.0.0.2:1/", "http://[::1]:1/", "http://169.254.169.254/latest/"])
def test_a_redirect_to_a_private_address_is_refused(feed_server: FeedServer, target: str) -> None:
    only_this = NetworkSettings(allow_hosts=("127.0.0.1",))
    assert failed(ask(feed_server.redirect("/a", target), only_this)).kind is FailureKind.PRIVATE_ADDRESS


@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_an_allowed_host_may_be_named_with_or_without_brackets(host: str) -> None:
    with FeedServer("::1") as server:
        url = server.serve("/feed", FEED)
        assert answered(ask(url, NetworkSettings(allow_hosts=(host,)))).body == FEED
        assert failed(ask(url, STRICT)).kind is FailureKind.PRIVATE_ADDRESS


@pytest.mark.parametrize("host", ["127.0.0.2", "127.0.0.1"])
def test_a_request_may_exempt_its_own_host_and_no_other(feed_server: FeedServer, host: str) -> None:
    url = feed_server.serve("/a", FEED)
    own = frozenset({origin_of(url)})
    assert answered(ask(url, STRICT, exempt=own)).body == FEED
    with FeedServer(host) as other:  # another port is another host
        away = feed_server.redirect("/b", other.serve("/c", FEED))
        assert failed(ask(away, STRICT, exempt=own)).kind is FailureKind.PRIVATE_ADDRESS
        assert other.requests == []


def test_a_name_is_looked_up_once_and_the_answer_that_was_judged_is_used(feed_server: FeedServer) -> None:
    asked: list[tuple[str, int]] = []

    def changing(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.9"]

    feed_server.serve("/feed", FEED)
    settings = NetworkSettings(allow_hosts=("Feeds.Example.",))
    answer = answered(ask(f"http://feeds.example:{feed_server.port}/feed", settings, lookup=changing))
    assert answer.body == FEED
    assert asked == [("feeds.example", feed_server.port)]
    assert feed_server.requests[0].headers["host"] == f"feeds.example:{feed_server.port}"


def test_the_next_address_is_tried_when_the_first_is_dead(feed_server: FeedServer) -> None:
    feed_server.serve("/feed", FEED)
    settings = NetworkSettings(allow_hosts=("feeds.example",))
    url = f"http://feeds.example:{feed_server.port}/feed"
    assert answered(ask(url, settings, lookup=lambda host, port: ["127.0.0.9", "127.0.0.1"])).body == FEED
