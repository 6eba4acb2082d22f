"""Strangers' HTML at the door."""

from __future__ import annotations

import html5lib  # type: ignore[import-untyped]
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.domain.url import web_address
from digest.feeds.sanitise import CONTENT_LIMIT, USUAL_ADDRESS, from_plain, plain_text, sanitise

BASE = "https://blog.example/2026/beitrag/"


def safe(html: str) -> str:
    return sanitise(html, BASE)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<script>alert(1)</script>Text", "Text"),
        ('<p onclick="x()" style="color:red" class="a" id="b">Text</p>', "<p>Text</p>"),
        ('<a href="javascript:alert(1)">Text</a>', "<a>Text</a>"),
        ('<a href="&#106;avascript:alert(1)">Text</a>', "<a>Text</a>"),
        ('<a href="vbscript:x">Text</a>', "<a>Text</a>"),
        ('<img src="data:image/png;base64,xx" alt="Bild">', '<img alt="Bild">'),
        ('<iframe src="https://evil.example"></iframe><form action="/x"><input name="q">Text</form>', "Text"),
        ('<style>p{}</style><link rel="stylesheet" href="/x"><meta charset="x"><base href="/y">Text', "Text"),
        ("<svg><script>alert(1)</script></svg><math><mi>Text</mi></math>", "Text"),
        ("<!-- Kommentar -->Text", "Text"),
        ("<b>offen <i>Text", "<b>offen <i>Text</i></b>"),
        ("<noscript><p>weg</p></noscript><object data='x'>weg</object>Text", "Text"),
    ],
)
def test_only_what_is_named_stays(html: str, expected: str) -> None:
    assert safe(html) == expected


def test_links_become_absolute() -> None:
    html = safe('<a href="../x?a=1&amp;b=2">1</a><img src="//cdn.example/b.png"><a href="#oben">2</a>')
    assert 'href="https://blog.example/2026/x?a=1&amp;b=2"' in html
    assert 'src="https://cdn.example/b.png"' in html
    assert 'href="https://blog.example/2026/beitrag/#oben"' in html
    assert (
        safe('<a href="mailto:a@b.example">m</a><a href="http://[">x</a>')
        == '<a href="mailto:a@b.example">m</a><a>x</a>'
    )


def test_nothing_that_a_terminal_obeys_stays() -> None:
    html = safe("<p>\x1b[31mrot&#27;[0m\x07 &#155;x \u202everkehrt\ud800</p>")
    assert html.isprintable()
    assert "\u202e" not in html
    html.encode()


def test_depth_is_cut_before_it_costs_time() -> None:
    html = safe("<div>" * 50_000 + "Kern" + "</div>" * 50_000)
    assert html == "<p>Kern</p>"
    assert "Text" in safe("<p>Text" * 5000)  # paragraphs end by themselves: that is long, not deep


def test_plain_text_takes_any_depth_and_length() -> None:
    assert plain_text("<div>" * 50_000 + "Kern" + "</div>" * 50_000, 100) == "Kern"
    assert len(plain_text("<b>" + "wort " * 1_000_000, 100)) <= 100


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<script", "<a ", '<a "', "<a \"'", "<a href='", "</", "&", "<p>", "<table>"]
)
def test_hostile_repetition_costs_no_quadratic_time(piece: str) -> None:
    """The time limit of the whole suite is the measure: quadratic would be minutes."""
    html = piece * (CONTENT_LIMIT // len(piece))
    sanitise(html, BASE)
    plain_text(html, 300)
    sanitise("<div>" * 300 + html, BASE)


def test_plain_text_parts_blocks_and_decodes_entities() -> None:
    assert plain_text(
        "<h2>Titel</h2><p>Ein <b>fettes</b> W&ouml;rt&shy;chen<br>neu</p><ul><li>a</li><li>b</li></ul>", 100
    ) == ("Titel Ein fettes Wörtchen neu a b")
    assert plain_text('<img alt="a > b" src="x">Text &lt;b&gt;', 100) == "Text <b>"
    assert plain_text("x" * 50, 10) == "x" * 9 + "…"


def test_plain_text_as_html_keeps_paragraphs_and_shows_markup_as_text() -> None:
    assert (
        from_plain("Eins & zwei\r\n\r\n<b>drei</b>\nvier\n\n\n")
        == "<p>Eins &amp; zwei</p><p>&lt;b&gt;drei&lt;/b&gt;\nvier</p>"
    )
    assert from_plain(" \n ") == ""


_SOUP = st.lists(
    st.sampled_from([
        "<script>", "</script>", "<svg>", "<math>", "<style>", "<title>", "<textarea>", "<p onclick=x>", "</p>",
        "<a href=", "'javascript:alert(1)'", '"data:text/html,x"', ">", "<img src=x onerror=alert(1)>", "<!--", "-->",
        "<![CDATA[",
        "]]>", "Text", "&lt;script&gt;", "&#60;script&#62;", "<iframe srcdoc=", "<mtext>", "<noscript>", "</title>",
        "<table><form>", "<base href=//evil.example>", "\x00", "\x1b",
    ]),
    max_size=14,
)  # fmt: skip


@given(_SOUP)
def test_a_browser_finds_nothing_active_in_it(pieces: list[str]) -> None:
    tree = html5lib.parse(safe("".join(pieces)), namespaceHTMLElements=False)
    active = {"script", "style", "iframe", "form", "input", "object", "embed", "base", "link", "meta", "svg", "math"}
    for element in tree.find("body").iter():
        assert element.tag not in active
        for name, value in element.attrib.items():
            assert name in {"href", "src", "alt", "title", "lang", "start", "colspan", "rowspan"}
            if name in ("href", "src"):
                assert value.startswith(("http://", "https://", "mailto:"))


@given(st.text(max_size=200), st.integers(1, 50))
def test_plain_text_is_one_line_within_its_limit(html: str, limit: int) -> None:
    text = plain_text(html, limit)
    assert len(text) <= limit
    assert "\n" not in text


@given(
    st.from_regex(USUAL_ADDRESS, fullmatch=True)
    | st.from_regex(r"https?://[a-z.]{1,9}[/?#%a-z.;:\n]{0,9}", fullmatch=True)
)
@example("https://blog.example/a?b=c&d#e")
@example("https://blog.example/a#")
@example("https://blog.example/a;")
def test_a_usual_address_is_what_a_close_look_would_make_of_it(address: str) -> None:
    if USUAL_ADDRESS.match(address):
        assert web_address(address) == address
