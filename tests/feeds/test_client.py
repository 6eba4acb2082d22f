"""The client against decent servers.

What it asks, what it hands back, and how it keeps to its limits.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from digest import __version__
from digest.config.settings import NetworkSettings
from digest.domain.health import FailureKind
from digest.feeds.chain import MOST_REDIRECTS, Redirect
from digest.feeds.client import PAGE_ACCEPT, Client, Request, program_name
from tests.feeds.asking import LOOPBACK, OPEN, answered, ask, ask_all, failed
from tests.feedserver import Asked, FeedServer, Reply

FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>Größe</title></channel></rss>'.encode()


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_arrives_in_every_coding(feed_server: FeedServer, encoding: str, chunked: bool) -> None:
    url = feed_server.script("/feed", Reply(body=FEED * 500, encoding=encoding, chunked=chunked))
    answer = answered(ask(url))
    assert (answer.status, answer.url, answer.body, answer.whole) == (200, url, FEED * 500, True)
    assert answer.seconds > 0


def test_the_codings_that_are_understood_are_offered_and_feeds_asked_for(feed_server: FeedServer) -> None:
    ask(feed_server.serve("/feed", FEED))
    ask(feed_server.url("/feed"), accept=PAGE_ACCEPT)
    feed, page = feed_server.requests
    assert feed.headers["accept-encoding"] == "gzip, deflate, br, zstd"
    assert "application/atom+xml" in feed.headers["accept"]
    assert page.headers["accept"].startswith("text/html")


def test_header_names_come_in_lower_case_and_values_byte_for_byte(feed_server: FeedServer) -> None:
    raw = b'HTTP/1.1 200 OK\r\nETag: W/"\xfc-1"\r\nX-Two: a\r\nx-two: b\r\nContent-Length: 0\r\n\r\n'
    answer = answered(ask(feed_server.script("/feed", Reply(raw=raw))))
    assert answer.headers["etag"].encode("latin-1") == b'W/"\xfc-1"'
    assert answer.headers["x-two"] == "a, b"


def test_an_etag_goes_back_byte_for_byte(feed_server: FeedServer) -> None:
    etag = 'W/"\xfc-1"'
    ask(feed_server.serve("/feed", FEED), headers={"If-None-Match": etag})
    assert feed_server.requests[0].headers["if-none-match"] == etag


def test_no_body_is_read_where_only_the_status_counts(feed_server: FeedServer) -> None:
    bad = feed_server.script("/bad", Reply(500, b"<h1>Oops</h1>", {"Content-Encoding": "nonsense"}))
    endless = feed_server.script("/endless", Reply(endless=b" " * 1000))
    assert answered(ask(bad)).body == b""
    assert answered(ask(bad)).status == 500
    assert answered(ask(endless, max_bytes=0)).status == 200


# Who we are


def test_the_program_introduces_itself_with_version_project_and_contact() -> None:
    assert program_name(project_url="https://project.example/", contact="me@reader.example") == (
        f"digest/{__version__} (+https://project.example/; me@reader.example)"
    )
    assert program_name(project_url="https://project.example/") == f"digest/{__version__} (+https://project.example/)"
    assert program_name(project_url="") == f"digest/{__version__}"


def test_the_name_can_be_changed_for_all_feeds_and_for_one(feed_server: FeedServer) -> None:
    url = feed_server.serve("/feed", FEED)
    ask(url)
    ask(url, NetworkSettings(allow_hosts=LOOPBACK, contact="me@reader.example"))
    ask(url, NetworkSettings(allow_hosts=LOOPBACK, user_agent="Leser/1"))
    ask(url, NetworkSettings(allow_hosts=LOOPBACK, user_agent="Leser/1"), user_agent="Browser/2")
    names = [asked.headers["user-agent"] for asked in feed_server.requests]
    assert names[0].startswith(f"digest/{__version__}")
    assert "me@reader.example" in names[1]
    assert names[2:] == ["Leser/1", "Browser/2"]


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_told(feed_server: FeedServer, status: int) -> None:
    feed_server.serve("/new", FEED)
    answer = answered(ask(feed_server.redirect("/old", "new", status=status)))
    assert answer.url == feed_server.url("/new")
    assert answer.redirects == (Redirect(status, feed_server.url("/new")),)
    assert answer.body == FEED


def chain(server: FeedServer, hops: int) -> str:
    for hop in range(hops):
        server.redirect(f"/r/{hop}", f"/r/{hop + 1}")
    server.serve(f"/r/{hops}", FEED)
    return server.url("/r/0")


def test_ten_redirects_are_followed(feed_server: FeedServer) -> None:
    assert len(answered(ask(chain(feed_server, MOST_REDIRECTS))).redirects) == 10


@pytest.mark.parametrize("hops", [11, 30])
def test_more_than_ten_redirects_are_not(feed_server: FeedServer, hops: int) -> None:
    assert failed(ask(chain(feed_server, hops))).kind is FailureKind.REDIRECTS
    assert len(feed_server.requests) == 11


def test_a_redirect_without_a_target_is_an_answer_like_any_other(feed_server: FeedServer) -> None:
    assert answered(ask(feed_server.script("/feed", Reply(302)))).status == 302


# Credentials


def test_user_name_and_password_of_the_address_are_basic_authentication(feed_server: FeedServer) -> None:
    feed_server.serve("/rss.xml", FEED)
    answer = answered(ask(f"http://us%40er:gehe%C3%AFm@127.0.0.1:{feed_server.port}/rss.xml"))
    [asked] = feed_server.requests
    assert base64.b64decode(asked.headers["authorization"].removeprefix("Basic ")).decode() == "us@er:geheïm"
    assert answer.url == feed_server.url("/rss.xml")


def test_user_name_and_password_of_the_settings_go_first(feed_server: FeedServer) -> None:
    feed_server.serve("/rss.xml", FEED)
    ask(f"http://old:old@127.0.0.1:{feed_server.port}/rss.xml", user="me", password="geheim")
    assert feed_server.requests[0].headers["authorization"] == "Basic " + base64.b64encode(b"me:geheim").decode()


SECRETS = {"user": "me", "password": "geheim", "headers": {"X-Key": "geheim", "If-None-Match": '"1"'}}


def test_secrets_follow_a_redirect_on_their_own_host(feed_server: FeedServer) -> None:
    feed_server.serve("/b", FEED)
    ask(feed_server.redirect("/a", "/b"), **SECRETS)
    assert [asked.headers["x-key"] for asked in feed_server.requests] == ["geheim", "geheim"]
    assert all("authorization" in asked.headers for asked in feed_server.requests)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2"])
def test_secrets_do_not_follow_to_another_host_or_port_but_validators_do(feed_server: FeedServer, host: str) -> None:
    with FeedServer(host) as other:
        target = other.serve("/b", FEED)
        address = feed_server.redirect("/a", target).replace("//", "//name:geheim@")
        ask(address, headers=SECRETS["headers"])
        [asked] = other.requests
    assert "authorization" in feed_server.requests[0].headers
    assert "authorization" not in asked.headers
    assert "x-key" not in asked.headers
    assert asked.headers["if-none-match"] == '"1"'


def test_secrets_come_back_when_a_redirect_returns_to_their_host(feed_server: FeedServer) -> None:
    feed_server.serve("/c", FEED)
    with FeedServer("127.0.0.2") as other:
        feed_server.redirect("/a", other.redirect("/b", feed_server.url("/c")))
        ask(feed_server.url("/a"), **SECRETS)
        assert "authorization" not in other.requests[0].headers
    assert "authorization" in feed_server.asked("/c")[0].headers


def test_a_password_shows_in_no_failure_log_or_answer(
    feed_server: FeedServer, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    port = feed_server.port
    feed_server.serve("/ok", FEED)
    feed_server.redirect("/loop", f"http://me:geheim@127.0.0.1:{port}/loop")
    feed_server.redirect("/file", "file://me:geheim@/etc/passwd")
    feed_server.redirect("/bad", "http://me:geheim@host:bad/")
    feed_server.script("/cut", Reply(body=FEED, cut=5))
    urls = [f"http://me:geheim@127.0.0.1:{port}/{path}" for path in ("ok", "loop", "file", "bad", "cut")]
    urls += ["http://me:geheim@127.0.0.9:99999/", "http://me:ge/geheim@host/", "http://me:geheim@127.0.0.9/"]
    urls += [f"http://me:geheim@127.0.0.1:{port}/header"]
    results = [*ask_all(urls), ask(urls[0], headers={"X-Key": "geheim\r\nX-Other: 1"})]
    told = repr(results) + caplog.text + "".join(capfd.readouterr())
    assert "geheim" not in told
    assert base64.b64encode(b"me:geheim").decode() not in told


# Many at once


def test_a_host_is_asked_one_request_at_a_time_whatever_its_ports(feed_server: FeedServer) -> None:
    gate = threading.Event()
    with FeedServer() as same_host, FeedServer("127.0.0.2") as other_host:
        counting = Counting(gate)
        urls = [server.answer("*", counting) for server in (feed_server, same_host)] * 4
        held = other_host.serve("/held", FEED, hold=gate)

        def release() -> None:
            other_host.wait_for(1)  # another host is asked at the same time
            counting.arrived.acquire(timeout=60)
            gate.set()

        thread = threading.Thread(target=release)
        thread.start()
        results = ask_all([*urls, held])
        thread.join()
    assert all(answered(result).status == 200 for result in results)
    assert counting.most == 1


def test_no_more_than_the_allowed_number_are_asked_at_once() -> None:
    gate = threading.Event()
    counting = Counting(gate)
    servers = [FeedServer(f"127.0.0.{number}") for number in range(1, 6)]
    hosts = tuple(server.host for server in servers)

    def release() -> None:
        for _ in range(2):
            counting.arrived.acquire(timeout=60)
        gate.set()

    thread = threading.Thread(target=release)
    thread.start()
    try:
        results = ask_all(
            [server.answer("*", counting) for server in servers], NetworkSettings(allow_hosts=hosts, connections=2)
        )
    finally:
        gate.set()
        thread.join()
        for server in servers:
            server.close()
    assert all(answered(result).status == 200 for result in results)
    assert counting.most == 2


class Counting:
    """An answerer that knows how many requests were with it at once; all wait for the gate."""

    def __init__(self, gate: threading.Event) -> None:
        self.arrived = threading.Semaphore(0)
        self.most = 0
        self._gate = gate
        self._now = 0
        self._lock = threading.Lock()

    def __call__(self, asked: Asked) -> Reply:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self.arrived.release()
        self._gate.wait(60)
        with self._lock:
            self._now -= 1
        return Reply(body=FEED)


def test_waiting_for_ones_turn_does_not_count_as_time(feed_server: FeedServer) -> None:
    # The first one uses up the whole limit; the second has waited as long when its turn comes.
    urls = [feed_server.script("/silent", Reply(silent=True)), feed_server.serve("/feed", FEED)]
    first, second = ask_all(urls, NetworkSettings(allow_hosts=LOOPBACK, feed_seconds=2))
    assert failed(first).kind is FailureKind.TIMEOUT
    assert answered(second).body == FEED


@pytest.mark.slow
def test_two_hundred_feeds_with_fifty_dead_ones_all_come_to_an_end() -> None:
    with FeedServer("0.0.0.0") as server:
        server.serve("/alive", FEED)
        server.script("/dead", Reply(silent=True))
        hosts = tuple(f"127.0.1.{number}" for number in range(1, 201))
        urls = [f"http://{host}:{server.port}/{'dead' if at % 4 == 0 else 'alive'}" for at, host in enumerate(hosts)]
        results = ask_all(urls, NetworkSettings(allow_hosts=hosts, feed_seconds=8))
    alive = [result for at, result in enumerate(results) if at % 4]
    assert len([answered(result) for result in alive]) == 150
    assert {failed(result).kind for at, result in enumerate(results) if at % 4 == 0} == {FailureKind.TIMEOUT}


# Light and prompt


def run_python(script: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=root,
        check=False,
        env={**os.environ, "PYTHONPATH": str(root)},
    )


def test_the_http_library_is_loaded_only_when_a_client_is_opened() -> None:
    script = """
import sys
import digest.feeds.schedule
assert "asyncio" not in sys.modules and "ssl" not in sys.modules, "the schedule is light"
import asyncio
import digest.feeds.fetch
from digest.config.settings import NetworkSettings
from digest.feeds.client import Client
heavy = {"httpx2", "httpcore2", "anyio", "h11", "brotli"}
client = Client(NetworkSettings(), {})
assert not heavy & set(sys.modules), heavy & set(sys.modules)
async def enter():
    async with client:
        assert "httpcore2" in sys.modules
asyncio.run(enter())
"""
    result = run_python(script)
    assert result.returncode == 0, result.stderr


HANGING = """
import signal, sys, threading
import asyncio
from digest.config.settings import NetworkSettings
from digest.feeds.client import Client, Request
# Whoever runs the tests in the background may have taught them to ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)
def hang(host, port):
    {begun}
    threading.Event().wait()
async def run():
    async with Client(NetworkSettings(feed_seconds={seconds}, connect_seconds=1000), {{}}, hang) as client:
        print((await client.get(Request("http://feeds.example/"))).kind)
asyncio.run(run())
"""


def test_a_name_look_up_that_hangs_does_not_hold_the_exit() -> None:
    result = run_python(HANGING.format(begun="pass", seconds=0.1))
    assert result.stdout.strip() == FailureKind.TIMEOUT
    assert result.returncode == 0, result.stderr


def test_an_interrupt_ends_a_hanging_request_at_once() -> None:
    result = run_python(
        HANGING.format(begun="signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)", seconds=1000)
    )
    assert "KeyboardInterrupt" in result.stderr
    assert result.stdout == ""


def test_a_cancelled_request_leaves_its_host_free_for_the_next(feed_server: FeedServer) -> None:
    silent = feed_server.script("/silent", Reply(silent=True))
    url = feed_server.serve("/feed", FEED)

    async def run() -> None:
        async with Client(OPEN, {}) as client:
            first = asyncio.create_task(client.get(Request(silent)))
            await asyncio.to_thread(feed_server.wait_for, 1)
            first.cancel()
            assert answered(await client.get(Request(url))).body == FEED
            with pytest.raises(asyncio.CancelledError):
                await first

    asyncio.run(run())
