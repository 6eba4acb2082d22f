"""Pages added by address lie in a file of their own, which is read only to change it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from digest.domain.entry import PAGES, Entry
from digest.domain.query import EntryQuery
from digest.storage.files.engine.disk import Disk
from digest.storage.local import LocalStore
from tests.builders import NOW, a_feed, a_refresh, an_entry

#: A query that asks for what was added by address.
ADDED = EntryQuery(feed_ids=(PAGES,))


class NotingDisk(Disk):
    """Notes which files are read."""

    def __init__(self) -> None:
        self.read_files: list[str] = []

    def open_read(self, path: Path) -> int:
        self.read_files.append(path.name)
        return super().open_read(path)


@pytest.fixture
def opened(folder: Path) -> Iterator[Callable[..., LocalStore]]:
    stores: list[LocalStore] = []

    def open_again(disk: Disk | None = None) -> LocalStore:
        stores.append(LocalStore(folder, lambda: NOW, disk))
        return stores[-1]

    yield open_again
    for store in stores:
        store.close()


def a_page(number: int) -> Entry:
    url = f"https://seite.example/{number}"
    return an_entry(number, PAGES, url=url, canonical_url=url)


def age(folder: Path) -> None:
    """As if the file had been written an hour ago."""
    found = (folder / "pages.json").stat()
    os.utime(folder / "pages.json", ns=(found.st_atime_ns, found.st_mtime_ns - 3_600_000_000_000))


def ids(store: LocalStore) -> set[str]:
    return {row.entry.id for row in store.entries(ADDED).rows}


def test_questions_marks_and_refreshes_do_not_read_the_pages(folder: Path, opened: Callable[..., LocalStore]) -> None:
    store = opened()
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1))])
    pages = [a_page(number) for number in range(10, 20)]
    store.add_pages(pages, shortlisted=True)
    age(folder)
    assert ids(opened()) == {page.id for page in pages}  # looked at once, and noted

    disk = NotingDisk()
    store = opened(disk)
    assert ids(store) == {page.id for page in pages}
    assert store.entries(EntryQuery(shortlisted=True)).total == 10
    assert store.entry(pages[0].id).shortlisted
    store.mark([pages[1]], read=True, shortlisted=False)
    store.mark([an_entry(1)], shortlisted=True)
    store.apply_refresh([a_refresh("f1", an_entry(2))])
    assert "pages.json" not in disk.read_files
    store.add_page(a_page(30))
    assert ids(store) == {page.id for page in [*pages, a_page(30)]}
    assert ids(opened()) == ids(store)


def test_what_another_machine_has_put_into_the_file_comes_and_goes(
    folder: Path, opened: Callable[..., LocalStore]
) -> None:
    store = opened()
    store.add_pages([a_page(1), a_page(2)])
    age(folder)
    assert len(ids(opened())) == 2
    file = folder / "pages.json"
    tables = json.loads(file.read_bytes())
    tables["pages"][a_page(3).id] = tables["pages"].pop(a_page(1).id)
    file.write_text(json.dumps(tables))
    age(folder)
    for each in (store, opened()):
        assert ids(each) == {a_page(2).id, a_page(3).id}


def test_a_page_that_nobody_was_told_to_be_there_goes_again(folder: Path, opened: Callable[..., LocalStore]) -> None:
    """A kill between the archive and the file."""
    opened().add_page(a_page(1))
    age(folder)
    assert ids(opened()) == {a_page(1).id}
    opened()._opened_archive.put_entries([a_page(2)], {})
    assert ids(opened()) == {a_page(1).id}


def test_pages_that_an_older_version_kept_with_the_shortlist_move(
    folder: Path, opened: Callable[..., LocalStore]
) -> None:
    store = opened()
    store.add_pages([a_page(1), a_page(2)], shortlisted=True)
    pages = json.loads((folder / "pages.json").read_bytes())["pages"]
    kept = json.loads((folder / "kept.json").read_bytes())
    store.close()
    (folder / "pages.json").unlink()
    (folder / "kept.json").write_text(json.dumps({**kept, "pages": pages}))
    store = opened()
    assert ids(store) == {a_page(1).id, a_page(2).id}  # as it is, for who may only read
    store.remove_page(a_page(1))
    assert json.loads((folder / "pages.json").read_bytes())["pages"].keys() == {a_page(2).id}
    assert json.loads((folder / "kept.json").read_bytes()) == {**kept, "pages": {}}
    assert ids(opened()) == {a_page(2).id}
    assert list(opened().check()) == []
