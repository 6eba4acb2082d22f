"""The client and certificates.

Refused unless vouched for, excepted feed by feed, never at the cost of a password.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from pathlib import Path

import pytest

from digest.config.settings import NetworkSettings
from digest.domain.health import FailureKind
from digest.feeds.client import Client, Request
from tests.certificates import self_signed, server_side
from tests.feeds.asking import OPEN, answered, ask, failed
from tests.feeds.test_hostile_servers import FEED, readable
from tests.feedserver import FeedServer


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return self_signed(tmp_path, "feeds.example", "127.0.0.1")


def test_a_self_signed_certificate_is_refused_unless_the_feed_allows_it(certificate: Path) -> None:
    with FeedServer(tls=server_side(certificate)) as server:
        url = server.serve("/feed", FEED)
        failure = failed(ask(url))
        assert failure.kind is FailureKind.TLS
        assert "self-signed" in failure.detail["reason"]
        assert "verify = false" in readable(failure)
        assert answered(ask(url, verify=False)).body == FEED


def test_one_feeds_exception_does_not_open_the_others(certificate: Path) -> None:
    async def run(url: str) -> None:
        async with Client(OPEN, {}) as client:
            answered(await client.get(Request(url, verify=False)))
            assert failed(await client.get(Request(url))).kind is FailureKind.TLS

    with FeedServer(tls=server_side(certificate)) as server:
        asyncio.run(run(server.serve("/feed", FEED)))


def test_the_systems_trust_store_counts_and_the_name_is_kept_in_tls(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    names: list[str | None] = []
    context = server_side(certificate)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    settings = NetworkSettings(allow_hosts=("feeds.example", "other.example"))
    with FeedServer(tls=context) as server:
        server.serve("/feed", FEED)

        def url(host: str) -> str:
            return f"https://{host}:{server.port}/feed"

        here = {"lookup": lambda host, port: ["127.0.0.1"]}
        assert answered(ask(url("feeds.example"), settings, **here)).body == FEED
        failure = failed(ask(url("other.example"), settings, **here))
    assert failure.kind is FailureKind.TLS
    assert "other.example" in failure.detail["reason"]
    assert names == ["feeds.example", "other.example"]


def test_a_server_that_speaks_no_tls_is_told(feed_server: FeedServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def speak_plainly() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                while connection.recv(65536):
                    pass

        thread = threading.Thread(target=speak_plainly)
        thread.start()
        failure = failed(ask(f"https://127.0.0.1:{listener.getsockname()[1]}/"))
        thread.join()
    assert failure.kind is FailureKind.HANDSHAKE
    assert "speaks no TLS" in readable(failure)
    assert "certificate" not in readable(failure)


def test_a_downgrade_is_followed_without_the_password(certificate: Path, feed_server: FeedServer) -> None:
    feed_server.serve("/plain", FEED)
    with FeedServer(tls=server_side(certificate)) as secure:
        address = secure.redirect("/feed", feed_server.url("/plain"), status=301).replace("//", "//me:geheim@")
        assert answered(ask(address, verify=False, headers={"X-Key": "geheim"})).body == FEED
        assert "authorization" in secure.requests[0].headers
    assert {"authorization", "x-key"} & set(feed_server.requests[0].headers) == set()
