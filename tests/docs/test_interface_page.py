"""docs/interface.md, in both languages.

Every key is on it, as the catalogue of commands has it.
"""

from __future__ import annotations

import re

import pytest

from tests.docs.keys import PAGES, renewed


@pytest.mark.parametrize("language", list(PAGES))
def test_the_table_of_keys_is_that_of_today(language: str) -> None:
    page = PAGES[language].read_text("utf-8")
    assert page == renewed(page, language), "renew it with: make messages"


def test_both_languages_have_the_same_sections_and_pictures() -> None:
    english, german = (PAGES[language].read_text("utf-8") for language in ("en", "de"))
    assert len(re.findall(r"(?m)^## ", english)) == len(re.findall(r"(?m)^## ", german))
    assert len(re.findall(r"!\[", english)) == len(re.findall(r"!\[", german))


@pytest.mark.parametrize("language", list(PAGES))
def test_what_the_page_links_to_is_there(language: str) -> None:
    page = PAGES[language]
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target
