"""A whole edition out as a file and back: a merge of three texts.

What two have changed is a conflict.
"""

from __future__ import annotations

import pytest

from digest.bootstrap import Library
from digest.domain.errors import Conflict, EditionClosed, UsageError
from digest.services.curation.roundtrip import NotUnderstood
from tests.builders import MONTH, NOW, a_pick


@pytest.fixture
def library(library: Library) -> Library:
    for number, category in ((1, "Strategie"), (2, "Strategie"), (3, "Tumblr"), (4, "Chatbots")):
        library.store.add_pick(a_pick(number, category=category, comment=f"Kommentar {number}"), NOW)
    return library


def order(library: Library) -> list[str]:
    return [pick.id for pick in library.editions.picks(MONTH)]


def line(text: str, title: str) -> str:
    return next(row for row in text.split("\n") if row.startswith(f"### {title} "))


def test_a_file_as_it_was_written_is_no_change(library: Library) -> None:
    before = library.store.stamp()
    done = library.roundtrip.apply(library.roundtrip.text(MONTH, ["Ein Hinweis"]), MONTH)
    assert done.nothing
    assert library.store.stamp() == before


def test_titles_comments_texts_and_order_are_one_revision(library: Library) -> None:
    text = library.roundtrip.text(MONTH, ())
    one, two = (line(text, f"Seite {number}") for number in (1, 2))
    text = text.replace(one, "").replace("Kommentar 1\n", "")
    text = text.replace(f"{two}\n\nKommentar 2\n", f"{two}\n\nAnders 2\n\n{one.replace('Seite 1', 'Eins')}\n\nNeu 1\n")
    done = library.roundtrip.apply(text)
    assert (done.changed, done.dropped) == (2, ())
    assert order(library)[:2] == ["p2", "p1"]
    assert (library.store.pick("p1").title, library.store.pick("p1").comment) == ("Eins", "Neu 1")
    assert library.store.pick("p2").comment == "Anders 2"


def test_what_only_one_has_changed_is_kept_from_both(library: Library) -> None:
    text = library.roundtrip.text(MONTH, ())
    library.store.change_pick("p3", {"comment": "Von der Kollegin"}, NOW)
    library.roundtrip.apply(text.replace("Kommentar 1", "Von mir"))
    assert [library.store.pick(name).comment for name in ("p1", "p3")] == ["Von mir", "Von der Kollegin"]


def test_a_text_that_both_have_changed_is_a_conflict_with_both_and_nothing_is_written(library: Library) -> None:
    text = library.roundtrip.text(MONTH, ())
    library.store.change_pick("p1", {"comment": "Von der Kollegin"}, NOW)
    with pytest.raises(Conflict) as caught:
        library.roundtrip.apply(text.replace("Kommentar 1", "Von mir").replace("Kommentar 2", "Auch von mir"))
    assert "Von der Kollegin" in caught.value.theirs
    assert "Von mir" in caught.value.ours
    assert library.store.pick("p2").comment == "Kommentar 2"


def test_the_same_change_by_both_is_none(library: Library) -> None:
    text = library.roundtrip.text(MONTH, ())
    library.store.change_pick("p1", {"comment": "Gleich"}, NOW)
    before = library.store.stamp()
    assert library.roundtrip.apply(text.replace("Kommentar 1", "Gleich")).nothing
    assert library.store.stamp() == before


def test_a_pick_that_is_taken_out_is_dropped(library: Library) -> None:
    text = library.roundtrip.text(MONTH, ())
    done = library.roundtrip.apply(text.replace(line(text, "Seite 3"), "").replace("Kommentar 3\n", ""))
    assert [pick.id for pick in done.dropped] == ["p3"]
    assert order(library) == ["p1", "p2", "p4"]
    assert library.store.pick("p3").comment == "Kommentar 3"


def test_ad_hoc_labels_change_places_and_standing_ones_are_told_to_stay(library: Library) -> None:
    library.store.add_pick(a_pick(5, category="Krise"), NOW)
    text = library.roundtrip.text(MONTH, ())
    swapped = text.replace("## Tumblr", "## X").replace("## Chatbots", "## Tumblr").replace("## X", "## Chatbots")
    three, four = line(text, "Seite 3"), line(text, "Seite 4")
    swapped = swapped.replace(three, "X").replace(four, three).replace("X", four)
    swapped = swapped.replace("Kommentar 3", "X").replace("Kommentar 4", "Kommentar 3").replace("X", "Kommentar 4")
    library.roundtrip.apply(swapped)
    labels = [section.category for section in library.editions.sections(MONTH)]
    assert labels == ["Strategie", "Chatbots", "Tumblr", "Krise"]
    assert [library.store.pick(name).category for name in ("p3", "p4")] == ["Tumblr", "Chatbots"]


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_file_drops_nothing(library: Library, text: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        library.roundtrip.apply(text)
    assert len(order(library)) == 4


def test_a_file_of_another_month_or_with_a_strange_pick_is_refused(library: Library) -> None:
    text = library.roundtrip.text(MONTH, ())
    with pytest.raises(UsageError, match="not 2026-12"):
        library.roundtrip.apply(text, "2026-12")
    with pytest.raises(NotUnderstood) as caught:
        library.roundtrip.apply(text.replace("{p1 ", "{p9 "))
    (miss,) = caught.value.misread
    assert (miss.line, "p9" in str(miss.reason)) == (text.split("\n").index(line(text, "Seite 1")) + 1, True)


def test_a_closed_edition_takes_nothing_back(library: Library) -> None:
    text = library.roundtrip.text(MONTH, ())
    library.editions.close(MONTH)
    with pytest.raises(EditionClosed):
        library.roundtrip.apply(text.replace("Kommentar 1", "Zu spät"))
    assert library.store.pick("p1").comment == "Kommentar 1"
