"""Connections that break, stall or are refused.

Nothing is lost or done twice, and one sentence says what to do.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from digest.config.language import tell
from digest.domain.errors import LibraryError
from digest.domain.message import msg
from digest.storage.postgresql import errors
from digest.storage.postgresql.watchdog import Waits
from digest.storage.registry import open_store
from digest.storage.store import Store
from tests.builders import MONTH, NOW, a_pick, at
from tests.pgproxy import Proxy


@pytest.fixture
def proxy(database: str) -> Iterator[Proxy]:
    with Proxy(database) as proxy:
        yield proxy


@pytest.fixture
def store(proxy: Proxy) -> Iterator[Store]:
    opened = open_store(proxy.address, lambda: NOW)
    opened.add_pick(a_pick(1), NOW)
    yield opened
    opened.close()


def test_after_a_cut_everything_goes_on(store: Store, proxy: Proxy) -> None:
    for number in range(2, 5):
        proxy.cut()
        store.add_pick(a_pick(number), NOW)
        proxy.cut()
        assert len(store.picks(MONTH)) == number


def test_a_change_whose_answer_is_lost_is_kept_once(store: Store, proxy: Proxy) -> None:
    for number in range(2, 6):
        proxy.lose_answer_to(b"COMMIT")
        kept = store.add_pick(a_pick(number), at(number))
        assert (kept.rank, kept.version) == (number, 1)
    proxy.lose_answer_to(b"COMMIT")
    assert store.change_pick("p1", {"comment": "Neu."}, at(9), version=1).version == 2
    assert [pick.id for pick in store.picks(MONTH)] == ["p1", "p2", "p3", "p4", "p5"]
    assert len([event for event in store.history(MONTH) if event.what == "commented"]) == 1


def test_a_change_that_never_reached_the_server_is_made_then(store: Store, proxy: Proxy) -> None:
    proxy.lose(b"COMMIT")
    store.add_pick(a_pick(2), at(1))
    assert [pick.id for pick in store.picks(MONTH)] == ["p1", "p2"]


def test_a_server_that_says_nothing_any_more_is_not_waited_for(store: Store, proxy: Proxy) -> None:
    store._server.waits = Waits(patience=0.3, answer=0.3, connecting=2)  # type: ignore[attr-defined]
    proxy.is_stalled.set()
    with pytest.raises(LibraryError) as caught:
        store.picks(MONTH)
    assert caught.value.remedy
    proxy.is_stalled.clear()
    assert len(store.picks(MONTH)) == 1


def test_a_server_that_is_gone_is_told_with_its_remedy(database: str) -> None:
    with Proxy(database) as proxy:
        address = proxy.address.replace("postgres@", "postgres:geheim@")
    store = open_store(address, lambda: NOW)
    with pytest.raises(LibraryError, match="cannot be reached") as caught:
        store.feeds()
    assert "geheim" not in str(caught.value)
    assert "Look whether the server runs" in str(caught.value.remedy)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("connection to server on socket \"x\" failed: No such file or directory\n\tIs it running?",
         "there is no such file or folder"),
        ("connection to server at \"127.0.0.1\", port 1 failed: Connection refused\n\tIs it running?",
         "the connection is refused"),
        ("consuming input failed: server closed the connection unexpectedly\n\tThis probably means …",
         "the server has ended it"),
        ("connection timeout expired", "it does not answer"),
        ("something else entirely.", "something else entirely"),
        ("", "no reason given"),
    ],
)  # fmt: skip
def test_what_libpq_says_becomes_a_clause_without_its_advice(words: str, reason: str) -> None:
    import psycopg

    assert tell(msg("{reason}", reason=errors.reason_of(psycopg.OperationalError(words)))) == reason
