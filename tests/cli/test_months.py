"""Which month a command means, that it says so, and that no edition begins by a slip."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feedserver import FeedServer


@pytest.fixture
def late(digest: Digest, feed_server: FeedServer) -> Digest:
    """28 November 2026, three entries; November has a pick."""
    digest.ok("feeds", "add", feed_server.serve("/feed.xml", body=rss("Eins", "Zwei", "Drei")))
    late = replace(digest, now="2026-11-28T08:00:00+00:00")
    late.ok("pick", ids(late)[0], "-c", "Krise")
    return late


def ids(digest: Digest) -> list[str]:
    return [entry["id"] for entry in digest.ok("entries", "--json").data]


def editions(digest: Digest) -> list[str]:
    return [edition["id"] for edition in digest.ok("edition", "list", "--json").data]


def test_a_name_is_the_month_that_comes(late: Digest) -> None:
    late.ok("pick", ids(late)[1], "-c", "Krise", "--edition", "dezember")
    late.ok("pick", ids(late)[2], "-c", "Krise", "--edition", "januar")
    assert editions(late) == ["2027-01", "2026-12", "2026-11"]


@pytest.mark.parametrize("name", ["märz", "oktober", "juni"])
def test_a_name_begins_no_edition_that_is_past_or_far_off(late: Digest, name: str) -> None:
    for command in (
        ["pick", ids(late)[1], "-c", "Krise", "--edition", name], ["edition", "set", name, "--topic", "KI"],
        ["edition", "close", name], ["edition", "reopen", name], ["edition", "edit", name],
        ["export", name, "--format", "text"], ["check", name], ["picks", name], ["edition", "show", name],
    ):  # fmt: skip
        ran = late(*command)
        assert ran.code == 2, command
        assert "There is no edition" in ran.err
    assert editions(late) == ["2026-11"]


def test_a_month_that_is_written_in_full_begins_its_edition(late: Digest) -> None:
    ran = late("pick", ids(late)[1], "-c", "Krise", "--edition", "märz")
    assert "There is no edition March 2027." in ran.err
    assert "Written in full, 2027-03, a command begins it" in ran.err
    late.ok("pick", ids(late)[1], "-c", "Krise", "--edition", "2027-03")
    late.ok("pick", ids(late)[2], "-c", "Krise", "--edition", "Juni 2026")
    assert editions(late) == ["2027-03", "2026-11", "2026-06"]


def test_a_name_far_off_means_the_edition_that_is_there(late: Digest) -> None:
    late.ok("pick", ids(late)[1], "-c", "Krise", "--edition", "2026-03")
    assert [pick["edition"] for pick in late.ok("picks", "märz", "--json").data] == ["2026-03"]


def test_no_edition_that_never_was_is_reopened(late: Digest) -> None:
    ran = late("edition", "reopen", "2020-01")
    assert ran.code == 2
    assert "There is no edition January 2020." in ran.err
    assert editions(late) == ["2026-11"]


def test_a_stray_edition_is_taken_away(late: Digest) -> None:
    pick = late.ok("pick", ids(late)[1], "-c", "Krise", "--edition", "2025-12", "--comment", "Wahr").word
    assert "is not empty" in late("edition", "remove", "2025-12").err
    late.ok("drop", pick)
    assert "--discard" in late("edition", "remove", "2025-12").err
    assert "The edition December 2025 is gone." in late.ok("edition", "remove", "2025-12", "--discard").err
    assert editions(late) == ["2026-11"]
    assert late("edition", "remove", "2025-12").code == 2


def test_a_refusal_names_the_way(late: Digest) -> None:
    late.ok("edition", "close", "november")
    ran = late("pick", ids(late)[1], "-c", "Krise", "--edition", "november")
    assert ran.code == 2
    assert "The edition November 2026 is closed." in ran.err
    assert "--edition 2026-12" in ran.err


def test_after_closing_the_next_month_is_at_work(late: Digest) -> None:
    late.ok("edition", "close", "november")
    late.ok("pick", ids(late)[1], "-c", "Krise")
    assert [pick["edition"] for pick in late.ok("picks", "--json").data] == ["2026-12"]
    late.ok("edition", "reopen", "november")
    assert [pick["edition"] for pick in late.ok("picks", "--json").data] == ["2026-11"]


def test_a_new_library_begins_in_the_running_month_and_names_the_other_one(
    digest: Digest, feed_server: FeedServer
) -> None:
    early = replace(digest, now="2026-05-03T08:00:00+00:00")
    early.ok("feeds", "add", feed_server.serve("/feed.xml", body=rss("Eins", "Zwei")))
    told = early.ok("pick", ids(early)[0], "-c", "Krise").err
    assert "Picked for May 2026" in told
    assert "For April 2026 instead, add --edition 2026-04." in told
    assert [pick["edition"] for pick in early.ok("picks", "--json").data] == ["2026-05"]
    # What was meant for April goes on there, until the tenth.
    early.ok("pick", ids(early)[1], "-c", "Krise", "--edition", "april")
    later = replace(digest, now="2026-05-10T08:00:00+00:00")
    assert [pick["edition"] for pick in later.ok("picks", "--json").data] == ["2026-04"]


def test_a_draft_that_is_left_behind_is_told_with_the_first_pick_of_the_new_month(late: Digest) -> None:
    december = replace(late, now="2026-12-11T08:00:00+00:00")
    told = "November 2026 is still a draft (1 pick); --edition 2026-11 picks for it."
    assert told in december.ok("pick", ids(late)[1], "-c", "Krise").err
    assert told not in december.ok("pick", ids(late)[2], "-c", "Krise").err


def test_a_closed_edition_is_not_left_behind(late: Digest) -> None:
    late.ok("edition", "close", "november")
    december = replace(late, now="2026-12-11T08:00:00+00:00")
    assert "draft" not in december.ok("pick", ids(late)[1], "-c", "Krise").err


def test_a_pick_is_named_by_its_number_in_the_edition_at_work(late: Digest) -> None:
    late.ok("pick", ids(late)[1], "-c", "Krise")
    first, second = (pick["id"] for pick in late.ok("picks", "--json").data)
    late.ok("move", "1", "2")
    assert [pick["id"] for pick in late.ok("picks", "--json").data] == [second, first]
    late.ok("drop", "2")
    assert [pick["id"] for pick in late.ok("picks", "--json").data] == [second]
    assert late("drop", "7").code == 2


def test_the_usual_name_of_another_program_is_answered_with_ours(late: Digest) -> None:
    for command, meant in ((("edition", "delete"), "remove"), (("feeds", "rm"), "remove"), (("delete",), "drop")):
        assert f"Did you mean: {meant}?" in late(*command).err


def test_the_option_edition_is_answered_with_the_argument(late: Digest) -> None:
    ran = late("export", "--edition", "2026-11", "--format", "text")
    assert ran.code == 2
    assert "The month is named without an option: digest export 2026-11" in ran.err
