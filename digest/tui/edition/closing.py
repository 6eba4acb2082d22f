"""Closing an edition, and making it a draft again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.edition import EDITION_FIELDS
from digest.domain.message import msg, nmsg
from digest.domain.month import NamedMonth
from digest.domain.preflight.remark import Severity
from digest.services.session.action_result import ActionResult
from digest.tui.dialogs.question import QuestionDialog

if TYPE_CHECKING:
    from digest.tui.edition.arranging import EditionShown
    from digest.tui.edition.proofing import Proofing
    from digest.tui.host import Host

#: So many errors are named in the toast.
_NAMED = 3


class Closing:
    """Closing is told what the check finds and never refused: u opens it again. Reopening asks."""

    def __init__(self, host: Host, proofing: Proofing, shown: EditionShown) -> None:
        self._host = host
        self._proofing = proofing
        self._shown = shown

    def close_or_reopen(self) -> None:
        """Close a draft; make a closed edition a draft again."""
        proof, app = self._proofing.proof, self._host
        if proof is None:
            return
        actions, month = self._host.library.actions, self._shown.month
        if not proof.edition.is_closed:
            app.work_queue.change(lambda: actions.editions.close(month), self._closed)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                app.work_queue.change(lambda: actions.editions.reopen(month), self._shown.told)

        question = msg("The edition {name} is closed. Make it a draft again?", name=NamedMonth(month))
        app.show(QuestionDialog(question), answered)

    def remove(self) -> None:
        """Remove an empty edition, such as one begun by mistake, after asking; others stay."""
        editions, month, app = self._host.library.editions, self._shown.month, self._host
        proof = self._proofing.proof
        if proof is None or self._proofing.refuses_as_closed():
            return
        if proof.assembled.picks or any(getattr(proof.edition, name) for name in EDITION_FIELDS if name != "labels"):
            app.say(msg("The edition {edition} is not empty.", edition=NamedMonth(month)))
            return

        def removed(_: None) -> None:
            app.say(msg("The edition {month} is gone.", month=NamedMonth(month)))
            self._shown.show_library()

        def answered(yes: bool | None) -> None:
            if yes:
                app.work_queue.change(lambda: editions.remove(month), removed)

        app.show(QuestionDialog(msg("Take the empty edition {name} away?", name=NamedMonth(month))), answered)

    def _closed(self, act: ActionResult) -> None:
        remarks = self._proofing.remarks
        errors = [remark for remark in remarks if remark.severity is Severity.ERROR]
        hints = len(remarks) - len(errors)
        was_at_work = self._shown.month == self._host.month
        self._shown.now_closed(act.next_month)
        lines = [msg("{what} · u or C takes it back", what=act.said)]
        if was_at_work:
            lines.append(msg("Now at work: {month}", month=NamedMonth(self._host.month)))
        if self._host.library.settings.publish:
            lines.append(msg("P publishes it"))
        lines += [nmsg("{n} error stays:", "{n} errors stay:", len(errors))] if errors else []
        lines += [msg("✗ {remark}", remark=remark.message) for remark in errors[:_NAMED]]
        lines += [nmsg("{n} hint", "{n} hints", hints)] if hints else []
        self._host.say(*lines)
        self._shown.show_library()
