"""Order, category and month of the picks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.errors import DigestError
from digest.domain.message import Message, msg
from digest.domain.month import next_month
from digest.services.session.actions import Act
from digest.tui.dialogs.category import CategoryDialog
from digest.tui.dialogs.label_order import LabelOrderDialog

if TYPE_CHECKING:
    from digest.tui.edition.edition_screen import EditionScreen

#: Labels from which on there is an order to choose.
_ENOUGH = 2


class Arranging:
    """What happens to the pick under the cursor; the cursor goes with it."""

    def __init__(self, screen: EditionScreen) -> None:
        self._screen = screen

    def move(self, by: int) -> None:
        """So many places down (or up) within its section."""
        if (pick := self._screen.current) is not None:
            self.move_pick(pick.id, by)

    def move_pick(self, pick_id: str, by: int) -> None:
        """Move a pick; its new place is seen, not told."""
        bench, app = self._screen.workbench, self._screen.app

        def work() -> Message | None:
            try:
                act = bench.move(bench.kept(pick_id), by)
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

    def set_flag(self, pick_id: str, name: str, *, is_set: bool) -> None:
        """Mark a pick as own post or advertisement, or not; saved at once, as an undo step."""
        bench = self._screen.workbench
        # Its texts may be on their way to the library: the pick is read when they have arrived.
        self._screen.app.library.change(
            lambda: bench.change(bench.kept(pick_id), {name: is_set}), lambda _: self._screen.proofing.load()
        )  # fmt: skip

    def toggle(self, name: str) -> None:
        """The same for the pick under the cursor, the other way than it is, and said."""
        pick, bench = self._screen.current, self._screen.workbench
        if pick is not None:
            self._screen.app.library.change(
                lambda: bench.change(pick, {name: not getattr(pick, name)}), self._screen.told
            )  # fmt: skip

    def order_labels(self) -> None:
        """The order of the edition's own labels; u brings the old one back."""
        proof, bench = self._screen.proofing.proof, self._screen.workbench
        if proof is None:
            return
        if proof.edition.is_closed:
            self._screen.app.say(msg("The edition is closed; C makes it a draft again."))
            return
        labels = self._screen.app.core.editions.own_labels(proof.edition)
        if len(labels) < _ENOUGH:
            self._screen.app.say(msg("There is no order to choose: fewer than two labels of your own are in use."))
            return

        def chosen(order: tuple[str, ...] | None) -> None:
            if order is not None and order != labels:
                self._screen.app.library.change(
                    lambda: bench.change_edition(proof.edition, {"labels": order}), self._screen.told
                )  # fmt: skip

        self._screen.app.push_screen(LabelOrderDialog(labels), chosen)

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
