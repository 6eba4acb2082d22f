"""What inbox and edition share: under the cursor a pick, or an entry that may become one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from digest.tui.shell.months import Months
from digest.tui.shell.opening import Opening
from digest.tui.shell.work_screen import WorkScreen

if TYPE_CHECKING:
    from digest.domain.edition import Pick
    from digest.services.reading.entries import ListedEntry
    from digest.tui.shell.external_editor import ExternalEditor
    from digest.tui.shell.looking_back import LookingBack
    from digest.tui.shell.noting import Noting


class PickScreen(WorkScreen):
    """What is not needed for the first frame is loaded when it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.months = Months(self)
        self.opening = Opening(self.host, lambda: self.current_page, lambda: self.moving.by(1))

    @cached_property
    def external_editor(self) -> ExternalEditor:
        """A comment in $EDITOR."""
        from digest.tui.shell.external_editor import ExternalEditor

        return ExternalEditor(self, self.with_pick)

    @cached_property
    def noting(self) -> Noting:
        """Notes for colleagues."""
        from digest.tui.shell.noting import Noting

        return Noting(self.host, self)

    @cached_property
    def looking_back(self) -> LookingBack:
        """The edition's history."""
        from digest.tui.shell.looking_back import LookingBack

        return LookingBack(self.host, self)

    @property
    def current(self) -> Pick | ListedEntry | None:
        raise NotImplementedError

    @property
    def current_page(self) -> tuple[str, str]:
        """Title and address of what is under the cursor."""
        raise NotImplementedError

    def with_pick(self, then: Callable[[Pick], None]) -> None:
        """Call `then` with the pick under the cursor, if there is one or the curator makes it one."""
        raise NotImplementedError

    def drop_pick(self) -> None:
        """Drop the pick under the cursor; u brings it back."""
        raise NotImplementedError
