"""Following, picking, shortlisting and quoting what a text links to and says, with undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.domain.query import EntryQuery
from digest.storage.registry import open_store
from digest.tui.widgets.reading_pane import ReadingPane
from tests.builders import MONTH, NOW, a_feed, a_refresh, an_entry
from tests.feedserver import FeedServer
from tests.marking import first_quick
from tests.tui.driving import Driver, drive

#: Thorough and long: with the slow tests. The quick ones go the same ways in shorter stories.
pytestmark = pytest.mark.slow

PAGE = "<html><head><title>Die verlinkte Seite</title></head><body><article><p>{}</p></article></body></html>"


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as serving:
        yield serving


def library(folder: Path, *targets: str) -> None:
    links = " und ".join(f'<a href="{url}">Fund {n}</a>' for n, url in enumerate(targets, start=1))
    html = f"<p>Eine Rundschau mit {links} und mehr. Der zweite Satz. Der dritte Satz!</p>"
    store = open_store(str(folder / "library"), lambda: NOW)
    store.add_feeds([a_feed(1, title="Rundschau")])
    entry = an_entry(1, author="Kerstin Beispiel")
    store.apply_refresh([a_refresh("f1", entry, content={entry.id: html})])
    store.close()


@pytest.mark.parametrize("size", first_quick((80, 24), (120, 36)))
def test_a_link_is_picked_by_its_number_and_goes_with_u(
    tmp_path: Path, server: FeedServer, size: tuple[int, int]
) -> None:
    url = server.serve("/seite", PAGE.format("Wort " * 40), content_type="text/html")
    library(tmp_path, "https://fern.example/1", url)

    async def steps(driver: Driver) -> None:
        await driver.sees("Fund 1[1]")
        await driver.press("l")
        await driver.sees("Links in this text", "2  Fund 2")
        await driver.press("p", "2")
        await driver.types("Krise")
        await driver.press("enter")
        await driver.is_told("u undoes it")
        (pick,) = driver.store.picks(MONTH)
        assert (pick.category, pick.shown_title, pick.url) == ("Krise", "Die verlinkte Seite", url)
        await driver.until(lambda: driver.inbox.query_one(ReadingPane).has_focus)
        await driver.press("u")
        await driver.until(lambda: driver.store.picks(MONTH) == [])

    drive(tmp_path, steps, size, DIGEST_ALLOW_HOSTS="127.0.0.1")


def test_a_redirect_is_followed_before_a_page_goes_on_the_shortlist(tmp_path: Path, server: FeedServer) -> None:
    url = server.serve("/seite", PAGE.format("Wort " * 40), content_type="text/html")
    short = server.serve("/kurz", status=301, headers={"Location": url})
    library(tmp_path, short)

    async def steps(driver: Driver) -> None:
        await driver.sees("Fund 1[1]")
        await driver.press("l")
        await driver.sees("Links in this text")
        await driver.press("s", "1")
        await driver.is_told("“Die verlinkte Seite” put on the shortlist")
        (row,) = driver.store.entries(EntryQuery(shortlisted=True)).rows
        assert row.entry.url == url
        await driver.press("u")
        await driver.until(lambda: driver.store.entries(EntryQuery(shortlisted=True)).total == 0)

    drive(tmp_path, steps, DIGEST_ALLOW_HOSTS="127.0.0.1")


@pytest.mark.parametrize("keys", [["p", "2", "4"], ["s", "2"]])
def test_a_page_that_cannot_be_read_is_kept_by_its_link_and_that_is_told(
    tmp_path: Path, server: FeedServer, keys: list[str]
) -> None:
    library(tmp_path, "https://fern.example/1", server.serve("/weg", status=404))

    async def steps(driver: Driver) -> None:
        await driver.sees("Fund 2[2]")
        await driver.press("l")
        await driver.sees("Links in this text")
        await driver.press(*keys, *(["enter"] if keys[0] == "p" else []))
        await driver.is_told("Nothing is found at this address (404). Its title is that of the link.")
        await driver.is_told("“Fund 2”")

    drive(tmp_path, steps, DIGEST_ALLOW_HOSTS="127.0.0.1")


def test_a_link_is_opened_or_its_address_copied(tmp_path: Path) -> None:
    library(tmp_path, *(f"https://fern.example/{n}" for n in range(1, 13)))

    async def steps(driver: Driver) -> None:
        await driver.sees("Fund 12[12]")
        await driver.press("l")
        await driver.sees("Links in this text")
        await driver.press("1", "2")
        await driver.until(lambda: driver.app.clipboard == "https://fern.example/12")
        await driver.press("l")
        await driver.sees("Links in this text")
        await driver.press("y", "1", "enter")
        await driver.until(lambda: driver.app.clipboard == "https://fern.example/1")

    drive(tmp_path, steps, PATH=str(tmp_path))


def test_sentences_go_into_the_quotation_with_their_author(tmp_path: Path) -> None:
    library(tmp_path, "https://fern.example/1")

    async def steps(driver: Driver) -> None:
        await driver.sees("Fund 1[1]")
        await driver.press("1", "Q")
        await driver.sees("Which sentences are quoted?")
        await driver.press("Q", "j", "Q", "enter")
        await driver.until(lambda: driver.store.picks(MONTH)[0].quotation != "")
        pick = driver.store.picks(MONTH)[0]
        assert pick.quotation == "Eine Rundschau mit Fund 1 und mehr. […] Der dritte Satz!"
        assert pick.quotation_source == "Kerstin Beispiel"
        await driver.is_told("Quotation kept with the pick")
        await driver.press("u")
        await driver.until(lambda: driver.store.picks(MONTH)[0].quotation == "")

    drive(tmp_path, steps)


def test_what_the_mouse_has_marked_is_quoted(tmp_path: Path) -> None:
    library(tmp_path, "https://fern.example/1")

    async def steps(driver: Driver) -> None:
        await driver.sees("Fund 1[1]")
        driver.inbox.get_selected_text = lambda: "mit Fund 1[1].\nDer zweite"  # type: ignore[method-assign]
        await driver.press("Q")
        await driver.types("Krise")
        await driver.press("enter")
        await driver.until(lambda: [pick.quotation for pick in driver.store.picks(MONTH)] == ["mit Fund 1. Der zweite"])

    drive(tmp_path, steps)
