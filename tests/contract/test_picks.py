"""Picking, commenting, moving, dropping; conflicts between two who do it at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from digest.domain.edition import Pick
from digest.domain.errors import Conflict, EditionClosed, NotFound, UsageError
from digest.domain.query import PickedPlace
from digest.storage.store import Store
from tests.builders import MONTH, NOW, a_frozen, a_pick, an_entry, at, pick_of


def test_a_pick_is_kept_at_the_end_with_every_field(store: Store) -> None:
    store.add_pick(a_pick(1), NOW)
    pick = a_pick(
        2, title="Mein Titel", comment="Zeile „eins“\n\nZeile zwei", source="Quelle", author="Jörg", via="Zoë",
        language="de", published=at(-5), quotation="Zitat", quotation_source="Seite 3", own_post=True, sponsored=True,
        medium="Video", curator="Ich", entry_id="e2", rank=99, dropped=True, created=at(-9), version=7,
    )  # fmt: skip
    kept = store.add_pick(pick, at(1))
    assert (kept.rank, kept.dropped, kept.version, kept.created, kept.changed) == (2, False, 1, at(1), at(1))
    assert as_given(kept) == as_given(pick)
    assert store.pick("p2") == kept
    assert [each.id for each in store.picks(MONTH)] == ["p1", "p2"]


def test_the_first_pick_begins_the_edition(store: Store) -> None:
    assert store.edition(MONTH).version == 0
    assert store.editions() == []
    store.add_pick(a_pick(1, category="Krise"), at(3))
    edition = store.edition(MONTH)
    assert (edition.created, edition.changed, edition.version, edition.labels) == (at(3), at(3), 1, ("Krise",))
    assert store.editions() == [edition]


def test_labels_are_remembered_in_the_order_of_first_use(store: Store) -> None:
    store.add_pick(a_pick(1, category="Tumblr"), NOW)
    store.add_pick(a_pick(2, category="Krise"), NOW)
    store.add_pick(a_pick(3, category="tumblr"), NOW)
    assert store.edition(MONTH).labels == ("Tumblr", "Krise")
    assert store.edition(MONTH).version == 2
    store.change_pick("p1", {"category": "Chatbots"}, at(1))
    assert store.edition(MONTH).labels == ("Tumblr", "Krise", "Chatbots")
    store.change_pick("p1", {"comment": "Neu"}, at(2))
    assert store.edition(MONTH).version == 3


def test_picking_the_same_page_again_changes_only_what_is_given(store: Store) -> None:
    kept = store.add_pick(a_pick(1, comment="Mein Kommentar", source="Quelle"), NOW)
    again = store.add_pick(a_pick(2, url="http://www.seite.example/1/", category="Krise", author="Zoë"), at(1))
    assert (again.id, again.comment, again.source, again.author) == ("p1", "Mein Kommentar", "Quelle", "Zoë")
    assert (again.category, again.rank, again.created, again.version) == ("Krise", kept.rank, NOW, 2)
    assert store.picks(MONTH) == [again]
    with pytest.raises(NotFound):
        store.pick("p2")


def test_picking_the_same_entry_again_finds_it_under_another_address(store: Store) -> None:
    store.add_pick(a_pick(1, entry_id="e1"), NOW)
    again = store.add_pick(a_pick(2, entry_id="e1", title="Neu"), at(1))
    assert (again.id, again.title) == ("p1", "Neu")
    assert len(store.picks(MONTH)) == 1


def test_picking_what_is_picked_changes_nothing(store: Store) -> None:
    kept = store.add_pick(a_pick(1, comment="x"), NOW)
    before = store.stamp()
    assert store.add_pick(a_pick(2, url=a_pick(1).url, original_title="Seite 1"), at(1)) == kept
    assert store.stamp() == before


def test_a_dropped_pick_comes_back_with_its_comment_and_place(store: Store) -> None:
    for number in (1, 2, 3):
        store.add_pick(a_pick(number, comment=f"Kommentar {number}"), NOW)
    dropped = store.drop_pick("p2", at(1))
    assert (dropped.dropped, dropped.rank) == (True, 2)
    assert [pick.id for pick in store.picks(MONTH)] == ["p1", "p3"]
    assert [pick.id for pick in store.picks(MONTH, dropped=True)] == ["p1", "p2", "p3"]
    assert store.find_picks("p2") == []
    revived = store.add_pick(a_pick(9, url=a_pick(2).url), at(2))
    assert (revived.id, revived.comment, revived.category, revived.dropped) == ("p2", "Kommentar 2", "Strategie", False)
    assert [pick.id for pick in store.picks(MONTH)] == ["p1", "p2", "p3"]
    store.drop_pick("p2", at(3))
    revived = store.add_pick(a_pick(9, url=a_pick(2).url, category="IK"), at(4))
    assert (revived.id, revived.comment, revived.category, revived.dropped) == ("p2", "Kommentar 2", "IK", False)
    assert [pick.id for pick in store.picks(MONTH)] == ["p1", "p3", "p2"]


def test_one_page_in_two_editions_is_two_picks(store: Store) -> None:
    store.add_pick(a_pick(1), NOW)
    store.add_pick(a_pick(2, "2026-12", url=a_pick(1).url), NOW)
    assert [len(store.picks(month)) for month in (MONTH, "2026-12")] == [1, 1]


def test_pages_without_address_are_not_one_page(store: Store) -> None:
    store.add_pick(a_pick(1, url="", canonical_url=""), NOW)
    store.add_pick(a_pick(2, url="", canonical_url=""), NOW)
    assert len(store.picks(MONTH)) == 2


def test_a_pick_id_in_use_is_a_mistake_of_the_program(store: Store) -> None:
    store.add_pick(a_pick(1), NOW)
    for month in (MONTH, "2026-12"):
        with pytest.raises(ValueError, match="p1"):
            store.add_pick(a_pick(1, month, url="https://anders.example/"), NOW)
    assert store.picks("2026-12") == []


def test_an_edition_is_a_month(store: Store) -> None:
    with pytest.raises(UsageError):
        store.add_pick(a_pick(1, "November"), NOW)


def test_a_comment_is_changed_byte_for_byte(store: Store) -> None:
    store.add_pick(a_pick(1), NOW)
    comment = "Zeile „eins“\u00a0–\u2011 ‚zwei‘\n\n* Punkt\t🙂\n"
    changed = store.change_pick("p1", {"comment": comment}, at(1))
    assert (changed.comment, changed.version, changed.changed, changed.created) == (comment, 2, at(1), NOW)
    assert store.pick("p1") == changed


def test_setting_what_stands_there_changes_nothing(store: Store) -> None:
    kept = store.add_pick(a_pick(1, comment="x"), NOW)
    before = store.stamp()
    assert store.change_pick("p1", {"comment": "x"}, at(1)) == kept
    assert store.change_pick("p1", {}, at(1)) == kept
    assert store.restore_pick("p1", at(1)) == kept
    assert store.stamp() == before


def test_another_address_is_compared_by_its_own_form(store: Store) -> None:
    store.add_pick(a_pick(1), NOW)
    changed = store.change_pick("p1", {"url": "http://www.anders.example/a/"}, at(1))
    assert changed.canonical_url == "https://anders.example/a"
    assert store.add_pick(a_pick(2, url="https://anders.example/a"), at(2)).id == "p1"


@pytest.mark.parametrize("changes", [{"rank": 1}, {"id": "x"}, {"edition_id": "2026-12"}, {"comment": None}])
def test_other_fields_and_types_are_refused(store: Store, changes: dict[str, object]) -> None:
    kept = store.add_pick(a_pick(1), NOW)
    with pytest.raises(UsageError):
        store.change_pick("p1", changes, at(1))
    assert store.pick("p1") == kept


def test_a_version_that_is_old_raises_a_conflict_with_both_texts(store: Store) -> None:
    store.add_pick(a_pick(1, comment="Anfang"), NOW)
    store.change_pick("p1", {"comment": "Ihr Text"}, at(1), version=1)
    with pytest.raises(Conflict) as caught:
        store.change_pick("p1", {"comment": "Mein Text", "title": "x"}, at(2), version=1)
    assert (caught.value.theirs, caught.value.ours) == ("Ihr Text", "Mein Text")
    assert store.pick("p1").comment == "Ihr Text"
    assert store.change_pick("p1", {"comment": "Mein Text"}, at(3)).version == 3


ActionResult = Callable[[Store, int | None], Pick]


@pytest.mark.parametrize(
    "act",
    [
        lambda store, version: store.move_pick("p1", None, at(2), version=version),
        lambda store, version: store.drop_pick("p1", at(2), version=version),
        lambda store, version: store.restore_pick("p1", at(2), version=version),
        lambda store, version: store.change_pick("p1", {"title": "y"}, at(2), version=version),
    ],
)
def test_every_change_of_a_pick_checks_the_version_and_the_edition(store: Store, act: ActionResult) -> None:
    store.add_pick(a_pick(1), NOW)
    store.add_pick(a_pick(2), NOW)
    store.drop_pick("p1", at(1))
    store.restore_pick("p1", at(1))
    for wrong in (1, 2, 4):
        with pytest.raises(Conflict):
            act(store, wrong)
    assert store.pick("p1").version == 3
    act(store, 3)
    store.restore_pick("p1", at(2))
    store.close_edition(MONTH, a_frozen(), at(3))
    before = store.picks(MONTH)
    with pytest.raises(EditionClosed):
        act(store, None)
    assert store.picks(MONTH) == before


def test_unknown_picks_are_not_found(store: Store) -> None:
    store.add_pick(a_pick(1), NOW)
    store.add_pick(a_pick(2, "2026-12"), NOW)
    for call in (
        lambda: store.pick("p"),
        lambda: store.change_pick("p9", {"comment": "x"}, NOW),
        lambda: store.move_pick("p9", None, NOW),
        lambda: store.move_pick("p1", "p9", NOW),
        lambda: store.move_pick("p1", "p2", NOW),
        lambda: store.drop_pick("p9", NOW),
        lambda: store.restore_pick("p9", NOW),
    ):
        with pytest.raises(NotFound):
            call()


@pytest.mark.parametrize(
    ("moved", "before", "order"),
    [
        ("p1", "p3", ["p2", "p1", "p3", "p4"]),
        ("p4", "p1", ["p4", "p1", "p2", "p3"]),
        ("p2", None, ["p1", "p3", "p4", "p2"]),
        ("p3", "p3", ["p1", "p2", "p3", "p4"]),
        ("p2", "p3", ["p1", "p2", "p3", "p4"]),
        ("p4", None, ["p1", "p2", "p3", "p4"]),
    ],
)
def test_moving_ranks_anew(store: Store, moved: str, before: str | None, order: list[str]) -> None:
    for number in (1, 2, 3, 4):
        store.add_pick(a_pick(number), NOW)
    kept = store.move_pick(moved, before, at(1))
    assert [pick.id for pick in store.picks(MONTH)] == order
    assert store.pick(moved) == kept
    assert kept.version == (1 if order == ["p1", "p2", "p3", "p4"] else 2)
    assert {pick.version for pick in store.picks(MONTH) if pick.id != moved} == {1}


def test_a_pick_that_gets_another_category_stands_at_its_end(store: Store) -> None:
    for number, category in ((1, "Strategie"), (2, "Krise"), (3, "Krise"), (4, "IK")):
        store.add_pick(a_pick(number, category=category), NOW)
    store.change_pick("p1", {"category": "Krise"}, at(1))
    assert [pick.id for pick in store.picks(MONTH)] == ["p2", "p3", "p4", "p1"]
    store.change_pick("p1", {"category": "krise", "comment": "Neu"}, at(2))
    assert [pick.id for pick in store.picks(MONTH)] == ["p2", "p3", "p4", "p1"]
    store.add_pick(a_pick(9, url=a_pick(2).url, category="IK"), at(3))
    assert [pick.id for pick in store.picks(MONTH)] == ["p3", "p4", "p1", "p2"]
    store.drop_pick("p3", at(4))
    store.add_pick(a_pick(9, url=a_pick(3).url, category="Krise"), at(5))
    assert [pick.id for pick in store.picks(MONTH)] == ["p3", "p4", "p1", "p2"]
    store.move_pick("p1", "p4", at(6))
    assert [pick.rank for pick in store.picks(MONTH)] == [1, 2, 3, 4]


def test_a_dropped_pick_keeps_its_place_while_others_move(store: Store) -> None:
    for number in (1, 2, 3):
        store.add_pick(a_pick(number), NOW)
    store.drop_pick("p2", at(1))
    store.move_pick("p3", "p1", at(2))
    store.restore_pick("p2", at(3))
    assert [pick.id for pick in store.picks(MONTH)] == ["p3", "p1", "p2"]


def test_picks_by_the_beginning_of_their_id(store: Store) -> None:
    for number, month in ((10, MONTH), (11, "2026-12"), (2, MONTH)):
        store.add_pick(a_pick(number, month), NOW)
    assert [pick.id for pick in store.find_picks("p1")] == ["p11", "p10"]
    assert [pick.id for pick in store.find_picks("p")] == ["p11", "p10", "p2"]
    assert store.find_picks("x") == []


def test_where_pages_stand(store: Store) -> None:
    store.add_pick(a_pick(2, "2026-12", category="IK", entry_id="e2"), NOW)
    store.add_pick(a_pick(1, url=a_pick(2).url, category="Krise", comment="Früher"), NOW)
    store.add_pick(a_pick(3), NOW)
    store.add_pick(pick_of(an_entry(5), 5, url="", canonical_url=""), NOW)
    store.drop_pick("p3", at(1))
    store.close_edition(MONTH, a_frozen(), at(2))
    later = PickedPlace("2026-12", "p2", "IK", "", None, "e2")
    everywhere = {
        a_pick(2).canonical_url: [PickedPlace(MONTH, "p1", "Krise", "Früher", at(2)), later],
        "e2": [later],
        an_entry(5).id: [PickedPlace(MONTH, "p5", "Strategie", "", at(2), an_entry(5).id)],
    }
    assert store.places() == everywhere
    assert store.places(["e2", a_pick(3).canonical_url, ""]) == {"e2": [later]}
    assert store.places([]) == {}


def test_a_page_kept_by_an_older_rule_of_addresses_is_found_by_the_present_one(store: Store) -> None:
    old = a_pick(1, url="https://seite.example/a?sara_ref=x", canonical_url="https://seite.example/a?sara_ref=x")
    kept = store.add_pick(old, NOW)
    again = store.add_pick(a_pick(2, url="https://m.seite.example/a"), at(1))
    assert again.id == kept.id
    assert store.places(["https://seite.example/a"]) == {
        "https://seite.example/a": [PickedPlace(MONTH, "p1", "Strategie", "", None)]
    }
    store.close_edition(MONTH, a_frozen(), at(2))
    assert [place.pick_id for place in store.places(["https://seite.example/a"])["https://seite.example/a"]] == ["p1"]


def test_links_count_once_their_edition_is_closed(store: Store) -> None:
    comment = (
        "Siehe [dort](http://www.dort.example/a/?utm_source=x) und https://dort.example/a sowie https://b.example."
    )
    store.add_pick(a_pick(1, comment=comment), NOW)
    store.add_pick(a_pick(2, category="IK", comment="https://b.example"), NOW)
    store.move_pick("p2", "p1", NOW)
    store.change_edition(MONTH, {"intro": "Nach <https://b.example/>", "outro": "und https://seite.example/1"}, NOW)
    assert store.places(["https://dort.example/a", "https://b.example"]) == {}
    store.close_edition(MONTH, a_frozen(), at(2))
    one = PickedPlace(MONTH, "p1", "Strategie", comment, at(2), linked=True)
    two = PickedPlace(MONTH, "p2", "IK", "https://b.example", at(2), linked=True)
    text = PickedPlace(MONTH, "", "", "", at(2), linked=True)
    assert store.places(["https://dort.example/a", "https://b.example", "https://seite.example/1"]) == {
        "https://dort.example/a": [one],
        "https://b.example": [two, one, text],
        "https://seite.example/1": [replace(one, linked=False), text],
    }
    store.reopen_edition(MONTH, at(3))
    assert store.places(["https://b.example"]) == {}


def as_given(pick: Pick) -> dict[str, object]:
    stores = {"rank", "dropped", "created", "changed", "version"}
    return {name: getattr(pick, name) for name in Pick.__slots__ if name not in stores}
