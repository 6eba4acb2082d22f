"""What is new, what has changed and what is the same, by the rules of `digest.feeds.merge`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.entry import entry_id
from digest.domain.query import Seen
from digest.domain.url import canonical
from digest.feeds.identity_keys import title_date
from digest.feeds.merge import Merged, came_before, merge, possible_keys
from digest.feeds.parsed import ParsedEntry, ParsedFeed

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=40)
FEED = "feed1"


def entry(
    guid: str = "", url: str = "", title: str = "Titel", published: datetime | None = None, content: str = "<p>Text</p>"
) -> ParsedEntry:
    return ParsedEntry(
        guid=guid,
        title=title,
        url=url,
        canonical_url=canonical(url) if url else "",
        published=published,
        author="",
        language="de",
        summary="Text",
        content=content,
        tags=(),
    )


def feed(*entries: ParsedEntry) -> ParsedFeed:
    return ParsedFeed("Blog", "https://blog.example", "de", entries)


def merged(
    entries: Sequence[ParsedEntry],
    seen: Sequence[Seen] = (),
    now: datetime = NOW,
    month: str = "2026-11",
    *,
    first: bool = False,
) -> Merged:
    return merge(FEED, feed(*entries), seen, now, month, first)


def after(seen: Sequence[Seen], result: Merged) -> list[Seen]:
    """What a Store remembers then: records by entry id, new ones replacing old ones."""
    return list({**{record.entry_id: record for record in seen}, **{r.entry_id: r for r in result.seen}}.values())


def test_new_entries_get_the_id_of_their_strongest_sign_and_keep_the_feeds_order() -> None:
    date = datetime(2026, 11, 20, tzinfo=UTC)
    result = merged([
        entry(guid="g", url="https://blog.example/1"),
        entry(url="https://blog.example/2"),
        entry(title="Ohne alles", published=date),
    ])  # fmt: skip
    assert [each.id for each in result.entries] == [
        entry_id(FEED, "g", "", "", None),
        entry_id(FEED, "", "https://blog.example/2", "", None),
        entry_id(FEED, "", "", "Ohne alles", date),
    ]
    assert [each.place for each in result.entries] == [0, 1, 2]
    assert (result.new, result.updated) == (3, 0)
    assert {each.month for each in result.entries} == {"2026-11"}
    assert result.content == {each.id: "<p>Text</p>" for each in result.entries}


def test_what_has_not_changed_is_not_in_the_result() -> None:
    entries = [entry(guid="g", url="https://blog.example/1"), entry(title="ohne")]
    assert merged(entries, merged(entries).seen, LATER, "2026-12") == Merged()


def test_a_changed_entry_keeps_its_id_and_month() -> None:
    first = merged([entry(guid="g", url="https://blog.example/1")])
    second = merged([entry(guid="g", url="https://blog.example/1", title="Neu")], first.seen, LATER, "2026-12")
    assert (second.new, second.updated) == (0, 1)
    assert second.entries[0].id == first.entries[0].id
    assert second.entries[0].month == "2026-11"
    assert second.entries[0].title == "Neu"


def test_every_shown_field_counts_as_a_change() -> None:
    base = entry(guid="g", url="https://blog.example/1")
    first = merged([base])
    changes: list[dict[str, object]] = [
        {"title": "x"}, {"author": "x"}, {"language": "en"}, {"summary": "x"}, {"content": ""}, {"tags": ("x",)},
        {"published": NOW}, {"url": "https://blog.example/1#x"},
    ]  # fmt: skip
    for change in changes:
        assert merged([replace(base, **change)], first.seen).updated == 1, change  # type: ignore[arg-type]


def test_content_that_went_away_is_emptied() -> None:
    first = merged([entry(guid="g")])
    second = merged([entry(guid="g", content="")], first.seen)
    assert second.content == {first.entries[0].id: ""}
    assert merged([entry(guid="leer", content="")]).content == {}


def test_a_moved_address_is_known_by_its_guid() -> None:
    first = merged([entry(guid="g", url="http://blog.example/alt?id=1")])
    second = merged([entry(guid="g", url="https://blog.example/neu/")], first.seen)
    assert (second.new, second.updated) == (0, 1)
    # And from then on by the new address too.
    third = merged([entry(guid="anders", url="https://blog.example/neu")], after(first.seen, second))
    assert third.new == 0


def test_a_changed_guid_is_known_by_the_address_and_nobody_sees_a_change() -> None:
    first = merged([entry(guid="g1", url="https://blog.example/1")])
    second = merged([entry(guid="g2", url="https://blog.example/1")], first.seen)
    assert second.entries == ()
    assert [record.guid for record in second.seen] == ["g2"]
    assert second.seen[0].entry_id == first.seen[0].entry_id


def test_scheme_slash_www_and_tracking_make_no_new_entry() -> None:
    first = merged([entry(url="http://www.blog.example/1/")])
    for url in ("https://blog.example/1", "http://blog.example/1?utm_source=rss", "https://www.blog.example/1/#top"):
        assert merged([entry(url=url)], first.seen).new == 0, url


def test_an_entry_that_left_and_came_back_is_not_new() -> None:
    both = [entry(guid="1", url="https://blog.example/1"), entry(guid="2", url="https://blog.example/2")]
    seen = after((), merged(both))
    seen = after(seen, merged(both[1:], seen))
    assert merged(both, seen) == Merged()


def test_an_address_without_path_names_no_entry() -> None:
    first = merged([entry(guid="montag", url="https://comic.example/", title="Montag")])
    second = merged([entry(guid="dienstag", url="https://comic.example/", title="Dienstag")], first.seen)
    assert second.new == 1


def test_an_address_that_two_entries_share_tells_nothing() -> None:
    first = merged([
        entry(guid="1", url="https://blog.example/live", title="Eins"),
        entry(guid="2", url="https://blog.example/live", title="Zwei"),
    ])  # fmt: skip
    assert first.new == 2
    assert merged([entry(guid="3", url="https://blog.example/live", title="Drei")], first.seen).new == 1


def test_twins_are_one_entry_and_the_first_counts() -> None:
    result = merged([
        entry(guid="g", url="https://blog.example/1", title="Erster"),
        entry(guid="g", url="https://blog.example/1", title="Zwilling"),
        entry(url="https://blog.example/2", title="Ohne GUID"),
        entry(url="https://blog.example/2", title="Ohne GUID"),
        entry(title="Nur Titel", published=NOW),
        entry(title="Nur Titel", published=NOW),
    ])  # fmt: skip
    assert [each.title for each in result.entries] == ["Erster", "Ohne GUID", "Nur Titel"]


def test_two_posts_of_one_title_are_two_entries() -> None:
    result = merged([
        entry(title="Linktipps", published=NOW - timedelta(days=7)),
        entry(title="Linktipps", published=NOW),
        entry(guid="a", title="Linktipps"),
        entry(guid="b", title="Linktipps"),
    ])  # fmt: skip
    assert result.new == 4


def test_one_guid_under_two_addresses_is_two_entries_that_stay_apart() -> None:
    erster = entry(guid="gleich", url="https://blog.example/1", title="Erster")
    zweiter = entry(guid="gleich", url="https://blog.example/2", title="Zweiter")
    seen = after((), merged([erster, zweiter]))
    assert len({record.entry_id for record in seen}) == 2
    # One of them alone is still itself, and a third one with that GUID is a third one.
    assert merged([zweiter], seen) == Merged()
    assert merged([erster], seen) == Merged()
    dritter = entry(guid="gleich", url="https://blog.example/3", title="Dritter")
    assert merged([dritter, zweiter], seen).new == 1


def test_a_guid_that_is_the_same_for_all_loses_nothing() -> None:
    entries = [entry(guid="0", title=f"Nr. {number}", published=NOW - timedelta(hours=number)) for number in range(5)]
    seen = after((), merged(entries))
    assert len(seen) == 5
    assert merged(entries[2:], seen) == Merged()


def test_an_entry_without_guid_whose_address_is_shared_is_known_by_title_and_date() -> None:
    a = entry(url="https://blog.example/gleich", title="A", published=NOW)
    b = entry(url="https://blog.example/gleich", title="B", published=NOW)
    seen = after((), merged([a, b]))
    assert merged([b], seen) == Merged()
    assert merged([b, a], seen) == Merged()


def test_the_first_refresh_brings_old_entries_in_as_read() -> None:
    entries = [
        entry(guid="neu", published=NOW - timedelta(days=30)),
        entry(guid="alt", published=NOW - timedelta(days=32)),
        entry(guid="undatiert"),
    ]
    assert [each.old for each in merged(entries, first=True).entries] == [False, True, False]
    assert not any(each.old for each in merged(entries).entries)


def test_a_date_in_the_future_is_not_believed_but_hours_are_forgiven() -> None:
    result = merged([
        entry(guid="1", published=datetime(2099, 1, 1, tzinfo=UTC)),
        entry(guid="2", published=NOW + timedelta(hours=3)),
    ])  # fmt: skip
    assert result.entries[0].published is None
    assert all(each.date == NOW for each in result.entries)


def test_merging_loads_no_parser() -> None:
    code = "import sys, digest.feeds.merge; print([m for m in ('feedparser', 'nh3', 'lxml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# Few values, so that every kind of clash comes up.
_urls = st.sampled_from(
    ["", "https://b.example/", "https://b.example/1", "http://www.b.example/1/", "https://b.example/2"]
)
_dates = st.sampled_from([None, NOW, NOW - timedelta(days=50), NOW + timedelta(days=900)])
_entries = st.builds(entry, st.sampled_from(["", "a", "b", "c"]), _urls, st.sampled_from(["T", "U", "V"]), _dates)
_bodies = st.lists(_entries, max_size=7)
_histories = st.lists(_bodies, max_size=4)


def history(bodies: Sequence[Sequence[ParsedEntry]]) -> list[Seen]:
    seen: list[Seen] = []
    for body in bodies:
        seen = after(seen, merged(body, seen))
    return seen


@given(_histories, _bodies)
def test_merging_twice_changes_nothing(bodies: list[list[ParsedEntry]], body: list[ParsedEntry]) -> None:
    seen = history(bodies)
    seen = after(seen, merged(body, seen))
    assert merged(body, seen, LATER, "2026-12") == Merged()


@given(_histories, _bodies)
def test_what_shares_no_sign_has_no_part_in_it(bodies: list[list[ParsedEntry]], body: list[ParsedEntry]) -> None:
    seen = history(bodies)
    wanted = possible_keys(FEED, feed(*body)) | ({*map(title_date, body)} - {""})
    related = [
        one for one in seen
        if {one.entry_id, one.guid, one.canonical_url, one.title_date} & wanted or not (one.guid or one.canonical_url)
    ]  # fmt: skip
    assert merged(body, related, LATER) == merged(body, seen, LATER)


@given(_histories, _bodies.flatmap(lambda body: st.tuples(st.just(body), st.permutations(body))))
def test_another_order_adds_nothing(
    bodies: list[list[ParsedEntry]], orders: tuple[list[ParsedEntry], list[ParsedEntry]]
) -> None:
    seen = history(bodies)
    seen = after(seen, merged(orders[0], seen))
    assert merged(orders[1], seen).new == 0


@given(_histories, _bodies)
def test_ids_are_unique_and_never_taken_over(bodies: list[list[ParsedEntry]], body: list[ParsedEntry]) -> None:
    seen = history(bodies)
    result = merged(body, seen)
    ids = [record.entry_id for record in result.seen]
    assert len(ids) == len(set(ids))
    known = {record.entry_id: record for record in seen}
    assert sum(name not in known for name in ids) == result.new
    assert all(
        known[name].month == record.month for name, record in zip(ids, result.seen, strict=True) if name in known
    )


@given(_histories, _bodies)
def test_nothing_is_lost(bodies: list[list[ParsedEntry]], body: list[ParsedEntry]) -> None:
    """Every entry of a body is remembered, under its GUID and its address.

    Unless that address is a site's.
    """

    def keys(thing: ParsedEntry | Seen) -> tuple[str, str]:
        return thing.guid, thing.canonical_url if thing.canonical_url != "https://b.example" else ""

    seen = after(history(bodies), merged(body, history(bodies)))
    assert set(map(keys, body)) <= set(map(keys, seen))
    titles = {each.title for each in body if keys(each) == ("", "")}
    assert sum(keys(record) == ("", "") for record in seen) >= len(titles)


MORNING = datetime(2026, 11, 2, 8, 15, tzinfo=UTC)


def posts(guid: str, url: str, many: int = 10) -> list[ParsedEntry]:
    return [
        entry(guid.format(number), url.format(number), f"Beitrag {number} vom Amt", MORNING + timedelta(hours=number))
        for number in range(many)
    ]


@pytest.mark.parametrize(
    ("guid", "url"),
    [
        ("https://neu.example/?p={}", "https://neu.example/{}"),  # the site has moved
        ("{}", "https://alt.example/artikel/{}.html"),  # another scheme of addresses, other GUIDs
        ("", "https://alt.example/{}?sid=4711"),
        ("", "https://alt.example/{}?cache=99"),
        ("ganz-neu-{}", ""),
    ],
)
def test_entries_under_new_signs_are_known_by_title_and_date(guid: str, url: str) -> None:
    first = merged(posts("https://alt.example/?p={}", "https://alt.example/{}"))
    second = merged(posts(guid, url), first.seen, LATER, "2026-12")
    assert second.new == 0
    assert {each.id for each in second.entries} == {each.id for each in first.entries}
    seen = after(first.seen, second)
    assert merged(posts(guid, url), seen, LATER, "2026-12") == Merged()


def test_title_and_date_that_two_entries_share_tell_nothing() -> None:
    twins = [entry(guid, f"https://a.example/{guid}", "Zwei Beiträge eines Namens", MORNING) for guid in "ab"]
    assert merged(twins).new == 2
    moved = [entry(f"neu-{guid}", f"https://b.example/{guid}", "Zwei Beiträge eines Namens", MORNING) for guid in "ab"]
    assert merged(moved, merged(twins).seen).new == 2
    assert merged(moved[:1], merged(twins).seen).new == 1
    assert merged(moved, merged(twins[:1]).seen).new == 2


def test_a_series_stays_a_series() -> None:
    day = MORNING.replace(hour=0, minute=0)
    first = merged(
        [
            entry("a", "https://a.example/1", "Presseschau", day),
            entry("b", "https://a.example/2", "Lage am Abend", MORNING),
        ]
    )
    later = [
        entry("c", "https://a.example/3", "Presseschau", day),  # twice a day, and no time given
        entry("d", "https://a.example/4", "Lage am Abend", MORNING + timedelta(days=1)),
        entry("e", "https://a.example/5", "Lage am Abend", None),
    ]
    assert merged(later, first.seen).new == 3


def test_an_entry_that_is_still_there_is_not_taken_for_another() -> None:
    old = entry("a", "https://a.example/1", "Ein Beitrag mit Titel", MORNING)
    twin = entry("b", "https://a.example/2", "Ein Beitrag mit Titel", MORNING)
    assert merged([old, twin], merged([old]).seen).new == 1


def test_a_canonical_address_of_an_older_rule_is_brought_up_to_date() -> None:
    now = entry("g", "https://a.example/1?sara_ref=x")
    (record,) = merged([now]).seen
    old = replace(record, canonical_url="https://a.example/1?sara_ref=x", title_date="")
    again = merged([now], [old])
    assert (again.new, again.entries[0].canonical_url) == (0, "https://a.example/1")


def test_what_was_published_before_the_last_refresh_may_be_an_old_entry() -> None:
    result = merged([entry("g", "https://a.example/1", published=MORNING)])
    assert came_before(result, (), MORNING)
    assert not came_before(result, (), MORNING - timedelta(hours=1))
    assert not came_before(result, (), None)
    assert not came_before(result, result.seen, MORNING)


def test_entries_of_one_guid_and_address_are_two_if_title_and_date_differ() -> None:
    one = entry("g", "https://a.example/ticker", "Erste Meldung", MORNING)
    two = entry("g", "https://a.example/ticker", "Zweite Meldung", MORNING + timedelta(hours=1))
    first = merged([one, two])
    assert first.new == 2
    assert merged([two, one], first.seen, LATER, "2026-12").new == 0
    changed = replace(two, content="<p>Mehr</p>")
    second = merged([one, changed], first.seen, LATER, "2026-12")
    assert (second.new, second.updated) == (0, 1)
    retitled = replace(one, title="Erste Meldung (aktualisiert)")
    assert merged([one, retitled]).new == 1
    assert merged([two, one], merged([one]).seen).new == 1
