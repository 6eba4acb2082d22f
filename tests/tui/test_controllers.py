"""Controllers without a screen: with a host of the test's own, and no terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from digest.domain.entry import Entry
from digest.services.reading.entries import ListedEntry
from digest.services.session.action_result import ActionResult
from digest.tui.inbox.listing import Listing
from digest.tui.inbox.marks_ahead import MarksAhead
from digest.tui.inbox.picking import Picking
from digest.tui.inbox.triage import Triage
from digest.tui.inbox.viewing import Viewing
from digest.tui.shell.undoing import Undoing
from digest.tui.shell.waiting_keys import WaitingKeys
from digest.tui.shell.work_queue import Latest
from digest.tui.widgets.sidebar import Sidebar, View
from tests.builders import a_feed
from tests.tui.hosting import FakeHost, WorkAtOnce
from tests.tui.libraries import fill


class OneRow:
    """A listing with one entry under the cursor; `shown` are the rows that it was told to show."""

    is_about_picks = False

    def __init__(self, host: FakeHost, entry: Entry) -> None:
        self._host, self._entry = host, entry
        self.shown: list[ListedEntry] = []
        self.ahead = MarksAhead()

    @property
    def current(self) -> ListedEntry:
        return self._host.library.views.again([self._entry], self._host.month)[0]

    def update_entry(self, one: ListedEntry) -> None:
        self.shown.append(one)

    def marks_changed(self) -> None:
        """Nothing is drawn here."""


class Seen:
    """What was shown upward of picks."""

    def __init__(self) -> None:
        self.told: list[ActionResult] = []
        self.again: list[Entry] = []

    def told_about(self, entry: Entry, act: ActionResult) -> None:
        self.told.append(act)

    def show_again(self, entry: Entry) -> None:
        self.again.append(entry)

    def show_library(self) -> None:
        """Not asked for here."""


@pytest.fixture
def entry(tmp_path: Path) -> Entry:
    return fill(tmp_path)[0]


@pytest.fixture
def host(tmp_path: Path, entry: Entry) -> FakeHost:
    return FakeHost(tmp_path, "Krise")


@pytest.fixture
def listing(host: FakeHost, entry: Entry) -> OneRow:
    return OneRow(host, entry)


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def picking(host: FakeHost, listing: OneRow, seen: Seen) -> Picking:
    return Picking(host.host, cast(Listing, listing), seen)


def test_a_digit_picks_under_its_category(host: FakeHost, picking: Picking, seen: Seen) -> None:
    picking.number(3)
    assert [pick.category for pick in host.library.editions.picks(host.month)] == [
        host.library.settings.categories.standing[2]
    ]
    assert len(seen.told) == 1


def test_the_pick_is_shown_before_it_is_kept(picking: Picking, listing: OneRow) -> None:
    picking.number(1)
    assert [one.pick.category for one in listing.shown if one.pick] == ["Strategie"]


def test_a_digit_without_a_category_is_told(host: FakeHost, picking: Picking) -> None:
    picking.number(9)
    assert host.said == ["There is no category 9; t asks for a name."]
    assert not host.library.editions.picks(host.month)


def test_a_pick_that_cannot_be_kept_is_taken_off_the_screen(
    host: FakeHost, picking: Picking, seen: Seen, listing: OneRow, entry: Entry
) -> None:
    picking.number(1)
    host.library.editions.close(host.month)
    picking._last = (0, "", 0.0)
    picking.number(2)
    assert seen.again == [entry]
    assert [one.pick.category for one in listing.shown if one.pick] == ["Strategie", "Medienarbeit", "Strategie"]


def test_a_category_by_name_is_asked_for_and_no_key_stays_held(host: FakeHost, picking: Picking) -> None:
    picking.ask()
    assert [pick.category for pick in host.library.editions.picks(host.month)] == ["Krise"]
    assert host.key_queue.held == 0


def test_nothing_that_is_not_picked_is_dropped(host: FakeHost, picking: Picking) -> None:
    picking.drop()
    assert host.said == ["It is not picked."]


def test_a_mark_is_kept_and_undone(host: FakeHost, listing: OneRow) -> None:
    class NoViews:
        def update(self) -> None:
            """No counts are shown here."""

    triage = Triage(host.host, cast(Listing, listing), cast(Viewing, NoViews()))
    triage.shortlist()
    assert listing.current.shortlisted
    shown: list[tuple[str, ...]] = []
    Undoing(host.host, lambda about: shown.append(tuple(about))).undo()
    assert not listing.current.shortlisted
    assert len(shown) == 1


def test_counts_do_not_overtake_the_question_which_views_there_are(host: FakeHost) -> None:
    """What came with a change by others is shown if a pick is made at the same moment."""
    waiting: list[tuple[Callable[[], object], Callable[[object], None]]] = []

    class Later:
        def ask(self, work: Callable[[], object], then: Callable[[object], None], _failed: Callable[[], None]) -> None:
            waiting.append((work, then))

    class Lines:
        view = has_focus = None

        def show(self, lines: object) -> None:
            """Nothing is drawn here."""

        def highlight(self, view: View) -> None:
            """Nor here."""

    class Rows:
        view = View("inbox")

    host.work_queue = cast(WorkAtOnce, Later())
    viewing = Viewing(host.host, cast(Sidebar, Lines()), cast(Listing, Rows()), lambda: None)

    def answer(number: int) -> None:
        work, then = waiting[number]
        then(work())

    def feeds() -> int:
        assert viewing.overview is not None
        return len(viewing.overview.feeds)

    viewing.update()
    answer(0)
    before = feeds()
    viewing.count_again()
    counted = waiting[1][0]()
    host.library.store.add_feeds([a_feed(9)])
    viewing.update()
    waiting[1][1](counted)
    viewing.count_again()
    answer(2)
    answer(3)
    assert feeds() == before + 1


def test_keys_are_held_once_however_often_a_list_is_asked_for(host: FakeHost) -> None:
    keys = WaitingKeys(host.host)
    keys.hold()
    keys.hold()
    assert host.key_queue.held == 1
    keys.go()
    keys.go()
    assert host.key_queue.held == 0


def test_only_the_latest_question_is_the_last() -> None:
    latest = Latest()
    first = latest.ask()
    assert first()
    second = latest.ask()
    assert (first(), second()) == (False, True)
