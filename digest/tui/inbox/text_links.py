"""The links of the text under the cursor, and what is quoted from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.message import Message, msg
from digest.domain.text import lazy_pattern
from digest.tui.shell.opening import browse_or_copy, copy_text
from digest.tui.shell.waiting_keys import open_with

if TYPE_CHECKING:
    from digest.domain.edition import Pick
    from digest.domain.text_links import TextLink
    from digest.services.reading.entries import ListedEntry
    from digest.services.session.action_result import ActionResult
    from digest.tui.dialogs.links import LinkChosen
    from digest.tui.host import Host
    from digest.tui.inbox.inbox_moving import InboxMoving
    from digest.tui.inbox.listing import Listing
    from digest.tui.inbox.picking import Picking, PickShown
    from digest.tui.inbox.viewing import Viewing

_FOOTNOTE = lazy_pattern(r"\[\d{1,3}\]")
# What stands before the lines of lists and quotations.
_SIGNS = lazy_pattern(r"(?m)^[│• ]+")


class TextLinks:
    """Pages are read in the background; what became of it is told."""

    def __init__(
        self, host: Host, listing: Listing, viewing: Viewing, picking: Picking, moving: InboxMoving, shown: PickShown,
    ) -> None:  # fmt: skip
        self._host = host
        self._listing = listing
        self._viewing = viewing
        self._picking = picking
        self._moving = moving
        self._shown = shown

    def show(self) -> None:
        """To the text, and its links to choose from; from the sidebar to the list."""
        listed = self._listing.current
        in_sidebar = self._moving.sidebar.has_focus
        in_text = self._moving.text.has_focus
        self._moving.pane(1)
        if listed is None or in_sidebar:
            return
        host = self._host

        def ask(links: tuple[TextLink, ...]) -> None:
            if links:
                from digest.tui.dialogs.links import LinksDialog

                host.show(LinksDialog(links), self._chosen)
            elif in_text:
                host.say(msg("There is no link in this text."))

        open_with(host, lambda: host.library.reading.links(listed.entry), ask)

    def quote(self) -> None:
        """Put what is marked with the mouse into the pick's quotation, or else ask which sentences."""
        listed = self._listing.current
        if listed is None:
            return
        marked = self._moving.text.screen.get_selected_text()
        if marked and marked.strip():
            self._moving.text.screen.clear_selection()
            self._put(listed, _FOOTNOTE.sub("", marked))
            return
        host = self._host

        def look() -> list[str]:
            from digest.domain.quotable_sentences import sentences
            from digest.domain.text_links import Unnumbered
            from digest.tui.widgets.body_text import body_text

            html = host.library.reading.content(listed.entry)
            text = body_text(html, Unnumbered()).plain if html else listed.entry.summary
            return sentences(_SIGNS.sub("", text))

        def ask(found: list[str]) -> None:
            if found:
                from digest.tui.dialogs.quote import QuoteDialog

                host.show(QuoteDialog(found), lambda text: self._put(listed, text) if text else None)
            else:
                host.say(msg("No text here; x fetches the page, o opens it."))

        open_with(host, look, ask)

    def _put(self, listed: ListedEntry, text: str) -> None:
        """Put it into the pick's quotation, with its source; else ask for the category first."""
        actions = self._host.library.actions
        changes = {
            "quotation": " ".join(text.split()),
            "quotation_source": listed.entry.author or listed.feed_title,
        }

        def put(pick: Pick) -> None:
            self._host.work_queue.change(lambda: actions.picks.change(pick, changes), told)

        def told(act: ActionResult) -> None:
            self._shown.told_about(listed.entry, act)
            self._host.say(msg("Quotation kept with the pick · u undoes it"))

        self._picking.with_pick(put)

    def _chosen(self, chosen: LinkChosen | None) -> None:
        if chosen is None:
            return
        link = chosen.link
        if chosen.action == "o":
            browse_or_copy(self._host, link.url, msg("Opening {url}", url=link.url))
        elif chosen.action == "y":
            copy_text(self._host, link.url)
        elif chosen.action == "s":
            self._shortlist(link)
        else:
            self._pick(link)

    def _shortlist(self, link: TextLink) -> None:
        host, actions = self._host, self._host.library.actions
        host.say(msg("Reading the page …"))

        def told(said: tuple[Message, ...]) -> None:
            what, *unread = said
            host.say(msg("{what} · u undoes it", what=what), *unread)
            self._viewing.update()

        host.work_queue.reach(lambda: actions.pages.shortlist_linked(link), told)

    def _pick(self, link: TextLink) -> None:
        """Ask for the category, then read the page beside everything else."""
        from digest.tui.dialogs.category import CategoryDialog

        host, actions, month = self._host, self._host.library.actions, self._host.month
        labels = host.library.editions.offered_categories(month)

        def chosen(category: str | None) -> None:
            if category:
                host.say(msg("Reading the page …"))
                host.work_queue.reach(lambda: pick(category), told)

        def pick(category: str) -> tuple[ActionResult, tuple[Message, ...]]:
            page, unread = actions.pages.add_linked(link)
            return actions.picks.pick(page, month, category), unread

        def told(done: tuple[ActionResult, tuple[Message, ...]]) -> None:
            act, unread = done
            host.say(msg("{what} · u undoes it", what=act.said), *unread)
            self._shown.show_library()

        host.show(CategoryDialog(labels, comment_follows=False), chosen)
