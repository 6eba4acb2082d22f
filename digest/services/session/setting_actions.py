"""Changes of the settings: each an undo step, as long as the file is as it was left."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from digest.config.settings import Settings
from digest.domain.errors import DigestError
from digest.domain.message import Message, msg
from digest.services.configuration import AT_START, Configuration
from digest.services.session.first_answers import Answers, changes_for
from digest.services.session.undo import Step, UndoSteps


class SettingActions:
    """A session's changes of the configuration; `load` applies the file as it is."""

    def __init__(
        self,
        configuration: Configuration,
        settings: Callable[[], Settings],
        load: Callable[[], None],
        steps: UndoSteps,
    ) -> None:
        """`settings` are those that hold; `load` loads them again."""
        self._configuration = configuration
        self._settings = settings
        self._load = load
        self._steps = steps

    def change(self, changes: Mapping[str, str | None], seen: bytes | None) -> Message:
        """Write settings and go by them (`Configuration.change`); returns what was done."""
        written = self._configuration.change(changes, seen)
        if written is None:
            return msg("Nothing changed.")
        try:
            self._load()
        except DigestError:
            # It could be written, but not loaded: it names a variable that this process lacks, say.
            self._configuration.write(written.after, written.before)
            self._load()
            raise
        keys = ", ".join(changes)
        name = msg("Settings changed: {keys}", keys=keys)
        self._steps.record(
            Step(
                name,
                lambda: self._put(written.after, written.before),
                lambda: self._put(written.before, written.after),
            )
        )
        if AT_START.intersection(changes):
            return msg("{what}. It holds from the next start.", what=name)
        return name

    def answer(self, answers: Answers, before: Answers) -> Message:
        """Write the answers to the three questions; `before` are those that were shown."""
        seen = self._configuration.read()
        changes = changes_for(answers, before, self._settings())
        said = self.change(changes, seen)
        return msg("Kept in {file}", file=str(self._configuration.file)) if changes else said

    def _put(self, present: bytes | None, wanted: bytes | None) -> None:
        self._configuration.write(present, wanted)
        self._load()
