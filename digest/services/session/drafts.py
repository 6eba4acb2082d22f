"""Unsaved texts, of an editor or after a conflict, as files in the library (0600).

A draft is deleted only when its text is kept in the pick or edition.
"""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass, replace
from pathlib import Path

from digest.domain.edition import Edition, Pick
from digest.domain.errors import LibraryError
from digest.domain.message import msg
from digest.domain.system_errors import system_reason
from digest.services.session.actions import SessionActions
from digest.storage.store import Store


@dataclass(frozen=True, slots=True)
class Draft:
    """A text in a file, for a field of a pick or edition.

    `theirs` is what somebody else wrote, and `by` who.
    """

    file: Path
    record: Pick | Edition
    field: str = "comment"
    ours: str = ""
    theirs: str = ""
    by: str = ""


def author_of(record: Pick | Edition) -> str:
    """Who wrote last, as far as it is known: of an edition it is not."""
    return record.edited_by if isinstance(record, Pick) else ""


class Drafts:
    """The drafts of one library."""

    def __init__(self, store: Store) -> None:
        self._files = store.drafts()
        self._store = store

    def begin_edition(self, month: str, text: str) -> Path:
        """A new draft of a whole edition, for an editor. Raises LibraryError."""
        return self._files.new(month, text)

    def begin(self, pick: Pick) -> Draft:
        """Write the comment into a draft for an editor."""
        return Draft(self._write(pick, "comment", pick.comment), pick, "comment", pick.comment)

    def keep(self, record: Pick | Edition, field: str, text: str, theirs: str, by: str = "") -> Draft:
        """Keep a text that could not be saved because somebody else changed the same field."""
        return Draft(self._write(record, field, text), record, field, text, theirs, by)

    def write_again(self, draft: Draft, text: str) -> Draft:
        """Put another text into a draft. At every moment the file holds the old one or the new one."""
        self._files.replace(draft.file, text + "\n")
        return replace(draft, ours=text)

    def read(self, draft: Draft) -> str:
        """An editor's text in a draft. Raises LibraryError if it cannot be read.

        One that writes no UTF-8 writes Windows-1252, most likely, or says so with its first bytes.
        """
        try:
            written = draft.file.read_bytes()
        except OSError as error:
            raise LibraryError(
                msg("The draft {file} cannot be read: {reason}.", file=str(draft.file), reason=system_reason(error)),
                msg("If the editor has saved it elsewhere, copy the text from there."),
            ) from error
        try:
            text = written.decode("utf-16" if written.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
        except UnicodeDecodeError:
            text = written.decode("cp1252", errors="replace")
        return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")

    def settle(self, draft: Draft, text: str, actions: SessionActions) -> Draft | None:
        """Store the text that was decided on, and delete the draft if its text is in it.

        If the stored text has changed again, nothing is written: the draft is returned with that one to compare.
        """
        present = self.present(draft.record)
        theirs = getattr(present, draft.field)
        if theirs not in (draft.theirs, text):
            return replace(draft, record=present, theirs=theirs, by=author_of(present))
        if theirs != text:
            actions.change(present, {draft.field: text})
        if draft.ours.strip() in text:
            draft.file.unlink(missing_ok=True)
        return None

    def present(self, record: Pick | Edition) -> Pick | Edition:
        """The record as it is in the library now. Raises NotFound."""
        return self._store.pick(record.id) if isinstance(record, Pick) else self._store.edition(record.id)

    def _write(self, record: Pick | Edition, field: str, text: str) -> Path:
        name = f"{record.edition_id}-{record.id}" if isinstance(record, Pick) else f"{record.id}-{field}"
        return self._files.new(name, text + "\n")
