"""`digest rules`: tried, kept, carried out on what comes in, taken away."""

from __future__ import annotations

import pytest

from digest.storage.registry import open_store
from tests.builders import NOW, a_feed, a_refresh, an_entry
from tests.cli.running import Digest
from tests.feedserver import FeedServer


@pytest.fixture
def library(digest: Digest) -> Digest:
    store = open_store(str(digest.library), lambda: NOW)
    store.add_feeds([a_feed(1, title="PR-Blog"), a_feed(2)])
    store.apply_refresh([
        a_refresh("f1", an_entry(1, title="Großes Gewinnspiel"), an_entry(2, author="Kerstin Beispiel")),
        a_refresh("f2", an_entry(3, "f2", title="Rückruf nach Shitstorm", tags=("Anzeige",))),
    ])  # fmt: skip
    store.close()
    return digest


def unread(digest: Digest) -> list[str]:
    return sorted(row["title"] for row in digest.ok("entries", "--unread", "--json").data)


def feed(*items: str) -> str:
    listed = "".join(
        f"<item><guid>{item}</guid><title>{item}</title><link>https://b.example/{n}</link></item>"
        for n, item in enumerate(items)
    )
    return f'<rss version="2.0"><channel><title>B</title>{listed}</channel></rss>'


def test_a_rule_is_tried_before_it_is_kept(library: Digest) -> None:
    ran = library.ok("rules", "add", "rückruf|gewinn", "--regex", "--dry-run")
    assert "Fits 2 of 3 entries." in ran.err
    assert "Großes Gewinnspiel" in ran.out
    assert library.ok("rules", "--json").data == []
    rule = library.ok("rules", "add", "rueckruf", "--action", "category", "-c", "Krise").word
    assert library.ok("rules", "list", "--json").data == [
        {"id": rule, "pattern": "rueckruf", "regex": False, "field": "title", "action": "category", "feed": None,
         "category": "Krise"}
    ]  # fmt: skip
    entry = next(row for row in library.ok("entries", "--json").data if row["title"].startswith("Rückruf"))
    assert library.ok("suggest", entry["id"], "--json").data[0]["category"] == "Krise"
    library.ok("rules", "remove", rule[:4])
    assert library.ok("rules", "--json").data == []


def test_muted_words_are_rules(library: Digest) -> None:
    library.ok("mute", "Gewinnspiel")
    (rule,) = library.ok("rules", "--json").data
    assert (rule["id"], rule["action"], rule["field"]) == ("word:Gewinnspiel", "mute", "title")
    assert library.ok("rules", "add", "gewinnspiel").word == rule["id"], "in another spelling it is there already"
    library.ok("rules", "add", "Podcast")
    assert library.ok("mute", "--json").data == ["Gewinnspiel", "Podcast"]
    library.ok("rules", "remove", "gewinnspiel")
    assert library.ok("mute", "--json").data == ["Podcast"]


def test_what_comes_in_is_read_or_shortlisted_by_itself(digest: Digest, feed_server: FeedServer) -> None:
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1"
    url = feed_server.serve("/feed", body=feed("Anzeige: Kaufen", "Shitstorm"))
    digest.ok("feeds", "add", url)
    digest.ok("rules", "add", "anzeige", "--action", "read")
    digest.ok("rules", "add", "kris*", "--action", "shortlist", "--feed", url)
    feed_server.serve("/feed", body=feed("Anzeige: Kaufen", "Shitstorm", "Anzeige: Mehr", "Krisenstab", "Ruhe"))
    digest.ok("fetch", "--force")
    assert unread(digest) == ["Anzeige: Kaufen", "Krisenstab", "Ruhe", "Shitstorm"], (
        "the rule is younger than the first"
    )
    assert [row["title"] for row in digest.ok("entries", "--shortlist", "--json").data] == ["Krisenstab"]


def test_a_rule_marks_what_is_there_if_asked_to(library: Digest) -> None:
    library.ok("rules", "add", "beispiel", "--field", "author", "--action", "shortlist", "--now")
    assert [row["title"] for row in library.ok("entries", "--shortlist", "--json").data] == ["Beitrag 2"]
    library.ok("rules", "add", "anzeige", "--field", "tag", "--action", "read", "--now")
    assert unread(library) == ["Beitrag 2", "Großes Gewinnspiel"]


def test_the_whole_text_of_a_feed_comes_without_a_key(digest: Digest, feed_server: FeedServer) -> None:
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1"
    text = "Der ganze Text. " * 40
    article = f"<html><body><article><h1>A</h1><p>{text}</p></article></body></html>"
    page = feed_server.serve("/seite", body=article, content_type="text/html")
    missing = feed_server.serve("/weg", status=404)
    items = "".join(
        f"<item><guid>{url}</guid><title>T</title><link>{url}</link><description>Anriss</description></item>"
        for url in (page, missing)
    )
    url = feed_server.serve("/feed", body=f'<rss version="2.0"><channel><title>B</title>{items}</channel></rss>')
    opml = f'<opml version="2.0"><body><outline type="rss" xmlUrl="{url}"/></body></opml>'
    digest.ok("opml", "import", "-", stdin=opml)
    digest.ok("rules", "add", "--feed", url, "--action", "fulltext")
    ran = digest.ok("fetch")
    assert "1 whole text · 1 page gave no text" in ran.out
    store = open_store(str(digest.library), lambda: NOW)
    texts = [store.content(entry) for url in (page, missing) for entry in store.find_entries(url)]
    store.close()
    assert ["Der ganze Text." in text for text in texts] == [True, False]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("(kaputt", "--regex"), "is no regular expression"),
        (("(a)\\1", "--regex"), "is no regular expression"),
        (("***",), "is no word"),
        ((), "is no word"),
        (("x", "--action", "tanzen"), "Allowed are: mute"),
        (("x", "--field", "herz"), "Allowed are: title"),
        (("x", "--action", "category"), "A category belongs to"),
        (("x", "-c", "Krise"), "A category belongs to"),
        (("x", "--feed", "nichts"), "There is no feed"),
    ],
)
def test_what_makes_no_sense_is_refused(library: Digest, arguments: tuple[str, ...], said: str) -> None:
    ran = library("rules", "add", *arguments)
    assert (ran.code, said in ran.err) == (2, True), ran.err
    assert library.ok("rules", "--json").data == []


def test_a_catastrophic_pattern_holds_nothing_up(library: Digest) -> None:
    store = open_store(str(library.library), lambda: NOW)
    store.apply_refresh([a_refresh("f1", an_entry(9, title="a" * 400 + "!"))])
    store.close()
    library.ok("rules", "add", "(a+)+$", "--regex")
    library.ok("rules", "add", "(x+x+)+y", "--regex", "--field", "text")
    assert len(unread(library)) == 4
