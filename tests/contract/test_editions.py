"""Editions: their own fields, closing and reopening."""

from __future__ import annotations

import pytest

from digest.domain.edition import Edition
from digest.domain.errors import Conflict, EditionClosed, UsageError
from digest.storage.store import Store
from tests.builders import MONTH, NOW, a_frozen, a_pick, at


def test_an_untouched_edition_is_an_empty_draft(store: Store) -> None:
    assert store.edition(MONTH) == Edition(MONTH)
    assert store.picks(MONTH) == []


def test_fields_are_changed_and_counted(store: Store) -> None:
    fields = {"title": "Titel", "intro": "Vor\n\nweg", "outro": "Gruß", "preheader": "Kurz", "topic": "KI", "url": "u"}
    first = store.change_edition(MONTH, fields, at(1))
    assert first == Edition(MONTH, **fields, created=at(1), changed=at(1), version=1)  # type: ignore[arg-type]
    second = store.change_edition(MONTH, {"title": ""}, at(2), version=1)
    assert (second.title, second.version, second.created, second.changed) == ("", 2, at(1), at(2))
    assert store.edition(MONTH) == second


def test_changing_nothing_begins_no_edition(store: Store) -> None:
    assert store.change_edition(MONTH, {"title": ""}, at(1)) == Edition(MONTH)
    assert store.change_edition(MONTH, {}, at(1), version=0) == Edition(MONTH)
    assert store.editions() == []


def test_the_newest_edition_stands_first(store: Store) -> None:
    for month in ("2026-09", "2026-11", "2025-12"):
        store.change_edition(month, {"topic": month}, NOW)
    assert [edition.id for edition in store.editions()] == ["2026-11", "2026-09", "2025-12"]
    assert store.edition_ids() == ["2026-11", "2026-09", "2025-12"]


def test_labels_are_arranged_and_none_in_use_is_lost(store: Store) -> None:
    for number, category in enumerate(("A", "B", "C"), start=1):
        store.add_pick(a_pick(number, category=category), NOW)
    store.drop_pick("p2", NOW)
    assert store.change_edition(MONTH, {"labels": ["C", "c", "Z"]}, at(1)).labels == ("C", "Z", "A")


@pytest.mark.parametrize(
    "changes", [{"id": "x"}, {"frozen": None}, {"version": 3}, {"title": 3}, {"labels": "Krise"}, {"labels": (1,)}]
)
def test_other_fields_and_types_are_refused(store: Store, changes: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        store.change_edition(MONTH, changes, NOW)
    assert store.editions() == []


def test_an_edition_is_a_month(store: Store) -> None:
    for wrong in ("2026-13", "November", "", "../x"):
        with pytest.raises(UsageError):
            store.change_edition(wrong, {"title": "x"}, NOW)
        with pytest.raises(UsageError):
            store.close_edition(wrong, a_frozen(), NOW)


def test_a_version_that_is_old_raises_a_conflict_with_both_texts(store: Store) -> None:
    store.change_edition(MONTH, {"intro": "Ihr Text"}, at(1), version=0)
    with pytest.raises(Conflict) as caught:
        store.change_edition(MONTH, {"intro": "Mein Text"}, at(2), version=0)
    assert (caught.value.theirs, caught.value.ours) == ("Ihr Text", "Mein Text")
    for call in (
        lambda: store.close_edition(MONTH, a_frozen(), at(2), version=0),
        lambda: store.change_edition(MONTH, {"url": "x"}, at(2), version=9),
    ):
        with pytest.raises(Conflict):
            call()
    assert store.edition(MONTH).version == 1


def test_closing_freezes_and_lets_dropped_picks_go(store: Store) -> None:
    store.add_pick(a_pick(1, comment="bleibt"), NOW)
    store.add_pick(a_pick(2, comment="geht"), NOW)
    store.drop_pick("p2", NOW)
    frozen = a_frozen(title="Titel „mit“ Umlaut: ä", order=("Krise", "Strategie"))
    closed = store.close_edition(MONTH, frozen, at(1), version=1)
    assert (closed.frozen, closed.closed, closed.changed, closed.version) == (frozen, at(1), at(1), 2)
    assert store.edition(MONTH) == closed
    assert [pick.id for pick in store.picks(MONTH, dropped=True)] == ["p1"]


def test_a_closed_edition_refuses_all_but_its_address(store: Store) -> None:
    store.add_pick(a_pick(1), NOW)
    store.close_edition(MONTH, a_frozen(), at(1))
    picks = store.picks(MONTH)
    for call in (
        lambda: store.add_pick(a_pick(2), at(2)),
        lambda: store.add_pick(a_pick(3, url=a_pick(1).url), at(2)),
        lambda: store.change_edition(MONTH, {"title": "x"}, at(2)),
        lambda: store.change_edition(MONTH, {"url": "u", "title": "x"}, at(2)),
        lambda: store.close_edition(MONTH, a_frozen(), at(2)),
    ):
        with pytest.raises(EditionClosed):
            call()
    assert store.picks(MONTH) == picks
    assert store.change_edition(MONTH, {"url": "https://blog.example/11"}, at(3)).url == "https://blog.example/11"


def test_reopening_brings_the_draft_back_with_its_picks(store: Store) -> None:
    store.add_pick(a_pick(1, comment="x"), NOW)
    picks = store.picks(MONTH)
    store.close_edition(MONTH, a_frozen(), at(1))
    reopened = store.reopen_edition(MONTH, at(2), version=2)
    assert (reopened.frozen, reopened.closed, reopened.version) == (None, None, 3)
    assert store.picks(MONTH) == picks
    assert store.reopen_edition(MONTH, at(3)) == reopened
    store.change_pick("p1", {"comment": "y"}, at(4))


def test_the_first_closing_is_remembered_for_ever(store: Store) -> None:
    store.add_pick(a_pick(1), at(0))
    first = store.close_edition(MONTH, a_frozen(), at(1))
    assert (first.closed, first.first_closed, first.appeared) == (at(1), at(1), at(1))
    reopened = store.reopen_edition(MONTH, at(2))
    assert (reopened.closed, reopened.first_closed, reopened.appeared) == (None, at(1), None)
    again = store.close_edition(MONTH, a_frozen(), at(3))
    assert (again.closed, again.first_closed, again.appeared) == (at(3), at(1), at(1))
    assert store.edition(MONTH) == again


def test_reopening_checks_the_version(store: Store) -> None:
    store.close_edition(MONTH, a_frozen(), at(1))
    with pytest.raises(Conflict):
        store.reopen_edition(MONTH, at(2), version=7)
    assert store.edition(MONTH).is_closed


def test_an_edition_without_picks_can_be_closed(store: Store) -> None:
    assert store.close_edition(MONTH, a_frozen(), at(1)).created == at(1)


def test_closing_notices_what_was_picked_or_commented_meanwhile(store: Store) -> None:
    store.add_pick(a_pick(1), NOW)
    seen = {"p1": 1}
    store.change_pick("p1", {"comment": "noch schnell"}, at(1))
    with pytest.raises(Conflict):
        store.close_edition(MONTH, a_frozen(), at(2), picks=seen)
    store.add_pick(a_pick(2), at(3))
    with pytest.raises(Conflict):
        store.close_edition(MONTH, a_frozen(), at(4), picks={"p1": 2})
    store.drop_pick("p2", at(5))
    assert store.close_edition(MONTH, a_frozen(), at(6), picks={"p1": 2}).is_closed


def test_a_library_that_has_lost_nothing_is_whole(store: Store) -> None:
    store.ensure_whole()
    store.add_pick(a_pick(1), NOW)
    store.close_edition(MONTH, a_frozen(), at(1))
    store.ensure_whole()
    store.reopen_edition(MONTH, at(2))
    store.ensure_whole()


def test_an_edition_in_which_nothing_is_written_is_taken_away(store: Store) -> None:
    store.add_pick(a_pick(1), NOW)
    store.drop_pick("p1", at(1))
    store.remove_edition(MONTH, NOW)
    assert store.editions() == []
    assert store.edition(MONTH) == Edition(MONTH)
    assert store.picks(MONTH, dropped=True) == []


def test_an_edition_that_holds_a_pick_or_a_text_is_not(store: Store) -> None:
    store.add_pick(a_pick(1), NOW)
    with pytest.raises(UsageError, match="is not empty"):
        store.remove_edition(MONTH, NOW, discard=True)
    store.change_edition("2026-12", {"outro": "Gruß"}, NOW)
    with pytest.raises(UsageError, match="is not empty"):
        store.remove_edition("2026-12", NOW, discard=True)
    store.close_edition(MONTH, a_frozen(), NOW)
    with pytest.raises(EditionClosed):
        store.remove_edition(MONTH, NOW, discard=True)
    assert [edition.id for edition in store.editions()] == ["2026-12", MONTH]


def test_comments_of_dropped_picks_go_only_if_that_is_said(store: Store) -> None:
    store.add_pick(a_pick(1, comment="Meine Worte"), NOW)
    store.drop_pick("p1", at(1))
    with pytest.raises(UsageError, match="comments of dropped picks"):
        store.remove_edition(MONTH, NOW)
    assert [pick.comment for pick in store.picks(MONTH, dropped=True)] == ["Meine Worte"]
    store.remove_edition(MONTH, NOW, discard=True)
    assert store.editions() == []
