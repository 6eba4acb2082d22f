"""From bytes to entries: what each format says, and what is made of it."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.health import Failure, FailureKind
from digest.feeds.normalise import TitleKind, absolute, language_code, plain_title
from digest.feeds.parse import parse
from digest.feeds.parsed import ParsedEntry, ParsedFeed

URL = "https://blog.example/pfad/rss.xml"


def read(body: str | bytes, url: str = URL) -> ParsedFeed:
    feed = parse(body.encode() if isinstance(body, str) else body, {}, url)
    assert isinstance(feed, ParsedFeed), feed
    return feed


def rss(*items: str, head: str = "") -> str:
    namespaces = (
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    )
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0" {namespaces}><channel><title>B</title>{head}{body}</channel></rss>'


def atom(*entries: str, attributes: str = "", head: str = "") -> str:
    body = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>B</title>{head}{body}</feed>'


def only(body: str) -> ParsedEntry:
    (entry,) = read(body).entries
    return entry


def failure(body: bytes) -> Failure:
    found = parse(body, {"content-type": "application/rss+xml"}, URL)
    assert isinstance(found, Failure), found
    return found


def test_an_rss_entry_with_everything() -> None:
    entry = only(
        rss(
            "<title>Titel</title><link>https://blog.example/1?utm_source=rss</link><guid isPermaLink='false'>g</guid>"
            "<pubDate>Mon, 01 Jun 2026 10:00:00 +0200</pubDate><dc:creator>Ada Lovelace</dc:creator>"
            "<category>PR</category><category>pr</category><category>Krise; Chef</category>"
            "<description>Kurz.</description><content:encoded>&lt;p&gt;Lang und breit.&lt;/p&gt;</content:encoded>",
            head="<link>https://blog.example/</link><language>de_at</language>",
        )
    )
    assert entry == ParsedEntry(
        guid="g",
        title="Titel",
        url="https://blog.example/1?utm_source=rss",
        canonical_url="https://blog.example/1",
        published=datetime(2026, 6, 1, 8, tzinfo=UTC),
        author="Ada Lovelace",
        language="de-AT",
        summary="Kurz.",
        content="<p>Lang und breit.</p>",
        tags=("PR", "Krise; Chef"),
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Kaffee &amp;amp; Kuchen &amp;#8211; f&amp;uuml;r alle", "Kaffee & Kuchen – für alle"),
        ("&lt;b&gt;Fett&lt;/b&gt; und &lt;br&gt;neu", "Fett und neu"),
        ("5 &lt; 6 &amp; 7 &gt; 3", "5 < 6 & 7 > 3"),
        ("Das &lt;details&gt;-Element", "Das <details>-Element"),
        ("&lt;Vorname Nachname&gt; tritt zurück", "<Vorname Nachname> tritt zurück"),
        ("<![CDATA[Ein <em>schönes</em> Bild <img src='x.png'>]]>", "Ein schönes Bild"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Text", "Text"),
        ("a&#13;&#10;b\u2028c\td", "a b c d"),
        ("\u202egpj.exe \u200bx&amp;#27;[31m", "gpj.exe x[31m"),
    ],
)
def test_rss_titles_are_judged_by_their_looks(title: str, expected: str) -> None:
    assert only(rss(f"<title>{title}</title><guid>g</guid>")).title == expected


def test_atom_titles_are_what_their_type_says() -> None:
    titles = [
        ('type="text"', "5 &lt; 6 &amp; &lt;b&gt;kein Fett&lt;/b&gt;", "5 < 6 & <b>kein Fett</b>"),
        ("", "&lt;b&gt;kein Fett&lt;/b&gt;", "<b>kein Fett</b>"),
        ('type="html"', "&lt;b&gt;Fett&lt;/b&gt; &amp;amp; mehr", "Fett & mehr"),
        (
            'type="xhtml"',
            '<div xmlns="http://www.w3.org/1999/xhtml"><script>x</script>So <em>betont</em> &lt;b&gt;</div>',
            "So betont <b>",
        ),
    ]
    for attribute, title, expected in titles:
        assert only(atom(f"<id>urn:1</id><title {attribute}>{title}</title>")).title == expected


def test_an_entry_without_a_title_gets_one() -> None:
    long = "Wort " * 40
    assert only(rss(f"<guid>g</guid><description>{long}</description>")).title == ("Wort " * 20).strip() + "…"
    assert only(rss("<title>\u200b\u200d</title><description>Text</description>")).title == "Text"
    assert only(rss("<link>https://blog.example/1</link>")).title == "https://blog.example/1"
    assert only(rss("<guid isPermaLink='false'>g</guid>")).title == "g"


def test_entries_with_nothing_in_them_are_dropped() -> None:
    assert (
        read(rss("", "<pubDate>Mon, 01 Jun 2026 10:00:00 +0200</pubDate>", "<title>x</title>")).entries[0].title == "x"
    )
    assert len(read(rss("", "<title> </title><guid> </guid>", "<title>x</title>")).entries) == 1


def test_addresses_are_absolute_by_xml_base_or_the_feeds_own() -> None:
    feed = read(
        atom(
            '<id>1</id><title>a</title><link href="a.html"/>'
            '<content type="html">&lt;a href="x.html"&gt;x&lt;/a&gt;</content>',
            '<id>2</id><title>b</title><link href="//cdn.example/b"/>',
            attributes='xml:base="https://anders.example/blog/"',
        ).replace("<entry><id>2", '<entry xml:base="archiv/"><id>2')
    )
    assert [entry.url for entry in feed.entries] == ["https://anders.example/blog/a.html", "https://cdn.example/b"]
    assert 'href="https://anders.example/blog/x.html"' in feed.entries[0].content
    entry = only(rss("<title>t</title><link>/a/1</link><description>&lt;img src='2.png'&gt;</description>"))
    assert entry.url == "https://blog.example/a/1"
    assert 'src="https://blog.example/a/2.png"' in entry.content


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "mailto:a@b.example", "blog.example/x", "http://[::1",
     "http://", "", "ftp://x.example/", "tel:123"],
)  # fmt: skip
def test_what_is_no_web_address_is_left_out(link: str) -> None:
    assert absolute(URL, link) == ""
    assert only(rss(f"<title>t</title><link>{link}</link>")).url == ""


def test_relative_files_are_no_hosts() -> None:
    assert absolute(URL, "beitrag.html") == "https://blog.example/pfad/beitrag.html"
    assert absolute(URL, "index.php?id=3") == "https://blog.example/pfad/index.php?id=3"


def test_a_guid_stays_as_the_feed_has_it_whatever_the_feeds_address_is() -> None:
    body = rss("<title>t</title><guid>12345</guid>", "<title>u</title><guid>https://blog.example/u</guid>")
    for url in (URL, "http://neu.example/feed"):
        assert [entry.guid for entry in read(body, url).entries] == ["12345", "https://blog.example/u"]
    assert [entry.url for entry in read(body).entries] == ["", "https://blog.example/u"]


def test_the_first_html_page_is_the_address() -> None:
    links = (
        '<link rel="self" href="/self"/><link rel="enclosure" href="/a.mp3"/>'
        '<link rel="alternate" type="application/pdf" href="/pdf"/><link href="/seite"/><link href="/zweite"/>'
    )
    assert only(atom(f"<id>1</id><title>t</title>{links}")).url == "https://blog.example/seite"
    assert only(atom('<id>1</id><title>t</title><link rel="self" href="/s"/>')).url == ""
    assert (
        only(atom('<id>1</id><title>t</title><link rel="enclosure" href="/a.mp3"/>')).url
        == "https://blog.example/a.mp3"
    )


def test_authors_are_names() -> None:
    assert only(rss("<title>t</title><author>ada@blog.example (Ada Lovelace)</author>")).author == "Ada Lovelace"
    assert only(rss("<title>t</title><author>Ada &lt;ada@blog.example&gt;</author>")).author == "Ada"
    assert only(rss("<title>t</title><author>ada@blog.example</author>")).author == ""
    assert only(rss("<title>t</title><dc:creator>&lt;a href='x'&gt;Ada&lt;/a&gt;</dc:creator>")).author == "Ada"
    two = "<author><name>Ada</name></author><author><name>Grace</name></author>"
    assert only(atom(f"<id>1</id><title>t</title>{two}")).author == "Ada, Grace"
    assert only(atom("<id>1</id><title>t</title>", head="<author><name>Ada</name></author>")).author == "Ada"


@pytest.mark.parametrize("section", ["<!--[CDATA[{}]]-->", "<![CDATA[{}]]>", "<!--[CDATA[{}", "<![CDATA[{}]]-->"])
@pytest.mark.parametrize("times", [1, 2])
def test_the_marks_of_a_cdata_section_are_no_text(section: str, times: int) -> None:
    def said(words: str) -> str:
        words = section.format(words)
        for _ in range(times):
            words = escape(words)
        return words

    entry = only(
        rss(
            f"<title>{said('Ein Titel')}</title><dc:creator>{said('Ada Lovelace')}</dc:creator>"
            f"<category>{said('PR')}</category><description>{escape(section.format('<p>Ein Text</p>'))}</description>"
        )
    )
    assert (entry.title, entry.author, entry.tags, entry.summary) == ("Ein Titel", "Ada Lovelace", ("PR",), "Ein Text")


def test_what_an_article_says_about_cdata_stays_in_its_title() -> None:
    words = "Was <![CDATA[x]]> heißt, und was <![CDATA[y]]>"
    assert plain_title(words, TitleKind.TEXT) == words
    assert plain_title("<![CDATA[x]]> und <![CDATA[y]]>", TitleKind.TEXT) == "<![CDATA[x]]> und <![CDATA[y]]>"


def test_languages_come_from_the_entry_else_the_feed() -> None:
    feed = read(atom("<id>1</id><title>a</title>", attributes='xml:lang="DE-at"'))
    assert (feed.language, feed.entries[0].language) == ("de-AT", "de-AT")
    codes = {
        "de_DE": "de-DE",
        "en": "en",
        "zh-Hans-CN": "zh-CN",
        "deutsch": "",
        "und": "",
        "x" * 99: "",
        "de-CH-1996": "de-CH",
    }
    for text, expected in codes.items():
        assert language_code(text) == expected


def test_the_date_of_publication_goes_before_the_last_change() -> None:
    dates = "<updated>2026-06-02T00:00:00Z</updated><published>2026-06-01T00:00:00Z</published>"
    assert only(atom(f"<id>1</id><title>t</title>{dates}")).published == datetime(2026, 6, 1, tzinfo=UTC)
    assert only(atom(f"<id>1</id><title>t</title>{dates[:37]}")).published == datetime(2026, 6, 2, tzinfo=UTC)
    assert only(rss("<title>t</title><pubDate>07.02.2025</pubDate>")).published == datetime(2025, 2, 7, tzinfo=UTC)
    assert only(rss("<title>t</title>")).published is None


def test_content_is_the_fullest_text_and_never_what_is_no_text() -> None:
    entry = only(
        atom('<id>1</id><title>t</title><summary>Kurz</summary><content type="text">Lang &lt;b&gt; lang</content>')
    )
    assert entry.content == "<p>Lang &lt;b&gt; lang</p>"
    assert only(atom('<id>1</id><title>t</title><content type="image/png">iVBORw0KGgo=</content>')).content == ""


def test_the_rhythm_of_a_feed() -> None:
    head = (
        "<ttl>90</ttl><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"
        "<skipHours><hour>0</hour><hour>23</hour><hour>24</hour></skipHours>"
        "<skipDays><day>Sunday</day><day>x</day></skipDays>"
    )
    hints = read(rss("<title>t</title>", head=head)).hints
    assert hints.every == timedelta(hours=12)
    assert hints.skip_hours == {0, 23}
    assert hints.skip_days == {6}
    nonsense = "<ttl>-5</ttl><skipHours>" + "".join(f"<hour>{hour}</hour>" for hour in range(24)) + "</skipHours>"
    assert read(rss("<title>t</title>", head=nonsense)).hints == read(rss("<title>t</title>")).hints


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(rss()).entries == ()
    assert read(rss()).damage == ""


@pytest.mark.parametrize("body", [b"", b"  \n\t", b"\xef\xbb\xbf", b"\0\0\0", b"\xff\xfe"])
def test_an_empty_answer_says_so(body: bytes) -> None:
    assert failure(body).kind is FailureKind.EMPTY


def test_a_web_page_says_which_feeds_it_names() -> None:
    link = b'<link rel="alternate" type="application/rss+xml" href="/f">'
    page = b"<!DOCTYPE html><html><head>" + link + b"</head><body>x</body></html>"
    assert failure(page) == Failure(FailureKind.WEB_PAGE, {"found": "https://blog.example/f"})
    assert failure(b"<html><body>404 <rss></rss></body></html>").kind is FailureKind.WEB_PAGE


@pytest.mark.parametrize(
    "body", [b"\x89PNG\r\n", b"Fehler 500", b'<?xml version="1.0"?><opml><body/></opml>', b"%PDF-1.4", b"\0\1\2"]
)
def test_other_things_are_no_feeds(body: bytes) -> None:
    assert failure(body).kind is FailureKind.NOT_A_FEED


def test_a_feed_with_nothing_readable_is_damaged() -> None:
    assert failure(rss("<title>x</title>").encode()[:230]).kind is FailureKind.DAMAGED


def test_a_body_that_names_a_file_or_an_address_opens_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "geheim.xml"
    secret.write_text(rss("<title>geheim</title>"))
    assert failure(str(secret).encode()).kind is FailureKind.NOT_A_FEED
    assert failure(b"http://127.0.0.1:9/").kind is FailureKind.NOT_A_FEED


def test_an_odd_date_alone_loads_dateparser() -> None:
    body = rss("<title>t</title><pubDate>Mon, 01 Jun 2026 10:00:00 +0200</pubDate>")
    code = (
        "import sys; from digest.feeds.parse import parse\n"
        f"parse({body!r}.encode(), {{}}, {URL!r})\n"
        "print([name for name in ('dateparser', 'lxml', 'httpcore2', 'trafilatura') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@given(st.binary(max_size=300))
def test_no_bytes_break_it(body: bytes) -> None:
    title = b"<rss version='2.0'><channel><item><title>" + body + b"</title></item></channel></rss>"
    for read in (parse(body, {}, URL), parse(title, {}, URL)):
        titles = [] if isinstance(read, Failure) else [entry.title for entry in read.entries]
        assert not any(char < " " or "\x7f" <= char <= "\x9f" for char in "".join(titles))


@given(st.text(max_size=120), st.sampled_from(TitleKind))
def test_titles_are_one_harmless_line(text: str, kind: TitleKind) -> None:
    title = plain_title(text, kind, 60)
    assert len(title) <= 60
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 or 0xD800 <= ord(char) < 0xE000 for char in title)


@pytest.mark.parametrize(
    "odd",
    [
        "<image><url>u</url><height><item>32</height></image>",
        "<gml:pos>1</gml:pos>",
        "<g:posList>1 2</g:posList>",
        "<item><title>Davor</title><gml:pos>1</gml:pos></item>",
    ],
)
def test_a_size_or_place_where_none_belongs_costs_no_entry(odd: str) -> None:
    spaces = "xmlns:gml='http://www.opengis.net/gml' xmlns:g='http://www.opengis.net/gml'"
    body = (
        f"<rss version='2.0' {spaces}><channel><title>a</title>{odd}<item><title>Danach</title></item></channel></rss>"
    )
    feed = parse(body.encode(), {}, URL)
    assert isinstance(feed, ParsedFeed), feed
    assert "Danach" in [entry.title for entry in feed.entries]


@pytest.mark.parametrize(
    "body",
    [
        b'<rss version="2.0"><channel><title>T</title><item></item><item><foo>x</foo></item></channel></rss>',
        b'<feed xmlns="urn:fremd"><title>T</title><entry><name>x</name></entry></feed>',
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{}, {"x": 1}]}',
    ],
)
def test_a_feed_in_which_nothing_can_be_read_says_so(body: bytes) -> None:
    found = parse(body, {}, "https://a.example/feed")
    assert found == Failure(FailureKind.DAMAGED, {"reason": "none of its entries can be read"})


def test_a_feed_without_entries_is_no_failure() -> None:
    found = parse(b'<rss version="2.0"><channel><title>T</title></channel></rss>', {}, "https://a.example/feed")
    assert not isinstance(found, Failure)
    assert (found.entries, found.damage) == ((), "")
