"""Addresses as readers see them: in their own script, unless that would deceive."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.shown_address import shown_address
from digest.domain.text import hidden_characters
from digest.domain.url import web_address


@pytest.mark.parametrize(("url", "shown"), [
    ("https://xn--mller-kva.example/%C3%BCber-uns/gr%c3%b6%C3%9Fe", "https://müller.example/über-uns/größe"),
    ("https://xn--strae-oqa.example/", "https://straße.example/"),
    ("https://a.xn--mller-kva.example:8443/?q=%C3%A4%26#%C3%B6", "https://a.müller.example:8443/?q=ä%26#ö"),
    ("https://a.example/u%CC%88", "https://a.example/u\u0308"),
    ("https://a.example/a%20b%2Fc%3F%25%C3%BC", "https://a.example/a%20b%2Fc%3F%25ü"),
    ("https://a.example/2026%E2%80%93ende", "https://a.example/2026–ende"),
    ("https://xn--fiqs8s.example/%E4%B8%AD", "https://中国.example/中"),
    ("https://a.example/%D0%BC%D0%B8%D1%80", "https://a.example/мир"),
])  # fmt: skip
def test_hosts_and_paths_are_shown_in_their_own_script(url: str, shown: str) -> None:
    assert shown_address(url) == shown
    assert web_address(shown) is not None


@pytest.mark.parametrize("url", [
    "https://xn--80ak6aa92e.com/",  # аррӏе, all Cyrillic
    "https://xn--pple-43d.com/",  # аpple, one Cyrillic letter
    "https://xn--wki-jua.example/",  # ı without its dot
    "https://xn--mgbh0fb.example/",  # written from right to left
    "https://xn--a.example/", "https://xn--.example/", "https://xn--zzzz-.example/",
    "https://a.example/%E2%80%AEgpj.exe", "https://a.example/%E2%80%8B", "https://a.example/%C2%A0",
    "https://a.example/%E2%81%84%E2%88%95%EF%BC%8F", "https://a.example/%D7%90", "https://a.example/%FC%C3",
    "https://a.example/%CC%88", "https://a.example/%E3%85%A4", "https://a.example/%C7%83",
    "https://[2001:db8::1]/x", "mailto:a@b.example", "https://[", "",
])  # fmt: skip
def test_what_could_deceive_stays_encoded(url: str) -> None:
    assert shown_address(url) == url


@given(st.text(max_size=20), st.sampled_from(["https://a.example/", "https://a.example/?q=", "https://a.example/#"]))
def test_what_is_shown_leads_where_the_address_leads_and_hides_nothing(path: str, base: str) -> None:
    url = web_address(base + path)
    if url is not None:
        shown = shown_address(url)
        assert unquote(shown) == unquote(url)
        assert web_address(shown) == url
        assert not hidden_characters(shown)
