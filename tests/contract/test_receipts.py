"""Receipts: where an edition was pushed to, kept with it whatever its state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from digest.domain.errors import Conflict, UsageError
from digest.domain.receipt import DONE, Receipt
from digest.publish.publisher import RemoteStatus
from digest.storage.store import Store
from tests.builders import MONTH, a_frozen, a_pick, at
from tests.contract.conftest import BACKENDS
from tests.model.store import MemoryStore

BEGUN = Receipt("blog", "wordpress", mark="digest:2026-11", slug="lesetipps-2026-11", begun=at(1), by="Dora")
PUSHED = replace(
    BEGUN, state=DONE, id="17", url="https://blog.example/?p=17", status="draft", modified="2026-11-21T12:02:00",
    sent="ab12", texts={"title": "„Tipps“", "content": "<p>ä\u00a0&amp;</p>\n"}, detail={"base": "x"}, pushed=at(2),
)  # fmt: skip


def test_a_receipt_is_kept_with_every_field(store: Store) -> None:
    assert store.keep_receipt(MONTH, BEGUN, at(1), instead_of=None).receipts == (BEGUN,)
    store.keep_receipt(MONTH, PUSHED, at(2), instead_of=BEGUN)
    assert store.edition(MONTH).receipts == (PUSHED,)
    assert [edition.id for edition in store.editions()] == [MONTH]


def test_a_status_of_a_target_is_a_text(store: Store) -> None:
    receipt = replace(BEGUN, status=RemoteStatus.DRAFT)
    store.keep_receipt(MONTH, receipt, at(1), instead_of=None)
    assert store.edition(MONTH).receipts == (receipt,)
    assert type(store.edition(MONTH).receipts[0].status) is str


def test_each_target_has_one_receipt(store: Store) -> None:
    mail = Receipt("mail", "smtp", begun=at(1))
    store.keep_receipt(MONTH, BEGUN, at(1), instead_of=None)
    store.keep_receipt(MONTH, mail, at(1), instead_of=None)
    assert store.keep_receipt(MONTH, PUSHED, at(2), instead_of=BEGUN).receipts == (PUSHED, mail)


def test_a_receipt_is_no_change_of_the_edition(store: Store) -> None:
    edition = store.change_edition(MONTH, {"intro": "Text"}, at(0))
    kept = store.keep_receipt(MONTH, BEGUN, at(1), instead_of=None)
    assert replace(kept, receipts=()) == edition
    assert store.change_edition(MONTH, {"intro": "Weiter"}, at(2), version=edition.version).receipts == (BEGUN,)


def test_a_closed_edition_keeps_receipts_and_so_does_one_that_is_reopened(store: Store) -> None:
    store.add_pick(a_pick(1), at(0))
    store.close_edition(MONTH, a_frozen(), at(1))
    store.keep_receipt(MONTH, PUSHED, at(2), instead_of=None)
    assert store.edition(MONTH).is_closed
    assert store.reopen_edition(MONTH, at(3)).receipts == (PUSHED,)


def test_who_publishes_to_the_same_place_at_the_same_time_is_told(store: Store) -> None:
    store.keep_receipt(MONTH, BEGUN, at(1), instead_of=None)
    for read in (None, PUSHED):
        with pytest.raises(Conflict):
            store.keep_receipt(MONTH, replace(BEGUN, by="Emil"), at(1), instead_of=read)
    assert store.edition(MONTH).receipts == (BEGUN,)


def test_an_edition_with_receipts_can_be_a_key(store: Store) -> None:
    store.keep_receipt(MONTH, PUSHED, at(1), instead_of=None)
    assert {store.edition(MONTH): 1} == {store.editions()[0]: 1}


def test_a_receipt_needs_a_month(store: Store) -> None:
    with pytest.raises(UsageError):
        store.keep_receipt("November", BEGUN, at(1), instead_of=None)


@pytest.mark.parametrize("backend", sorted(BACKENDS))
def test_receipts_move_with_the_library(backend: str, tmp_path: Path) -> None:
    opened: Callable[[Path], Store] = BACKENDS[backend]
    one, other = opened(tmp_path / "one"), MemoryStore()
    one.keep_receipt(MONTH, PUSHED, at(1), instead_of=None)
    other.load(one.dump())
    assert other.edition(MONTH).receipts == (PUSHED,)
    one.close()
