"""A curator's hands on single pages: adding one by its address is a step that can be undone."""

from __future__ import annotations

from digest.domain.entry import Entry
from digest.domain.message import msg
from digest.services.reading.entries import Reading
from digest.services.session.undo import History, Step
from digest.storage.store import Store


class PageBench:
    """One session's pages."""

    def __init__(self, store: Store, reading: Reading, history: History) -> None:
        self._store = store
        self._reading = reading
        self._history = history

    def add(self, address: str, title: str = "") -> Entry:
        """Take a page in (`Reading.take_in`); one that is there already stays as it is, and is no step.

        Taking it back leaves picks of it alone; doing it again asks no net.
        """
        return self._reading.take_in(address, title, self._added)[0]

    def _added(self, page: Entry, html: str) -> None:
        def again() -> None:
            self._store.add_page(page, html)

        name = msg("Page “{title}” added", title=page.title)
        self._history.record(Step(name, lambda: self._store.remove_page(page), again, (page.id,)))
