"""Feeds: adding, changing, removing, bringing back."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from digest.domain.errors import NotFound, UsageError
from digest.domain.query import EntryQuery
from digest.storage.store import Store
from tests.builders import NOW, a_feed, a_pick, a_refresh, an_entry, at


def test_feeds_stand_in_the_order_in_which_they_were_added(store: Store) -> None:
    store.add_feeds([a_feed(3), a_feed(1)])
    store.add_feeds([a_feed(2)])
    assert [feed.id for feed in store.feeds()] == ["f3", "f1", "f2"]


def test_a_feed_comes_back_as_it_was_given(store: Store) -> None:
    feed = a_feed(
        1, title="PR-Blog", category="Krise", folder="Blogs/Deutsch", language="de", by_hand=True, paused=True,
        site_url="https://blog1.example/", attributes={"xmlUrlAlt": "https://blog1.example/atom.xml", "Ü": "„x“"},
    )  # fmt: skip
    assert store.add_feeds([feed]) == [feed]
    assert store.feed("f1") == feed
    assert store.feeds() == [feed]


def test_an_address_is_added_once(store: Store) -> None:
    store.add_feeds([a_feed(1, title="Alt")])
    same = a_feed(2, url="https://BLOG1.example:443/feed.xml#top", title="Neu")
    assert store.add_feeds([same, a_feed(3), a_feed(4, url=a_feed(3).url)]) == [a_feed(3)]
    assert [feed.title for feed in store.feeds()] == ["Alt", ""]


def test_a_slash_or_another_scheme_is_another_feed(store: Store) -> None:
    store.add_feeds([a_feed(1), a_feed(2, url="http://blog1.example/feed.xml")])
    store.add_feeds([a_feed(3, url="https://blog1.example/feed.xml/")])
    assert len(store.feeds()) == 3


def test_an_address_that_is_none_is_refused_and_nothing_is_added(store: Store) -> None:
    with pytest.raises(UsageError):
        store.add_feeds([a_feed(1), a_feed(2, url="ftp://blog.example/")])
    assert store.feeds() == []


def test_an_id_in_use_is_a_mistake_of_the_program(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    with pytest.raises(ValueError, match="f1"):
        store.add_feeds([a_feed(1, url="https://other.example/feed")])


def test_an_id_that_could_not_name_a_file_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="no id"):
        store.add_feeds([a_feed(1, id="../editions")])
    assert store.feeds() == []


def test_fields_change_one_by_one(store: Store) -> None:
    store.add_feeds([a_feed(1), a_feed(2)])
    changed = store.change_feed("f1", {"title": "Neu", "paused": True, "attributes": {"a": "b"}})
    assert (changed.title, changed.paused, changed.attributes, changed.url) == ("Neu", True, {"a": "b"}, a_feed(1).url)
    assert store.feeds() == [changed, a_feed(2)]


@pytest.mark.parametrize("changes", [{"id": "x"}, {"added": NOW}, {"colour": "red"}, {"title": 5}, {"paused": "yes"}])
def test_other_fields_and_values_of_another_type_are_refused(store: Store, changes: dict[str, object]) -> None:
    store.add_feeds([a_feed(1)])
    with pytest.raises(UsageError):
        store.change_feed("f1", changes)
    assert store.feeds() == [a_feed(1)]


def test_an_address_in_use_is_refused_unless_its_feed_was_removed(store: Store) -> None:
    store.add_feeds([a_feed(1), a_feed(2)])
    with pytest.raises(UsageError, match=r"blog1\.example"):
        store.change_feed("f2", {"url": a_feed(1).url})
    store.remove_feed("f1", NOW)
    assert store.change_feed("f2", {"url": a_feed(1).url}).url == a_feed(1).url
    with pytest.raises(UsageError, match=r"blog1\.example"):
        store.restore_feed("f1")


def test_a_password_in_an_address_never_stands_in_an_error(store: Store) -> None:
    secret = "https://me:geheim@blog1.example/feed.xml"
    store.add_feeds([a_feed(1, url=secret), a_feed(2)])
    with pytest.raises(UsageError) as caught:
        store.change_feed("f2", {"url": secret})
    assert "geheim" not in str(caught.value)


def test_unknown_feeds_are_not_found(store: Store) -> None:
    for call in (
        lambda: store.feed("f9"),
        lambda: store.change_feed("f9", {"title": "x"}),
        lambda: store.remove_feed("f9", NOW),
        lambda: store.restore_feed("f9"),
        lambda: store.apply_refresh([a_refresh("f9", an_entry(1, "f9"))]),
    ):
        with pytest.raises(NotFound):
            call()


def test_a_removed_feed_is_in_no_list_but_still_there(store: Store) -> None:
    store.add_feeds([a_feed(1), a_feed(2)])
    store.apply_refresh([a_refresh("f1", an_entry(1)), a_refresh("f2", an_entry(2, "f2"))])
    assert store.remove_feed("f1", at(5)).removed == at(5)
    assert [feed.id for feed in store.feeds()] == ["f2"]
    assert store.feed("f1").removed == at(5)
    assert [row.entry.feed_id for row in store.entries(EntryQuery()).rows] == ["f2"]
    assert store.entries(EntryQuery(feed_ids=("f1",))).total == 0
    assert set(store.feed_counts()) == {"f2"}
    assert store.find_entries(an_entry(1).id) == []
    assert store.entry(an_entry(1).id).entry == an_entry(1)
    assert store.content(an_entry(1)) == "<p>Beitrag 1</p>"


def test_restoring_brings_everything_back_in_its_place(store: Store) -> None:
    store.add_feeds([a_feed(1), a_feed(2)])
    store.apply_refresh([a_refresh("f1", an_entry(1))])
    store.mark([an_entry(1)], read=True)
    store.remove_feed("f1", at(5))
    assert store.restore_feed("f1") == a_feed(1)
    assert store.feeds() == [a_feed(1), a_feed(2)]
    assert [(row.entry, row.read) for row in store.entries(EntryQuery()).rows] == [(an_entry(1), True)]


def test_adding_a_removed_address_again_revives_its_feed_under_the_old_id(store: Store) -> None:
    store.add_feeds([a_feed(1, title="Alt", category="IK", language="de")])
    store.apply_refresh([a_refresh("f1", an_entry(1))])
    store.remove_feed("f1", at(5))
    again = a_feed(7, url=a_feed(1).url, title="Neu", category="Krise", folder="Blogs", by_hand=True, added=at(9))
    [kept] = store.add_feeds([again])
    assert kept == a_feed(1, title="Neu", category="Krise", folder="Blogs", by_hand=True, language="de")
    assert store.feeds() == [kept]
    assert store.entries(EntryQuery()).total == 1


def test_removing_and_restoring_twice_changes_nothing_more(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    assert store.remove_feed("f1", at(1)) == store.remove_feed("f1", at(2))
    assert store.restore_feed("f1") == store.restore_feed("f1")


def test_founded_is_the_first_feed_or_edition(store: Store) -> None:
    assert store.founded() is None
    store.add_feeds([a_feed(1, added=at(10))])
    assert store.founded() == at(10)
    store.add_pick(a_pick(1), at(3))
    assert store.founded() == at(3)
    store.add_feeds([a_feed(2, added=at(1))])
    store.remove_feed("f2", at(20))
    assert store.founded() == at(1)


def test_times_of_another_zone_come_out_the_same_moment(store: Store) -> None:
    there = at(1).astimezone(timezone(timedelta(hours=5, minutes=30)))
    store.add_feeds([a_feed(1, added=there)])
    assert store.feed("f1").added == at(1)


def test_what_is_returned_is_the_callers_own(store: Store) -> None:
    given = {"a": "b"}
    store.add_feeds([a_feed(1, attributes=given)])
    given["a"] = "changed by the caller"
    for feed in (store.feed("f1"), store.feeds()[0]):
        feed.attributes["a"] = "changed by another"  # type: ignore[index]
    assert store.feed("f1").attributes == {"a": "b"}
