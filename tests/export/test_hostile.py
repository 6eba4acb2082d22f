"""Titles and names out of hostile feeds, as picks: shown literally, never obeyed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from lxml import etree

from digest.domain.document import RenderOptions
from digest.domain.edition import Assembled, Edition, Pick
from digest.domain.text import one_line
from digest.export.layout import line, published_address
from digest.export.registry import FORMATS, renderer
from tests.export.reading import SeenPage, read_fragment, read_markdown, read_page, readable
from tests.export.ten_picks import assembled, with_pick
from tests.shared import Corpus

FILES = (
    "21-rich-textual-markup.xml", "22-bidi-zero-width.xml", "23-title-1mb.xml", "24-dangerous-links.xml",
    "25-xss-content.xml", "27-markdown-breaking-titles.xml", "33-unicode-width.xml",
)  # fmt: skip
READ: dict[str, Callable[[bytes], SeenPage]] = {
    "markdown": read_markdown,
    "html": read_page,
    "fragment": lambda body: read_fragment(body.decode()),
}


def hostile_edition(corpus: Corpus, name: str) -> Assembled:
    tree = etree.parse(corpus.hostile(name), etree.XMLParser(huge_tree=True, recover=True))
    picks = tuple(
        Pick(
            id=f"p{number}",
            edition_id="2026-06",
            category=(node.findtext("category") or "IK") if number % 2 else "IK",
            original_title=node.findtext("title") or "",
            url=node.findtext("link") or "",
            canonical_url="",
            comment="Ein Satz dazu.",
            source=node.findtext("{*}creator") or "",
        )
        for number, node in enumerate(tree.iter("item"))
    )
    assert picks
    return assembled(picks, Edition("2026-06"))


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("name", READ)
def test_each_title_is_shown_literally_with_its_own_link_only(corpus: Corpus, name: str, file: str) -> None:
    edition = hostile_edition(corpus, file)
    page = READ[name](renderer(name).render(edition, RenderOptions(credit=True)).body)
    expected = [
        (published_address(pick.url), line(pick.original_title) or published_address(pick.url) or "…")
        for pick in edition.picks
    ]
    assert page.links == [link for link in expected if link[0]]
    assert page.lines == [
        f"{line(pick.category)} | {title}" for pick, (_url, title) in zip(edition.picks, expected, strict=True)
    ]
    allowed = {"DOCUMENT_FRAGMENT", "html", "head", "meta", "title", "link", "style", "body", "main", "header", "time",
               "article", "span", "h1", "h2", "h3", "p", "a", "strong", "em", "br"}  # fmt: skip
    assert set(page.tags) <= allowed
    assert len(page.titles) == 1


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("name", FORMATS)
def test_no_control_or_direction_character_and_no_secret_leaves(corpus: Corpus, name: str, file: str) -> None:
    text = readable(renderer(name).render(hostile_edition(corpus, file), RenderOptions(credit=True)))
    assert not {char for char in text if unicodedata.category(char) == "Cc"} - {"\n", "\r"}
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert "geheim" not in text
    assert len(text) < 200_000


@pytest.mark.parametrize("name", FORMATS)
def test_a_title_of_a_megabyte_is_cut(name: str) -> None:
    document = renderer(name).render(with_pick(original_title="Größe " * 200_000), RenderOptions())
    assert len(document.body) < 20_000
    assert "…" in readable(document)


@pytest.mark.parametrize("name", FORMATS)
def test_lone_surrogates_and_noncharacters_are_replaced(name: str) -> None:
    broken = "a\ud800b\ufffec\U0010ffffd"
    edition = with_pick(original_title=broken, category=broken, comment=broken, source=broken)
    body = readable(renderer(name).render(edition, RenderOptions(credit=True)))
    assert "a\ufffdb\ufffdc\ufffdd" in body


def test_the_curators_special_spaces_and_hyphens_are_kept() -> None:
    assert line("Das 5.\u00a0P im E\u2011Commerce  Mix") == "Das 5.\u00a0P im E\u2011Commerce  Mix"
    assert line("a\tb\nc\r\nd\u2028e") == "a b c d e"
    assert line("\u200b\u2060") == one_line("\u200b\u2060") == ""
