"""`digest feeds` and `digest fetch` against a real server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feedserver import FeedServer, Reply


def test_a_feed_is_added_fetched_and_listed(digest: Digest, feed_server: FeedServer) -> None:
    url = feed_server.serve("/feed.xml", body=rss("Eins", "Zwei"), etag='"1"')
    added = digest.ok("feeds", "add", url, "--category", "Krise")
    (feed,) = digest.ok("feeds", "--json").data
    assert feed["id"] == added.word
    assert feed["url"] == url
    assert feed["title"] == "Kanzelblick"
    assert feed["site_url"] == "https://kanzelblick.example/"
    assert feed["category"] == "Krise"
    assert feed["status"] == "ok"
    assert feed["entries"] == 2
    assert feed["last_success"] == "2026-11-21T08:00:00Z"
    assert feed["last_error"] is None
    assert feed["next_check"] > feed["last_success"]
    assert [entry["title"] for entry in digest.ok("entries", "--json").data] == ["Eins", "Zwei"]


def test_a_feed_that_an_old_library_keeps_with_ss_is_found_by_what_was_typed(digest: Digest) -> None:
    opml = """<opml version="2.0"><body><outline type="rss" text="Alt" xmlUrl="https://strasse.example/feed"/></body></opml>"""
    digest.ok("opml", "import", "-", stdin=opml)
    digest.ok("feeds", "edit", "https://straße.example/feed", "--title", "Gefunden")
    assert [row["title"] for row in digest.ok("feeds", "--json").data] == ["Gefunden"]
    digest.ok("opml", "import", "-", stdin=opml.replace("strasse", "straße").replace("Alt", "Neu"))
    digest.ok("feeds", "edit", "https://straße.example/feed", "--title", "Der richtige")
    assert {row["url"]: row["title"] for row in digest.ok("feeds", "--json").data} == {
        "https://strasse.example/feed": "Gefunden",
        "https://xn--strae-oqa.example/feed": "Der richtige",
    }


def test_a_page_that_names_one_feed_is_enough(digest: Digest, feed_server: FeedServer) -> None:
    feed = feed_server.serve("/feed.xml", body=rss("Eins"))
    page = feed_server.serve(
        "/blog",
        body=b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>',
        headers={"Content-Type": "text/html"},
    )
    digest.ok("feeds", "add", page)
    assert [row["url"] for row in digest.ok("feeds", "--json").data] == [feed]


def test_a_removed_feed_comes_back_even_if_its_address_leads_elsewhere_now(
    digest: Digest, feed_server: FeedServer
) -> None:
    old = feed_server.serve("/alt.xml", body=rss("Eins", "Zwei"))
    feed = digest.ok("feeds", "add", old).word
    before = digest.ok("entries", "--json").data
    feed_server.redirect("/alt.xml", feed_server.url("/neu.xml"), status=301)
    told = digest.ok("feeds", "remove", feed).err
    assert digest.ok("entries", "--json").data == []
    command = told.partition("“digest ")[2].partition("”")[0]
    digest.ok(*command.split())
    assert digest.ok("entries", "--json").data == before
    assert [row["url"] for row in digest.ok("feeds", "--json").data] == [old]
    assert digest("feeds", "restore", "ffffffff").code == 2


def test_a_paused_feed_that_is_named_is_not_asked_and_the_way_out_told(digest: Digest, feed_server: FeedServer) -> None:
    feed = digest.ok("feeds", "add", feed_server.serve("/a.xml", body=rss("Eins"))).word
    digest.ok("feeds", "edit", feed, "--pause")
    assert "--resume" in digest.ok("fetch", feed).err
    assert "--resume" not in digest.ok("fetch").err


def test_several_feeds_behind_a_page_are_listed_where_nobody_can_choose(
    digest: Digest, feed_server: FeedServer
) -> None:
    for name in ("a", "b"):
        feed_server.serve(f"/{name}.xml", body=rss("Eins", feed=f"Feed {name}"))
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}.xml" title="{n}">' for n in "ab")
    page = feed_server.serve("/", body=f"<html><head>{links}</head></html>".encode())
    ran = digest("feeds", "add", page)
    assert ran.code == 2
    assert "/a.xml" in ran.err
    assert "/b.xml" in ran.err
    assert digest.ok("feeds", "--json").data == []


def test_an_address_that_answers_nothing_useful_is_told_and_not_added(digest: Digest, feed_server: FeedServer) -> None:
    ran = digest("feeds", "add", feed_server.url("/nichts"))
    assert ran.code == 1
    assert "404" in ran.err
    assert "--unchecked" in ran.err
    assert digest.ok("feeds", "--json").data == []
    digest.ok("feeds", "add", feed_server.url("/nichts"), "--unchecked")
    assert [row["status"] for row in digest.ok("feeds", "--json").data] == ["new"]


def test_the_same_feed_is_not_added_twice(digest: Digest, feed_server: FeedServer) -> None:
    url = feed_server.serve("/feed.xml", body=rss("Eins"))
    first = digest.ok("feeds", "add", url)
    again = digest.ok("feeds", "add", url)
    assert again.word == first.word
    assert "already" in again.err


def test_a_removed_feed_comes_back_with_its_marks(digest: Digest, feed_server: FeedServer) -> None:
    url = feed_server.serve("/feed.xml", body=rss("Eins", "Zwei"))
    feed = digest.ok("feeds", "add", url).word
    digest.ok("feeds", "remove", feed[:5])
    assert digest.ok("feeds", "--json").data == []
    assert digest.ok("entries", "--json").data == []
    assert digest.ok("feeds", "add", url).word == feed
    assert len(digest.ok("entries", "--json").data) == 2


def test_fetch_counts_what_happened(digest: Digest, feed_server: FeedServer) -> None:
    validated = feed_server.serve("/a.xml", body=rss("A", site="https://a.example"), etag='"1"')
    plain = feed_server.serve("/b.xml", body=rss("B", site="https://b.example"))
    changing = feed_server.script(
        "/c.xml",
        *(Reply(body=rss(*titles, site="https://c.example")) for titles in (["C"], ["C"], ["C neu", "C"])),
    )
    for url in (validated, plain, changing, feed_server.url("/fehlt.xml")):
        digest.ok("feeds", "add", url, "--unchecked")
    first = digest("fetch", "--json")
    assert first.code == 1
    assert first.data["feeds"] == {
        "total": 4, "fetched": 3, "not_modified": 0, "unchanged": 0, "failed": 1, "skipped": 0,
    }  # fmt: skip
    assert first.data["entries"] == {"new": 3, "updated": 0}
    (error,) = first.data["errors"]
    assert error["url"].endswith("/fehlt.xml")
    assert "404" in error["error"]
    assert error["remedy"]
    assert isinstance(first.data["seconds"], float)

    idle = digest.ok("fetch", "--json").data["feeds"]
    assert idle["skipped"] == 4

    again = digest("fetch", "--force", "--json").data
    assert again["feeds"] | {"total": 4} == {
        "total": 4, "fetched": 0, "not_modified": 1, "unchanged": 2, "failed": 1, "skipped": 0,
    }  # fmt: skip
    third = digest("fetch", "--force", "--json").data
    assert third["feeds"]["fetched"] == 1
    assert third["entries"] == {"new": 1, "updated": 0}
    assert len(digest.ok("entries", "--json").data) == 4


def test_a_page_in_place_of_a_feed_says_so_and_older_entries_stay(digest: Digest, feed_server: FeedServer) -> None:
    page = b"<!DOCTYPE html><html><head><title>Wartung</title></head><body><p>Gleich zur\xc3\xbcck</p></body></html>"
    url = feed_server.script("/a.xml", Reply(body=rss("A")), Reply(body=rss("A")), Reply(body=page))
    digest.ok("feeds", "add", url)
    ran = digest("fetch", "--force")
    assert ran.code == 1
    assert "web page" in ran.err
    (row,) = digest.ok("feeds", "--broken", "--json").data
    assert row["status"] == "error"
    assert row["error_since"] == "2026-11-21T08:00:00Z"
    assert len(digest.ok("entries", "--json").data) == 1


def test_a_feed_is_edited_paused_and_resumed(digest: Digest, feed_server: FeedServer) -> None:
    feed = digest.ok("feeds", "add", feed_server.serve("/a.xml", body=rss("A"))).word
    digest.ok("feeds", "edit", "kanzelblick", "--title", "Kanzel", "--folder", "PR/Krise", "-c", "Krise", "--pause")
    (row,) = digest.ok("feeds", "--json").data
    assert (row["title"], row["folder"], row["category"], row["status"]) == ("Kanzel", "PR/Krise", "Krise", "paused")
    assert digest.ok("fetch", "--force", "--json").data["feeds"]["skipped"] == 1
    digest.ok("feeds", "edit", feed, "--resume", "--url", feed_server.serve("/neu.xml", body=rss("A", "B")))
    assert digest.ok("fetch", "--json").data["entries"]["new"] == 1


def test_checking_asks_all_and_keeps_nothing(digest: Digest, feed_server: FeedServer) -> None:
    digest.ok("feeds", "add", feed_server.serve("/a.xml", body=rss("A", "B")), "--unchecked")
    digest.ok("feeds", "add", feed_server.url("/fehlt.xml"), "--unchecked")
    ran = digest("feeds", "check", "--json")
    assert ran.code == 1
    assert sorted(row["entries"] for row in ran.data) == [0, 2]
    assert digest.ok("entries", "--json").data == []


@pytest.mark.parametrize("address", ["http://169.254.169.254/latest/", "http://10.0.0.1/", "http://[fd00::1]/rss"])
def test_an_imported_private_address_is_refused(digest: Digest, tmp_path: Path, address: str) -> None:
    opml = tmp_path / "x.opml"
    opml.write_text(f'<opml version="2.0"><body><outline text="x" xmlUrl="{address}"/></body></opml>', encoding="utf-8")
    digest.ok("opml", "import", opml)
    ran = digest("fetch")
    assert ran.code == 1
    assert "private address" in ran.err
    assert "allow_hosts" in ran.err


def test_opml_goes_in_and_out_with_folders(digest: Digest, tmp_path: Path) -> None:
    opml = tmp_path / "in.opml"
    opml.write_text(
        '<opml version="2.0"><body><outline text="Krise"><outline text="A" xmlUrl="https://a.example/rss"/></outline>'
        '<outline text="kaputt" xmlUrl="javascript:alert(1)"/></body></opml>',
        encoding="utf-8",
    )
    ran = digest("opml", "import", opml)
    assert ran.code == 1
    assert "kaputt" in ran.err
    assert "1 feed added" in ran.out
    exported = digest.ok("opml", "export").out
    other = Digest(tmp_path / "other")
    other.ok("opml", "import", "-", stdin=exported)
    assert other.ok("opml", "export").out == exported
    assert "1 was there already" in digest.ok("opml", "import", "-", stdin=exported).out
    assert "no OPML" in digest("opml", "import", "-", stdin="<html><body>x</body></html>").err


def test_a_site_that_moves_brings_no_entry_again(digest: Digest, feed_server: FeedServer) -> None:
    def body(site: str, *numbers: int) -> bytes:
        items = "".join(
            f"<item><title>Beitrag {n} vom Amt</title><link>https://{site}/{n}</link><guid>https://{site}/?p={n}</guid>"
            f"<pubDate>{n:02d} Nov 2026 08:15:00 +0000</pubDate></item>"
            for n in numbers
        )
        return f"<rss version='2.0'><channel><title>Amt</title>{items}</channel></rss>".encode()

    digest.ok("feeds", "add", feed_server.serve("/feed.xml", body("alt.example", 1, 2, 3)))
    feed_server.serve("/feed.xml", body("neu.example", 1, 2, 3, 22))
    digest.now = "2026-11-22T12:00:00+00:00"
    digest.ok("fetch")
    entries = digest.ok("entries", "--json").data
    assert sorted(entry["url"] for entry in entries) == [f"https://neu.example/{n}" for n in (1, 2, 22, 3)]
