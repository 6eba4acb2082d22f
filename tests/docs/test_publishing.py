"""docs/publishing.md, in both languages.

Every example is a configuration that works, every kind and key is named.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path

import pytest

from digest.config.load import parse
from digest.config.settings import PublishSettings
from digest.publish import registry
from digest.publish.publisher import Means
from tests.builders import at

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {"en": DOCS / "publishing.md", "de": DOCS / "de" / "publishing.md"}


def examples(page: str) -> list[str]:
    return re.findall(r"^```toml\n(\[publish\..*?)^```$", page, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("language", PAGES)
def test_every_example_is_a_target(language: str, tmp_path: Path) -> None:
    shown = set()
    for example in examples(PAGES[language].read_text("utf-8")):
        (settings,) = parse(example, tmp_path / "config.toml", {}).publish.values()
        registry.publisher(settings, Means(None, lambda: "", lambda: at(0), lambda _: None, {}))  # type: ignore[arg-type]
        shown.add(settings.kind)
    assert shown == set(registry.KINDS)


@pytest.mark.parametrize("language", PAGES)
def test_every_key_of_every_kind_stands_in_its_example(language: str) -> None:
    page = PAGES[language].read_text("utf-8")
    assert all(f"`{key}`" in page for key in PublishSettings.COMMON)
    by_kind = {re.findall(r'kind = "(\w+)"', example)[0]: example for example in examples(page)}
    for kind, (module, _) in registry._PUBLISHERS.items():
        options = [
            value
            for name, value in vars(import_module(module)).items()
            if name.endswith("Options") and is_dataclass(value) and value.__module__ == module
        ]
        keys = [field.name for one in options for field in fields(one)]
        missing = [key for key in keys if key not in by_kind[kind] and f"`{key}`" not in page and key not in page]
        assert not missing, (kind, missing)


def test_both_languages_show_the_same_examples() -> None:
    kinds = [
        [re.findall(r'kind = "(\w+)"', one)[0] for one in examples(page.read_text("utf-8"))] for page in PAGES.values()
    ]
    assert kinds[0] == kinds[1]
    for one, other in zip(*(examples(page.read_text("utf-8")) for page in PAGES.values()), strict=True):
        keys = [re.findall(r"^(\w+) = ", text, re.MULTILINE) for text in (one, other)]
        assert keys[0] == keys[1]
