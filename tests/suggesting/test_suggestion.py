"""Suggestions of a category.

Right often enough, explained, the same each time, and silent without grounds.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.domain.suggestion import LIKELY, Example, Features, Learned, calibration_error, evaluate
from tests.suggesting.history import PICKS, history


def test_held_back_picks_are_guessed_far_better_than_by_any_easy_rule() -> None:
    examples, presets = history()
    rate = evaluate(examples, presets)
    assert rate.picks == PICKS
    assert rate.top1 >= 0.7
    assert rate.top3 >= 0.9
    assert rate.top1 > rate.preset > rate.random
    assert rate.top1 > 2 * rate.frequent


def test_it_does_not_hang_on_the_draw() -> None:
    rates = [evaluate(*history(seed)) for seed in range(5)]
    assert min(rate.top1 for rate in rates) >= 0.7
    assert min(rate.top3 for rate in rates) >= 0.88


def crisis(number: int, **fields: str) -> Example:
    return Example(Features(f"Rückruf und Shitstorm, Fall {number}", feed="PR-Doktor", **fields), "Krise")


def intern(number: int) -> Example:
    return Example(Features(f"Intranet und Betriebsrat, Teil {number}", feed="Flurfunk"), "IK")


HISTORY = [example(number) for number in range(10) for example in (crisis, intern)]


def test_a_suggestion_names_the_words_and_the_feed_that_spoke_for_it() -> None:
    guess = Learned(HISTORY).suggest(Features("Nach dem Shitstorm: Rückrufe richtig erklären", feed="PR-Doktor"))
    assert guess is not None
    assert (guess.category, set(guess.words), guess.feed) == ("Krise", {"Shitstorm", "Rückrufe"}, "PR-Doktor")
    ranked = Learned(HISTORY).ranked(Features("Der Betriebsrat", feed="PR-Doktor"))
    guess = next(guess for guess in ranked if guess.category == "IK")
    assert (guess.words, guess.feed) == (("Betriebsrat",), "")


def test_it_is_silent_until_it_has_learned_enough() -> None:
    asked = Features("Rückruf und Shitstorm")
    assert Learned(()).suggest(asked) is None
    assert Learned(HISTORY[:19]).suggest(asked) is None
    assert Learned([crisis(number) for number in range(30)]).suggest(asked) is None, "one category is no choice"
    assert Learned(HISTORY).suggest(asked) is not None


def test_it_is_silent_about_what_it_knows_nothing_of() -> None:
    assert Learned(HISTORY).suggest(Features("Zimtschnecken backen", feed="Küchenblog")) is None


def test_comments_teach_what_titles_do_not_say() -> None:
    taught = [Example(Features(f"Fundstück {n}"), "Krise", "Ein Störfall!") for n in range(3)]
    guess = Learned([*HISTORY, *taught]).suggest(Features("Störfälle"))
    assert guess is not None
    assert guess.category == "Krise"


@given(st.permutations(HISTORY), st.text(max_size=60), st.sampled_from(["", "PR-Doktor", "Flurfunk"]))
def test_the_order_in_which_picks_were_made_does_not_matter(examples: list[Example], title: str, feed: str) -> None:
    asked = Features(title, feed=feed)
    one, other = Learned(HISTORY).ranked(asked), Learned(examples).ranked(asked)
    assert [guess.category for guess in one] == [guess.category for guess in other]
    assert abs(sum(guess.likely for guess in one) - 1) < 1e-9


def test_learning_goes_on_from_what_was_learned() -> None:
    at_once, in_two = Learned(HISTORY), Learned(HISTORY[15:], Learned(HISTORY[:15]))
    asked = Features("Nach dem Shitstorm: Rückrufe richtig erklären", feed="PR-Doktor")
    assert at_once.picks == in_two.picks
    assert [(one.category, round(one.likely, 9)) for one in at_once.ranked(asked)] == [
        (one.category, round(one.likely, 9)) for one in in_two.ranked(asked)
    ]
    assert Learned(HISTORY[:15]).picks == 15


def test_what_is_said_to_be_likely_comes_true_about_as_often() -> None:
    rates = [evaluate(*history(seed)) for seed in range(5)]
    assert sum(rate.calibration for rate in rates) / len(rates) <= 0.1
    assert all(rate.shown_right >= rate.top1 for rate in rates)
    assert all(rate.shown >= 0.5 for rate in rates)


def test_a_toss_up_is_no_suggestion() -> None:
    mixed = Features("Shitstorm im Intranet: der Rückruf und der Betriebsrat")
    learned = Learned(HISTORY)
    assert learned.ranked(mixed)[0].likely < LIKELY
    assert learned.suggest(mixed) is None


def test_labels_without_sense_are_not_suggested_with_confidence() -> None:
    examples, _ = history()
    names = [example.category for example in examples]
    shifted = [
        Example(example.features, name, example.comment)
        for example, name in zip(examples, names[71:] + names[:71], strict=True)
    ]
    rate = evaluate(shifted, [""] * len(shifted))
    assert rate.shown <= 0.1
    assert rate.calibration <= 0.15


def test_the_calibration_error_is_the_mean_gap_between_stated_and_true() -> None:
    assert calibration_error([]) == 0.0
    assert calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == 0.0
    assert abs(calibration_error([(0.95, False)] * 2 + [(0.55, True)] * 2) - 0.7) < 1e-9
