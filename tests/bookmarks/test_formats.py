"""Each program's file is known by its content, and says the same.

Two pages with what stands beside them.
"""

from __future__ import annotations

import io
import sqlite3
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.bookmarks.reading_list import ReadingList
from digest.bookmarks.recognise import FORMATS, read_list
from digest.bookmarks.written_times import read_time
from digest.config.language import tell
from digest.domain.folders import folder_names
from tests.bookmarks.files import FEED, NETSCAPE, TEXTS, URLS, newsboat_cache

WHEN = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
#: What these formats have no place for.
WITHOUT_NOTE = {
    "ril_export.html",
    "pocket.csv",
    "reader.csv",
    "reader-lists.csv",
    "firefox.json",
    "chrome.json",
    "starred.json",
    "miniflux.json",
    "lines.jsonl",
}
WITHOUT_DATE = {"tabs.tsv", "lines.jsonl"}


def read(text: str | bytes, name: str = "list", path: str = "") -> ReadingList:
    return read_list(text if isinstance(text, bytes) else text.encode(), name, path)


@pytest.mark.parametrize("name", [name for name in TEXTS if name != "liste.txt"])
def test_two_pages_are_read_with_note_tags_and_date(name: str) -> None:
    found = read(TEXTS[name], name)
    assert found.refused is None
    assert found.kind in FORMATS
    assert [(page.url, page.title) for page in found.pages] == [
        ("https://blog.example/rueckruf?a=1&b=2", "Der Rückruf"),
        ("https://other.example/zwei", "Zwei"),
    ]
    first = found.pages[0]
    assert "pr" in first.tags
    assert ("rückruf" in first.tags) == (name not in {"chrome.json", "starred.json", "lines.jsonl"})
    assert first.note == ("" if name in WITHOUT_NOTE else "Gut erzählt")
    if name not in WITHOUT_DATE:
        assert first.added is not None
        assert first.added.replace(second=0) == WHEN.replace(second=0)
    assert found.pages[1].tags == ()


def test_folders_become_tags_but_not_the_browsers_own() -> None:
    found = read(NETSCAPE)
    assert [page.tags for page in found.pages] == [("pr", "rückruf", "Krise"), ()]
    assert [(feed.url, feed.title) for feed in found.feeds] == [("https://blog.example/feed", "Blog")]
    assert [(one.line, one.text) for one in found.left_out] == [(17, "javascript:void(0)")]


def test_all_folders_on_the_way_to_a_page_are_tags_and_those_of_a_feed_its_path() -> None:
    nested = """<DL><p><DT><H3>Kund/innen</H3><DL><p><DT><H3>Krise</H3><DL><p>
    <DT><A HREF="https://blog.example/1">Eins</A>
    <DT><A FEEDURL="https://blog.example/feed" HREF="https://blog.example/">Blog</A></DL></DL></DL>"""
    found = read("<!DOCTYPE NETSCAPE-Bookmark-file-1>" + nested)
    assert found.pages[0].tags == ("Kund/innen", "Krise")
    assert folder_names(found.feeds[0].folder) == ("Kund/innen", "Krise")
    folder = '{"name": "Kund/innen", "children": [{"name": "Krise", "children": [%s]}]}'
    page = '{"name": "Eins", "url": "https://blog.example/1"}'
    assert read(folder % page).pages[0].tags == ("Kund/innen", "Krise")


def test_linkdings_notes_follow_the_description_without_their_marks() -> None:
    page = '<DT><A HREF="https://blog.example/1">Eins</A>\n<DD>{}\n<DT><A HREF="https://blog.example/2">Zwei</A>'
    for written, note in (
        ("Anriss[linkding-notes]*Gut* erzählt[/linkding-notes]", "Anriss · *Gut* erzählt"),
        ("[linkding-notes]Gut erzählt[/linkding-notes]", "Gut erzählt"),
        ("[linkding-notes]Gut erzählt", "Gut erzählt"),
    ):
        assert [one.note for one in read("<DL><p>" + page.format(written)).pages] == [note, ""]


def test_a_table_without_addresses_is_told_what_it_lacks() -> None:
    found = read('Highlight,Book Title,Book Author,Note\n"Ein Satz, und noch einer.",Ein Buch,Kerstin Beispiel,gut\n')
    assert found.refused is not None
    assert tell(found.refused) == "No column of the table holds addresses."


def test_a_bookmark_file_that_breaks_off_gives_what_is_in_it() -> None:
    found = read(NETSCAPE[: NETSCAPE.index("other.example") + 5])
    assert [page.title for page in found.pages] == ["Der Rückruf"]
    assert [(one.line, tell(one.reason)) for one in found.left_out] == [
        (16, "the file ends in the middle of a bookmark")
    ]


def test_an_unclosed_script_swallows_no_bookmark() -> None:
    found = read(NETSCAPE.replace("<H1>", "<script><title><H1>"))
    assert len(found.pages) == 2


def test_a_plain_list_takes_titles_and_notes_and_tells_feeds_by_their_address() -> None:
    found = read(TEXTS["liste.txt"] + "https://third.example/feed/\nblog.example/post: lesen\nnur Worte\n")
    assert [(page.url, page.title, page.note) for page in found.pages] == [
        ("https://blog.example/rueckruf?a=1&b=2", "Der Rückruf", ""),
        ("https://other.example/zwei", "", "Gut erzählt"),
        ("https://blog.example/post", "", "lesen"),
    ]
    assert [feed.url for feed in found.feeds] == ["https://third.example/feed/"]
    assert [(one.line, one.text) for one in found.left_out] == [(7, "nur Worte")]


def test_an_unclosed_quotation_mark_swallows_no_line() -> None:
    found = read('url,title\nhttps://a.example/1,"offen\nwww.a.example/2,zwei\nhttps://a.example/3,"drei\nZeilen"\n')
    assert [(page.line, page.url, page.title) for page in found.pages] == [
        (2, "https://a.example/1", '"offen'),
        (3, "https://www.a.example/2", "zwei"),
        (4, "https://a.example/3", "drei Zeilen"),
    ]
    assert [one.line for one in found.left_out] == [2]


def test_newsboats_urls_become_feeds_with_category_and_title() -> None:
    found = read(URLS, "urls")
    assert found.kind == "newsboat-urls"
    assert [(feed.url, feed.title, feed.category) for feed in found.feeds] == [
        ("https://blog.example/feed.xml", "Das Blog", "Krise"),
        ("https://other.example/rss", "", ""),
        ("https://fourth.example/atom", "", "IK"),
    ]
    assert [one.line for one in found.left_out] == [4, 5, 6]
    assert read(URLS, "liste.txt").kind == "newsboat-urls", "known without its name"
    assert read("https://blog.example/\n", "/home/x/.newsboat/urls").feeds[0].url == "https://blog.example/"


@pytest.mark.parametrize("by_path", [True, False])
def test_newsboats_cache_gives_feeds_and_entries_with_their_marks(tmp_path: Path, by_path: bool) -> None:
    path = newsboat_cache(tmp_path / "cache.db")
    found = read(path.read_bytes(), "cache.db", str(path) if by_path else "")
    assert [(feed.url, feed.title) for feed in found.feeds] == [(FEED, "Das Blog")]
    assert [(one.title, one.is_read, one.is_flagged) for one in found.entries] == [
        ("Beitrag 1", False, False),
        ("Beitrag 2", True, True),
        ("Beitrag 3", True, False),
    ]
    assert found.entries[0].published == datetime(2023, 11, 14, 22, 13, 21, tzinfo=UTC)


def test_a_damaged_cache_and_another_programs_database_are_told(tmp_path: Path) -> None:
    body = newsboat_cache(tmp_path / "cache.db", 400).read_bytes()
    broken = read(body[: len(body) // 2])
    assert broken.refused is not None or broken.left_out
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE moz_places (url)")
    assert "moz_places" in tell(read(other.read_bytes(), "x", str(other)).refused)  # type: ignore[arg-type]


def test_a_zip_archive_is_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("part_000000.csv", TEXTS["pocket.csv"])
        archive.writestr("liesmich.pdf", b"%PDF")
    assert len(read(packed.getvalue()).pages) == 2
    assert read(b"PK\x03\x04 nothing").refused is not None


def test_what_is_left_in_a_zip_archive_is_told() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("feeds/subscriptions.opml", '<opml version="2.0"><body/></opml>')
        archive.writestr("leer.csv", "")
        archive.writestr("pocket.csv", TEXTS["pocket.csv"])
        archive.writestr("__MACOSX/._pocket.csv", b"\0\5\x16\7")
    found = read(packed.getvalue())
    assert len(found.pages) == 2
    assert [(one.text, tell(one.reason)) for one in found.left_out] == [
        ("feeds/subscriptions.opml", "a list of feeds: unpack it and import it by itself"),
        ("leer.csv", "The file is empty."),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("Nur ein Text.\nNoch eine Zeile.\n", "no list"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no list"),
        ('{"results": [{"url": "https://x.ex', "no complete JSON"),
        ("{}", "No page"),
        ("[]", "No page"),
        ("<html><body><p>Hallo</p></body></html>", "web page"),
        ('<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "is a feed"),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason(text: str | bytes, said: str) -> None:
    found = read(text)
    assert found.refused is not None
    assert said in tell(found.refused)


@pytest.mark.parametrize(
    "written",
    ["1700000000", 1700000000, 1700000000.0, "1700000000000", 1700000000000000, "13344473600000000",
     "2023-11-14T22:13:20Z", "2023-11-14 22:13:20", "2023-11-14T23:13:20+01:00", "Tue, 14 Nov 2023 22:13:20 GMT"],
)  # fmt: skip
def test_dates_are_read_however_they_are_written(written: object) -> None:
    assert read_time(written) == WHEN


@pytest.mark.parametrize("written", ["", "gestern", "0", None, True, [], "9" * 30, "99.99.2023", float("nan"), "-5"])
def test_what_is_no_date_is_none(written: object) -> None:
    assert read_time(written) is None


@given(
    st.text()
    | st.sampled_from(sorted(TEXTS.values())).flatmap(
        lambda text: st.text(max_size=5).map(lambda cut: text[len(cut) :] + cut)
    )
)
def test_no_text_stops_the_reading(text: str) -> None:
    found = read(text)
    assert (found.refused is None) == (found.kind != "")
