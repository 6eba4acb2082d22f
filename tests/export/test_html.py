"""The page and the fragment: valid, self-contained, safe, and fit for readers of every kind."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from digest.domain.document import RenderOptions
from digest.export.layout import line, typed
from digest.export.registry import renderer
from tests.export.reading import read_fragment, read_page
from tests.export.ten_picks import marked_picks, ten_picks, with_pick
from tests.export.test_markdown import TEXT

FRAGMENT_TAGS = {"DOCUMENT_FRAGMENT", "h2", "h3", "p", "ul", "ol", "li", "a", "em", "strong", "blockquote", "br"}


def html(name: str, edition: object, **options: object) -> str:
    return renderer(name).render(edition, RenderOptions(**options)).body.decode()  # type: ignore[arg-type]


def test_the_page_loads_nothing_from_anywhere() -> None:
    page = html("html", ten_picks())
    outside = re.sub(r'<a(?: data-address="[^"]*")? href="[^"]*"| data-address="[^"]*"', "", page)
    assert not re.findall(r"(?:https?:)?//", outside)
    assert not re.findall(r"(?i)<(?:script|img|iframe|object|embed|form)|@import|url\(|@font-face| on\w+=", page)
    assert "default-src 'none'" in page


def test_the_page_says_its_language_and_has_one_main_heading() -> None:
    page = html("html", ten_picks("de_AT"))
    assert page.startswith('<!DOCTYPE html>\n<html lang="de-AT">')
    assert page.index('<meta charset="utf-8">') < 1024
    assert read_page(page.encode()).tags.count("h1") == 1
    assert '<time datetime="2026-04">April\u00a02026</time>' in page


def test_a_title_in_another_language_is_marked_as_such() -> None:
    for name in ("html", "fragment"):
        assert html(name, ten_picks()).count('lang="en" hreflang="en"') == 1
        assert 'lang="de" hreflang="de"' not in html(name, ten_picks())


def test_the_fragment_has_bare_elements_only() -> None:
    for edition in (ten_picks(), marked_picks()):
        fragment = html("fragment", edition, credit=True)
        assert set(read_fragment(fragment).tags) <= FRAGMENT_TAGS
        assert not re.search(r' (?:class|id|style)="', fragment)


def test_an_entry_of_the_fragment_is_a_bold_line_with_its_text_below_in_one_paragraph() -> None:
    lead = '<strong>Strategie | <a href="https://a.example/">Titel</a></strong>'
    entry = {"original_title": "Titel", "url": "https://a.example/"}
    for comment, quotation, expected in (
        ("Ein Satz.\n\nNoch einer.", "", f"<p>{lead}<br>Ein Satz.</p>\n<p>Noch einer.</p>"),
        ("- eins\n- zwei", "", f"<p>{lead}</p>\n<ul>\n<li>eins</li>\n<li>zwei</li>\n</ul>"),
        ("", "Gesagt.", f"<p>{lead}</p>\n<blockquote><p>„Gesagt.“ (Kanalwechsel)</p></blockquote>"),
        ("", "", f"<p>{lead}</p>"),
    ):
        edition = with_pick(**entry, comment=comment, quotation=quotation)
        assert html("fragment", edition, title=False).strip() == expected
    credited = html("fragment", with_pick(**entry, comment="Ein Satz."), title=False, style="B")
    assert credited.strip() == (
        '<p><strong><a href="https://a.example/">Titel</a></strong><br><em>(Kanalwechsel, Jördis Althaus)</em>'
        "<br>Ein Satz.</p>"
    )
    assert html("fragment", with_pick(**entry), headings=True, title=False).startswith("<h3>Strategie | <a ")


def test_credits_are_shown_on_request() -> None:
    assert '<p class="credit">Kanalwechsel, Jördis Althaus</p>' in html("html", ten_picks(), credit=True)
    assert "credit" not in re.sub(r"(?s)<style>.*</style>", "", html("html", ten_picks()))


def test_an_advertisement_is_named_before_its_title() -> None:
    assert "Strategie | Anzeige: Warum" in read_page(html("html", with_pick(sponsored=True)).encode()).text
    assert "Advertisement: Warum" in read_page(html("html", marked_picks()).encode()).text


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT.map(typed))
def test_any_text_gives_a_valid_page_with_one_link_and_the_text_as_it_is(text: str, comment: str) -> None:
    edition = with_pick(original_title=text, category=text, source=text, medium=text, quotation=text, comment=comment)
    own = read_fragment(html("fragment", with_pick(url="", original_title="x", comment=comment))).links
    for name, page in (
        ("html", read_page(html("html", edition, credit=True).encode())),
        ("fragment", read_fragment(html("fragment", edition, credit=True, headings=True), entry_path=".//h3")),
        ("bold fragment", read_fragment(html("fragment", edition, credit=True))),
    ):
        assert len(page.links) == 1 + len(own), name
        assert page.links[0][1] == line(text) or not line(text)
        # The bold words of the comment are no lines of entries.
        assert len(page.lines) == 1 or name == "bold fragment"
        assert page.lines[0].startswith(f"{line(text)} | {line(text)}") or not line(text)


@pytest.mark.parametrize(
    "comment",
    ["<script>x</script>", "<img src=x onerror=y>", "# H", "---", "`a`", "    code", "![a](https://b.example)"],
)
def test_a_comment_brings_no_element_of_its_own(comment: str) -> None:
    page = read_page(html("html", with_pick(comment=comment)).encode())
    assert not set(page.tags) & {"script", "img", "hr", "code", "pre"}
    assert page.tags.count("h1") == 1


def test_on_paper_every_address_can_be_read() -> None:
    edition = with_pick(
        url="https://xn--mller-kva.example/%C3%BCber", medium="PDF",
        comment="[Verweis](https://a.example/%C3%BC) und https://b.example/ und ich@c.example",
    )  # fmt: skip
    for style in ("A", "B", "C", "D"):
        page = html("html", edition, style=style, footer="[Impressum](https://d.example/)")
        assert set(re.findall(r'data-address="([^"]*)"', page)) == {
            "https://müller.example/über", "https://a.example/ü", "https://d.example/",
        }  # fmt: skip
        assert 'href="https://xn--mller-kva.example/%C3%BCber"' in page
        # Behind the line of the entry, its marks included; not inside the link.
        assert re.search(r'<(?:h2|p) class="(?:entry|place)" data-address="', page)
    assert "data-address" not in html("fragment", edition)


def test_systems_find_no_placeholder_in_a_fragment() -> None:
    text = "[gallery ids=1] {{ x }} {% y %} {loadmodule z}"
    fragment = html("fragment", with_pick(original_title=text, comment=text, url="https://a.example/?x[]=1"))
    assert not set(fragment) & {"[", "{"}
    page = read_fragment(fragment)
    assert page.links == [("https://a.example/?x[]=1", text)]
    assert page.text.count(text) == 2
