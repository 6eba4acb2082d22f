"""Changes of the rules: adding, changing and removing one, each an undo step."""

from __future__ import annotations

from digest.domain.errors import Conflict
from digest.domain.message import Message, msg
from digest.domain.rules import Rule
from digest.services.reading.entry_rules import EntryRules
from digest.services.session.undo import Step, UndoSteps


class RuleActions:
    """One session's changes of rules; Conflict if somebody else has changed the same rule."""

    def __init__(self, rules: EntryRules, steps: UndoSteps) -> None:
        self._rules = rules
        self._steps = steps

    def change(self, before: Rule | None, after: Rule | None) -> Message:
        """Put one rule in the place of another: None before is a new one, None after takes it away.

        Raises UsageError for a rule that makes no sense; then nothing changes.
        """
        if after is not None:
            after = self._rules.checked(after)
        if before is not None:
            self._expect(before, before)
        # The new one comes first: what fails in between must not leave the curator without any.
        kept = self._rules.add(after) if after is not None else None
        if before is not None and (kept is None or kept.id != before.id):
            self._rules.remove(before)
        shown = kept or before
        pattern = shown.pattern if shown is not None else ""
        if kept is None:
            name = msg("Rule “{pattern}” removed", pattern=pattern)
        else:
            name = msg("Rule “{pattern}” kept", pattern=pattern)
        if kept != before:
            self._steps.record(Step(name, lambda: self._swap(kept, before), lambda: self._swap(before, kept)))
        return name

    def _swap(self, present: Rule | None, wanted: Rule | None) -> None:
        known = present or wanted
        if known is not None:
            self._expect(present, known)
        if wanted is not None:
            self._rules.put_back(wanted)
        if present is not None:
            self._rules.remove(present)

    def _expect(self, expected: Rule | None, known: Rule) -> None:
        """Raise Conflict unless the rule that is `known` is as `expected`; None: it is missing."""
        if next((rule for rule in self._rules.all() if rule.id == known.id), None) != expected:
            raise Conflict(
                msg("The rule was changed elsewhere since; it stays as it is."), msg("“digest rules” lists the rules.")
            )
