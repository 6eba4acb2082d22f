"""Rules in the interface.

Tried while they are typed, kept, changed, taken away, and back with u.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.domain.rules import Rule
from digest.storage.registry import open_store
from tests.builders import NOW, a_feed, a_refresh, an_entry
from tests.marking import first_quick
from tests.tui.driving import Driver, drive

#: Thorough and long: with the slow tests. The quick ones go the same ways in shorter stories.
pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Path:
    store = open_store(str(tmp_path / "library"), lambda: NOW)
    store.add_feeds([a_feed(1, title="PR-Blog"), a_feed(2, title="Anderes")])
    store.apply_refresh([
        a_refresh("f1", an_entry(1, title="Großes Gewinnspiel"), an_entry(2, title="Krise im Haus")),
        a_refresh("f2", an_entry(3, "f2", title="Noch ein Gewinnspiel")),
    ])  # fmt: skip
    store.close()
    return tmp_path


async def open_rules(driver: Driver) -> None:
    await driver.sees("Krise im Haus")
    await driver.press("colon")
    await driver.types("rules")
    await driver.sees("Rules")
    await driver.press("enter")


@pytest.mark.parametrize("size", first_quick((80, 24), (120, 36)))
def test_a_rule_is_tried_while_it_is_typed_and_kept_with_enter(home: Path, size: tuple[int, int]) -> None:
    async def steps(driver: Driver) -> None:
        await open_rules(driver)
        await driver.sees("A rule for what comes in")
        await driver.types("gewinn*")
        await driver.sees("Fits 2 of 3 entries.", "Großes Gewinnspiel")
        await driver.press("down", "down", "tab")  # a regular expression
        await driver.sees("Pattern: regular expression")
        await driver.press("enter")
        await driver.is_told("Rule “gewinn*” kept")
        (rule,) = driver.store.rules()
        assert (rule.pattern, rule.action, rule.field, rule.is_regex) == ("gewinn*", "mute", "title", True)
        await driver.until(lambda: driver.titles == ["Krise im Haus"])
        await driver.press("u")
        await driver.until(lambda: len(driver.titles) == 3)
        assert driver.store.rules() == ()

    drive(home, steps, size)


def test_a_word_typed_among_the_rules_begins_one(home: Path) -> None:
    async def steps(driver: Driver) -> None:
        driver.store.exchange(None, Rule("r1", "anzeige", action="read"))
        await open_rules(driver)
        await driver.sees("A new rule …", "“anzeige”")
        await driver.types("krise")
        await driver.sees("A new rule for “krise” …")
        await driver.press("enter")
        await driver.sees("A rule for what comes in", "Fits 1 of 3 entries.")
        await driver.press("enter")
        await driver.is_told("Rule “krise” kept")

    drive(home, steps)


def test_what_makes_no_sense_is_told_and_corrected(home: Path) -> None:
    async def steps(driver: Driver) -> None:
        await open_rules(driver)
        await driver.sees("A rule for what comes in")
        await driver.press("down", "down", "tab")
        await driver.types("(krise")
        await driver.sees("is no regular expression")
        await driver.press("enter")
        await driver.sees("is no regular expression")
        await driver.types(")")
        await driver.sees("Fits 1 of 3 entries.")
        await driver.press("up", "up", "tab", "tab", "tab")  # mute, read, shortlist, category
        await driver.sees("Category: Strategie")
        await driver.press("down", "down", "down", "down", "tab", "enter")
        await driver.until(lambda: len(driver.store.rules()) == 1)
        assert (driver.store.rules()[0].action, driver.store.rules()[0].category) == ("category", "Medienarbeit")
        await driver.press("j")
        await driver.sees("By a rule: Medienarbeit, for “(krise)”")

    drive(home, steps)


def test_a_muted_word_is_a_rule_that_can_be_taken_away(home: Path) -> None:
    store = open_store(str(home / "library"), lambda: NOW)
    store.mute_words(["Gewinnspiel"])
    store.close()

    async def steps(driver: Driver) -> None:
        await open_rules(driver)
        await driver.sees("mute · title · “Gewinnspiel”")
        await driver.types("gewinn")
        await driver.press("enter")
        await driver.sees("A rule for what comes in")
        await driver.press("shift+tab")
        await driver.sees("Action: remove the rule")
        await driver.press("enter")
        await driver.until(lambda: driver.store.muted_words() == ())
        await driver.press("u")
        await driver.until(lambda: driver.store.muted_words() == ("Gewinnspiel",))

    drive(home, steps)


def test_the_feeds_screen_makes_rules_for_one_feed(home: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.sees("Krise im Haus")
        await driver.press("F")
        await driver.sees("Anderes")
        await driver.press("r")
        await driver.sees("A rule for what comes in")
        await driver.press("down", "down", "down", "tab")
        await driver.sees("Of: Anderes", "Fits 1 of 3 entries.")
        await driver.press("enter")
        await driver.until(lambda: [rule.feed_id for rule in driver.store.rules()] == ["f2"])

    drive(home, steps)
