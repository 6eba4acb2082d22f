"""`digest import`: from another program's file to feeds, shortlist and read marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bookmarks.files import FEED, NETSCAPE, TEXTS, URLS, newsboat_cache
from tests.cli.running import Digest
from tests.feedserver import FeedServer


def shortlist(digest: Digest) -> list[dict[str, object]]:
    return digest.ok("entries", "--shortlist", "--limit", 0, "--json").data  # type: ignore[no-any-return]


def written(digest: Digest, name: str, text: str) -> Path:
    file = digest.home / name
    file.write_text(text, encoding="utf-8")
    return file


def test_bookmarks_go_on_the_shortlist_with_their_note_and_date(digest: Digest) -> None:
    file = written(digest, "bookmarks.html", NETSCAPE)
    ran = digest("import", file)
    assert ran.code == 1, "one line was left out"
    assert ran.word == f"{file}: bookmarks: 1 feed added · 2 pages on the shortlist · 1 line left out"
    assert f"{file}:17: “javascript:void(0)”: this is no web address" in ran.err
    rows = {row["title"]: row for row in shortlist(digest)}
    assert rows.keys() == {"Der Rückruf", "Zwei"}
    assert rows["Der Rückruf"]["summary"] == "Gut erzählt"
    assert rows["Der Rückruf"]["tags"] == ["pr", "rückruf", "Krise"]
    assert str(rows["Der Rückruf"]["published"]).startswith("2023-11-14T22:13:20")
    assert digest.ok("entries", "--unread", "--json").data == [], "the inbox is for what is new"
    picked = digest.ok("pick", rows["Zwei"]["id"], "-c", "Krise", "--comment", "Lesen!")
    assert picked.code == 0
    assert "https://other.example/zwei" in digest.ok("export", "--format", "markdown").out


def test_what_is_there_stays_and_a_dry_run_changes_nothing(digest: Digest) -> None:
    file = written(digest, "pocket.csv", TEXTS["pocket.csv"])
    said = digest.ok("import", file, "--dry-run").word
    assert said == f"{file}: table: 2 pages would go on the shortlist"
    assert not digest.library.exists() or shortlist(digest) == []
    digest.ok("import", file)
    assert digest.ok("import", file).word == f"{file}: table: 2 were there already"
    assert len(shortlist(digest)) == 2


def test_newsboat_moves_in_with_what_was_read(digest: Digest, feed_server: FeedServer) -> None:
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1"
    urls = written(digest, "urls", URLS)
    cache = newsboat_cache(digest.home / "cache.db")
    rows = digest("import", urls, cache, "--json").data
    assert [(row["kind"], row["feeds"], row["known_feeds"], row["entries"]) for row in rows] == [
        ("newsboat-urls", 3, 0, 0),
        ("newsboat-cache", 0, 1, 3),
    ]
    assert [row["title"] for row in digest.ok("entries", "--unread", "--json").data] == ["Beitrag 1"]
    assert [row["title"] for row in shortlist(digest)] == ["Beitrag 2"]
    feed = next(feed for feed in digest.ok("feeds", "--json").data if feed["url"] == FEED)
    assert (feed["title"], feed["category"]) == ("Das Blog", "Krise")
    # The feed still shows two of them, one of them read before: it stays read, now with its text, and nothing doubles.
    items = "".join(
        f"<item><guid>guid-{number}</guid><title>Beitrag {number}</title><link>https://blog.example/{number}</link>"
        f"<description>Der ganze Text {number}</description></item>"
        for number in (2, 3, 9)
    )
    url = feed_server.serve("/feed.xml", body=f"<rss version='2.0'><channel><title>B</title>{items}</channel></rss>")
    digest.ok("feeds", "edit", feed["id"], "--url", url)
    digest("fetch", feed["id"])
    assert sorted(row["title"] for row in digest.ok("entries", "--unread", "--json").data) == ["Beitrag 1", "Beitrag 9"]
    assert len(digest.ok("entries", "--limit", 0, "--json").data) == 4


def test_one_bad_file_stops_no_other_and_each_has_its_sentence(digest: Digest) -> None:
    bad = written(digest, "bild.txt", "Nur ein Text.\nUnd noch einer.\n")
    good = written(digest, "linkding.json", TEXTS["linkding.json"])
    ran = digest("import", digest.home / "fehlt.csv", bad, good)
    assert (ran.code, len(shortlist(digest))) == (1, 2)
    assert "fehlt.csv" in ran.err
    assert f"{bad}: not imported. This is no list that digest knows." in ran.err


def test_an_opml_file_keeps_its_folders(digest: Digest) -> None:
    opml = (
        '<opml version="2.0"><body><outline text="Medien"><outline type="rss" text="A" xmlUrl="https://a.example/f"/>'
        '<outline type="rss" text="kaputt" xmlUrl="nichts"/></outline></body></opml>'
    )
    ran = digest("import", written(digest, "feeds.opml", opml))
    assert (ran.code, "“nichts” is not a web address" in ran.err) == (1, True)
    (feed,) = digest.ok("feeds", "--json").data
    assert (feed["folder"], feed["category"]) == ("Medien", "")


@pytest.mark.parametrize(("take_as", "feeds", "pages"), [("feeds", 2, 0), ("pages", 0, 2), (None, 1, 1)])
def test_who_knows_better_says_what_the_addresses_are(
    digest: Digest, take_as: str | None, feeds: int, pages: int
) -> None:
    options = ("--as", take_as) if take_as else ()
    ran = digest.ok("import", "-", "--json", *options, stdin="https://a.example/feed.xml\nhttps://b.example/post\n")
    assert [(row["feeds"], row["pages"]) for row in ran.data] == [(feeds, pages)]


def test_passwords_of_addresses_are_not_told(digest: Digest) -> None:
    ran = digest("import", "-", stdin="https://a.example/feed.xml\nftp://ich:geheim@b.example/feed\n")
    assert "geheim" not in ran.out + ran.err


@pytest.mark.slow
def test_fifty_thousand_bookmarks_come_in_whole(digest: Digest) -> None:
    lines = [
        f'<DT><A HREF="https://seite{n}.example/{n}" ADD_DATE="{1_600_000_000 + n}">Seite {n}</A>'
        for n in range(50_000)
    ]
    file = written(digest, "many.html", "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n" + "\n".join(lines))
    assert digest.ok("import", file).word == f"{file}: bookmarks: 50000 pages on the shortlist"
    assert len(shortlist(digest)) == 50_000
