"""Order, category and month of the picks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from digest.domain.errors import DigestError
from digest.domain.message import Message, msg
from digest.domain.month import next_month
from digest.services.session.action_result import ActionResult
from digest.tui.dialogs.category import CategoryDialog
from digest.tui.dialogs.label_order import LabelOrderDialog

if TYPE_CHECKING:
    from digest.domain.edition import Pick
    from digest.tui.edition.proofing import Proofing
    from digest.tui.host import Host

#: Labels from which on there is an order to choose.
_ENOUGH = 2


class EditionShown(Protocol):
    """Who shows an edition: its month, the pick under the cursor, and what a change came to."""

    @property
    def month(self) -> str: ...
    @property
    def current(self) -> Pick | None: ...
    def told(self, act: ActionResult) -> None:
        """Say what a change came to, and show it."""

    def show_library(self) -> None:
        """Show the edition as it is now."""

    def now_closed(self, at_work: str) -> None:
        """The edition shown was closed, and another month becomes the one at work."""


class Arranging:
    """What happens to the pick under the cursor; the cursor goes with it."""

    def __init__(self, host: Host, proofing: Proofing, shown: EditionShown) -> None:
        self._host = host
        self._proofing = proofing
        self._shown = shown

    def move(self, by: int) -> None:
        """So many places down (or up) within its section."""
        if (pick := self._shown.current) is not None:
            self.move_pick(pick.id, by)

    def move_pick(self, pick_id: str, by: int) -> None:
        """Move a pick; its new place is seen, not told."""
        actions, app = self._host.library.actions, self._host
        app.heartbeat.arranged(self._shown.month)

        def work() -> Message | None:
            try:
                act = actions.picks.move(actions.picks.kept(pick_id), by)
            except DigestError as error:
                return error.message
            return None if act.is_done else act.said

        def moved(trouble: Message | None) -> None:
            if trouble is not None:
                app.say(trouble)
            # Also where it failed: the list shows what was dragged where it was let go.
            self._proofing.load((pick_id,))

        app.work_queue.change(work, moved)

    def category(self) -> None:
        """Another category, by name."""
        pick = self._shown.current
        if pick is None:
            return
        actions, labels = self._host.library.actions, self._host.library.editions.offered_categories(self._shown.month)

        def chosen(category: str | None) -> None:
            if category:
                self._host.work_queue.change(
                    lambda: actions.picks.change(pick, {"category": category}), self._shown.told
                )  # fmt: skip

        self._host.heartbeat.arranged(self._shown.month)
        self._host.show(CategoryDialog(labels), chosen)

    def set_flag(self, pick_id: str, name: str, *, is_set: bool) -> None:
        """Mark a pick as own post or advertisement, or not; saved at once, as an undo step."""
        actions = self._host.library.actions
        # Its texts may be on their way to the library: the pick is read when they have arrived.
        self._host.work_queue.change(
            lambda: actions.picks.change(actions.picks.kept(pick_id), {name: is_set}), lambda _: self._proofing.load(),
            keys_wait=False,
        )  # fmt: skip

    def toggle(self, name: str) -> None:
        """The same for the pick under the cursor, the other way than it is, and said."""
        pick, actions = self._shown.current, self._host.library.actions
        if pick is not None:
            self._host.work_queue.change(
                lambda: actions.picks.change(pick, {name: not getattr(pick, name)}), self._shown.told
            )  # fmt: skip

    def order_labels(self) -> None:
        """The order of the edition's own labels; u brings the old one back."""
        proof, actions = self._proofing.proof, self._host.library.actions
        if proof is None or self._proofing.refuses_as_closed():
            return
        labels = self._host.library.editions.adhoc_labels(proof.edition)
        if len(labels) < _ENOUGH:
            self._host.say(msg("There is no order to choose: fewer than two labels of your own are in use."))
            return

        leave = self._host.heartbeat.arranging(self._shown.month)

        def chosen(order: tuple[str, ...] | None) -> None:
            leave()
            if order is not None and order != labels:
                self._host.work_queue.change(
                    lambda: actions.editions.change(proof.edition, {"labels": order}), self._shown.told
                )  # fmt: skip

        self._host.show(LabelOrderDialog(labels), chosen)

    def carry_over(self) -> None:
        """Carry the pick over to the next month; out of one that is long past, to the month at work."""
        pick, actions = self._shown.current, self._host.library.actions
        if pick is not None:
            self._host.heartbeat.arranged(self._shown.month)
            month = max(next_month(self._shown.month), self._host.month)
            self._host.work_queue.change(lambda: actions.picks.carry_over(pick, month), self._shown.told)

    def take_secrets_off(self) -> None:
        """Take passwords, tokens and gift codes off the pick's links; u brings them back."""
        pick, actions = self._shown.current, self._host.library.actions
        if pick is not None:
            self._host.work_queue.change(lambda: actions.picks.take_secrets_off(pick), self._shown.told)

    def drop(self) -> None:
        """Drop the pick; u brings it back."""
        pick, actions = self._shown.current, self._host.library.actions
        if pick is not None:

            def work() -> ActionResult:
                return actions.picks.drop(pick)

            self._host.work_queue.change(work, self._shown.told)
