"""Proxies of the environment: which one, for what, and that the guard still stands."""

from __future__ import annotations

import base64

import pytest

from digest.config.settings import NetworkSettings
from digest.domain.errors import ConfigError
from digest.domain.failure_sentences import sentence
from digest.domain.health import FailureKind
from digest.feeds.transports import proxy_for
from tests.feeds.asking import OPEN, answered, ask, failed
from tests.feedserver import FeedServer, Reply


@pytest.mark.parametrize(
    ("environ", "url", "proxy"),
    [
        ({}, "http://a.example/", None),
        ({"http_proxy": "http://p:1"}, "http://a.example/", "http://p:1"),
        ({"http_proxy": "http://p:1"}, "https://a.example/", None),
        ({"HTTPS_PROXY": "p:1"}, "https://a.example/", "http://p:1"),
        ({"https_proxy": "http://low:1", "HTTPS_PROXY": "http://up:1"}, "https://a.example/", "http://low:1"),
        ({"https_proxy": "", "HTTPS_PROXY": "http://up:1"}, "https://a.example/", None),
        ({"all_proxy": "http://all:1", "http_proxy": "http://p:1"}, "http://a.example/", "http://p:1"),
        ({"ALL_PROXY": "http://all:1"}, "https://a.example/", "http://all:1"),
        ({"HTTP_PROXY": "http://p:1", "REQUEST_METHOD": "GET"}, "http://a.example/", None),
    ],
)
def test_the_environment_names_the_proxy(environ: dict[str, str], url: str, proxy: str | None) -> None:
    assert proxy_for(url, environ) == proxy


@pytest.mark.parametrize(
    ("rule", "url", "direct"),
    [
        ("*", "http://a.example/", True),
        ("a.example", "http://a.example/", True),
        ("example", "http://a.example/", True),
        (".example", "http://a.example/", True),
        ("*.example", "http://a.example/", True),
        ("A.Example", "http://a.example/", True),
        ("ample", "http://a.example/", False),
        ("b.example, a.example", "http://a.example/", True),
        ("a.example:8080", "http://a.example:8080/", True),
        ("a.example:8080", "http://a.example/", False),
        ("10.0.0.0/8", "http://10.1.2.3/", True),
        ("10.0.0.0/8", "http://11.1.2.3/", False),
        ("10.0.0.0/8", "http://a.example/", False),
        ("::1", "http://[::1]/", True),
        ("[::1]", "http://[::1]:8080/", True),
        ("", "http://a.example/", False),
        (", ,", "http://a.example/", False),
        ("b.example a.example", "http://a.example/", True),
        ("b.example\ta.example,\n c.example", "http://a.example/", True),
        ("straße.example", "http://xn--strae-oqa.example/", True),
        ("straße.example", "http://strasse.example/", False),
    ],
)
def test_no_proxy_names_exceptions(rule: str, url: str, direct: bool) -> None:
    assert (proxy_for(url, {"http_proxy": "http://p:1", "no_proxy": rule}) is None) == direct


@pytest.mark.parametrize("proxy", ["socks5://p:1080", "ftp://p", "http://", "http://p:notaport"])
def test_a_proxy_that_cannot_be_used_is_the_users_mistake_and_named_without_its_password(proxy: str) -> None:
    with pytest.raises(ConfigError) as caught:
        proxy_for("http://a.example/", {"http_proxy": proxy.replace("://", "://user:geheim@")})
    assert "geheim" not in str(caught.value)
    assert "http_proxy" in str(caught.value)


def test_a_request_goes_through_the_proxy_which_looks_up_the_name(feed_server: FeedServer) -> None:
    feed_server.serve("http://feeds.example/rss", b"<rss/>")
    environ = {"http_proxy": f"http://me:geheim@127.0.0.1:{feed_server.port}"}
    assert answered(ask("http://feeds.example/rss", OPEN, environ)).body == b"<rss/>"
    [asked] = feed_server.requests
    assert asked.headers["host"] == "feeds.example"
    assert asked.headers["proxy-authorization"] == "Basic " + base64.b64encode(b"me:geheim").decode()


def test_a_secure_address_is_tunnelled_by_name_and_a_refusing_proxy_is_told(feed_server: FeedServer) -> None:
    feed_server.script("feeds.example:443", Reply(status=407))
    failure = failed(ask("https://feeds.example/rss", OPEN, {"https_proxy": feed_server.url()}))
    assert failure.kind is FailureKind.PROXY
    assert f"127.0.0.1:{feed_server.port}" in str(sentence(failure))
    assert [(asked.method, asked.path) for asked in feed_server.requests] == [("CONNECT", "feeds.example:443")]


@pytest.mark.parametrize("host", ["10.0.0.1", "169.254.169.254", "2130706433", "localhost", "[::1]", "127.1"])
def test_a_private_address_is_not_handed_to_the_proxy(feed_server: FeedServer, host: str) -> None:
    failure = failed(ask(f"http://{host}/", environ={"http_proxy": feed_server.url()}, settings=NetworkSettings()))
    assert failure.kind is FailureKind.PRIVATE_ADDRESS
    assert feed_server.requests == []


def test_a_private_address_behind_a_redirect_is_not_handed_to_the_proxy(feed_server: FeedServer) -> None:
    feed_server.redirect("http://feeds.example/rss", "http://10.0.0.1/secret")
    failure = failed(ask("http://feeds.example/rss", NetworkSettings(), {"http_proxy": feed_server.url()}))
    assert failure.kind is FailureKind.PRIVATE_ADDRESS
    assert len(feed_server.requests) == 1


@pytest.mark.parametrize("url", ["http://feeds.example/rss", "https://feeds.example/rss"])
def test_a_proxy_that_is_down_is_named_and_not_the_site(url: str) -> None:
    with FeedServer() as gone:
        proxy = gone.url().replace("http://", "http://me:geheim@")
    failure = failed(ask(url, OPEN, {"http_proxy": proxy, "https_proxy": proxy}))
    assert failure.kind is FailureKind.PROXY
    assert failure.detail["proxy"] == gone.url().partition("//")[2].rstrip("/")
    assert "geheim" not in str(failure)
