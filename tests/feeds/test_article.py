"""Reading a page added by its address: what can be believed of what it says of itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from digest.feeds.article import PageFacts, read_page
from digest.feeds.pagehead import PAGE_LIMIT
from tests.shared import Corpus

URL = "https://www.stabsblick.example/2026/lage.html"


def facts(head: str = "", body: str = "", url: str = URL, html: str = "<html lang='de'>") -> PageFacts:
    return read_page(f"<!doctype html>{html}<head>{head}</head><body>{body}</body></html>".encode(), url, "text/html")


def og(name: str, content: str) -> str:
    return f'<meta property="og:{name}" content="{content}">'


def ld(described: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(described)}</script>'


def test_a_page_with_everything_is_read_whole() -> None:
    read = facts(
        "<title>Wer spricht in der ersten Stunde? | Stabsblick</title>"
        + og("title", "Wer spricht in der ersten Stunde?")
        + og("site_name", "Stabsblick")
        + og("description", "Ein Ablauf, der auf eine Seite passt.")
        + '<link rel="canonical" href="/2026/lage">'
        + '<meta property="article:published_time" content="2026-11-03T08:15:30.5+01:00">'
        + '<meta name="author" content="Mara Linde">'
    )
    assert read == PageFacts(
        title="Wer spricht in der ersten Stunde?",
        author="Mara Linde",
        site_name="Stabsblick",
        language="de",
        published=datetime(2026, 11, 3, 7, 15, 30, tzinfo=UTC),
        canonical_url="https://www.stabsblick.example/2026/lage",
        description="Ein Ablauf, der auf eine Seite passt.",
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Lage klären &ndash; Stabsblick", "Lage klären"),
        ("Lage klären | stabsblick.example", "Lage klären"),
        ("Lage klären (Stabsblick)", "Lage klären"),
        ("Lage klären - Stabsblick für Alle", "Lage klären"),
        ("Lage klären – eine Übung", "Lage klären – eine Übung"),
        ("Lage klären (mit Übung)", "Lage klären (mit Übung)"),
        ("Krisen-PR: Lage klären", "Krisen-PR: Lage klären"),
        ("Stabsblick", "Stabsblick"),
        ("Stabsblick - Stabsblick", "Stabsblick"),
        ("R&amp;D &amp; &bdquo;Wort&ldquo;", "R&D & „Wort“"),
        ("a\x1b[31m\u202eb", "a[31mb"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(title: str, expected: str) -> None:
    assert facts(f"<title>{title}</title>").title == expected


def test_a_title_for_the_whole_site_gives_way_to_the_heading_that_the_page_knows() -> None:
    read = facts(
        og("title", "Pressemitteilungen") + "<title>Verband: Neue Regeln für Gespräche</title>",
        "<h1>Neue Regeln für Gespräche</h1>",
    )
    assert read.title == "Neue Regeln für Gespräche"


def test_what_follows_the_heading_in_a_title_is_ornament() -> None:
    read = facts("<title>Neue Regeln für Gespräche : 31.10.2026, 10 Uhr</title>", "<h1>Neue Regeln für Gespräche</h1>")
    assert read.title == "Neue Regeln für Gespräche"


def test_a_short_heading_does_not_cut_a_title() -> None:
    assert facts("<title>Krise: Was jetzt zählt</title>", "<h1>Krise</h1>").title == "Krise: Was jetzt zählt"


def test_a_page_without_title_has_its_heading() -> None:
    assert facts("", "<h1>Neue <em>Regeln</em></h1>").title == "Neue Regeln"


def test_json_ld_names_authors_even_by_reference() -> None:
    graph = {
        "@graph": [
            {"@type": "Person", "@id": "#m", "name": "Mara Linde"},
            {"@type": "Organization", "@id": "#o", "name": "Stabsblick"},
            {
                "@type": ["NewsArticle"],
                "headline": "Neue Regeln",
                "author": [{"@id": "#m"}, {"@type": "Person", "name": "Jo Brandt"}],
                "publisher": {"@id": "#o"},
                "datePublished": "2026-11-03",
                "inLanguage": "de_at",
            },
        ]
    }
    read = facts(ld(graph), html="<html>")
    assert (read.title, read.author, read.site_name, read.language) == (
        "Neue Regeln",
        "Mara Linde, Jo Brandt",
        "Stabsblick",
        "de-AT",
    )
    assert read.published == datetime(2026, 11, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "name", ["Stabsblick", "stabsblick.example", "https://social.example/stabsblick", "STABSBLICK"]
)
def test_an_outlet_is_no_author(name: str) -> None:
    assert facts(og("site_name", "Stabsblick") + f'<meta name="author" content="{name}">').author == ""


def test_a_person_whose_blog_bears_her_name_is_an_author() -> None:
    assert facts('<meta name="author" content="Mara Linde">', url="https://maralinde.example/x").author == "Mara Linde"


def test_a_link_to_the_author_names_her() -> None:
    assert (
        facts("", '<a rel="author" href="/mara">Mara Linde</a><a rel="author" href="/jo">Jo</a>').author == "Mara Linde"
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-03", datetime(2026, 11, 3, tzinfo=UTC)),
        ("2026-11-03T10:00:00+0100", datetime(2026, 11, 3, 9, tzinfo=UTC)),
        ("2026-11-03T10:00:00Z", datetime(2026, 11, 3, 10, tzinfo=UTC)),
        ("Tue, 03 Nov 2026 10:00:00 +0100", datetime(2026, 11, 3, 9, tzinfo=UTC)),
        ("03.11.2026", datetime(2026, 11, 3, tzinfo=UTC)),
        ("3. November 2026", datetime(2026, 11, 3, tzinfo=UTC)),
        ("3.11.2026, 10:15 Uhr", datetime(2026, 11, 3, 10, 15, tzinfo=UTC)),
        ("11/03/2026", None),
        ("0001-01-01T00:00:00+12:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("gestern", None),
        ("2026-13-40", None),
    ],
)
def test_a_date_is_read_or_left_alone(written: str, meant: datetime | None) -> None:
    assert facts(f'<meta name="date" content="{written}">').published == meant


def test_a_time_counts_if_it_is_marked_or_the_only_one() -> None:
    one, other = '<time datetime="2026-11-03">', '<time datetime="2026-11-04">'
    marked = '<time itemprop="datePublished" datetime="2026-11-05">'
    assert facts("", one + one).published == datetime(2026, 11, 3, tzinfo=UTC)
    assert facts("", one + other).published is None
    assert facts("", one + other + marked).published == datetime(2026, 11, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/2026/lage", "https://www.stabsblick.example/2026/lage"),
        ("http://stabsblick.example/2026/lage", "http://stabsblick.example/2026/lage"),
        ("https://blog.stabsblick.example/lage", "https://blog.stabsblick.example/lage"),
        ("https://fremd.example/2026/lage", ""),
        ("https://stabsblick.example.fremd.example/", ""),
        ("javascript:alert(1)", ""),
        ("https://ich:geheim@www.stabsblick.example/lage", ""),
        ("/", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_the_canonical_address_stays_on_the_pages_own_site(href: str, expected: str) -> None:
    assert facts(f'<link rel="canonical" href="{href}">').canonical_url == expected


def test_two_blogs_of_one_host_are_two_sites() -> None:
    head = '<link rel="canonical" href="https://bert.blogs.example/lage">'
    assert facts(head, url="https://anna.blogs.example/lage").canonical_url == ""


def test_the_first_page_of_a_site_is_its_own_canonical() -> None:
    assert facts('<link rel="canonical" href="/">', url="https://a.example").canonical_url == "https://a.example/"


@pytest.mark.parametrize(
    ("html", "head", "language"),
    [
        ("<html lang='de-at'>", "", "de-AT"),
        ("<html lang='DE'>", "", "de"),
        ("<html>", og("locale", "de_CH"), "de-CH"),
        ("<html>", '<meta http-equiv="Content-Language" content="en, de">', ""),
        ("<html lang='zh-Hant-TW'>", "", "zh"),
        ("<html lang='deutsch'>", "", ""),
    ],
)
def test_the_language_is_a_tag_or_nothing(html: str, head: str, language: str) -> None:
    assert facts(head, html=html).language == language


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        ("<title>Größe – „gut“</title>".encode(), "text/html; charset=iso-8859-1"),
        ("<title>Größe – „gut“</title>".encode("windows-1252"), "text/html; charset=iso-8859-1"),
        (b"<meta charset=windows-1252>" + "<title>Größe – „gut“</title>".encode("windows-1252"), "text/html"),
        ("<title>Größe – „gut“</title>".encode("utf-16"), ""),
        (b"<meta charset=keiner>" + "<title>Größe – „gut“</title>".encode(), "text/html; charset=auch-keiner"),
    ],
)
def test_umlauts_are_read_whatever_the_server_says(content: bytes, content_type: str) -> None:
    assert read_page(content, URL, content_type).title == "Größe – „gut“"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"<!-- -->",
        b"\x00\x01\x02\xff",
        b"<title>",
        b"<div>" * 300_000,
        b"<meta name=a content=b" * 50_000,
        b'<script type="application/ld+json">' + b"[" * 100_000,
        b'<script type="application/ld+json">{"@type": "Article", "headline": 3, "author": [[], {"name": {}}, 7]}',
        b'<script type="application/ld+json">{"@type": {"@type": []}, "@id": [], "author": {"@id": {}}}',
        b"<html lang=''><link rel=canonical><time datetime><a rel=author>",
    ],
    ids=lambda body: body[:24],
)
def test_no_page_breaks_the_reader(body: bytes) -> None:
    assert isinstance(read_page(body, URL, "text/html"), PageFacts)


def test_what_stands_before_the_depths_is_kept() -> None:
    assert facts("<title>Oben</title>", "<div>" * 100_000).title == "Oben"


def test_of_a_page_without_end_the_beginning_is_read() -> None:
    body = b"<title>Anfang</title><p>" + "ä".encode() * PAGE_LIMIT
    assert read_page(body, URL, "text/html").title == "Anfang"


def test_the_corpus_pages_have_titles_and_most_say_where_they_belong(corpus: Corpus) -> None:
    rows = corpus.rows("pages")
    read = {
        row["file"]: read_page(
            (corpus.root / row["file"]).read_bytes(),
            row["canonical"] or "https://site.example/a",
            "text/html; charset=utf-8",
        )
        for row in rows
    }
    assert [name for name, page in read.items() if not page.title] == []
    assert [row["file"] for row in rows if row["canonical"] and not read[row["file"]].canonical_url] == []
    assert [row["file"] for row in rows if row["lang"] and not read[row["file"]].language] == []
    # As many as give one: persons, and dates that can be read in one way only.
    found = (sum(bool(page.author) for page in read.values()), sum(bool(page.published) for page in read.values()))
    assert found == {"invented": (4, 5), "shared": (13, 19)}[corpus.name]
    assert not any("\x1b" in page.title or "  " in page.title for page in read.values())
