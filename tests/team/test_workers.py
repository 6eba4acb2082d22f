"""Workers share the feeds.

A host belongs to one at a time, a dead one is taken over, nothing comes twice.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import pytest

from digest.domain.errors import LeaseLost
from digest.domain.feed import FetchState
from digest.storage.registry import open_store
from digest.storage.store import Store
from tests import postgresql
from tests.builders import NOW, a_feed, a_refresh, an_entry, at
from tests.cli.feedtexts import rss
from tests.feedserver import Asked, FeedServer, Reply
from tests.team.conftest import TeamDigest

#: Five hosts with two feeds each.
HOSTS = {f"f{number}": f"blog{number % 5}.example" for number in range(10)}


@pytest.fixture
def stores(database: str) -> Iterator[list[Store]]:
    opened = [open_store(database, lambda: NOW) for _ in range(2)]
    opened[0].add_feeds([a_feed(number) for number in range(10)])
    yield opened
    for store in opened:
        store.close()


def end_all_leases(address: str) -> None:
    """As if a minute had passed."""
    import psycopg

    with psycopg.connect(postgresql.without_schema(address), autocommit=True) as connection:
        connection.execute(f"UPDATE {postgresql.schema_of(address)}.hosts SET until = now() - interval '1 second'")


def test_a_host_belongs_to_one_worker_at_a_time(stores: list[Store]) -> None:
    one, other = stores
    few = {feed_id: host for feed_id, host in HOSTS.items() if host != "blog4.example"}
    with one.refreshing() as first, other.refreshing() as second:
        mine, others = first.lease(few), second.lease(HOSTS)
        assert mine is not None
        assert others is not None
        assert {HOSTS[feed_id] for feed_id in mine}.isdisjoint({HOSTS[feed_id] for feed_id in others})
        assert {*mine, *others} == {*HOSTS}
        assert second.lease({feed_id: HOSTS[feed_id] for feed_id in mine}) == {}
        assert [worker.hosts for worker in other.workers()] == [4]
    assert other.workers() == []
    with other.refreshing() as second:
        assert len(second.lease(HOSTS) or {}) == 10


def test_a_worker_that_is_gone_is_taken_over_and_keeps_nothing_after_that(stores: list[Store], database: str) -> None:
    one, other = stores
    with one.refreshing() as first, other.refreshing() as second:
        assert "f1" in (first.lease(HOSTS) or {})
        one.apply_refresh([a_refresh("f1", an_entry(1))])
        assert second.lease(HOSTS) == {}
        end_all_leases(database)
        taken = second.lease(HOSTS) or {}
        assert taken["f1"] is not None  # what the first one has kept is known
        with pytest.raises(LeaseLost):
            one.apply_refresh([a_refresh("f1", an_entry(2))])
        other.apply_refresh([a_refresh("f1", an_entry(3))])
    assert {entry.title for entry in other.find_entries("")} == {"Beitrag 1", "Beitrag 3"}


def test_a_lease_that_was_taken_again_does_not_hold_what_was_asked_before(stores: list[Store], database: str) -> None:
    one, other = stores
    with one.refreshing() as first, other.refreshing() as second:
        first.lease(HOSTS)
        end_all_leases(database)
        second.lease(HOSTS)
        second.lease({})
        stale = dict(first._numbers)  # type: ignore[attr-defined]
        first.lease(HOSTS)
        first._numbers = stale  # type: ignore[attr-defined]
        with pytest.raises(LeaseLost):
            one.apply_refresh([a_refresh("f1", an_entry(2))])


@pytest.fixture
def served(digest: TeamDigest) -> Iterator[list[FeedServer]]:
    """Twelve hosts with two feeds each.

    They answer once more requests wait than one worker alone sends.
    """
    both = threading.Event()
    count = iter(range(1000))
    gate = threading.Lock()

    def answer(asked: Asked) -> Reply:
        with gate:
            if next(count) >= 8:
                both.set()
        return Reply(body=rss(f"{asked.headers['host']} {asked.path}"), hold=both)

    with ExitStack() as stack:
        servers = [stack.enter_context(FeedServer(f"127.0.0.{number}")) for number in range(2, 14)]
        addresses = [server.answer(f"/{number}", answer) for server in servers for number in (1, 2)]
        store = open_store(digest.library, lambda: NOW)
        store.add_feeds([a_feed(number, url=address) for number, address in enumerate(addresses)])
        store.close()
        yield servers
        both.set()


def test_two_fetches_at_once_share_the_feeds(digest: TeamDigest, served: list[FeedServer]) -> None:
    allowed = ",".join(server.host for server in served)
    environ = digest.environment() | {"DIGEST_ALLOW_HOSTS": allowed}
    command = [sys.executable, "-m", "digest", "fetch", "--json"]
    running = [subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = [json.loads(process.communicate(timeout=100)[0]) for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert sum(answer["leased"] for answer in answers) == 24
    assert all(answer["leased"] for answer in answers)
    assert len({answer["worker"] for answer in answers}) == 2
    assert [len(server.asked(path)) for server in served for path in ("/1", "/2")] == [1] * 24
    assert len(digest.ok("entries", "--limit", "0", "--json").data) == 24
    assert "No refresh is running" not in digest.ok("doctor").out


def planned(number: int, when: datetime, **fields: Any) -> FetchState:
    """The state of a feed that is due then."""
    return FetchState(url=a_feed(number).url, last_checked=NOW, next_check=when, **fields)


def test_doctor_tells_who_fetches_who_is_gone_and_how_far_behind_all_are(
    digest: TeamDigest, stores: list[Store]
) -> None:
    one, _ = stores
    one.apply_refresh([a_refresh("f1", state=planned(1, at(-60 * 24 * 4), title="Blog eins"))])
    looked = digest.ok("doctor").out
    assert "10 feeds are due but not fetched yet; “Blog eins” has waited longest: 3 days." in looked
    assert "Run “digest fetch” more often" in looked
    with one.refreshing() as worker:
        worker.lease(HOSTS)
        assert "is refreshing 5 hosts" in digest.ok("doctor").out
        end_all_leases(digest.library)
        assert "ended in the middle of 5 hosts; the next fetch takes them over" in digest.ok("doctor").out
    one.apply_refresh([a_refresh(f"f{number}", state=planned(number, at(60 * 24))) for number in range(9)])
    assert "1 feed is due but not fetched yet" in digest.ok("doctor").out
    with one.refreshing() as worker:
        worker.lease(HOSTS)
    one.apply_refresh([a_refresh("f9", state=planned(9, at(60 * 24)))])
    looked = digest.ok("doctor").out
    assert "No feed is waiting to be fetched." in looked
    assert "The worker" not in looked
