"""What `digest doctor` says of a library's place and contents."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from digest.bootstrap import Library
from digest.domain.errors import LibraryError
from digest.domain.feed import FetchState
from digest.domain.health import Failure, FailureKind
from digest.domain.library import Location
from digest.domain.message import msg
from digest.domain.problem import Problem
from digest.services.library.doctor import Finding, examine_location, examine_store
from digest.storage.store import Store
from tests.builders import NOW, a_refresh

WELL = Location("/bib", free=1 << 40)


def found_at(place: Location) -> list[Finding]:
    drafts = SimpleNamespace(files=list)
    return list(examine_location(cast(Store, SimpleNamespace(location=lambda: place, drafts=lambda: drafts))))


@pytest.mark.parametrize(("place", "what", "remedy"), [
    (replace(WELL, exists=False, is_writable=False, above="/"), "cannot be made in /", "Make that writable"),
    (replace(WELL, is_library=False), "not a folder", "Move it away"),
    (replace(WELL, is_writable=False), "read-only", "chmod u+rwx"),
    (replace(WELL, is_writable=False, is_disk_read_only=True), "read-only", "choose another folder"),
    (replace(WELL, is_writable=False, is_database=True), "read-only", "Ask whoever keeps the database"),
    (replace(WELL, permissions=0o750), "Others can look", "chmod 700 /bib"),
    (replace(WELL, permissions=0o701), "Others can look", "chmod 700 /bib"),
    (replace(WELL, free=(100 << 20) - 1), "99 MB are free", "Make room"),
])  # fmt: skip
def test_what_is_wrong_with_the_place_has_a_remedy(place: Location, what: str, remedy: str) -> None:
    (wrong,) = (finding for finding in found_at(place) if not finding.ok)
    assert what in str(wrong.what)
    assert remedy in str(wrong.remedy)


@pytest.mark.parametrize("place", [WELL, replace(WELL, exists=False, above="/home"), replace(WELL, free=100 << 20)])
def test_a_place_that_will_do_needs_nothing(place: Location) -> None:
    assert all(finding.ok and finding.remedy is None for finding in found_at(place))


def test_of_a_broken_library_nothing_is_counted(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    problems = [Problem("feeds.json", "damaged", mend="restore", source="feeds.json.1"), Problem("x", "malformed")]
    monkeypatch.setattr(library.store, "check", lambda: problems)
    found = list(examine_store(library.store, NOW))
    assert [finding.ok for finding in found] == [False, False]
    assert "feeds.json.1" in str(found[0].remedy)
    assert "text editor" in str(found[1].remedy)


def test_a_library_that_cannot_be_counted_says_why(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> None:
        raise LibraryError(msg("The archive is locked."), msg("Try again later."))

    monkeypatch.setattr(library.store, "feed_counts", refused)
    (finding,) = examine_store(library.store, NOW)
    assert (finding.ok, str(finding.what), str(finding.remedy)) == (False, "The archive is locked.", "Try again later.")


def test_a_refresh_and_failing_feeds_are_told_and_need_nothing_here(library: Library) -> None:
    failed = Failure(FailureKind.TIMEOUT, {"host": "blog1.example"})
    library.store.apply_refresh([replace(a_refresh("f1"), state=FetchState(last_error=failed, error_since=NOW))])
    with library.store.refresh_lock():
        found = list(examine_store(library.store, NOW))
    said = [str(finding.what) for finding in found]
    assert {"2 feeds", "6 entries", "1 feed failed when it was last asked", "A refresh is running now."} <= {*said}
    assert all(finding.ok for finding in found)
    assert "No refresh is running." in map(str, (finding.what for finding in examine_store(library.store, NOW)))
