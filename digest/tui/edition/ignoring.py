"""Remarks of the check that do not count, and asking the web for the links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.config.language import tell
from digest.domain.edition import Pick
from digest.domain.message import Message, msg, nmsg
from digest.domain.preflight.remark import silenced_rules, with_silenced, without_silenced
from digest.tui.dialogs.choice import Choice, ChoiceDialog
from digest.tui.dialogs.ignore import Ignored, IgnoreDialog

if TYPE_CHECKING:
    from digest.domain.preflight.remark import Remark
    from digest.tui.edition.arranging import EditionShown
    from digest.tui.edition.proofing import Proofing
    from digest.tui.edition.remarks import Remarks
    from digest.tui.host import Host
    from digest.tui.widgets.edition_list import EditionList


class Ignoring:
    """What is ignored is a step of undo, and is listed, so that it can be minded again."""

    def __init__(
        self, host: Host, proofing: Proofing, remarks: Remarks, listed: EditionList, shown: EditionShown
    ) -> None:
        self._host = host
        self._proofing = proofing
        self._remarks = remarks
        self._list = listed
        self._shown = shown

    def ignore(self) -> None:
        """Ignore a remark: the one that `n` led to, else the first on what is under the cursor."""
        remark, app, proof = self._remark(), self._host, self._proofing.proof
        if remark is None or proof is None:
            app.say(msg("The check has nothing to say of this."))
            return
        if remark.place.pick_id and self._proofing.refuses_as_closed():
            return

        def chosen(ignored: Ignored | None) -> None:
            if ignored is None:
                return
            pick = self._proofing.find(remark.place.pick_id)
            if ignored.everywhere or pick is None:
                self._write(remark.rule, ignored.reason)
            else:
                actions = self._host.library.actions
                app.work_queue.change(
                    lambda: actions.picks.change(pick, {"silenced": with_silenced(pick, remark.rule, ignored.reason)}),
                    self._shown.told,
                )

        app.show(IgnoreDialog(remark), chosen)

    def ignored(self) -> None:
        """List what is ignored, here and in every edition; what is chosen counts again."""
        from digest.domain.preflight.preflight_rules import BY_ID

        app, proof = self._host, self._proofing.proof
        choices: list[Choice[tuple[Pick | None, str]]] = []
        for number, pick in enumerate(proof.assembled.picks if proof else (), start=1):
            for rule, reason in silenced_rules(pick).items():
                what = BY_ID[rule].explanation if rule in BY_ID else rule
                line = tell(msg("Pick {n}: {what}", n=number, what=what))
                choices.append(Choice(f"{line} ({reason})" if reason else line, (pick, rule)))
        for rule, reason in app.library.settings.check.silence.items():
            line = tell(msg("Every edition: {what}", what=BY_ID[rule].explanation if rule in BY_ID else rule))
            choices.append(Choice(f"{line} ({reason})", (None, rule)))
        if not choices:
            app.say(msg("No remark is ignored. I ignores one."))
            return

        def chosen(found: tuple[Pick | None, str] | None) -> None:
            if found is None:
                return
            (pick, rule), actions = found, self._host.library.actions
            if pick is None:
                self._write(rule, None)
            else:
                app.work_queue.change(
                    lambda: actions.picks.change(pick, {"silenced": without_silenced(pick, rule)}), self._shown.told
                )

        app.show(ChoiceDialog(msg("Ignored remarks: ⏎ minds one again"), choices), chosen)

    def ask_links(self) -> None:
        """Ask the web for every link; what it answers is among the remarks then."""
        app, preflight, month = self._host, self._host.library.preflight, self._shown.month
        app.say(msg("Asking the links …"))

        def asked(count: int) -> None:
            app.say(nmsg("{n} link asked.", "{n} links asked.", count))
            self._proofing.load()

        app.work_queue.reach(lambda: preflight.ask_links(month, lambda _: None), asked)

    def _write(self, rule: str, reason: str | None) -> None:
        app = self._host
        actions, configuration = app.library.setting_actions, app.library.configuration

        def work() -> Message:
            return actions.change({f"check.silence.{rule}": reason}, configuration.read())

        def done(said: Message) -> None:
            app.say(said)
            self._shown.show_library()

        app.work_queue.change(work, done)

    def _remark(self) -> Remark | None:
        if (at_hand := self._remarks.at_hand()) is not None:
            return at_hand
        key = self._list.key
        return next((one for one in self._proofing.remarks if key in (one.place.pick_id, one.place.field)), None)
