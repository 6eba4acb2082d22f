"""Changes of the rules: adding, changing and removing one, each an undo step."""

from __future__ import annotations

from digest.domain.message import Message, msg
from digest.domain.rules import Rule
from digest.services.reading.entry_rules import EntryRules
from digest.services.session.undo import Step, UndoSteps


class RuleActions:
    """One session's changes of rules."""

    def __init__(self, rules: EntryRules, steps: UndoSteps) -> None:
        self._rules = rules
        self._steps = steps

    def change(self, before: Rule | None, after: Rule | None) -> Message:
        """Put one rule in the place of another: None before is a new one, None after takes it away.

        Raises UsageError for a rule that makes no sense, Conflict if `before` was changed; then nothing changes.
        """
        wanted = self._rules.named(after, before) if after is not None else None
        kept = self._rules.exchange(before, wanted) if wanted != before else before
        shown = kept or before
        pattern = shown.pattern if shown is not None else ""
        if kept is None:
            name = msg("Rule “{pattern}” removed", pattern=pattern)
        else:
            name = msg("Rule “{pattern}” kept", pattern=pattern)
        made = kept if kept == wanted else None  # else a colleague's says the same, which undo leaves alone
        if made != before:
            swap = self._rules.exchange
            self._steps.record(Step(name, lambda: _none(swap(made, before)), lambda: _none(swap(before, made))))
        return name


def _none(_: object) -> None:
    """For steps: what an exchange returns is of no interest there."""
