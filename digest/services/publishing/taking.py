"""Taking what colleagues changed at a target into the edition: title, intro, outro and comments.

Their text and ours are read by the reader of old posts, and what differs between the two readings is taken. So what
the reader loses on the way is lost on both sides and changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.domain.edition import Edition, Pick
from digest.domain.health import Failure
from digest.domain.message import Message, msg, nmsg
from digest.domain.revision import Revision
from digest.domain.text import curator_line, curator_text
from digest.domain.url import canonical
from digest.publish.publisher import Remote

if TYPE_CHECKING:
    from digest.past.recognise import PastEdition, PastPick


#: Fields of a draft that are one line of text, and what they are in an edition.
PLAIN_FIELDS = {"title": "title", "subject": "title", "excerpt": "preheader"}


@dataclass(frozen=True, slots=True)
class Theirs:
    """What is to be taken, as changes of the edition; `notes` tell what is not."""

    revision: Revision
    notes: tuple[Message, ...]

    @property
    def is_nothing(self) -> bool:
        return not (self.revision.edition or self.revision.picks)


def theirs_in(edition: Edition, picks: list[Pick], edited: Sequence[str], found: Remote, ours: str) -> Theirs | Message:
    """The changes that take the `edited` fields of what was found; `ours` is our HTML, if its text was edited.

    Picks that are missing there are not dropped, and new ones not picked: both are told. A Message says why nothing can
    be read.
    """
    changes = {PLAIN_FIELDS[name]: curator_line(found.texts[name]) for name in edited if name in PLAIN_FIELDS}
    revision: dict[str, object] = {name: text for name, text in changes.items() if text}
    changed: dict[str, dict[str, object]] = {}
    notes: list[Message] = []
    if ours:
        read_ours, read_theirs = asyncio.run(_read((ours, found.body)))
        if read_ours is None or read_theirs is None:
            return msg("The text there can no longer be read as a digest; take it over by hand.")
        for name in ("intro", "outro"):
            before, after = getattr(read_ours, name), getattr(read_theirs, name)
            if before != after:
                revision[name] = curator_text(after).strip("\n")
        changed, notes = _picks(picks, _by_page(read_ours), _by_page(read_theirs))
    versions = {pick.id: pick.version for pick in picks if pick.id in changed}
    if revision:
        versions[""] = edition.version
    return Theirs(Revision(revision, changed, versions=versions), tuple(notes))


def _picks(
    picks: list[Pick], ours: Mapping[str, PastPick], theirs: Mapping[str, PastPick]
) -> tuple[dict[str, dict[str, object]], list[Message]]:
    changed: dict[str, dict[str, object]] = {}
    for pick in picks:
        page = canonical(pick.url)
        before, after = ours.get(page), theirs.get(page)
        if before is None or after is None:
            continue
        changes: dict[str, object] = {}
        if before.title != after.title and after.title:
            changes["title"] = curator_line(after.title)
        if before.comment != after.comment:
            changes["comment"] = curator_text(after.comment).strip("\n")
        if changes:
            changed[pick.id] = changes
    notes = []
    if gone := [pick.title for page, pick in ours.items() if page not in theirs]:
        notes.append(nmsg("{n} pick is missing there: {titles}", "{n} picks are missing there: {titles}", len(gone),
                          titles=", ".join(gone)))  # fmt: skip
    if new := [pick.title for page, pick in theirs.items() if page not in ours]:
        notes.append(nmsg("{n} pick is new there: {titles}", "{n} picks are new there: {titles}", len(new),
                          titles=", ".join(new)))  # fmt: skip
    return changed, notes


def _by_page(edition: PastEdition) -> dict[str, PastPick]:
    return {canonical(pick.url): pick for pick in edition.picks}


async def _read(texts: tuple[str, str]) -> list[PastEdition | None]:
    """Both texts in a process of their own, as all documents of strangers are read; None for what is no digest."""
    from digest.isolation.readpool import ReadPool
    from digest.past.reading import POST

    async with ReadPool(workers=1) as pool:
        found = []
        for text in texts:
            page = await pool.read(POST, text.encode("utf-8", "replace"), "post.html", "html", "-", "")
            found.append(None if isinstance(page, Failure) or not page.edition.picks else page.edition)
        return found
