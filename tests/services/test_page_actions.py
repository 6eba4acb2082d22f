"""Pages added by their address in a session, each as one step.

What is there already is no step.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.bootstrap import Library
from digest.config.language import tell
from digest.domain.entry import PAGES
from digest.domain.query import EntryQuery
from digest.domain.text_links import TextLink
from digest.services.reading.entries import PageFailed
from tests.builders import NOW, an_entry
from tests.feedserver import FeedServer

PAGE = "<html><head><title>Der Rückruf</title></head><body><article><p>{}</p></article></body></html>"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    environ = {"HOME": str(tmp_path), "DIGEST_NOW": NOW.isoformat(), "DIGEST_ALLOW_HOSTS": "127.0.0.1"}
    return Library(environ, address=str(tmp_path / "library"), config=str(tmp_path / "none.toml"))


def titles(library: Library, **query: bool) -> list[str]:
    return [row.entry.title for row in library.store.entries(EntryQuery(**query)).rows]


def test_a_page_is_added_as_one_step_and_comes_again_without_the_network(
    library: Library, feed_server: FeedServer
) -> None:
    url = feed_server.serve("/seite", PAGE.format("Ein Satz über den Rückruf. " * 20), content_type="text/html")
    page = library.actions.pages.add(url)
    text = library.store.content(page)
    assert (titles(library), "Ein Satz über" in text) == (["Der Rückruf"], True)
    library.actions.undo()
    assert titles(library) == []
    asked = len(feed_server.requests)
    library.actions.redo()
    assert (titles(library), library.store.content(page)) == (["Der Rückruf"], text)
    assert len(feed_server.requests) == asked


def test_a_page_that_is_there_is_neither_asked_for_again_nor_a_step(library: Library, feed_server: FeedServer) -> None:
    page = library.store.add_page(an_entry(1, PAGES, url=feed_server.url("/da")))
    assert library.actions.pages.add_linked(TextLink(1, page.url, "hier")) == (page, ())
    assert feed_server.requests == []
    assert library.actions.undo() is None


def test_a_link_to_a_page_that_cannot_be_read_keeps_its_words(library: Library, feed_server: FeedServer) -> None:
    url = feed_server.serve("/weg", status=404)
    with pytest.raises(PageFailed):
        library.actions.pages.add(url)
    assert titles(library) == []
    added, (unread,) = library.actions.pages.add_linked(TextLink(1, url, "Die Studie"))
    assert added.title == "Die Studie"
    assert tell(unread) == "Nothing is found at this address (404). Its title is that of the link."
    assert titles(library) == ["Die Studie"]


def test_a_linked_page_goes_on_the_shortlist_once_and_off_it_by_undo(library: Library) -> None:
    page = library.store.add_page(an_entry(1, PAGES, title="Der Vortrag"))
    link = TextLink(1, page.url, "hier")
    assert [str(said) for said in library.actions.pages.shortlist_linked(link)] == [
        "“Der Vortrag” put on the shortlist"
    ]
    assert titles(library, shortlisted=True) == ["Der Vortrag"]
    assert "already" in str(library.actions.pages.shortlist_linked(link)[0])
    step = library.actions.undo()
    assert step is not None
    assert step.about == (page.id,)
    assert titles(library, shortlisted=True) == []
    assert titles(library) == ["Der Vortrag"]
    library.actions.redo()
    assert titles(library, shortlisted=True) == ["Der Vortrag"]
