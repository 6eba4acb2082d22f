"""docs/settings.md, in both languages: every setting is on it, as the program has it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest

from digest.config.settings import FeedSettings, PublishSettings, Settings
from tests.docs.settings import PAGES, renewed


@pytest.mark.parametrize("language", list(PAGES))
def test_the_settings_are_those_of_today(language: str) -> None:
    page = PAGES[language].read_text("utf-8")
    assert page == renewed(page, language), "renew it with: make messages"


def test_no_setting_is_missing() -> None:
    page = PAGES["en"].read_text("utf-8")
    tables = [Settings(), FeedSettings(), PublishSettings(kind="wordpress")]
    tables += [table for own in fields(Settings) if is_dataclass(table := getattr(tables[0], own.name))]
    for table in tables:
        for own in fields(table):
            assert "help" not in own.metadata or f"\n# {own.name} = " in page, own.name
