"""One edition at this moment: the library's, with what is being typed laid over it.

A thread looks for changes of the library and of drafts that an editor is working on, while a browser is connected.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Condition, Event, Thread
from typing import TYPE_CHECKING

from digest.domain.edition import Pick, Section
from digest.domain.editionfile import EditionFile, read
from digest.domain.errors import DigestError, LibraryError
from digest.domain.message import Message

if TYPE_CHECKING:
    from digest.services.curation.proofs import Proof, Proofs
    from digest.storage.store import Store

#: Seconds between two looks at the library and the drafts.
RHYTHM = 0.2
#: Seconds without a browser that asks, after which nobody looks any more.
UNWATCHED = 40.0
# An edition's file is some thousand characters long; another thing under its name is not read.
_LARGEST_DRAFT = 4_000_000


@dataclass(frozen=True, slots=True)
class ShownEdition:
    """A state of the edition, or why there is none; `version` differs for each state."""

    version: int
    proof: Proof | None
    trouble: Message | None = None


class LiveEdition:
    """The edition of a month for those who watch it. Every method may be called from any thread."""

    def __init__(self, month: str, proofs: Proofs, store: Store) -> None:
        self.month = month
        self._proofs = proofs
        self._store = store
        self._drafts = store.drafts()
        self._changed = Condition()
        self._shown = ShownEdition(0, None)
        self._base: Proof | None = None
        self._typed: dict[str, Mapping[str, str]] = {}
        self._edited: dict[Path, tuple[int, str]] = {}
        self._begun = time.time_ns()
        self._watched = time.monotonic()
        self._wanted = Event()
        self._ended = Event()
        self._seen: object = None
        self._thread = Thread(target=self._follow, name="preview", daemon=True)

    def start(self) -> None:
        """Look for the first time, and from now on. Raises what the library raises."""
        self._look()
        self._thread.start()

    def stop(self) -> None:
        """Look no more, and let go whoever waits."""
        self._ended.set()
        self._wanted.set()
        with self._changed:
            self._changed.notify_all()

    def type(self, pick_id: str, texts: Mapping[str, str]) -> None:
        """Show texts that are being typed: fields of a pick, or of the edition itself ("")."""
        with self._changed:
            self._typed[pick_id] = dict(texts)
            self._show()

    def forget_typed(self) -> None:
        """What was typed is kept, or given up: the library counts again."""
        with self._changed:
            self._typed.clear()
        self._seen = None

    @property
    def shown(self) -> ShownEdition:
        """What there is to see now."""
        with self._changed:
            return self._shown

    def wait(self, version: int, seconds: float) -> int:
        """The version to show, once it is another than this one, or the time is over."""
        self._watched = time.monotonic()
        self._wanted.set()
        with self._changed:
            self._changed.wait_for(lambda: self._shown.version != version or self._ended.is_set(), seconds)
            self._watched = time.monotonic()
            return self._shown.version

    # The thread that looks

    def _follow(self) -> None:
        while not self._ended.wait(RHYTHM):
            if time.monotonic() - self._watched > UNWATCHED:
                self._wanted.clear()
                self._wanted.wait()
            try:
                self._look()
            except DigestError as error:
                with self._changed:
                    self._shown = ShownEdition(self._shown.version + 1, None, error.in_full)
                    self._changed.notify_all()
                self._seen = None
                self._ended.wait(2.0)

    def _look(self) -> None:
        seen = self._store.stamp(), self._drafts_now()
        if seen == self._seen:
            return
        proof = self._proofs.proof(self.month)
        edited = {path: (when, _text(path)) for path, (when, _) in seen[1].items()}
        with self._changed:
            self._base, self._edited = proof, edited
            self._show()
        self._seen = seen

    def _drafts_now(self) -> dict[Path, tuple[int, int]]:
        """The drafts of this month changed since the preview began, with time and size.

        Clocks of file systems are coarse: an editor may empty a file and write it anew at the same time.
        """
        found = {}
        with suppress(LibraryError):
            for path in self._drafts.files(self.month):
                with suppress(OSError):
                    stat = path.stat()
                    if stat.st_mtime_ns > self._begun:
                        found[path] = stat.st_mtime_ns, stat.st_size
        return found

    def _show(self) -> None:
        """Put together what is shown; with the lock."""
        proof = self._base
        if proof is None:
            return
        for path, (_, text) in sorted(self._edited.items(), key=lambda item: item[1][0]):
            proof = _with_draft(proof, path, text)
        for pick_id, texts in self._typed.items():
            proof = proof.with_pick(pick_id, texts) if pick_id else proof.with_edition(texts)
        if proof != self._shown.proof:
            self._shown = ShownEdition(self._shown.version + 1, proof)
            self._changed.notify_all()


def _text(path: Path) -> str:
    with suppress(OSError), path.open("rb") as stream:
        return stream.read(_LARGEST_DRAFT).decode("utf-8", "replace").replace("\r\n", "\n")
    return ""


def _with_draft(proof: Proof, path: Path, text: str) -> Proof:
    """The proof with what an editor has saved so far: a whole edition, or the text of one field."""
    if text.startswith("<!-- digest "):
        return _with_file(proof, read(text))
    rest = path.stem.removeprefix(proof.edition.id).strip("-")
    name = rest.partition("-")[0]
    text = text.rstrip("\n")
    if name in ("title", "intro", "outro"):
        return proof.with_edition({name: text})
    return proof.with_pick(name, {"comment": text}) if name else proof


def _with_file(proof: Proof, file: EditionFile) -> Proof:
    """An edited edition as far as it can be understood, its picks in the file's order."""
    known = {pick.id: pick for pick in proof.assembled.picks}
    texts = {"intro": file.intro, "outro": file.outro}
    if file.title != proof.assembled.title:
        texts["title"] = file.title
    proof = proof.with_edition(texts)
    sections: list[tuple[str, list[Pick]]] = []
    for edited in file.picks:
        present = known.get(edited.id)
        if present is None:
            continue
        changes = {"comment": edited.comment, "title": edited.title, "category": edited.category or present.category}
        if not sections or sections[-1][0] != changes["category"]:
            sections.append((changes["category"], []))
        sections[-1][1].append(_changed(present, changes))
    return proof.with_sections(tuple(Section(name, tuple(picks)) for name, picks in sections))


def _changed(pick: Pick, changes: Mapping[str, str]) -> Pick:
    title = "" if changes["title"] == pick.original_title else changes["title"]
    return replace(pick, comment=changes["comment"], title=title, category=changes["category"])
