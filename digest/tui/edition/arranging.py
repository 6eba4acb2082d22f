"""Order, category and month of the picks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.errors import DigestError
from digest.domain.message import Message
from digest.domain.month import next_month
from digest.services.session.actions import Act
from digest.tui.dialogs.category import CategoryDialog

if TYPE_CHECKING:
    from digest.tui.edition.edition_screen import EditionScreen


class Arranging:
    """What happens to the pick under the cursor; the cursor goes with it."""

    def __init__(self, screen: EditionScreen) -> None:
        self._screen = screen

    def move(self, by: int) -> None:
        """So many places down (or up) within its section."""
        if (pick := self._screen.current) is not None:
            self.move_pick(pick.id, by)

    def move_pick(self, pick_id: str, by: int) -> None:
        """Move a pick; where it stands then is seen, not said."""
        bench, store, app = self._screen.workbench, self._screen.app.core.store, self._screen.app

        def work() -> Message | None:
            try:
                act = bench.move(store.pick(pick_id), by)
            except DigestError as error:
                return error.message
            return None if act.is_done else act.said

        def moved(trouble: Message | None) -> None:
            if trouble is not None:
                app.say(trouble)
            # Also where it failed: the list shows what was dragged where it was let go.
            self._screen.proofing.load((pick_id,))

        app.library.change(work, moved)

    def category(self) -> None:
        """Another category, by name."""
        pick = self._screen.current
        if pick is None:
            return
        bench, labels = self._screen.workbench, self._screen.app.core.editions.offered_labels(self._screen.month)

        def chosen(category: str | None) -> None:
            if category:
                self._screen.app.library.change(
                    lambda: bench.change(pick, {"category": category}), self._screen.told
                )  # fmt: skip

        self._screen.app.push_screen(CategoryDialog(labels), chosen)

    def carry_over(self) -> None:
        """Carry the pick over to the next month; out of one that is long past, to the month at work."""
        pick, bench = self._screen.current, self._screen.workbench
        if pick is not None:
            month = max(next_month(self._screen.month), self._screen.app.month)
            self._screen.app.library.change(lambda: bench.carry_over(pick, month), self._screen.told)

    def take_secrets_off(self) -> None:
        """Take passwords, tokens and gift codes off the pick's links; u brings them back."""
        pick, bench = self._screen.current, self._screen.workbench
        if pick is not None:
            self._screen.app.library.change(lambda: bench.take_secrets_off(pick), self._screen.told)

    def drop(self) -> None:
        """Drop the pick; u brings it back."""
        pick, bench = self._screen.current, self._screen.workbench
        if pick is not None:

            def work() -> Act:
                return bench.drop(pick)

            self._screen.app.library.change(work, self._screen.told)
