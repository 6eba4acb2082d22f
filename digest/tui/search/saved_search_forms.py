"""Saving what is searched for as a view of one's own; changing and removing such a view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from digest.config.language import tell
from digest.domain.message import Message, msg
from digest.domain.saved_search import SavedSearch
from digest.tui.shell.waiting_keys import open_with

if TYPE_CHECKING:
    from digest.services.reading.narrowing import Narrowing
    from digest.tui.dialogs.short_form import FormField
    from digest.tui.host import Host
    from digest.tui.widgets.sidebar import View


class SavedSearchForms:
    """Every change is a step that u takes back."""

    def __init__(self, host: Host, feed_title: Callable[[str], str] = str) -> None:
        """`feed_title` names a feed by its id."""
        self._host = host
        self._feed_title = feed_title

    def save(self, search: SavedSearch, then: Callable[[SavedSearch], None], name: str = "") -> None:
        """Ask for a name and keep the search; `then` is told of what was kept.

        `name` is offered if there are no words.
        """
        from digest.tui.dialogs.short_form import ShortForm

        actions = self._host.library.actions.searches

        def keep(values: dict[str, str]) -> None:
            wanted = replace(search, name=values["name"], words=values["words"])
            form.try_to_keep(self._host, lambda: actions.add(wanted), lambda done: self._kept(done[0], then, done[1]))

        named = replace(search, name=search.words or name)
        form = ShortForm(tell(msg("Save this search")), _fields(named), keep, self._told(search))
        self._host.show(form)

    def change(self, search_id: str, then: Callable[[SavedSearch], None]) -> None:
        """Change the name and words of a saved search."""
        from digest.tui.dialogs.short_form import ShortForm

        library = self._host.library

        def look() -> SavedSearch | None:
            return next((one for one in library.reading.searches.all() if one.id == search_id), None)

        def ask(search: SavedSearch | None) -> None:
            if search is None:
                self._host.say(msg("The saved search is not there any more."))
                return

            def keep(values: dict[str, str]) -> None:
                wanted = replace(search, name=values["name"], words=values["words"])
                form.try_to_keep(
                    self._host,
                    lambda: library.actions.searches.change(search, wanted),
                    lambda said: self._kept(said, then, wanted),
                )

            form = ShortForm(tell(msg("Saved search")), _fields(search), keep, self._told(search))
            self._host.show(form)

        open_with(self._host, look, ask)

    def remove(self, search_id: str, then: Callable[[], None]) -> None:
        """Take a saved search away; undo brings it back."""
        library = self._host.library

        def work() -> Message | None:
            search = next((one for one in library.reading.searches.all() if one.id == search_id), None)
            return library.actions.searches.remove(search) if search is not None else None

        def told(said: Message | None) -> None:
            if said is not None:
                self._host.say(msg("{what} · u undoes it", what=said))
            then()

        self._host.work_queue.change(work, told)

    def _kept(self, said: Message, then: Callable[[SavedSearch], None], search: SavedSearch) -> None:
        self._host.say(msg("{what} · u undoes it", what=said))
        then(search)

    def _told(self, search: SavedSearch) -> Message | None:
        """The conditions beside words, which stay as they are."""
        names = []
        if search.folder:
            from digest.services.session.many_feeds_actions import shown

            names.append(msg("folder {name}", name=shown(search.folder)))
        names += [msg("feed {name}", name=self._feed_title(feed_id)) for feed_id in search.feed_ids]
        names += [msg("only unread")] if search.unread else []
        names += [msg("only on the shortlist")] if search.shortlisted else []
        if not names:
            return None
        told = names[0]
        for name in names[1:]:
            told = msg("{one}, {other}", one=told, other=name)
        return told


def search_of(view: View, words: str, narrowing: Narrowing, saved: SavedSearch | None) -> SavedSearch | None:
    """A list's content as a search; None for picks of one edition, and what is muted."""
    if narrowing.is_about_picks or view.kind in ("section", "muted"):
        return None
    search = saved or SavedSearch("", "")
    own_words = view.value if view.kind == "search" else search.words
    feed_ids = (view.value,) if view.kind == "feed" else search.feed_ids
    return replace(
        search,
        id="",
        name="",
        words=f"{own_words} {words}".strip(),
        feed_ids=(narrowing.feed_id,) if narrowing.feed_id else feed_ids,
        folder=view.value if view.kind == "folder" else search.folder,
        unread=search.unread or narrowing.unread or view.kind == "inbox",
        shortlisted=search.shortlisted or view.kind == "shortlist",
    )


def _fields(search: SavedSearch) -> list[FormField]:
    from digest.tui.dialogs.short_form import FormField

    return [
        FormField("name", msg("Name among the views"), search.name),
        FormField("words", msg("Words, in any spelling of umlauts"), search.words),
    ]
