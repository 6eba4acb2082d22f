"""Take a target's changed texts into the edition: title, intro, outro and comments.

Their text and ours are read by the reader of old posts, and what differs between the two readings is taken. So what
the reader loses on the way is lost on both sides and changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.domain.edition import Edition, Pick, Revision
from digest.domain.health import Failure
from digest.domain.message import Message, msg, nmsg
from digest.domain.text import curator_line, curator_text
from digest.domain.url import canonical
from digest.publish.publisher import Remote, Rendered

if TYPE_CHECKING:
    from digest.past.recognise import PastEdition, PastPick


#: Fields of a draft that are one line of text, and what they are in an edition.
PLAIN_FIELDS = {"title": "title", "subject": "title", "excerpt": "preheader"}


@dataclass(frozen=True, slots=True)
class Theirs:
    """What to take, as changes of the edition, of these `fields`; `notes` tell what is not."""

    revision: Revision
    fields: tuple[str, ...]
    notes: tuple[Message, ...]

    @property
    def is_nothing(self) -> bool:
        return not (self.revision.edition or self.revision.picks)


def theirs_in(
    edition: Edition, picks: list[Pick], edited: Sequence[str], found: Remote, ours: Mapping[str, Rendered]
) -> Theirs:
    """The changes that take the `edited` fields of what was found; `ours` is what we would send.

    Picks that are missing there are not dropped, and new ones not picked: both are told, and so is a text that can no
    longer be read.
    """
    plain = {name: curator_line(found.texts[name]) for name in edited if name in PLAIN_FIELDS}
    revision: dict[str, object] = {PLAIN_FIELDS[name]: text for name, text in plain.items() if text}
    changed: dict[str, dict[str, object]] = {}
    fields, notes = list(plain), []
    if prose := [name for name in edited if name not in PLAIN_FIELDS]:
        read_ours, read_theirs = _both_read(ours, found.body)
        if read_ours is None or read_theirs is None:
            notes.append(msg("The text there can no longer be read as a digest; take it over by hand."))
        else:
            fields += prose
            for name in ("intro", "outro"):
                before, after = getattr(read_ours, name), getattr(read_theirs, name)
                if before != after:
                    revision[name] = curator_text(after)
            changed, told = _picks(picks, _by_page(read_ours), _by_page(read_theirs))
            notes += told
    versions = {pick.id: pick.version for pick in picks if pick.id in changed}
    if revision:
        versions[""] = edition.version
    return Theirs(Revision(revision, changed, versions=versions), tuple(fields), tuple(notes))


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
            changes["comment"] = curator_text(after.comment)
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


def _both_read(ours: Mapping[str, Rendered], theirs: str) -> list[PastEdition | None]:
    """Both texts as old posts; None for what is no digest, or no text for readers."""
    of_type = {rendered.media_type.partition(";")[0]: rendered for rendered in ours.values()}
    rendered = of_type.get("text/html") or of_type.get("text/markdown")
    if rendered is None or not theirs:
        return [None, None]
    name = "post.html" if "html" in rendered.media_type else "post.md"
    return asyncio.run(_read(name, (rendered.text, theirs)))


async def _read(name: str, texts: tuple[str, str]) -> list[PastEdition | None]:
    """Read in a process of its own, as all documents of strangers are."""
    from digest.isolation.readpool import ReadPool
    from digest.past.reading import POST

    async with ReadPool(workers=1) as pool:
        found = []
        for text in texts:
            page = await pool.read(POST, text.encode("utf-8", "replace"), name, "", "-", "")
            found.append(None if isinstance(page, Failure) or not page.edition.picks else page.edition)
        return found
