"""OPML files as real programs write them, and files meant to do harm."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from digest.domain.errors import UsageError
from digest.domain.feed import Feed
from digest.feeds.opml import read_opml, write_opml
from tests.shared import CORPORA, Corpus, shared_folder

NOW = datetime(2026, 11, 21, tzinfo=UTC)
STANDING = {"Strategie", "Medienarbeit", "IK", "Krise"}
#: Each list of each collection.
_FILES = [
    pytest.param(corpus, row, id=f"{corpus.name}-{Path(row['file']).stem}", marks=collection.marks)
    for collection in CORPORA
    for corpus in collection.values
    for row in corpus.rows("opml")
]


def by_address(feeds: tuple[Feed, ...]) -> list[Feed]:
    return sorted(feeds, key=lambda feed: feed.url)


def hostile(corpus: Corpus, number: int) -> bytes:
    (name,) = (name for name in corpus.hostile_names() if name.startswith(f"{number}-"))
    return corpus.hostile(name).read_bytes()


@pytest.mark.parametrize(("corpus", "row"), _FILES)
def test_every_feed_of_a_real_list_is_kept_or_told(corpus: Corpus, row: dict[str, Any]) -> None:
    expected = row["unique_feeds"]
    reading = read_opml((corpus.root / row["file"]).read_bytes())
    # The manifest counts address strings: also Liferea's “vfolder”, and one host with and without a slash.
    told = {problem.text for problem in reading.problems if problem.text not in {feed.title for feed in reading.feeds}}
    told |= {problem.text for problem in reading.problems if "already" in str(problem.reason)}
    assert len(reading.feeds) + len(told) >= expected
    assert len(reading.feeds) >= expected - 1


@pytest.mark.parametrize(("corpus", "row"), _FILES)
def test_import_export_import_gives_the_same_feeds(corpus: Corpus, row: dict[str, Any]) -> None:
    first = read_opml((corpus.root / row["file"]).read_bytes())
    document = write_opml(first.feeds, {}, NOW, first.title)
    second = read_opml(document)
    assert by_address(second.feeds) == by_address(first.feeds)
    assert (second.title, second.problems, second.recovered) == (first.title, (), False)
    assert write_opml(second.feeds, {}, NOW, second.title) == document


def test_cyrillic_in_windows_1251_is_read(corpus: Corpus) -> None:
    reading = read_opml((corpus.root / "opml" / "yarr-sample-win1251.opml").read_bytes())
    assert (reading.title, [feed.title for feed in reading.feeds]) == ("Заголовок", ["пример2", "пример1"])


def test_the_candidates_are_the_shipped_list() -> None:
    candidates = read_opml((shared_folder("acceptance") / "feeds.opml").read_bytes())
    shipped = read_opml((Path(__file__).parents[2] / "feeds.opml").read_bytes())
    assert [(f.url, f.title, f.site_url, f.language, f.category) for f in shipped.feeds] == [
        (f.url, f.title, f.site_url, f.language, f.category) for f in candidates.feeds
    ]


def test_the_shipped_list_reads_without_problems_and_knows_the_standing_categories_only() -> None:
    reading = read_opml((Path(__file__).parents[2] / "feeds.opml").read_bytes())
    assert (reading.problems, reading.recovered) == ((), False)
    assert {feed.category for feed in reading.feeds} == STANDING
    assert all(
        feed.title and feed.site_url and feed.language and feed.folder == feed.category for feed in reading.feeds
    )
    assert all(feed.attributes == {} for feed in reading.feeds)


def test_a_thousand_nested_folders_are_told(corpus: Corpus) -> None:
    reading = read_opml(hostile(corpus, 35))
    assert [problem.text for problem in reading.problems] == ["https://feed.example/tief.xml"]
    assert "nested too deeply" in str(reading.problems[0].reason)


def test_only_web_addresses_are_taken_over(corpus: Corpus) -> None:
    reading = read_opml(hostile(corpus, 36))
    urls = {feed.url for feed in reading.feeds}
    assert {
        "https://gut.example/feed.xml",
        "https://gut2.example/feed.xml",
        "https://gut3.example/feed.xml",
        "https://xn--tst-qla.example/f%C3%A4ed.xml",
    } <= urls
    assert all(url.startswith(("http://", "https://")) for url in urls)
    assert len(reading.feeds) + len(reading.problems) == 18
    assert not any(feed.by_hand for feed in reading.feeds)
    assert b"geheim" not in write_opml(reading.feeds, {}, NOW, "x")


def test_one_address_written_in_six_ways_is_one_feed(corpus: Corpus) -> None:
    reading = read_opml(hostile(corpus, 37))
    assert [feed.url for feed in reading.feeds] == [
        "https://feed.example/rss",
        "https://feed.example/rss/",
        "http://feed.example/rss",
    ]
    assert len(reading.problems) == 6


def test_a_bomb_is_neither_expanded_nor_lost(corpus: Corpus) -> None:
    reading = read_opml(hostile(corpus, 38))
    assert [feed.url for feed in reading.feeds] == ["https://feed.example/a", "https://feed.example/b"]
    assert all(len(feed.title) < 10 and "root:" not in feed.title for feed in reading.feeds)


def test_of_a_broken_file_the_readable_feeds_are_kept_and_the_others_told_by_line(corpus: Corpus) -> None:
    reading = read_opml(hostile(corpus, 39))
    assert [feed.url for feed in reading.feeds] == ["https://feed.example/1?a=1&b=2", "https://feed.example/4"]
    assert [(problem.line, problem.text) for problem in reading.problems][:2] == [
        (4, "https://feed.example/2"),
        (5, "https://feed.example/3"),
    ]
    assert reading.recovered


def test_bookmarks_are_no_opml(corpus: Corpus) -> None:
    with pytest.raises(UsageError, match="no OPML"):
        read_opml(hostile(corpus, 40))
