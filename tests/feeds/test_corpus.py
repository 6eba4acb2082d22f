"""Real feeds and hostile ones.

Every entry is there, every trap does what its line in the corpus says.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.domain.health import Failure, FailureKind
from digest.feeds.charset import read_text
from digest.feeds.jsonfeed import is_json
from digest.feeds.merge import merge
from digest.feeds.parse import parse
from digest.feeds.parsed import ParsedEntry, ParsedFeed
from tests.shared import Corpus

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL = "https://feed.example/pfad/rss.xml"


def hostile(corpus: Corpus, name: str) -> ParsedFeed:
    feed = parse(corpus.hostile(name).read_bytes(), {}, URL)
    assert isinstance(feed, ParsedFeed), feed
    return feed


def failure(corpus: Corpus, name: str) -> Failure:
    found = parse(corpus.hostile(name).read_bytes(), {}, URL)
    assert isinstance(found, Failure), found
    return found


def titles(corpus: Corpus, name: str) -> list[str]:
    return [entry.title for entry in hostile(corpus, name).entries]


def texts(feed: ParsedFeed) -> Iterator[str]:
    """Every field that came from the feed."""
    yield feed.title
    for entry in feed.entries:
        yield from (entry.title, entry.url, entry.author, entry.summary, entry.guid, entry.language, *entry.tags)
        yield entry.content


def test_every_real_feed_keeps_its_entries_each_under_its_own_id(corpus: Corpus) -> None:
    feeds = corpus.rows("feeds")
    for known in feeds:
        feed = parse((corpus.root / known["file"]).read_bytes(), {}, URL)
        assert isinstance(feed, ParsedFeed), known["file"]
        merged = merge("f", feed, (), NOW, "2026-11", first=True)
        ids = {entry.id for entry in merged.entries}
        assert len(ids) == len(merged.entries) >= known["min_entries_expected"], known["file"]
        assert merge("f", feed, merged.seen, NOW, "2026-12", first=False).seen == (), known["file"]
        assert all(entry.title for entry in feed.entries)
        assert all(entry.url.startswith(("http://", "https://", "")) for entry in feed.entries)
    assert len(feeds) > 30


def test_real_feeds_are_damaged_only_where_their_end_is_missing(corpus: Corpus) -> None:
    for path in corpus.files("feeds"):
        body = path.read_bytes()
        feed = parse(body, {}, URL)
        assert isinstance(feed, ParsedFeed)
        text = read_text(body, {})
        whole = is_json(text) or re.search(r"</(\w+:)?(rss|feed|RDF)\s*>", text)
        assert bool(feed.damage) == (not whole), path.name


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("01-billion-laughs.xml", 2), ("02-quadratic-blowup.xml", 1), ("03-xxe-file.xml", 1), ("04-xxe-http.xml", 1),
        ("13-declared-utf8-is-latin1.xml", 2), ("14-declared-latin1-is-utf8.xml", 2),
        ("15-declared-utf16-is-utf8.xml", 2),
        ("16-unknown-charset.xml", 2), ("18-terminal-escapes-raw.xml", 12), ("19-terminal-escapes-charref.xml", 12),
        ("20-terminal-escapes.json", 12), ("21-rich-textual-markup.xml", 24), ("22-bidi-zero-width.xml", 12),
        ("23-title-1mb.xml", 2), ("24-dangerous-links.xml", 25), ("25-xss-content.xml", 22),
        ("26-xss-atom-xhtml.xml", 3),
        ("27-markdown-breaking-titles.xml", 31), ("31-dates.xml", 30), ("33-unicode-width.xml", 21),
        ("34-lone-surrogate.json", 2), ("41-relative-links-xml-base.xml", 3), ("42-rss-relative-links.xml", 2),
        ("43-null-bytes.xml", 2), ("44-deep-html.xml", 2), ("45-deep-xml.xml", 2), ("46-atom-odd-links.xml", 6),
        ("47-empty-channel.xml", 0), ("48-one-broken-item.xml", 5), ("49-jsonfeed-wrong-types.json", 5),
        ("50-undefined-entities.xml", 3), ("51-path-traversal.xml", 8), ("52-search-syntax.xml", 19),
        ("53-many-categories.xml", 2), ("54-crlf-injection.xml", 2),
    ],
)  # fmt: skip
def test_hostile_feeds_lose_no_entry_and_carry_nothing_that_a_terminal_obeys(
    name: str, count: int, corpus: Corpus
) -> None:
    feed = hostile(corpus, name)
    assert len(feed.entries) == count
    assert feed.damage == ""
    for text in texts(feed):
        text.encode()  # no lone surrogate
        assert not any((char < " " and char not in "\n\t") or "\x7f" <= char <= "\x9f" for char in text)
    assert all("\n" not in entry.title + entry.author + entry.url for entry in feed.entries)


def test_answers_that_are_no_feeds_say_what_they_are(corpus: Corpus) -> None:
    page = failure(corpus, "08-html-page-as-feed.xml")
    assert page.kind is FailureKind.WEB_PAGE
    assert page.detail["found"] == "https://feed.example/feed.xml, https://feed.example/atom.xml"
    assert failure(corpus, "09-empty.xml").kind is failure(corpus, "10-whitespace-only.xml").kind is FailureKind.EMPTY
    assert (
        failure(corpus, "11-binary-garbage.xml").kind
        is failure(corpus, "12-png-as-feed.xml").kind
        is FailureKind.NOT_A_FEED
    )


def test_a_truncated_feed_keeps_its_entries_and_says_that_it_is_damaged(corpus: Corpus) -> None:
    feed = hostile(corpus, "07-truncated.xml")
    assert feed.damage
    assert [entry.title for entry in feed.entries][:3] == ["Meldung 1", "Meldung 2", "Meldung 3"]


def test_no_entity_is_expanded_and_no_file_read(corpus: Corpus) -> None:
    for name in ("01-billion-laughs.xml", "02-quadratic-blowup.xml", "03-xxe-file.xml", "04-xxe-http.xml"):
        joined = "".join(texts(hostile(corpus, name)))
        assert "root:" not in joined
        assert len(joined) < 50_000
    assert titles(corpus, "03-xxe-file.xml") == ["Vor &xxe; nach"]


def test_charsets_are_read_right(corpus: Corpus) -> None:
    for name in ("13-declared-utf8-is-latin1.xml", "14-declared-latin1-is-utf8.xml", "15-declared-utf16-is-utf8.xml",
                 "16-unknown-charset.xml"):  # fmt: skip
        assert titles(corpus, name)[0].startswith("Überraschung")
        assert titles(corpus, name)[1].startswith("Mädchen")
    assert titles(corpus, "17-windows1252-quotes.xml") == ["„Zitat“ – mit Gedankenstrich … und €"]


def test_titles_stay_literal_where_they_are_meant_so(corpus: Corpus) -> None:
    assert titles(corpus, "26-xss-atom-xhtml.xml")[1] == "5 < 6 & <b>kein Fett</b>"
    assert titles(corpus, "50-undefined-entities.xml")[0] == "Für Männer & Frauen – größer"
    assert titles(corpus, "50-undefined-entities.xml")[2] == "doppelt: München, AT&T, 5 < 6"  # decoded once more
    assert "[@click=app.quit]x[/]" in titles(corpus, "21-rich-textual-markup.xml")
    assert "<details>" in titles(corpus, "27-markdown-breaking-titles.xml")
    assert titles(corpus, "34-lone-surrogate.json")
    assert all(title.strip() for title in titles(corpus, "22-bidi-zero-width.xml"))
    assert any("nullbreite" in title and "zeichen" in title for title in titles(corpus, "22-bidi-zero-width.xml"))
    assert len(titles(corpus, "23-title-1mb.xml")[0]) <= 500


def test_links_are_web_addresses_or_nothing(corpus: Corpus) -> None:
    assert all(
        not entry.url or entry.url.startswith(("http://", "https://"))
        for entry in hostile(corpus, "24-dangerous-links.xml").entries
    )
    base = hostile(corpus, "41-relative-links-xml-base.xml").entries
    assert [entry.url for entry in base] == [
        "https://feed.example/blog/2026/a.html", "https://feed.example/blog/archiv/b.html", "https://cdn.example/d",
    ]  # fmt: skip
    assert "https://feed.example/blog/x.html" in base[0].content
    assert "https://feed.example/bild.png" in base[0].content
    assert "https://feed.example/blog/archiv/tief/c.html" in base[1].content
    relative = hostile(corpus, "42-rss-relative-links.xml").entries
    assert [entry.url for entry in relative] == [
        "https://feed.example/a/1",
        "",
    ]
    assert hostile(corpus, "46-atom-odd-links.xml").entries[-1].url == "https://feed.example/richtig"


def test_active_content_is_gone_and_its_text_is_there(corpus: Corpus) -> None:
    forbidden = (
        "<script",
        "<iframe",
        "<object",
        "<embed",
        "<form",
        "<base",
        "<meta",
        "<link",
        "<style",
        "javascript:",
        " on",
        " style=",
    )
    for entry in (
        *hostile(corpus, "25-xss-content.xml").entries,
        *hostile(corpus, "26-xss-atom-xhtml.xml").entries[:1],
    ):
        assert not any(word in entry.content.lower() for word in forbidden), entry.content
        assert "Text" in entry.content


def test_deep_nesting_costs_no_neighbour(corpus: Corpus) -> None:
    assert titles(corpus, "44-deep-html.xml")[1] == titles(corpus, "45-deep-xml.xml")[1] == "Danach"
    assert "Kern" in hostile(corpus, "44-deep-html.xml").entries[0].content


def test_one_broken_entry_leaves_the_others_in_full(corpus: Corpus) -> None:
    entries = hostile(corpus, "48-one-broken-item.xml").entries
    assert [entry.title for entry in entries if entry.guid != "urn:test:3"] == ["Eins", "Zwei", "Vier", "Fünf"]
    assert all(entry.published and entry.summary == "Text" for entry in entries if entry.guid != "urn:test:3")
    assert any(entry.guid == "urn:test:3" for entry in entries)


def test_json_feeds_with_wrong_types_keep_what_is_right(corpus: Corpus) -> None:
    assert "heil" in titles(corpus, "49-jsonfeed-wrong-types.json")
    assert "\ufffd" in "".join(texts(hostile(corpus, "34-lone-surrogate.json")))


def test_dates_are_read_or_left_to_first_sight(corpus: Corpus) -> None:
    merged = merge("f", hostile(corpus, "31-dates.xml"), (), NOW, "2026-11", first=True)
    assert merged.new == 30
    by_title = {entry.title: entry for entry in merged.entries}
    border = [entry.published for title, entry in by_title.items() if title.startswith("Monatsgrenze")]
    assert len(border) == 3
    assert len(set(border)) == 1
    assert border[0] is not None
    assert border[0].astimezone(ZoneInfo("Europe/Berlin")).month == 11
    assert all(entry.date <= NOW for entry in merged.entries)
    for undated in ("gestern", "31. Februar", "Jahr 1", "Jahr 9999", "leer", "kein Datum", "Zukunft 2099"):
        assert by_title[undated].date == NOW, undated


def test_duplicate_guids_are_told_apart(corpus: Corpus) -> None:
    merged = merge("f", hostile(corpus, "28-duplicate-guids.xml"), (), NOW, "2026-11", first=True)
    found = [entry.title for entry in merged.entries]
    assert found == ["Erster", "Zweiter, anderer Inhalt, gleiche GUID", "Einzeln", "Leere GUID", "Auch leere GUID"]


def test_a_changed_link_under_the_same_guid_is_an_update(corpus: Corpus) -> None:
    first = merge("f", hostile(corpus, "29a-guid-changed-link-v1.xml"), (), NOW, "2026-11", first=True)
    second = merge("f", hostile(corpus, "29b-guid-changed-link-v2.xml"), first.seen, NOW, "2026-11", first=False)
    assert (second.new, second.updated) == (0, 1)
    assert second.entries[0].id == first.entries[0].id


def test_entries_without_guid_are_kept_and_come_once(corpus: Corpus) -> None:
    feed = hostile(corpus, "30-no-guid.xml")
    first = merge("f", feed, (), NOW, "2026-11", first=True)
    assert {entry.title for entry in first.entries} == {
        "Nur Link", "Nur Titel", "Nur Beschreibung", "Gleicher Link A", "Gleicher Link B",
    }  # fmt: skip
    assert first.new == 5
    assert merge("f", feed, first.seen, NOW, "2026-11", first=False).seen == ()


@pytest.mark.slow
def test_ten_thousand_entries_come_once(corpus: Corpus) -> None:
    feed = hostile(corpus, "32-10000-items.xml")
    first = merge("f", feed, (), NOW, "2026-11", first=True)
    assert first.new == 10_000
    assert merge("f", feed, first.seen, NOW, "2026-11", first=False).seen == ()


def test_tags_are_few_and_whole(corpus: Corpus) -> None:
    entries: tuple[ParsedEntry, ...] = hostile(corpus, "53-many-categories.xml").entries
    assert all(len(entry.tags) <= 30 for entry in entries)
    assert any("," in tag or ";" in tag for entry in entries for tag in entry.tags)


_MEASURED = """
import resource, sys
from pathlib import Path
from digest.feeds.parse import parse
before = resource.getrusage(resource.RUSAGE_SELF)
parse(Path(sys.argv[1]).read_bytes(), {}, "https://feed.example/")
after = resource.getrusage(resource.RUSAGE_SELF)
print(after.ru_utime - before.ru_utime, after.ru_maxrss - before.ru_maxrss)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "seconds", "megabytes"),
    [("01-billion-laughs.xml", 2, 100), ("02-quadratic-blowup.xml", 2, 100), ("32-10000-items.xml", 10, 300),
     ("44-deep-html.xml", 2, 100), ("45-deep-xml.xml", 2, 100), ("53-many-categories.xml", 2, 100)],
)  # fmt: skip
def test_bombs_stay_within_their_limits(name: str, seconds: int, megabytes: int, corpus: Corpus) -> None:
    """Processor time, not the clock, so that a busy machine decides nothing.

    The kernel ends what takes too much.
    """
    path = corpus.hostile(name)
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(path)],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (30, 30)),
    )
    used, kilobytes = done.stdout.split()
    assert float(used) < seconds
    assert int(kilobytes) < megabytes * 1024
