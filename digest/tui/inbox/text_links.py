"""The links of the text under the cursor, and what is quoted from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.lazy_pattern import lazy_pattern
from digest.domain.message import Message, msg
from digest.tui.shell.open_and_copy import browse_or_copy, copy_text
from digest.tui.widgets.reading_pane import ReadingPane
from digest.tui.widgets.sidebar import Sidebar

if TYPE_CHECKING:
    from digest.domain.edition import Pick
    from digest.domain.text_links import TextLink
    from digest.services.reading.entries import ListedEntry
    from digest.services.session.actions import Act
    from digest.tui.dialogs.links import LinkChosen
    from digest.tui.inbox.inbox_screen import InboxScreen

_FOOTNOTE = lazy_pattern(r"\[\d{1,3}\]")
# What stands before the lines of lists and quotations.
_SIGNS = lazy_pattern(r"(?m)^[│• ]+")


class TextLinks:
    """Pages are read in the background; what became of it is told."""

    def __init__(self, screen: InboxScreen) -> None:
        self._screen = screen

    def show(self) -> None:
        """To the text, and its links to choose from; from the sidebar to the list."""
        listed = self._screen.current
        in_sidebar = self._screen.query_one(Sidebar).has_focus
        in_text = self._screen.query_one(ReadingPane).has_focus
        self._screen.moving.pane(1)
        if listed is None or in_sidebar:
            return
        app = self._screen.app
        release = app.keying.hold()

        def ask(links: tuple[TextLink, ...]) -> None:
            if links:
                from digest.tui.dialogs.links import LinksDialog

                app.push_screen(LinksDialog(links), self._chosen)
            elif in_text:
                app.say(msg("There is no link in this text."))
            release()

        app.library.ask(lambda: app.core.reading.links(listed.entry), ask, release)

    def quote(self) -> None:
        """Put what is marked with the mouse into the pick's quotation, or else ask which sentences."""
        listed = self._screen.current
        if listed is None:
            return
        marked = self._screen.get_selected_text()
        if marked and marked.strip():
            self._screen.clear_selection()
            self._put(listed, _FOOTNOTE.sub("", marked))
            return
        app = self._screen.app
        release = app.keying.hold()

        def look() -> list[str]:
            from digest.domain.sentences import sentences
            from digest.domain.text_links import Unnumbered
            from digest.tui.widgets.body_text import body_text

            html = app.core.reading.content(listed.entry)
            text = body_text(html, Unnumbered()).plain if html else listed.entry.summary
            return sentences(_SIGNS.sub("", text))

        def ask(found: list[str]) -> None:
            if found:
                from digest.tui.dialogs.quote import QuoteDialog

                app.push_screen(QuoteDialog(found), lambda text: self._put(listed, text) if text else None)
            else:
                app.say(msg("No text here; x fetches the page, o opens it."))
            release()

        app.library.ask(look, ask, release)

    def _put(self, listed: ListedEntry, text: str) -> None:
        """Put it into the pick's quotation, with its source; else ask for the category first."""
        bench = self._screen.workbench
        changes = {
            "quotation": " ".join(text.split()),
            "quotation_source": listed.entry.author or listed.feed_title,
        }

        def put(pick: Pick) -> None:
            self._screen.app.library.change(lambda: bench.change(pick, changes), told)

        def told(act: Act) -> None:
            self._screen.app.say(msg("Quotation kept with the pick · u undoes it"))
            self._screen.told_about(listed.entry, act)

        self._screen.picking.with_pick(put)

    def _chosen(self, chosen: LinkChosen | None) -> None:
        if chosen is None:
            return
        link = chosen.link
        if chosen.action == "o":
            browse_or_copy(self._screen.app, link.url, msg("Opening {url}", url=link.url))
        elif chosen.action == "y":
            copy_text(self._screen.app, link.url)
        elif chosen.action == "s":
            self._shortlist(link)
        else:
            self._pick(link)

    def _shortlist(self, link: TextLink) -> None:
        app, bench = self._screen.app, self._screen.workbench
        app.say(msg("Reading the page …"))

        def told(said: Message) -> None:
            app.say(msg("{what} · u undoes it", what=said))
            self._screen.viewing.update()

        app.library.reach(lambda: bench.pages.shortlist_linked(link), told)

    def _pick(self, link: TextLink) -> None:
        """Ask for the category, then read the page beside everything else."""
        from digest.tui.dialogs.category import CategoryDialog

        app, bench, month = self._screen.app, self._screen.workbench, self._screen.month
        labels = app.core.editions.offered_labels(month)

        def chosen(category: str | None) -> None:
            if category:
                app.say(msg("Reading the page …"))
                app.library.reach(lambda: bench.pick(bench.pages.add_linked(link), month, category), told)

        def told(act: Act) -> None:
            app.say(msg("{what} · u undoes it", what=act.said))
            self._screen.show_library()

        app.push_screen(CategoryDialog(labels, comment_follows=False), chosen)
