"""Feeds: how they are found by what people type, added, changed, and taken out."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.bootstrap import Library
from digest.config.settings import CategorySettings
from digest.config.shipped import ENGLISH_CATEGORIES
from digest.domain.entry import PAGES
from digest.domain.errors import Ambiguous, NotFound, UsageError
from tests.builders import NOW, a_feed, an_entry

_SPELLINGS = ("f1", "Erster Blog", "erster blog", "https://blog1.example/feed.xml", "blog1.example/feed.xml")


@pytest.mark.parametrize("words", _SPELLINGS)
def test_a_feed_is_found_by_id_title_or_address(library: Library, words: str) -> None:
    assert library.feeds.find(words).id == "f1"


@pytest.mark.parametrize(("title", "found"), [("f1", "f1"), ("F", "f3")])
def test_a_whole_id_comes_before_a_title_and_that_before_a_beginning(library: Library, title: str, found: str) -> None:
    library.store.add_feeds([a_feed(3, title=title)])
    assert library.feeds.find(title).id == found


def test_what_fits_two_feeds_or_none_is_told(library: Library) -> None:
    with pytest.raises(Ambiguous, match="fits 2 feeds"):
        library.feeds.find("f")
    with pytest.raises(NotFound, match="no feed"):
        library.feeds.find("Dritter Blog")


def test_adding_twice_adds_once(library: Library) -> None:
    feed, is_new = library.feeds.add("https://neu.example/feed")
    again, is_new_again = library.feeds.add("https://NEU.example/feed")
    assert (is_new, is_new_again, again.id) == (True, False, feed.id)


def test_what_is_no_address_is_not_added(library: Library) -> None:
    with pytest.raises(UsageError, match="is not a web address"):
        library.feeds.add("kein Feed")


def test_titles_are_those_that_lists_show(library: Library) -> None:
    assert library.feeds.titles() == {"f1": "Erster Blog", "f2": "Zweiter Blog"}
    assert not library.feeds.is_empty()


def test_the_feed_of_an_entry_is_known_also_once_it_is_removed(library: Library) -> None:
    entry = an_entry(11, "f1")
    library.feeds.remove(library.feeds.find("f1"))
    feed = library.feeds.feed_of(entry)
    assert feed is not None
    assert feed.id == "f1"
    assert library.feeds.feed_of(an_entry(1, PAGES)) is None


def test_a_removed_feed_comes_back_with_its_entries(library: Library) -> None:
    library.feeds.remove(library.feeds.find("f1"))
    assert [row.feed.id for row in library.feeds.overviews()] == ["f2"]
    library.feeds.restore("f1")
    assert [row.counts.entries for row in library.feeds.overviews()] == [3, 3]


def test_texts_are_tidied_and_a_wrong_address_refused(library: Library) -> None:
    feed = library.feeds.find("f1")
    assert library.feeds.change(feed, {"title": "  Neu \n"}).title == "Neu"
    with pytest.raises(UsageError, match="is not a web address"):
        library.feeds.change(feed, {"url": "::"})


def test_what_is_exported_comes_in_again(library: Library) -> None:
    data = library.feeds.export_opml()
    library.feeds.remove(library.feeds.find("f2"))
    imported = library.feeds.import_opml(data)
    assert (len(imported.added), imported.problems) == (1, ())


@pytest.mark.parametrize("told_in", ["de", "en"])
@pytest.mark.parametrize("categories", [CategorySettings(), ENGLISH_CATEGORIES])
def test_the_shipped_list_has_folders_in_ones_language_and_categories_that_are_the_librarys(
    tmp_path: Path, told_in: str, categories: CategorySettings
) -> None:
    lines = f"[categories]\nstanding = {list(categories.standing)}\norder = {list(categories.order)}\n"
    (tmp_path / "config.toml").write_text(lines, encoding="utf-8")
    environ = {"HOME": str(tmp_path), "DIGEST_NOW": NOW.isoformat()}
    library = Library(environ, address=str(tmp_path / "library"), config=str(tmp_path / "config.toml"))
    added = library.feeds.import_shipped(told_in).added
    folders = (CategorySettings() if told_in == "de" else ENGLISH_CATEGORIES).standing
    assert {feed.folder for feed in added} == set(folders)
    assert {feed.category for feed in added} == set(categories.standing)
