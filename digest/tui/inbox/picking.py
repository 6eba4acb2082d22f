"""Picking from the inbox: a digit, a name, or dropping."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from digest.domain.message import msg
from digest.tui.shell.waiting_keys import open_with

if TYPE_CHECKING:
    from digest.domain.edition import Pick
    from digest.domain.entry import Entry
    from digest.services.reading.entries import ListedEntry
    from digest.services.session.action_result import ActionResult
    from digest.tui.host import Host
    from digest.tui.inbox.listing import Listing


class PickShown(Protocol):
    """Who shows what became of a pick."""

    def told_about(self, entry: Entry, act: ActionResult) -> None:
        """A change of one entry's pick is done."""

    def show_again(self, entry: Entry) -> None:
        """Show an entry as it is in the library now."""

    def show_library(self) -> None:
        """Show everything as it is in the library now."""


class Picking:
    """One key from seeing an entry to having it picked."""

    def __init__(self, host: Host, listing: Listing, shown: PickShown) -> None:
        self._host = host
        self._listing = listing
        self._shown = shown
        self._last = (0, "", 0.0)

    def number(self, number: int) -> None:
        """Under category `number`; the same again drops the pick."""
        standing = self._host.library.settings.categories.standing
        listed = self._listing.current
        if listed is None:
            return
        if number > len(standing):
            self._host.say(msg("There is no category {number}; t asks for a name.", number=number))
            return
        last_number, last_entry, last_came = self._last
        came = self._host.key_queue.came
        self._last = (number, listed.entry.id, came)
        if (number, listed.entry.id) == (last_number, last_entry) and came - last_came < self._host.timings.slip:
            return
        self._under(listed, standing[number - 1], ahead=True)

    def _under(
        self,
        listed: ListedEntry,
        category: str,
        then: Callable[[ActionResult], None] | None = None,
        *,
        ahead: bool = False,
    ) -> None:
        """Pick the entry, or change its category, or drop it if it has this one already.

        With `ahead` it is shown first and saved afterwards: the disk may be busy with a refresh. Keys do not wait then,
        unless the list may hold other entries afterwards.
        """
        actions, month, listing = self._host.library.actions, self._host.month, self._listing
        saved = listing.ahead.mark_ahead()
        here = listed.pick_in(month)
        if ahead:
            listing.update_entry(listed.picked(month, category))

        def work() -> ActionResult:
            try:
                return actions.picks.pick(listed.entry, month, category, shown_category=here.category if here else None)
            finally:
                saved()

        def done(act: ActionResult) -> None:
            self._shown.told_about(listed.entry, act)
            if then is not None:
                then(act)

        def failed() -> None:
            if then is not None:
                self._host.key_queue.refuse()
            listing.update_entry(listed)
            self._shown.show_again(listed.entry)

        self._host.work_queue.change(work, done, failed, keys_wait=not ahead or listing.is_about_picks)

    def ask(self, then: Callable[[ActionResult], None] | None = None) -> None:
        """Category by name; with `then` for a comment, which comes next."""
        from digest.tui.dialogs.category import CategoryDialog

        listed = self._listing.current
        if listed is None:
            return
        labels = self._host.library.editions.offered_categories(self._host.month)

        def chosen(category: str | None) -> None:
            if category:
                self._under(listed, category, then)

        self._host.show(CategoryDialog(labels, comment_follows=then is not None), chosen)

    def drop(self) -> None:
        """Drop the pick at the cursor, if it is shown as picked: nobody drops what is not seen."""
        listed = self._listing.current
        if listed is None:
            return
        actions, month = self._host.library.actions, self._host.month
        is_seen = listed.pick_in(month) is not None

        def work() -> ActionResult | None:
            pick = actions.picks.present(listed.entry, month) if is_seen else None
            return actions.picks.drop(pick) if pick else None

        def done(act: ActionResult | None) -> None:
            if act is None:
                self._host.say(msg("It is not picked."))
            else:
                self._shown.told_about(listed.entry, act)

        self._host.work_queue.change(work, done)

    def with_pick(self, then: Callable[[Pick], None]) -> None:
        """Go on with the entry's pick; if there is none, ask for the category first."""
        listed = self._listing.current
        if listed is None:
            return
        actions, month = self._host.library.actions, self._host.month

        def found(pick: Pick | None) -> None:
            if pick is not None:
                then(pick)
            else:
                self.ask(lambda act: then(act.pick) if act.pick else None)

        # The key before may just have picked the entry.
        open_with(self._host, lambda: actions.picks.present(listed.entry, month), found)
