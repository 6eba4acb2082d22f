"""WordPress block markup.

Every element a block, no text outside of one, nothing changed on the way.
"""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings

from digest.domain.document import STYLES, RenderOptions
from digest.export.layout import line, typed
from digest.export.registry import renderer
from tests.export.reading import read_fragment
from tests.export.ten_picks import marked_picks, ten_picks, with_pick
from tests.export.test_markdown import TEXT

COMMENT = re.compile(r"<!-- (/?)wp:([a-z-]+)(?: (\{[^}]*\}))? -->")
ELEMENTS = {
    "heading": {"h2", "h3", "h4"}, "paragraph": {"p"}, "list": {"ul", "ol"}, "list-item": {"li"},
    "quote": {"blockquote"},
}  # fmt: skip


def blocks(edition: object, **options: object) -> str:
    given_options = RenderOptions(blocks=True, **options)  # type: ignore[arg-type]
    return renderer("fragment").render(edition, given_options).body.decode()  # type: ignore[arg-type]


def check_grammar(html: str) -> None:
    """Comments are nested, each holds its element and attributes, and nothing stands between."""
    opened: list[str] = []
    at = 0
    for found in COMMENT.finditer(html):
        between = html[at : found.start()].strip()
        assert opened or not between, between
        closing, name, attributes = found.groups()
        if closing:
            assert opened.pop() == name
        else:
            element = re.match(r"\n<(\w+)( start=\"\d+\")?[^>]*>", html[found.end() :])
            assert element
            assert element[1] in ELEMENTS[name]
            expected: dict[str, object] = {}
            if element[1] in ("h3", "h4"):
                expected = {"level": int(element[1][1])}
            if element[1] == "ol":
                expected = {"ordered": True} | ({"start": int(element[2][8:-1])} if element[2] else {})
            assert json.loads(attributes or "{}") == expected
            opened.append(name)
        at = found.end()
    assert not opened
    assert not html[at:].strip()


@pytest.mark.parametrize("style", STYLES)
def test_every_element_is_a_block_of_its_own(style: str) -> None:
    nested = with_pick(comment="- a\n  - b\n\n  c\n- > d\n\n> e\n>\n> - f\n\n3. g\n4. h")
    for edition in (ten_picks(), marked_picks(), nested):
        for numbered in (False, True):
            check_grammar(blocks(edition, style=style, numbered=numbered, own_posts=True, credit=True))


def test_a_reader_sees_the_same_as_in_the_plain_fragment() -> None:
    plain = read_fragment(renderer("fragment").render(ten_picks(), RenderOptions()).body.decode())
    marked = read_fragment(COMMENT.sub("", blocks(ten_picks())))
    assert (marked.links, marked.lines, marked.titles) == (plain.links, plain.lines, plain.titles)
    assert "".join(marked.text.split()) == "".join(plain.text.split())


def test_an_entry_of_a_list_holds_no_paragraph() -> None:
    html = blocks(with_pick(comment="- eins\n\n  zwei\n\n- drei"))
    assert "<li>eins<br>zwei</li>" in html
    assert "<li>drei</li>" in html


def test_no_title_is_taken_for_a_shortcode() -> None:
    html = blocks(with_pick(original_title="[gallery ids=1] & [b]", url="https://a.example/?x[]=1"))
    assert "[gallery" not in html
    assert "[]" not in html
    page = read_fragment(html)
    assert page.links == [("https://a.example/?x[]=1", "[gallery ids=1] & [b]")]


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT.map(typed))
def test_any_text_gives_well_formed_blocks(text: str, comment: str) -> None:
    html = blocks(with_pick(original_title=text, category=text, quotation=text, comment=comment))
    check_grammar(html)
    page = read_fragment(html)
    assert page.links[0][1] == line(text) or not line(text)


def test_what_an_entry_of_a_list_cannot_hold_stands_behind_it_in_its_order() -> None:
    comment = "Drei Dinge:\n\n- eins\n- zwei\n\nUnd zuletzt:\n\n"
    comment += "1. drei\n\n   > Zitat\n   >\n   > - darin\n\n2. vier\n\nSchluss."
    html = blocks(with_pick(comment=comment, quotation="Gesagt."), style="C")
    check_grammar(html)
    seen = [text.strip() for text in re.findall(r"[^<>]+(?=<)", COMMENT.sub("", html)) if text.strip()]
    order = ["Drei Dinge:", "eins", "zwei", "Und zuletzt:", "drei", "Zitat", "darin", "vier", "Schluss."]
    assert seen[-len(order) - 1 : -1] == order
    assert html.count('<blockquote class="wp-block-quote">') == 2  # the comment's and the pick's
    assert '<ol start="2">' in html
