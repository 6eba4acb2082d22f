"""What templates do to titles, authors and dates of a page, and what is made of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest.feeds.article import read_page
from tests.feeds.test_article import facts, ld, og

DAY = datetime(2026, 11, 3, tzinfo=UTC)


def script(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def test_entities_are_decoded_once_more() -> None:
    read = facts(
        og("title", "Krise &amp;amp; Kommunikation &amp;#8211; ein &amp;Uuml;berblick")
        + '<meta name="author" content="J&amp;uuml;rgen M&amp;#246;ller">'
        + og("site_name", "Bl&amp;auml;ttchen"),
    )
    assert (read.title, read.author, read.site_name) == (
        "Krise & Kommunikation – ein Überblick",
        "Jürgen Möller",
        "Blättchen",
    )
    read = facts(
        script('{"@type": "Article", "headline": "Wort &amp; Wirkung", "author": {"name": "M&uuml;ller, J&ouml;rg"}}')
    )
    assert (read.title, read.author) == ("Wort & Wirkung", "Müller, Jörg")
    assert facts("<title>R&amp;D, AT&amp;T und 5 &lt; 6</title>").title == "R&D, AT&T und 5 < 6"


WRITTEN = (
    '{"@type": "NewsArticle", "headline": "Neue Regeln", "author": {"@type": "Person", "name": "Mara Linde"},'
    ' "url": "https://a.example/b"'
)


@pytest.mark.parametrize(
    "text",
    [
        f"//<![CDATA[\n{WRITTEN}}}\n//]]>",
        f"/*<![CDATA[*/{WRITTEN}}}/*]]>*/",
        f"<![CDATA[{WRITTEN}}}]]>",
        f"<!--\n{WRITTEN}}}\n-->",
        f"{WRITTEN},}}",
        f"{WRITTEN}, \"keywords\": [\"a\", \"b\", ],\n}};",
        f"// von Hand\n{WRITTEN}, /* {{ */ \"a\": 1}}",
        WRITTEN.replace('"', "&quot;") + "}",
        f'{WRITTEN}, "articleBody": "Zeile\nZeile // kein Kommentar, }}"}}',
    ],
)  # fmt: skip
def test_sloppy_json_ld_is_read(text: str) -> None:
    read = facts(script(text))
    assert (read.title, read.author) == ("Neue Regeln", "Mara Linde")


@pytest.mark.parametrize("piece", ["/*", '"', "//", ",", "{,", "\\"])
def test_json_ld_that_was_made_to_be_slow_is_not(piece: str) -> None:
    assert facts(script("{" + piece * (290_000 // len(piece))), "<h1>Da</h1>").title == "Da"


@pytest.mark.parametrize(
    ("kind", "date"),
    [("PodcastEpisode", "datePublished"), ("VideoObject", "uploadDate"), ("Report", "datePublished"),
     ("RadioEpisode", "datePublished"),
     ("https://schema.org/Book", "datePublished"), ("CreativeWork", "dateCreated")],
)  # fmt: skip
def test_other_works_than_articles_have_facts(kind: str, date: str) -> None:
    work = {
        "@type": kind,
        "name": "Folge 12: Wer spricht?",
        date: "2026-11-03",
        "author": {"@type": "Person", "name": "Mara Linde"},
        "partOfSeries": {"@type": "PodcastSeries", "name": "Lagegespräch"},
    }
    read = facts("<title>Folge 12: Wer spricht? – Lagegespräch</title>" + ld(work))
    assert (read.title, read.author, read.published) == ("Folge 12: Wer spricht?", "Mara Linde", DAY)


def test_a_film_beside_a_text_is_not_the_text() -> None:
    film = {"@type": "VideoObject", "name": "Werbefilm", "uploadDate": "2020-01-01", "author": "Jemand"}
    read = facts("<title>Neue Regeln</title>" + ld(film))
    assert (read.title, read.author, read.published) == ("Neue Regeln", "", None)


@pytest.mark.parametrize("kind", ["Organization", "NewsMediaOrganization", "Corporation"])
def test_an_organisation_is_no_author(kind: str) -> None:
    article = {"@type": "Article", "headline": "Neue Regeln", "author": [{"@type": kind, "name": "Bund der Kunst"}]}
    assert facts(ld(article)).author == ""
    article = {
        "@graph": [
            {"@id": "#o", "@type": kind, "name": "Bund"},
            {"@type": "Article", "headline": "x", "author": {"@id": "#o"}},
        ]
    }
    assert facts(ld(article)).author == ""


def test_a_name_of_one_word_that_the_host_begins_with_is_the_site() -> None:
    assert facts('<meta name="author" content="Stab">').author == ""
    assert facts("", '<a rel="author" href="/m"><span>Mara Linde</span><span>on</span></a>').author == "Mara Linde"


COMMENTS = (
    '<ol class="comment-list"><li><time datetime="2026-11-07T10:00:00Z">gestern</time></li></ol>'
    "<div id=respond><time>8. November 2026</time></div>"
)


@pytest.mark.parametrize(
    "body",
    [
        '<time class="entry-date published" datetime="2026-11-03"></time><time class="updated" datetime="2026-11-05">',
        '<time class="entry-date published updated" datetime="2026-11-03">',
        '<time datetime="2026-11-03">',
        "<time>3. November 2026</time>",
        '<time datetime="03.11.2026"></time><div class="related-posts"><time datetime="2026-10-09"></time></div>',
        '<time datetime="03.11.2026"></time><aside><time datetime="2026-11-09"></time></aside>',
    ],
)  # fmt: skip
def test_the_time_of_the_post_is_not_that_of_its_comments(body: str) -> None:
    assert facts("", f"<article>{body}</time></article>{COMMENTS}").published == DAY
    assert facts("", COMMENTS).published is None


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>stabsblick.example // » Lage klären</title>", "Lage klären"),
        ("<title>Stabsblick | Lage klären</title>" + og("site_name", "Stabsblick"), "Lage klären"),
        ("<title>Lage klären – Lagewiki</title><link rel=search title='Lagewiki (de)'>", "Lage klären"),
        ("<title>Lage klären – Lagewiki</title><link rel=alternate type=text/xml title='Zu Lagewiki'>", "Lage klären"),
        ("<title>Stabsblick: Lage klären</title>" + og("site_name", "Stabsblick"), "Lage klären"),
        ("<title>Lage klären | Stabsblick | Politik</title>" + og("site_name", "Stabsblick"), "Lage klären"),
        ("<title>Lage klären – Lagewiki</title>", "Lage klären – Lagewiki"),
        ("<title>Stabsblick</title>" + og("site_name", "Stabsblick"), "Stabsblick"),
    ],
)  # fmt: skip
def test_the_name_of_the_site_goes_where_that_is_sure(head: str, title: str) -> None:
    assert facts(head).title == title


def test_a_section_is_not_the_name_of_the_site() -> None:
    article = {"@type": "Article", "headline": "x", "publisher": {"@type": "Organization", "name": "Stabsblick online"}}
    assert facts(og("site_name", "Sicherheit") + ld(article)).site_name == "Stabsblick online"
    assert facts(og("site_name", "Stabsblick") + ld(article)).site_name == "Stabsblick"


def test_the_reader_takes_any_bytes() -> None:
    assert read_page(b"<time class=published>" * 30_000, "https://a.example/", "").published is None
