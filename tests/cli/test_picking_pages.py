"""`digest pick ADDRESS`.

Which address a page is kept under, whatever led there and whatever the page says.
"""

from __future__ import annotations

import pytest

from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feedserver import FeedServer

HTML = "text/html; charset=utf-8"


def page(title: str, head: str = "") -> str:
    text = "".join(
        f"<p>Absatz {number} von {title}: Wer schweigt, überlässt anderen das Wort.</p>" for number in range(9)
    )
    head = f"<title>{title}</title>{head}"
    return f'<!doctype html><html lang="de"><head>{head}</head><body><article>{text}</article></body></html>'


@pytest.fixture
def digest(digest: Digest) -> Digest:
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1,127.0.0.2"
    return digest


def picked(digest: Digest) -> list[tuple[str, str]]:
    return [(pick["title"], pick["url"]) for pick in digest.ok("picks", "--json").data]


def test_a_page_that_names_another_one_as_itself_is_a_page_of_its_own(digest: Digest, feed_server: FeedServer) -> None:
    wrong = f'<link rel="canonical" href="{feed_server.url("/uebung")}">'
    urls = [feed_server.serve(f"/{name}", page(name, wrong), content_type=HTML) for name in ("uebung", "lage")]
    for url in urls:
        digest.ok("pick", url, "-c", "Krise")
    assert picked(digest) == [("uebung", urls[0]), ("lage", urls[1])]


def test_two_addresses_of_one_page_are_one_pick(digest: Digest, feed_server: FeedServer) -> None:
    head = f'<link rel="canonical" href="{feed_server.url("/lage")}">'
    for path in ("/lage.html", "/lage/amp"):
        digest.ok("pick", feed_server.serve(path, page("Lage", head), content_type=HTML), "-c", "Krise")
    assert picked(digest) == [("Lage", feed_server.url("/lage.html"))]


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_short_link_is_kept_as_where_it_leads(digest: Digest, feed_server: FeedServer, status: int) -> None:
    with FeedServer("127.0.0.2") as shortener:
        long = feed_server.serve("/lage?utm_source=kurz", page("Lage"), content_type=HTML)
        digest.ok("pick", shortener.redirect("/x7Y", long, status=status), "-c", "Krise")
    assert picked(digest) == [("Lage", feed_server.url("/lage"))]


def test_a_short_link_to_an_entry_is_that_entry(digest: Digest, feed_server: FeedServer) -> None:
    digest.ok("feeds", "add", feed_server.serve("/feed.xml", rss("Lage", site=feed_server.url(""))))
    (entry,) = digest.ok("entries", "--json").data
    feed_server.serve(entry["url"].removeprefix(feed_server.url("")), page("Anders"), content_type=HTML)
    with FeedServer("127.0.0.2") as shortener:
        digest.ok("pick", shortener.redirect("/x7Y", entry["url"]), "-c", "Krise")
    (found,) = digest.ok("entries", "--json").data
    assert found["pick"]["category"] == "Krise"


def test_a_passing_redirect_of_the_site_itself_changes_nothing(digest: Digest, feed_server: FeedServer) -> None:
    consent = feed_server.serve("/consent", page("Lage"), content_type=HTML)
    asked = feed_server.redirect("/lage", consent, status=302)
    moved = feed_server.redirect("/alt", feed_server.serve("/neu", page("Neu"), content_type=HTML), status=301)
    digest.ok("pick", asked, "-c", "Krise")
    digest.ok("pick", moved, "-c", "Krise")
    assert picked(digest) == [("Lage", asked), ("Neu", feed_server.url("/neu"))]


CONSENT = (
    "<html><head><title>Lageblatt: Weiterlesen mit Werbung oder im PUR-Abo</title></head><body>"
    + "<p>Wir und bis zu 182 Partner verarbeiten Daten. Mit Ihrer Zustimmung lesen Sie weiter.</p>" * 8
    + "</body></html>"
)


def test_a_page_in_front_of_the_page_is_named_and_never_picked(digest: Digest, feed_server: FeedServer) -> None:
    feed_server.serve("/zustimmung", CONSENT, content_type=HTML)
    asked = feed_server.redirect("/2026/krise", "/zustimmung", status=302)
    refused = digest("pick", asked, "-c", "Krise")
    assert refused.code == 1
    assert "consent" in refused.err
    assert "--title" in refused.err
    assert picked(digest) == []
    told = digest.ok("pick", asked, "-c", "Krise", "--title", "Die Krise").err
    assert "consent" in told
    assert picked(digest) == [("Die Krise", asked)]


def test_a_log_in_is_no_old_post_and_no_feed(digest: Digest, feed_server: FeedServer) -> None:
    login = '<html><head><title>Anmelden – Blatt</title></head><body><input type="password"></body></html>'
    url = feed_server.serve("/login", login, content_type=HTML)
    assert "log-in" in digest("edition", "import", url).err
    opml = f'<opml version="2.0"><body><outline type="rss" text="Blatt" xmlUrl="{url}"/></body></opml>'
    digest.ok("opml", "import", "-", stdin=opml)
    assert "log-in" in digest("fetch").err


def test_a_page_that_only_leads_on_is_kept_as_where_it_leads(digest: Digest, feed_server: FeedServer) -> None:
    new = feed_server.serve("/neu/", page("Lage"), content_type=HTML)
    alias = '<html><head><title>/neu/</title><meta http-equiv="refresh" content="0; url=/neu/"></head></html>'
    digest.ok("pick", feed_server.serve("/alt", alias, content_type=HTML), "-c", "Krise")
    assert picked(digest) == [("Lage", new)]


@pytest.mark.slow
def test_an_address_without_a_scheme_is_meant_as_feeds_add_means_it(digest: Digest, feed_server: FeedServer) -> None:
    url = feed_server.serve("/lage", page("Lage"), content_type=HTML)
    bare = url.removeprefix("http://")
    digest.ok("pick", bare, "-c", "Krise")
    assert picked(digest) == [("Lage", url)]
    digest.ok("pick", bare, "--comment", "Wahr.")
    (pick,) = digest.ok("picks", "--json").data
    assert pick["comment"] == "Wahr."


def test_a_feed_is_found_by_its_address_without_a_scheme(digest: Digest, feed_server: FeedServer) -> None:
    url = feed_server.serve("/feed.xml", rss("Lage"))
    digest.ok("feeds", "add", url)
    digest.ok("feeds", "remove", url.removeprefix("http://"))
    assert digest.ok("feeds", "--json").data == []
