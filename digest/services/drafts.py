"""Texts on their way: what an editor is working on, or what met somebody else's change. Files in the library, 0600.

A draft is deleted only when its text is kept in the pick.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from digest.domain.edition import Pick
from digest.domain.errors import Conflict, LibraryError
from digest.domain.message import msg
from digest.services.workbench import Act, Workbench


@dataclass(frozen=True, slots=True)
class Draft:
    """A text in a file. `theirs` is what somebody else wrote meanwhile, empty where nobody did."""

    file: Path
    pick: Pick
    ours: str = ""
    theirs: str = ""


class Drafts:
    """The drafts of one library, in its folder `drafts/`."""

    def __init__(self, library: Path) -> None:
        self._folder = library / "drafts"

    def begin(self, pick: Pick) -> Draft:
        """Write the comment into a draft for an editor."""
        return Draft(self._write(pick, pick.comment), pick, pick.comment)

    def keep(self, pick: Pick, text: str, conflict: Conflict) -> Draft:
        """Keep a text that could not be saved because somebody else changed the pick."""
        return Draft(self._write(pick, text), pick, text, conflict.theirs)

    def take_back(self, draft: Draft, workbench: Workbench) -> Act:
        """Put the draft's text into its pick and delete the draft; on a conflict it stays."""
        text = draft.file.read_text(encoding="utf-8").rstrip("\n")
        act = workbench.change(draft.pick, {"comment": text})
        draft.file.unlink(missing_ok=True)
        return act

    def _write(self, pick: Pick, text: str) -> Path:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = self._folder / f"{pick.edition_id}-{pick.id}.md"
            number = 1
            while file.exists():
                number += 1
                file = self._folder / f"{pick.edition_id}-{pick.id}-{number}.md"
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                stream.write(text + "\n")
        except OSError as error:
            raise LibraryError(
                msg(
                    "The draft cannot be written to {folder}: {reason}.",
                    folder=str(self._folder),
                    reason=error.strerror,
                ),
                msg("Copy the text elsewhere before you leave, then make room or the folder writable."),
            ) from error
        return file
