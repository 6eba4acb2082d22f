"""The invented texts: as many, as odd and as well set as the demo promises."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from difflib import SequenceMatcher
from itertools import combinations

import pytest

from digest.config.settings import CategorySettings
from digest.demo.content import DemoEntry, DemoPick, demo_edition, demo_feeds
from digest.domain.text import count_words, fold, slug
from digest.domain.url import canonical, host_of, without_tracking

NOW = datetime(2026, 11, 21, 9, 30, 15, 250, tzinfo=UTC)
STANDING = CategorySettings().standing


def all_entries() -> list[DemoEntry]:
    return [entry for feed in demo_feeds() for entry in feed.entries]


def all_texts() -> Iterator[tuple[str, str, str]]:
    """Where, language, text; titles, teasers, bodies, and the curator's own words."""
    for feed in demo_feeds():
        for text in (feed.title, feed.subtitle, feed.author):
            yield feed.slug, "de", text
        for entry in feed.entries:
            for text in (entry.title, entry.teaser, entry.body, entry.author, *entry.tags):
                yield f"{feed.slug}/{entry.slug}", entry.language, text
    edition = demo_edition()
    for text in (edition.intro, edition.outro):
        yield "edition", "de", text
    for pick in edition.picks:
        for text in (pick.title, pick.comment, pick.category):
            yield f"pick {pick.entry.slug}", "de", text


def test_twelve_feeds_in_the_four_standing_folders_bring_about_sixty_entries() -> None:
    assert len(demo_feeds()) == 12
    assert len({feed.slug for feed in demo_feeds()}) == 12
    assert {feed.folder for feed in demo_feeds()} == set(STANDING)
    assert 55 <= len(all_entries()) <= 65


def test_ten_feeds_are_healthy_in_four_formats_one_is_gone_and_one_has_moved() -> None:
    assert Counter(feed.status for feed in demo_feeds()) == {200: 10, 404: 1, 301: 1}
    assert {feed.format for feed in demo_feeds() if feed.status == 200} == {"rss", "atom", "rdf", "json"}
    assert [feed.encoding for feed in demo_feeds() if feed.encoding != "utf-8"] == ["iso-8859-1"]
    assert sum(feed.zipped for feed in demo_feeds()) == 1
    assert all(feed.entries for feed in demo_feeds() if feed.status != 404)


def test_slugs_are_plain_and_belong_to_one_entry_only() -> None:
    slugs = [entry.slug for entry in all_entries()]
    assert len(set(slugs)) == len(slugs)
    assert all(slug(each) == each for each in slugs)


def test_every_address_leads_to_a_name_reserved_for_examples() -> None:
    addresses = [entry.url for entry in all_entries()] + [feed.site_url for feed in demo_feeds()]
    assert all(address.startswith("https://") and host_of(address).endswith(".example") for address in addresses)


def test_entries_stand_newest_first_and_none_lies_in_the_future() -> None:
    for feed in demo_feeds():
        dates = [entry.published(NOW) for entry in feed.entries]
        assert dates == sorted(dates, reverse=True)
        assert all(date <= NOW for date in dates)


def test_dates_follow_the_reference_time() -> None:
    later = NOW + timedelta(days=45)
    assert all(entry.published(later) - entry.published(NOW) == timedelta(days=45) for entry in all_entries())


def test_one_entry_is_an_evergreen_of_four_hundred_days_and_the_rest_is_fresh() -> None:
    ages = sorted(entry.days_ago for entry in all_entries())
    assert ages[-1] == 400
    assert ages[-2] < 60


def test_one_study_stands_in_three_feeds_under_nearly_the_same_title_within_two_days() -> None:
    study = [(feed.slug, entry) for feed in demo_feeds() for entry in feed.entries if "41 Prozent" in entry.title]
    assert len({feed for feed, _ in study}) == len(study) == 3
    assert len({canonical(entry.url) for _, entry in study}) == 3
    for (_, one), (_, other) in combinations(study, 2):
        assert SequenceMatcher(None, fold(one.title), fold(other.title)).ratio() > 0.9
        assert abs(one.published(NOW) - other.published(NOW)) < timedelta(hours=48)


def test_exactly_one_page_stands_in_two_feeds() -> None:
    feeds_of: dict[str, set[str]] = {}
    for feed in demo_feeds():
        for entry in feed.entries:
            feeds_of.setdefault(canonical(entry.url), set()).add(feed.slug)
    assert [feeds for feeds in feeds_of.values() if len(feeds) > 1] == [{"sperrfrist-null-uhr", "branchenbote"}]


def test_the_odd_ones_are_there_as_promised() -> None:
    entries = all_entries()
    assert [entry.language for entry in entries if not entry.teaser] == ["en"]
    assert [entry.slug for entry in entries if entry.language == "en"] == ["a-norwegian-ferry"]
    assert [entry.slug for entry in entries if "|" in entry.title] == ["briefing-das-dokument"]
    decomposed = [entry.title for entry in entries if unicodedata.normalize("NFC", entry.title) != entry.title]
    assert len(decomposed) == 1
    assert "Künstliche" in unicodedata.normalize("NFC", decomposed[0])
    assert sum(without_tracking(entry.url) != entry.url for entry in entries) >= 4
    assert sum(bool(entry.tags) for entry in entries) > len(entries) / 2
    assert any(entry.audio_minutes for entry in entries)


def test_every_body_has_two_to_five_paragraphs_worth_reading() -> None:
    for entry in all_entries():
        blocks = [block for block in entry.body.split("\n\n") if not block.startswith("## ")]
        assert 2 <= len(blocks) <= 6, entry.slug
        assert count_words(entry.body) >= 40, entry.slug


def test_ten_different_entries_are_picked_from_feeds_that_answer() -> None:
    picks = demo_edition().picks
    assert len({canonical(pick.entry.url) for pick in picks}) == len(picks) == 10
    assert all(pick.feed.status in (200, 301) and pick.entry in pick.feed.entries for pick in picks)
    assert max(Counter(pick.feed.slug for pick in picks).values()) <= 3


def test_the_picks_fill_every_standing_category_and_two_labels_of_their_own() -> None:
    used = {pick.category for pick in demo_edition().picks}
    assert set(STANDING) <= used
    assert used - set(STANDING) == {"Chatbots", "Podcast"}


def test_two_picks_carry_a_title_of_their_own() -> None:
    renamed = [pick for pick in demo_edition().picks if pick.title]
    assert len(renamed) == 2
    assert all(pick.title != pick.entry.title for pick in renamed)


@pytest.mark.parametrize("pick", demo_edition().picks, ids=lambda pick: pick.entry.slug)
def test_a_comment_has_the_length_of_the_genre_and_words_of_its_own(pick: DemoPick) -> None:
    assert 20 <= count_words(pick.comment) <= 42
    assert not _runs(pick.comment, 8) & _runs(pick.entry.teaser + "\n" + pick.entry.body, 8)


def test_intro_and_outro_are_two_sentences_each() -> None:
    edition = demo_edition()
    assert len(re.findall(r"[.?!](?=\s|$)", edition.intro)) == 2
    assert len(re.findall(r"[.?!](?=\s|$)", edition.outro)) == 2


def test_texts_are_set_with_proper_marks() -> None:
    wrong = [(place, text) for place, language, text in all_texts() if not _well_set(language, text)]
    assert wrong == []


@pytest.mark.parametrize("text", ['Er sagte "ja".', "Er sagte “ja”.", "„Ja“ und „nein", "Ja ... nein", "Ja - nein"])
def test_badly_set_german_is_told_from_well_set(text: str) -> None:
    assert not _well_set("de", text)
    assert _well_set("de", "„Ja“ – und dann „nein“ …")


def _well_set(language: str, text: str) -> bool:
    if re.search("[\"'´`]|\\.\\.\\.| - |  ", text.replace("\n- ", "\n")):
        return False
    # German marks alternate: each opening one is closed before the next opens.
    return language != "de" or ("”" not in text and bool(re.fullmatch("[^„“]*(„[^„“]+“[^„“]*)*", text)))


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Every run of `length` words, as a reader would hear it."""
    words = re.findall(r"\w+", fold(text))
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}
