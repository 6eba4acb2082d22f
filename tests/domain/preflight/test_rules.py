"""Each rule of the preflight: what it finds, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.edition import Edition
from digest.domain.memory import Recollection
from digest.domain.message import msg
from digest.domain.preflight.preflight_rules import RULES, look
from digest.domain.preflight.remark import Severity
from digest.domain.preflight.wording import shared_words
from tests.builders import MONTH
from tests.domain.preflight.looking import COMMENT, good, good_pick, rules_of, spoiled

WORDS = " ".join(f"Wort{number}" for number in range(30))


def test_a_good_edition_is_left_alone() -> None:
    assert look(good(), {}) == []


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("no-comment", {"comment": " \n"}),
        ("placeholder", {"comment": COMMENT + " TODO: Namen prüfen"}),
        ("placeholder", {"comment": COMMENT + " Wer war das ???"}),
        ("placeholder", {"comment": COMMENT + " Er sagt: „…“"}),
        ("placeholder", {"title": "Lorem ipsum dolor"}),
        ("placeholder", {"author": "XXX"}),
        ("no-title", {"original_title": "", "title": " "}),
        ("no-address", {"url": ""}),
        ("no-address", {"url": "mailto:a@example.org"}),
        ("quotation-long", {"quotation": WORDS, "quotation_source": "Ada"}),
        ("quotation-source", {"quotation": "Ein Satz.", "source": ""}),
        ("comment-short", {"comment": "Lesen!"}),
        ("comment-long", {"comment": WORDS * 3}),
        ("title-capitals", {"title": "DIE GROSSE KRISE"}),
        ("title-long", {"title": "Ein langer Titel " * 7}),
        ("english-title", {"title": "How to apologise to your customers"}),
        ("mixed-quotes", {"comment": COMMENT + ' Ein „Rückruf“ und ein "Shitstorm".'}),
        ("control-characters", {"title": "Ein Wort\u202eknirps"}),
        ("old-entry", {"published": datetime(2026, 8, 31, tzinfo=UTC)}),
        ("plain-http", {"url": "http://seite.example/1"}),
        ("plain-http", {"comment": COMMENT + " Mehr [dazu](http://seite.example/x)."}),
        ("short-link", {"url": "https://bit.ly/3xyz"}),
        ("tracking", {"comment": COMMENT + " <https://seite.example/x?utm_source=rss>"}),
    ],
)
def test_a_rule_speaks_and_points_at_the_pick(rule: str, fields: dict[str, Any]) -> None:
    checked = spoiled(good(), **fields)
    assert rules_of(checked) == [rule]
    place = look(checked, {})[0].place
    assert (place.pick_id, place.position) == ("p1", 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"comment": COMMENT + " Die XX. Tagung, bei der alle ratlos fragten: Wirklich??"},
        {"title": "DAS IT-AMT"[:7]},
        {"title": "Newsroom im Mittelstand", "language": "en"},
        {"title": "How to apologise to your customers", "language": "en"},
        {"title": "Thinking aloud"},
        {"title": "What die Presse will: of und to"},
        {"quotation": "Ein Satz.", "source": "Blog"},
        {"published": datetime(2026, 9, 1, tzinfo=UTC)},
        {"published": None},
        {"comment": COMMENT + " „Ja, aber ‚nein‘“, „so“."},
        {"comment": COMMENT + " Mehr [dazu](https://seite.example/x_(y)?a=1)."},
    ],
)
def test_what_is_well_is_left_alone(fields: dict[str, Any]) -> None:
    assert rules_of(spoiled(good(), **fields)) == []


def test_the_number_of_picks_is_compared_with_the_target() -> None:
    assert rules_of(good(target=3)) == ["too-few"]
    assert rules_of(good(target=1)) == ["too-many"]


def test_one_source_may_come_three_times() -> None:
    picks = [good_pick(number, source="PR-Blog") for number in range(1, 5)]
    assert rules_of(good(*picks[:3])) == []
    (remark,) = look(good(*picks), {})
    assert (remark.rule, remark.place.position) == ("same-source", 4)


def test_a_standing_category_without_a_pick_is_named() -> None:
    (remark,) = look(good(standing=("Strategie", "krise", "IK")), {})
    assert (remark.rule, str(remark.message)) == ("empty-category", "IK has no pick.")


def test_the_same_page_twice_is_told_at_the_second() -> None:
    first, second = good_pick(1), good_pick(2, category="Krise", canonical_url=good_pick(1).canonical_url)
    (remark,) = look(good(first, second), {})
    assert (remark.rule, remark.place.pick_id) == ("same-page", "p2")


def test_a_page_of_an_earlier_edition_is_told_with_month_and_category() -> None:
    places = (Recollection("2026-03", "Krise", "x"), Recollection("2025-03", "IK", "y", linked=True))
    remarks = look(good(earlier={"p2": places}), {})
    assert [str(remark.message) for remark in remarks] == [
        "Pick 2: already in March, under Krise.",
        "Pick 2: already in March 2025, linked in a comment under IK.",
    ]


def test_words_copied_from_the_teaser_are_found_whatever_stands_between_them() -> None:
    teaser = "Die Studie zeigt: Jedes zweite Unternehmen hat keine klare Strategie für seine Kommunikation."
    copied = "Interessant! „Jedes zweite Unternehmen hat KEINE klare Strategie – für seine“ Pressearbeit nämlich."
    assert rules_of(spoiled(good(teasers={"p1": teaser}), comment=copied)) == ["copied"]
    own = "Jedes zweite Unternehmen hat keine klare Vorstellung davon, was eine Strategie leisten soll."
    assert rules_of(spoiled(good(teasers={"p1": teaser}), comment=own)) == []


@given(st.lists(st.sampled_from("abc"), max_size=40), st.lists(st.sampled_from("abc"), max_size=40))
def test_shared_words_are_the_longest_run_of_both(ours: list[str], theirs: list[str]) -> None:
    comment, teaser = " ".join(ours), " ".join(theirs)
    runs = [
        ours[start:end]
        for start in range(len(ours))
        for end in range(start + 8, len(ours) + 1)
        if f" {' '.join(ours[start:end])} " in f" {teaser} "
    ]
    assert len(shared_words(comment, teaser)) == max(map(len, runs), default=0)


def test_the_text_around_the_picks_is_looked_at_as_well() -> None:
    edition = Edition(MONTH, title="Titel", intro="Hallo XXX", outro="Mehr: http://blog.example/")
    found = {(remark.rule, remark.place.field) for remark in look(good(edition=edition), {})}
    assert found == {("placeholder", "intro"), ("plain-http", "outro")}


def test_the_edition_needs_a_title_and_mail_an_imprint() -> None:
    remarks = look(good(title_trouble=msg("No topic."), imprint_missing=True), {})
    assert [remark.rule for remark in remarks] == ["no-edition-title", "no-imprint"]
    assert {remark.severity for remark in remarks} == {Severity.ERROR}


def test_errors_come_first_then_the_order_of_the_picks() -> None:
    picks = (good_pick(1, comment="Kurz."), good_pick(2, comment="", title="EIN TITEL IN GROSS"))
    assert [remark.place.position for remark in look(good(*picks), {})] == [2, 1, 2]


def test_a_rule_is_silenced_for_all_or_for_one_pick() -> None:
    picks = (good_pick(1, comment="Kurz."), good_pick(2, comment="Kurz.", silenced=("comment-short",)))
    assert [remark.place.pick_id for remark in look(good(*picks), {})] == ["p1"]
    assert look(good(*picks), {"comment-short": "Wir sind knapp."}) == []


def test_ids_are_words_and_unique() -> None:
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert all(rule_id.replace("-", "").isalpha() and rule_id.islower() for rule_id in ids)


@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=80))
def test_no_text_whatever_breaks_a_rule(comment: str, title: str, url: str) -> None:
    checked = spoiled(good(), comment=comment, title=title, url=url, source=title, quotation=comment)
    edition = replace(checked.edition, intro=comment, outro=title)
    for remark in look(replace(checked, edition=edition, teasers={"p1": comment}), {}):
        assert str(remark.message)


def test_marks_that_exports_set_are_not_minded() -> None:
    mixed = spoiled(good(), comment=COMMENT + ' Ein „Rückruf“ und ein "Shitstorm".')
    assert rules_of(replace(mixed, quotes="german")) == []
    unclear = spoiled(good(), comment=COMMENT + ' Ein „Rückruf“ und 24" breit.')
    assert rules_of(replace(unclear, quotes="german")) == ["mixed-quotes"]
