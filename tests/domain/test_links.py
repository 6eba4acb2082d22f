"""Addresses inside texts.

Found as GFM finds them, and cleaned of secrets without touching a word.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.links import address_without_secrets, bare_addresses, links_in, text_without_secrets


@pytest.mark.parametrize(("text", "found"), [
    ("siehe https://a.example/x(y).", ("https://a.example/x(y)",)),
    ("(https://a.example/x), „https://b.example/“!", ("https://a.example/x", "https://b.example/")),
    ("[x](https://a.example/(1) \"t\") <https://b.example>", ("https://a.example/(1)", "https://b.example")),
    ("[https://a.example](https://b.example/)", ("https://a.example", "https://b.example/")),
    ("www.a.example und HTTPS://b.example/", ("http://www.a.example", "https://b.example/")),
    ("ich@a.example xhttps://b.example ftp://c.example https://", ()),
    ("https://a.example/a\\_b **https://b.example/**", ("https://a.example/a_b", "https://b.example/")),
    ("https://a.example https://a.example", ("https://a.example",)),
])  # fmt: skip
def test_the_addresses_of_a_text(text: str, found: tuple[str, ...]) -> None:
    assert links_in(text) == found


@given(
    st.lists(
        st.sampled_from(
            ["https://a.example/", "www.a.example", "a@b.example", "(", ")", "](", " ", ".", "*", "x", "\\_"]
        )
    )
)
def test_what_is_found_stands_there_and_nothing_twice(parts: list[str]) -> None:
    text, end = "".join(parts), 0
    for address in bare_addresses(text):
        assert end <= address.start < address.end <= len(text)
        assert not text[address.end - 1].isspace()
        end = address.end


@pytest.mark.parametrize(("text", "plain"), [
    ("Frei: [Artikel](https://a.example/x?sharetype=gift&token=ab12cd34ef&seite=2).", "Frei: [Artikel](https://a.example/x?seite=2)."),
    ("https://a.example/?unlocked_article_code=1.Ab3.dEfG-h12 und *mehr*", "https://a.example/ und *mehr*"),
    ("https://a.example/x?seite=2, https://b.example/?giftCode=aBc123DEF456!", "https://a.example/x?seite=2, https://b.example/!"),
    ("Nichts: https://a.example/?type=gift", "Nichts: https://a.example/?type=gift"),
    ("[x](https://ich:geheim@a.example/)", "[x](https://a.example/)"),
])  # fmt: skip
def test_secrets_are_taken_off_and_nothing_else(text: str, plain: str) -> None:
    assert text_without_secrets(text) == plain


def test_an_address_that_would_lead_nowhere_stays() -> None:
    url = "https://a.example/token/0123456789abcdef"
    assert address_without_secrets(url) == url
