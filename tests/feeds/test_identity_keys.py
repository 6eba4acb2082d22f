"""Entries of one body that share their page: which are one, and how each is known again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.feeds.test_merge import LATER, entry, merged


@pytest.mark.parametrize("guid", ["", "g"])
@pytest.mark.parametrize(
    "page", ["https://blog.example/tagebuch", "https://blog.example/", "https://blog.example/?p=1"]
)
def test_entries_of_one_page_are_told_apart_by_the_fragment(guid: str, page: str) -> None:
    first, second = entry(guid, f"{page}#montag"), entry(guid, f"{page}#dienstag")
    result = merged([first, second])
    assert result.new == 2
    assert len({each.id for each in result.entries}) == 2
    assert [each.url for each in result.entries] == [first.url, second.url]
    assert merged([second, first], result.seen, LATER).seen == ()
    edited = merged([first, replace(second, content="<p>Neu</p>")], result.seen, LATER)
    assert (edited.new, edited.updated) == (0, 1)
    assert edited.entries[0].id == result.entries[1].id


def test_a_fragment_that_only_counts_clicks_tells_nothing_apart() -> None:
    page = "https://blog.example/1"
    assert merged([entry("g", page), entry("g", f"{page}#utm_source=rss")]).new == 1
