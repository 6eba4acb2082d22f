"""Numbers with a decimal place are written as the reader's language writes them."""

from __future__ import annotations

import re

import pytest

from digest.config.language import storage
from digest.storage.registry import open_store
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry, at
from tests.cli.running import Digest


@pytest.mark.parametrize(("language", "sign"), [("en_GB.UTF-8", "."), ("de_DE.UTF-8", ",")])
def test_the_decimal_sign_is_that_of_the_language(digest: Digest, language: str, sign: str) -> None:
    store = open_store(digest.library, lambda: NOW)
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1, month="2024-03"))])
    store.add_pick(a_pick(1), at(1))
    store.close()
    digest.environ["LC_ALL"] = language
    assert " 1 kB." in digest.ok("tidy", "--dry-run").out
    sizes = digest.ok("export", MONTH, "--format", "email").err
    assert len(re.findall(rf"\b\d+{re.escape(sign)}\d kB", sizes)) == 2
    asked = digest("fetch", "f1")
    assert re.search(rf"\b\d+{re.escape(sign)}\d s\b", asked.out + asked.err)


@pytest.mark.parametrize(("size", "said"), [(0, "0 kB"), (1, "1 kB"), (999_001, "1000 kB"), (1_550_000, "1.6 MB")])
def test_room_is_told_in_a_size_that_people_know(size: int, said: str) -> None:
    assert storage(size) == said
