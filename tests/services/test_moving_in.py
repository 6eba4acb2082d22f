"""Lists of other programs: imported once, undone as one step.

What is there already does not change.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from digest.bootstrap import Library
from digest.domain.entry import PAGES
from digest.domain.errors import LibraryError
from digest.domain.feed import Feed
from digest.domain.message import msg
from digest.domain.query import EntryQuery
from digest.services.library.moving_in import NotMovedIn, TakeAs, moved_in_words
from tests.builders import an_entry

LIST = (
    b'<opml version="2.0"><body><outline text="Medien">'
    b'<outline type="rss" text="Neu" xmlUrl="https://neu.example/feed"/>'
    b'<outline type="rss" text="Anders geschrieben" xmlUrl="https://BLOG1.example:443/feed.xml"/>'
    b'<outline type="rss" text="kaputt" xmlUrl="nichts"/></outline></body></opml>'
)


def shortlist(library: Library) -> list[str]:
    return [row.entry.url for row in library.store.entries(EntryQuery(shortlisted=True)).rows]


def test_a_known_feed_is_counted_and_left_as_it_is(library: Library) -> None:
    before = library.store.feeds()
    planned = library.moving_in.take_in("feeds.opml", LIST, dry_run=True)
    assert library.store.feeds() == before
    moved = library.moving_in.take_in("feeds.opml", LIST)
    assert [(feed.url, feed.folder) for feed in moved.feeds] == [("https://neu.example/feed", "Medien")]
    assert (moved.known_feeds, len(moved.left_out)) == (1, 1)
    assert library.store.feeds() == [*before, *moved.feeds]
    words = str(moved_in_words(moved))
    assert words.endswith("1 feed added · 1 was there already · 1 line left out")
    assert str(moved_in_words(planned, dry_run=True)) == words.replace("feed added", "feed would be added")


def test_a_list_that_is_taken_for_pages_is_their_shortlist(library: Library) -> None:
    library.store.add_page(an_entry(1, PAGES, url="https://neu.example/feed"))
    moved = library.moving_in.take_in("feeds.opml", LIST, take_as=TakeAs.PAGES)
    assert (len(moved.feeds), moved.known_pages) == (0, 1)
    assert shortlist(library) == [page.url for page in moved.pages] == ["https://blog1.example:443/feed.xml"]
    assert all(page.old for page in moved.pages), "the inbox is for what is new"


def test_a_file_that_is_no_list_brings_nothing(library: Library) -> None:
    before = library.store.stamp()
    with pytest.raises(NotMovedIn):
        library.moving_in.take_in("brief.txt", b"Liebe Kollegin,\nanbei nichts.\n")
    assert library.store.stamp() == before


def test_an_import_is_one_step_of_the_session(library: Library, tmp_path: Path) -> None:
    before = library.store.feeds()
    file = tmp_path / "feeds.opml"
    file.write_bytes(LIST)
    moved, said = library.imports.take_in(str(file))
    assert "1 feed added" in str(said)
    library.actions.undo()
    assert library.store.feeds() == before
    library.actions.redo()
    assert library.store.feeds() == [*before, *moved.feeds]
    library.imports.take_in(str(file))
    library.actions.undo()
    assert library.store.feeds() == before, "an import that brings nothing is no step"


def test_undo_takes_back_what_it_can_of_an_import(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = library.store.feeds()
    file = tmp_path / "feeds.opml"
    file.write_bytes(LIST.replace(b"https://BLOG1.example:443/feed.xml", b"https://noch.example/feed"))
    moved, _ = library.imports.take_in(str(file))
    first, _ = moved.feeds
    remove = library.store.remove_feed

    def all_but_the_first(feed_id: str, when: datetime) -> Feed:
        if feed_id == first.id:
            raise LibraryError(msg("There is no space left."))
        return remove(feed_id, when)

    monkeypatch.setattr(library.store, "remove_feed", all_but_the_first)
    with pytest.raises(LibraryError):
        library.actions.undo()
    assert library.store.feeds() == [*before, first]
