"""Actions on single pages, each a step of undo: adding one, shortlisting a linked one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.entry import Entry
from digest.domain.message import Message, msg
from digest.domain.text_links import TextLink
from digest.services.reading.entries import PageFailed
from digest.services.session.undo import Step, UndoSteps
from digest.storage.store import Store

if TYPE_CHECKING:
    from digest.services.session.services import Services


class PageActions:
    """One session's pages."""

    def __init__(self, store: Store, services: Services, steps: UndoSteps) -> None:
        self._store = store
        self._services = services
        self._steps = steps

    def add(self, address: str, title: str = "") -> Entry:
        """Add a page (`Reading.take_in`); one that is there already is unchanged, and no step.

        Undo leaves its picks alone; redo needs no network.
        """
        return self._services.reading.take_in(address, title, self._added)[0]

    def _added(self, page: Entry, html: str) -> None:
        def again() -> None:
            self._store.add_page(page, html)

        name = msg("Page “{title}” added", title=page.title)
        self._steps.record(Step(name, lambda: self._store.remove_page(page), again, (page.id,)))

    def add_linked(self, link: TextLink) -> tuple[Entry, tuple[Message, ...]]:
        """Add the page behind a link in a text; the entry that is there already, if any.

        A page that cannot be read gets the link's words as title; why it cannot is returned as well. Blocks for
        seconds.
        """
        if (known := self._services.reading.known(link.url)) is not None:
            return known, ()
        try:
            return self.add(link.url), ()
        except PageFailed as failed:
            unread = msg("{error} Its title is that of the link.", error=failed.message)
            return self.add(link.url, link.text), (unread,)

    def shortlist_linked(self, link: TextLink) -> tuple[Message, ...]:
        """Put the page that a link leads to on the shortlist; says so."""
        page, unread = self.add_linked(link)
        row = self._store.entry(page.id)
        if row.shortlisted:
            return (msg("“{title}” is on the shortlist already.", title=page.title),)

        def set_to(shortlisted: bool) -> None:
            self._store.mark([page], shortlisted=shortlisted)

        set_to(True)
        name = msg("“{title}” put on the shortlist", title=page.title)
        self._steps.record(Step(name, lambda: set_to(False), lambda: set_to(True), (page.id,)))
        return name, *unread
