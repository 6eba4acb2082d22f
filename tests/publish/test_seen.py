"""Drafts compared by what they say.

Any text is read, and an editor's own markup does not count.
"""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.publish.seen import seen_text
from digest.publish.service import neutral

HTML = st.text(st.sampled_from("<>![]-/abp ='\"&;#xdiv\0\n?{}%*|"), max_size=80)


@settings(max_examples=300, deadline=None)
@given(HTML)
@example("<![x[")
@example("<![CDATA[a]]><p>b")
@example("<!doctype [<!x")
@example("<a href=x><a></a></a></a>")
def test_any_text_is_read(html: str) -> None:
    lines = seen_text(html).split("\n")
    assert all(line == line.strip() for line in lines)


@pytest.mark.parametrize(("one", "other"), [
    ("<h3>Titel</h3><p>a<br>b</p>", '<h3 id="x" class="wp-block-heading">Titel</h3>\n\n<p>a<br/>b</p>'),
    ("<ul><li>a</li><li>b</li></ul>", '<ul class="x">\n<li><p>a</p></li>\n<li><p>b</p></li>\n</ul>'),
    ('<p>a <a href="https://a.example/?x&amp;y">b</a></p>', '<p>a <a rel="nofollow" href="https://a.example/?x&y">b</a>\n</p>'),
    ("<p>a</p>", "<!-- wp:paragraph --><p>a</p><!-- /wp:paragraph --><style>p{}</style>"),
])  # fmt: skip
def test_what_an_editor_does_to_markup_is_no_difference(one: str, other: str) -> None:
    assert seen_text(one) == seen_text(other)


@pytest.mark.parametrize(("one", "other"), [
    ("<p>a</p>", "<p>b</p>"), ("<p>a b</p>", "<p>a</p><p>b</p>"),
    ('<a href="https://a.example/">x</a>', '<a href="https://b.example/">x</a>'),
])  # fmt: skip
def test_another_word_paragraph_or_address_is_one(one: str, other: str) -> None:
    assert seen_text(one) != seen_text(other)


@given(HTML)
def test_a_neutral_line_holds_no_placeholder_and_every_word(text: str) -> None:
    made = neutral(text)
    assert not any(mark in made for mark in ("{{", "{%", "{#", "*|"))
    assert made.replace(" ", "") == text.replace(" ", "")
