"""The same keys twice: one by one, each when the one before is done, and all in one piece.

In one piece nothing waits for anything but what the program makes wait, and no answer of the library comes before
everything else is done that can be: what a key should have waited for comes too late, in the same order each time.
"""

from __future__ import annotations

import asyncio
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from textual.app import App
from textual.pilot import Pilot
from textual.timer import Timer
from textual.widgets import Input

from digest.bootstrap import Library
from digest.domain.message import Message
from digest.domain.query import EntryQuery
from digest.domain.saved_search import SavedSearch
from digest.storage.local import LocalStore
from digest.tui.app import DigestApp
from digest.tui.inbox import inbox_reading, list_filter, viewing
from digest.tui.search import searching
from digest.tui.shell import autosave
from tests.builders import NOW, a_feed, a_pick, a_refresh, an_entry, pick_of
from tests.tui.libraries import PATIENT, environment
from tests.tui.piloting import run_pilot, screen_lines
from tests.tui.typing import key_event

#: Timers up to so many seconds are something that a key has begun; longer ones are none that it waits for.
_SHORT = 0.1
#: So often in a row nothing moves: then nothing will, but for what is let go.
_CALM_ROUNDS = 4
_PATIENCE = 90

#: Keys wait as long as it takes, and the same digit at once is no slip of the finger, which is about time alone.
_TIMINGS = replace(PATIENT, opening=600.0, saving=600.0, slip=0.0)


@dataclass(frozen=True)
class Outcome:
    """What a run has come to: in the library, and what is to be seen of it."""

    kept: tuple[str, ...]
    seen: tuple[str, ...]

    def differences(self, other: Outcome) -> list[str]:
        """What is in one of the two alone."""
        mine, theirs = (*self.kept, *self.seen), (*other.kept, *other.seen)
        gone, come = (line for line in mine if line not in theirs), (line for line in theirs if line not in mine)
        return [*map("- {}".format, gone), *map("+ {}".format, come)]


class HeldWork(Executor):
    """A thread for work that is done in its order, each piece when it is let go."""

    def __init__(self, *, held: bool) -> None:
        self._thread = ThreadPoolExecutor(1)
        self.held = held
        self.waiting: deque[tuple[Future[Any], Callable[[], Any]]] = deque()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if not self.held:
            return self._thread.submit(fn, *args, **kwargs)
        outcome: Future[Any] = Future()
        self.waiting.append((outcome, lambda: fn(*args, **kwargs)))
        return outcome

    async def let_one_go(self) -> None:
        outcome, work = self.waiting.popleft()
        if not outcome.set_running_or_notify_cancel():
            return
        try:
            outcome.set_result(await asyncio.wrap_future(self._thread.submit(work)))
        except Exception as error:  # noqa: BLE001 - handed on to who waits
            outcome.set_exception(error)

    async def let_all_go(self) -> None:
        self.held = False
        while self.waiting:
            await self.let_one_go()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._thread.shutdown(wait, cancel_futures=cancel_futures)


def a_library(folder: Path) -> None:
    """Feeds in folders, entries with marks, picks of two months, a saved search, a muted word."""
    store = LocalStore(folder / "library", lambda: NOW)
    folders = {1: "Presse", 2: "Presse", 3: "", 4: "Blogs"}
    store.add_feeds([a_feed(number, title=f"Blog {number}", folder=name) for number, name in folders.items()])
    entries = [an_entry(number, f"f{1 + number % 4}", title=f"Beitrag {number} über Krisen") for number in range(1, 11)]
    store.apply_refresh([
        a_refresh(f"f{number}", *(entry for entry in entries if entry.feed_id == f"f{number}"))
        for number in folders
    ])  # fmt: skip
    store.mark(entries[8:9], shortlisted=True)
    store.mark(entries[2:4], read=True)
    store.add_pick(pick_of(entries[7], 1), NOW)
    store.add_pick(pick_of(entries[5], 2, comment="Lang genug ist dieser Kommentar."), NOW)
    store.add_pick(a_pick(3, category="Krise"), NOW)
    store.add_pick(a_pick(4, category="Eigenes"), NOW)
    store.add_pick(a_pick(5, "2026-10"), NOW)
    store.close()
    library = Library(environment(folder))
    library.actions.searches.add(SavedSearch("", "Siebter", words="7"))
    library.store.close()


def outcome_of(
    template: Path, folder: Path, keys: Sequence[str], at: int | None, *, stops: list[int] | None = None
) -> Outcome:
    """Start the interface on a copy of a library, press the keys, and tell what has come of it.

    `at` is a number that the order of answers follows from, for keys in one piece; None for one key at a time. `stops`
    gets the numbers of keys that were refused: what is typed behind those is dropped.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)

    async def steps(app: DigestApp, _pilot: Pilot[None]) -> None:
        held = [HeldWork(held=False) for _ in range(3)]
        await settled(app, [])
        work = app.work_queue
        for pool in (work._changes, work._questions, work._long_questions):
            pool.shutdown()
        work._changes, work._questions, work._long_questions = held  # type: ignore[assignment]
        refuse, refused = app.key_queue.refuse, []

        def note(*said: Message) -> None:
            refused.append(said)
            refuse(*said)

        app.key_queue.refuse = note  # type: ignore[method-assign]
        if at is None:
            for number, key in enumerate(keys):
                app.post_message(key_event(key))
                await settled(app, held)
                if refused and stops is not None:
                    stops.append(number)
                    break
        else:
            for one in held:
                one.held = True
            for key in keys:
                app.post_message(key_event(key))
            await settled(app, held, Random(at))
            for one in held:
                await one.let_all_go()
        await settled(app, held)
        outcomes.append(Outcome(tuple(_kept(app.library)), tuple(_seen(app))))

    outcomes: list[Outcome] = []
    with _quick_timers(0.001 if at is None else 0.03):
        app = run_pilot(lambda: _silent(DigestApp(Library(environment(folder)), timings=_TIMINGS)), steps)
    app.library.store.close()
    return outcomes[0]


def _silent(app: DigestApp) -> DigestApp:
    """What is said stands over the screen for a time, and is no part of what keys come to."""
    app.notify = lambda *_args, **_options: None  # type: ignore[method-assign,assignment]
    return app


@contextmanager
def _quick_timers(seconds: float) -> Iterator[None]:
    with (
        patch.object(inbox_reading, "FOLLOW_SECONDS", seconds),
        patch.object(inbox_reading, "_REST_SECONDS", seconds),
        patch.object(list_filter, "_WAIT_SECONDS", seconds),
        patch.object(searching, "_WAIT_SECONDS", seconds),
        patch.object(viewing, "_CALM_SECONDS", seconds),
        patch.object(autosave, "AUTOSAVE_SECONDS", seconds),
    ):
        yield


async def settled(app: App[None], held: Sequence[HeldWork], order: Random | None = None) -> None:
    """Wait until nothing moves; then let go a piece of work that waits, until there is none left."""
    assert isinstance(app, DigestApp)
    calm = 0
    async with asyncio.timeout(_PATIENCE):
        while calm < _CALM_ROUNDS:
            if _moves(app):
                calm = 0
                await asyncio.sleep(0.001)
                continue
            await asyncio.sleep(0)
            calm += 1
            if calm < _CALM_ROUNDS:
                continue
            waiting = [one for one in held if one.waiting]
            if waiting and order is not None:
                await order.choice(waiting).let_one_go()
                calm = 0
            elif not app.key_queue.is_idle or app.work_queue._tasks:
                calm = 0
                await asyncio.sleep(0.001)


def _moves(app: DigestApp) -> bool:
    """True while there are messages, something to be painted, or a timer that runs out soon."""
    for screen in app.screen_stack:
        if screen is app.screen and (
            screen._layout_required or screen._scroll_required or screen._dirty_widgets or screen._callbacks
        ):
            return True
        for node in (screen, *screen.walk_children()):
            if node.message_queue_size or any(map(_is_short, node._timers)):
                return True
    return bool(app.message_queue_size) or any(map(_is_short, app._timers))


def _is_short(timer: Timer) -> bool:
    task = timer._task
    return timer._repeat == 0 and timer._interval <= _SHORT and task is not None and not task.done()


def _kept(library: Library) -> Iterator[str]:
    store = library.store
    for feed in sorted(store.feeds(), key=lambda one: one.id):
        yield f"feed {feed.title} {feed.url} {feed.folder!r} {feed.category!r} {feed.paused} {feed.muted}"
    for row in store.entries(EntryQuery()).rows:
        yield f"entry {row.entry.title} {row.read} {row.shortlisted}"
    for edition in store.editions():
        yield f"edition {edition.id} {edition.closed} {edition.title!r} {edition.intro!r} {edition.outro!r}"
        for pick in library.editions.picks(edition.id):
            yield f"pick {edition.id} {pick.shown_title} {pick.category} {pick.comment!r} {pick.quotation!r}"
    for word in library.muted_words.all():
        yield f"muted {word}"
    for rule in library.entry_rules.all():
        yield f"rule {replace(rule, id='')}"
    for search in library.reading.searches.all():
        yield f"search {replace(search, id='')}"
    for note in library.notes.all():
        yield f"note {note.text} {note.title}"
    if library.config_path.exists():
        yield library.config_path.read_text(encoding="utf-8")


def _seen(app: DigestApp) -> Iterator[str]:
    yield f"screens {[type(screen).__name__ for screen in app.screen_stack]}"
    focused = app.focused
    yield f"focus {type(focused).__name__} {focused.id if focused is not None else ''}"
    fields = [field for field in app.screen.query(Input) if field.display]
    yield f"fields {[field.value for field in fields]}"
    # How far a long text is scrolled in its field depends on when the field was laid out, and is no part of it.
    scrolled = {y for field in fields for y in range(field.region.y, field.region.bottom)}
    for number, line in enumerate(screen_lines(app)):
        if number not in scrolled:
            yield f"{number:2} {line.rstrip()}"
