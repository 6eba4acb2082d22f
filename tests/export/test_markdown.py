"""Markdown export: other programs read headings, links and text as they are meant."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.domain.document import RenderOptions
from digest.domain.edition import Edition
from digest.export.comment import comment_html
from digest.export.commentmarkdown import comment_markdown
from digest.export.layout import line, typed
from digest.export.markdown import MarkdownRenderer
from tests.export.reading import read_fragment, read_markdown
from tests.export.ten_picks import assembled, picks, ten_picks, with_pick

#: Elements that a curator's comment may become.
COMMENT_TAGS = {"p", "br", "ul", "ol", "li", "blockquote", "em", "strong", "a"}

# Pieces that mean something in Markdown are drawn more often than chance would.
PIECES = st.sampled_from([
    *"|[]()*_#<>&\\`~!-+=:{}\"'\n\t .17äß„“ax\u00a0\u2011\u200d\U0001f44d",
    "\n\n", "    ", "---", "===", "```", "~~~", "5. ", "1) ", "&amp;", "&#35;", "<b>", "<!--", "![a](http://x.example)",
    "[a](https://x.example)", "[a](javascript:b)", "[a]: http://x.example", "| - | - |", "**", "__", "{{ a }}",
    "https://x.example/", "www.x.example", "a@x.example", "<https://x.example>", "  \n", "\\\n", "> ", "- ", "* ",
])  # fmt: skip
TEXT = st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=60))
COMMENT = TEXT.map(typed)


def markdown(assembled_edition: object, **options: bool) -> bytes:
    return MarkdownRenderer().render(assembled_edition, RenderOptions(**options)).body  # type: ignore[arg-type]


def seen_line(category: str, title: str) -> str:
    return " | ".join(filter(None, (line(category), line(title) or "https://x.example/")))


@settings(max_examples=300, deadline=None)
@given(titles=st.lists(TEXT, min_size=2, max_size=3), category=TEXT, comment=COMMENT, edition_title=TEXT)
@example(titles=["5. Teil", "- x"], category="# a", comment="[a]: http://b\n\n```\n", edition_title="### x ##")
@example(titles=["\\", "]"], category="`", comment="<!--", edition_title="<script>")
def test_any_texts_leave_one_heading_and_each_entry_with_its_one_link(
    titles: list[str], category: str, comment: str, edition_title: str
) -> None:
    chosen = tuple(
        replace(
            picks()[0], id=f"p{n}", category=category, original_title=title, url="https://x.example/", comment=comment
        )
        for n, title in enumerate(titles)
    )
    page = read_markdown(markdown(assembled(chosen, Edition("2026-04"), title=edition_title)))
    own = read_markdown(comment_markdown(comment).encode())
    assert page.titles == [line(edition_title)]
    assert [link for link in page.links if link not in own.links] or own.links
    assert len(page.links) == len(titles) * (1 + len(own.links))
    shown = [seen for seen in page.lines if seen not in own.lines]
    assert shown == [text for title in titles if (text := seen_line(category, title)) not in own.lines]
    assert set(page.tags) <= COMMENT_TAGS | {"DOCUMENT_FRAGMENT", "h1"}


@settings(max_examples=300, deadline=None)
@given(TEXT)
@example("ähttps://x.example/")
@example("www.x.example und a@x.example, http://x.example")
def test_a_strangers_line_is_never_linked_by_dialects_that_link_bare_addresses(text: str) -> None:
    page = read_markdown(markdown(with_pick(category=text, original_title=text, url="", comment="")), linkify=True)
    assert page.links == []
    assert page.lines == [f"{line(text)} | {line(text)}" if line(text) else "…"]


@settings(max_examples=500, deadline=None)
@given(COMMENT)
@example("*&nbsp;a*")
@example("**a**")
@example("\\\n- a")
@example("1. 1. x\n2. y")
@example("- a\n\n  - b\n- c")
@example("> 1. a\n> 2. b\n\nx")
def test_other_programs_read_a_comment_as_our_html_shows_it(text: str) -> None:
    written = comment_markdown(text)
    theirs = read_markdown(written.encode())
    ours = read_fragment(comment_html(text), entry_path=".//p/strong", title_path=".//h1")
    assert set(theirs.tags) <= COMMENT_TAGS | {"DOCUMENT_FRAGMENT"}
    # Blocks may differ: a list that does not begin with 1 is written as text.
    seen, meant = (
        replace(page, text="".join(page.text.split()), lines=["".join(line.split()) for line in page.lines], tags=[])
        for page in (theirs, ours)
    )
    if seen != meant:  # could not be written anew: then it is plain text, with every mark of it
        assert set(theirs.tags) <= {"p", "DOCUMENT_FRAGMENT"}
        assert seen.text == "".join(text.split())


@settings(max_examples=300, deadline=None)
@given(COMMENT)
def test_a_comment_becomes_only_the_elements_it_may_hold(text: str) -> None:
    page = read_fragment(comment_html(text))
    assert set(page.tags) <= COMMENT_TAGS | {"DOCUMENT_FRAGMENT"}
    assert all(href.startswith(("http://", "https://", "mailto:")) for href, _text in page.links)


@pytest.mark.parametrize(("text", "written"), [
    ("Nur Text – „Zitat“, 5\u00a0% und E\u2011Commerce.", "Nur Text – „Zitat“, 5\u00a0% und E\u2011Commerce."),
    ("Mit *Nachdruck*, **sehr**, [Verweis](https://a.example/x).", "Mit *Nachdruck*, **sehr**, [Verweis](https://a.example/x)."),
    ("Eins\n\nZwei\nDrei", "Eins\n\nZwei\nDrei"),
    ("- a\n- b\n\n1. c\n2. d", "- a\n- b\n\n<!-- -->\n\n1. c\n2. d"),
    ("> Zitat", "> Zitat"),
    ("# Kein Titel", "\\# Kein Titel"),
    ("Text\n---", "Text\n\\---"),
    ("***", "\\*\\*\\*"),
    ("17. April: ein Tag", "17\\. April: ein Tag"),
    ("Ein <b>Wort</b> & R&D", "Ein &lt;b>Wort&lt;/b> & R&D"),
    ("Achtung![x](https://a.example)", "Achtung\\![x](https://a.example)"),
    ("[x](ftp://a.example)", "\\[x\\](ftp&#58;//a.example)"),
    ("[x](https://a.example/?utm_source=b&c=d)", "[x](https://a.example/?c=d)"),
    ("[x](https://ich:geheim@a.example/)", "[x](https://a.example/)"),
    ("<https://a.example/?fbclid=1>", "<https://a.example/>"),
    ("[x]()", "x"),
    ("# a *b* **c** _d_\n\n- e\n\n  f\n- g\n\n3) h\n4) i",
     "\\# a *b* **c** _d_\n\n- e\n\n    f\n\n- g\n\n3\\. h  \n4\\. i"),
    ("> <x>\n>\n> - y\n>   1. z\n>   2. z", "> &lt;x>\n>\n> - y\n>     1. z\n>     2. z"),
    ("`Code`", "\\`Code\\`"),
    ("a | b\n- | -", "a &#124; b\n\n- &#124; -"),
])  # fmt: skip
def test_a_comment_goes_out_as_typed_unless_it_would_be_read_as_more(text: str, written: str) -> None:
    assert comment_markdown(text) == written


@pytest.mark.parametrize(("url", "href"), [
    ("https://a.example/x(y", "https://a.example/x(y"),
    ("https://a.example/x)y", "https://a.example/x)y"),
    ("https://a.example/?a=1&copy;=2", "https://a.example/?a=1&copy;=2"),
    ("https://a.example/a b<c>\"d'|`*_", "https://a.example/a%20b%3Cc%3E%22d'%7C%60*_"),
    ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
    ("https://a.example/?utm_medium=x&b=1#c", "https://a.example/?b=1#c"),
    ("https://ich:geheim@a.example/", "https://a.example/"),
])  # fmt: skip
def test_an_address_arrives_as_it_was_meant(url: str, href: str) -> None:
    assert [link[0] for link in read_markdown(markdown(with_pick(url=url))).links] == [href]


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "java\tscript:alert(1)", "file:///etc/passwd", "/a", "mailto:a@b.example"]
)
def test_a_pick_without_usable_address_stands_there_without_link(url: str) -> None:
    page = read_markdown(markdown(with_pick(url=url, original_title="Titel", category="IK")))
    assert (page.links, page.lines) == ([], ["IK | Titel"])


def test_site_generators_find_no_template_in_a_strangers_title() -> None:
    body = markdown(with_pick(original_title="{{ site.secret }} {% raw %} {{{x}}} {{< y >}}")).decode()
    assert "{{" not in body
    assert "{%" not in body


def test_credits_are_named_only_on_request() -> None:
    assert "Jördis Althaus)" not in markdown(ten_picks()).decode()
    assert "\n(Kanalwechsel, Jördis Althaus)\n" in markdown(ten_picks(), credit=True).decode()


@pytest.mark.parametrize("intro", ["Hinweis: Der Mai war laut.", "Title: x", "Über uns: y"])
def test_a_first_line_is_no_metadata(intro: str) -> None:
    edition = assembled((), Edition("2026-04", intro=intro), title="T")
    body = markdown(edition, title=False).decode()
    assert read_markdown(body.encode()).text.strip() == intro
    assert not re.match(r"[\w -]+:", body)
