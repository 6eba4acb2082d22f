"""The archive: an index, a page for each edition, a feed, linked to each other only."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from digest.domain.document import STYLES, RenderOptions
from digest.domain.edition import Assembled
from digest.domain.receipt import Receipt
from digest.export.archive import Series, archive_files
from digest.export.layout import line, typed
from tests.export.reading import read_fragment, read_page
from tests.export.ten_picks import SERIES, picks, ten_picks, three_closed
from tests.export.test_markdown import TEXT

ATOM = {"a": "http://www.w3.org/2005/Atom"}
PAGES = ["2025-12-lesetipps.html", "2026-01-lesetipps.html", "2026-02-reading-tips.html"]


def files(editions: list[Assembled] | None = None, series: Series = SERIES, **options: object) -> dict[str, str]:
    made = archive_files(three_closed() if editions is None else editions, series, RenderOptions(**options))  # type: ignore[arg-type]
    return {name: body.decode() for name, body in made.items()}


def feed(made: dict[str, str]) -> ET.Element:
    return ET.fromstring(made["feed.xml"])


def text(node: ET.Element, path: str) -> str:
    return node.findtext(path, "", ATOM)


def test_there_is_a_page_for_each_edition_an_index_and_a_feed() -> None:
    assert sorted(files()) == sorted([*PAGES, "index.html", "feed.xml"])


def test_the_index_lists_the_series_by_year_newest_first() -> None:
    page = read_page(files()["index.html"].encode())
    assert page.titles == ["Gedankengang"]
    assert page.lines == ["2026", "2025"]
    assert page.links == [
        ("2026-02-reading-tips.html", "Gedankengang: 2 reading tips from February"),
        ("2026-01-lesetipps.html", "Gedankengang: 2 Lesetipps aus dem Januar"),
        ("2025-12-lesetipps.html", "Gedankengang: 2 Lesetipps aus dem Dezember"),
        ("feed.xml", "Feed (Atom)"),
    ]


def test_pages_lead_to_the_one_before_the_one_behind_and_the_list() -> None:
    made = files()
    navigation = [[href for href, _text in read_page(made[name].encode()).links if ":" not in href] for name in PAGES]
    assert navigation == [
        ["2026-01-lesetipps.html", "index.html"],
        ["2025-12-lesetipps.html", "2026-02-reading-tips.html", "index.html"],
        ["2026-01-lesetipps.html", "index.html"],
    ]
    assert 'rel="prev">Vorige Ausgabe' in made[PAGES[1]]
    assert 'rel="prev">Previous edition' in made[PAGES[2]]


@pytest.mark.parametrize("style", STYLES)
def test_pages_are_valid_and_load_nothing(style: str) -> None:
    for name, html in files(style=style, numbered=True, own_posts=True, footer="Ein *Fuß*").items():
        if name.endswith(".html"):
            page = read_page(html.encode())
            assert "script" not in page.tags
            outside = re.sub(r'<a(?: data-address="[^"]*")? href="[^"]*"| data-address="[^"]*"', "", html)
            assert not re.findall(r"(?:https?:)?//", outside)
            assert page.tags.count("h1") == 1
            assert re.findall(r'<link [^>]*href="([^"]*)"', html) == ["feed.xml", "data:,"]


def test_the_feed_carries_each_edition_whole_under_the_address_of_its_page() -> None:
    root = feed(files())
    assert text(root, "a:id") == "https://gedankengang.example/lesetipps/"
    assert text(root, "a:updated") == "2026-03-04T08:00:00Z"
    assert text(root, "a:author/a:name") == "Jördis Althaus"
    entries = root.findall("a:entry", ATOM)
    assert [text(entry, "a:id") for entry in entries] == [
        f"https://gedankengang.example/lesetipps/{name}" for name in reversed(PAGES)
    ]
    assert [text(entry, "a:updated") for entry in entries] == [
        "2026-03-04T08:00:00Z", "2026-02-01T08:00:00Z", "2026-01-02T08:00:00Z",
    ]  # fmt: skip
    first = read_fragment(text(entries[2], "a:content"))
    assert [words for _href, words in first.links][:2] == [pick.original_title for pick in picks()[:2]]
    assert first.titles == []  # the title is the entry's own


def test_without_an_address_links_are_relative_and_ids_stay_the_same() -> None:
    bare = replace(SERIES, base_url="")
    root = feed(files(series=bare))
    links = [node.get("href") for node in root.iter("{http://www.w3.org/2005/Atom}link")]
    assert links == ["index.html", *reversed(PAGES)]
    ids = [text(entry, "a:id") for entry in root.findall("a:entry", ATOM)]
    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", id_) for id_ in ids)
    fewer = feed(files(three_closed()[1:], series=bare))
    assert [text(entry, "a:id") for entry in fewer.findall("a:entry", ATOM)] == ids[:2]


def test_an_archive_without_editions_is_an_empty_list() -> None:
    made = files([])
    assert sorted(made) == ["feed.xml", "index.html"]
    assert feed(made).findall("a:entry", ATOM) == []
    read_page(made["index.html"].encode())


def test_order_does_not_matter_and_twice_gives_the_same_bytes() -> None:
    assert files(list(reversed(three_closed()))) == files() == files()


def test_a_series_without_a_name_is_called_as_its_titles_begin() -> None:
    assert read_page(files(series=Series("", ""))["index.html"].encode()).titles == ["Gedankengang"]
    unnamed = [replace(three_closed()[0], title="Strategien in toxischen Zeiten")]
    assert read_page(files(unnamed, series=Series("", ""))["index.html"].encode()).titles == ["Lesetipps"]


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT.map(typed))
def test_any_text_gives_valid_pages_and_a_feed_that_can_be_read(title: str, comment: str) -> None:
    chosen = (replace(picks()[0], original_title=title, category=title, comment=comment),)
    of = replace(ten_picks(), title=title, sections=(replace(ten_picks().sections[0], category=title, picks=chosen),))
    made = files([of], Series(title, title), footer=comment)
    for name in ("index.html", "2026-04-lesetipps.html"):
        read_page(made[name].encode())
    entry = feed(made).find("a:entry", ATOM)
    assert entry is not None
    # XML folds line ends only; a title is one line (XML 1.0 §2.11).
    assert text(entry, "a:title") == line(title)
    read_fragment(text(entry, "a:content"))


def test_published_stays_the_first_closing_and_updated_is_the_last() -> None:
    first, *others = three_closed()
    again = replace(first.edition, first_closed=first.edition.closed, closed=datetime(2026, 9, 1, 8, tzinfo=UTC))
    entries = feed(files([replace(first, edition=again), *others])).findall("a:entry", ATOM)
    (changed,) = [entry for entry in entries if text(entry, "a:updated") == "2026-09-01T08:00:00Z"]
    assert first.edition.closed is not None
    assert text(changed, "a:published") == first.edition.closed.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_feed_has_a_subtitle_and_each_entry_its_preheader_and_categories() -> None:
    first, *others = three_closed()
    told = replace(first, edition=replace(first.edition, preheader="Was blieb & was nicht"))
    root = feed(files([told, *others]))
    assert text(root, "a:subtitle").startswith(("Lesetipps", "Reading tips"))
    entry = root.findall("a:entry", ATOM)[-1]
    assert text(entry, "a:summary") == "Was blieb & was nicht"
    terms = [category.get("term") for category in entry.findall("a:category", ATOM)]
    assert terms == list(dict.fromkeys(pick.category for pick in first.picks))
    silent = replace(first, edition=replace(first.edition, preheader=""))
    assert feed(files([silent])).find("a:entry/a:summary", ATOM) is None


def published_at(url: str, status: str = "published", own: str = "") -> str:
    """The archive's page of an edition that was pushed to this address."""
    (edition,) = three_closed()[:1]
    receipt = Receipt("blog", "wordpress", "done", status=status, url=url)
    (page,) = [
        html
        for name, html in files(
            [replace(edition, edition=replace(edition.edition, url=own, receipts=(receipt,)))]
        ).items()
        if name == PAGES[0]
    ]
    return page


def test_a_page_says_where_else_the_edition_was_published() -> None:
    page = published_at("https://blog.example/tipps?utm_source=x", own="https://www.verband.example/tipps")
    assert '<p class="also">Auch erschienen bei <a href="https://www.verband.example/tipps">verband.example</a>' in page
    assert ', <a href="https://blog.example/tipps">blog.example</a></p>' in page
    assert published_at("https://blog.example/tipps", own="https://blog.example/tipps").count("blog.example</a>") == 1


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://blog.example/wp-admin/post.php?post=7&action=edit", "draft"),
        ("https://blog.example/nur-intern", "private"),
        ("https://blog.example/spaeter", "scheduled"),
        ("file:///home/dora/site/x.md", "published"),
        ("https://intranet/tipps", "published"),
        ("https://10.1.2.3/tipps", "published"),
        ("http://localhost:8080/tipps", "published"),
        ("https://wiki.firma.intranet/tipps", "published"),
        ("https://blog.example/tipps?token=geheim-0123456789", "published"),
        ("javascript:alert(1)", "published"),
    ],
)
def test_no_page_leads_to_drafts_or_to_what_readers_cannot_open(url: str, status: str) -> None:
    assert 'class="also"' not in published_at(url, status)


def test_the_page_of_a_service_that_its_people_alone_see_is_not_named() -> None:
    (edition,) = three_closed()[:1]
    receipt = Receipt("brief", "listmonk", "done", status="published", url="https://listmonk.example/campaigns/7")
    made = files([replace(edition, edition=replace(edition.edition, receipts=(receipt,)))])
    assert "listmonk" not in "".join(made.values())
