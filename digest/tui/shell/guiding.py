"""The newcomer's way through the demo: one hint at a time, made of how far the edition is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from digest.domain.message import Message, msg, nmsg
from digest.tui.widgets.guide_line import GuideLine

if TYPE_CHECKING:
    from digest.services.curation.proofs import Proofs
    from digest.tui.shell.work_screen import WorkScreen


class EditionProgress(NamedTuple):
    """How far an edition is: picks `missing` to the target, picks without comment, `errors`.

    One that is `closed` cannot be changed any more.
    """

    missing: int
    silent: int
    errors: int
    closed: bool = False


class Guiding:
    """Shows the hint of one screen, if the interface is guided."""

    def __init__(self, screen: WorkScreen, hint: Callable[[EditionProgress], Message]) -> None:
        self._screen = screen
        self._hint = hint
        self._progress: EditionProgress | None = None

    def update(self) -> None:
        """The edition may have changed: look how far it is, and say what comes next."""
        app = self._screen.app
        if app.guided:
            month, proofs = self._screen.month, app.library.proofs
            app.work_queue.ask(lambda: progress(month, proofs), self._take)

    def show(self) -> None:
        """Only what one does has changed: say what comes next."""
        if self._progress is not None and self._screen.is_mounted:
            self._screen.query_one(GuideLine).show(self._hint(self._progress))

    def _take(self, found: EditionProgress) -> None:
        self._progress = found
        self.show()


def progress(month: str, proofs: Proofs) -> EditionProgress:
    """How far an edition is."""
    from digest.domain.preflight.remark import Severity

    proof = proofs.proof(month)
    picks = proof.assembled.picks
    errors = sum(remark.severity is Severity.ERROR for remark in proofs.remarks(proof))
    missing, silent = max(0, proof.checked.target - len(picks)), sum(not pick.comment.strip() for pick in picks)
    return EditionProgress(missing, silent, errors, proof.edition.is_closed)


def inbox_hint(state: EditionProgress, *, writing: bool, silent_here: bool, exported: bool) -> Message:
    """The next step in the inbox; `silent_here`: the cursor is on a pick without a comment."""
    if writing:
        return msg("Write a sentence or two; it is saved as you type. Esc when you are done.")
    if state.closed:
        return msg("The edition is closed: v shows it.")
    if silent_here:
        return msg("Picked. Now c, and say in your own words why it is worth reading.")
    if state.missing:
        return nmsg(
            "One pick to go: j and k move, 1 to 4 pick under a category, u takes it back.",
            "{n} picks to go: j and k move, 1 to 4 pick under a category, u takes it back.",
            state.missing,
        )
    if exported:
        return msg("That is the whole month. q leaves; nothing of this demo stays in your library.")
    return msg("That makes the number. v shows the edition.")


def form_hint(*, many: bool) -> Message:
    """How an open form is used; `many`: it has more than one field."""
    if many:
        return msg("Tab goes to the next field, the preview follows. Esc when you are done.")
    return msg("The preview follows what you type. Esc when you are done.")


def edition_hint(state: EditionProgress, *, exported: bool) -> Message:
    """What to do next in the edition."""
    if state.closed and not exported:
        return msg("The edition is closed: X exports it, C makes it a draft again.")
    if state.errors and not state.closed:
        return nmsg(
            "The check finds an error: n goes there, ⏎ opens it.",
            "The check finds {n} errors: n goes to the next, ⏎ opens it.",
            state.errors,
        )
    if state.missing and not state.closed:
        return nmsg(
            "One pick is missing: v leads back to the inbox.",
            "{n} picks are missing: v leads back to the inbox.",
            state.missing,
        )
    if exported:
        return msg("Done: that is a month with digest. q leads back.")
    return msg("J and K order the picks, p shows other formats. X exports: the digest is finished.")
