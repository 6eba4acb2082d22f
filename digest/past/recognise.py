"""From blocks to an edition: title, intro, picks with their comments, outro, and what could not be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median_low

from digest.domain.message import Message, msg
from digest.domain.month import NAMED_MONTH
from digest.domain.text import fold
from digest.past.blocks import Block, comment_of, links, numbered
from digest.past.heads import FINDERS, Head, credit_of, piped, replace_first

_OWN = frozenset({"in eigener sache", "eigenwerbung", "– eigenwerbung –", "our own work", "in our own cause"})
_NOISE = re.compile(
    r"(?i)(?:\d+\s+)?(?:shares?|teilen|twittern|tweet|gefällt mir|like this|drucken|e-mail|facebook|linkedin|xing|"
    r"whatsapp|pinterest|kommentare?(?: verfassen| hinterlassen)?|leave a (?:comment|reply)|antworten|weiterlesen|"
    r"continue reading|vorheriger beitrag|nächster beitrag|loading\W*|lädt\W*)(?:\s+\d+)?[.:…]*\Z|"
    r"\d{1,2}\.\s*(?:\d{1,2}\.|[^\W\d]+)\s*\d{4}\Z|(?-i:von|Von|by|By) [^\W\d_]+(?: [^\W\d_]+){0,3}\Z"
)
_MEDIUM = re.compile(r"(?i)\b(?:video|audio|podcast|paid|min(?:uten)?\.?)\b")


@dataclass(frozen=True, slots=True)
class PastPick:
    """An entry of an old digest, from line `number` of the file. Empty where the post does not say."""

    number: int
    category: str
    title: str
    url: str
    comment: str
    source: str = ""
    author: str = ""
    medium: str = ""
    own_post: bool = False
    sponsored: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that was not taken over, and why."""

    number: int
    text: str
    reason: Message


@dataclass(frozen=True, slots=True)
class PastEdition:
    """What an old post says. `title` is as it stands there."""

    title: str
    intro: str
    picks: tuple[PastPick, ...]
    outro: str
    unread: tuple[Unread, ...]


def recognise(blocks: Sequence[Block], title: str = "") -> PastEdition:
    """The edition in these blocks. The shape that finds most entries is taken to be the post's."""
    kept = [block for block in _parted(blocks) if not _is_noise(block)]
    noise = [block for block in blocks if _is_noise(block)]
    title, kept = _title(kept, title)
    heads = max(([*find(kept)] for find in FINDERS), key=len)
    unread = [_unread(block, msg("it belongs to the page, not to the digest")) for block in noise]
    if not heads:
        unread += [_unread(block, msg("no entry was recognised")) for block in kept]
        return PastEdition(title, "", (), "", _by_line(unread))
    reading = _Reading(kept, heads)
    reading.read()
    unread += reading.unread
    return PastEdition(title, reading.intro, tuple(reading.picks), reading.outro, _by_line(unread))


class _Reading:
    """Deals the blocks out between intro, picks and outro."""

    def __init__(self, blocks: Sequence[Block], heads: Sequence[Head]) -> None:
        self._blocks = blocks
        self._heads = heads
        self._ends = heads[0].ends
        self.intro = self.outro = ""
        self.picks: list[PastPick] = []
        self.unread: list[Unread] = []

    def read(self) -> None:
        """Fill the four attributes."""
        bodies = [self._body(number) for number in range(len(self._heads))]
        others = [len(body) for body in (bodies[1:] if self._ends else bodies[:-1])]
        usual = median_low(others) if others else 1
        before, behind = self._outside(bodies, usual)
        sections = self._sections(before)
        for head, body in zip(self._heads, bodies, strict=True):
            self.picks.append(self._pick(head, body, sections.get(head.at, "")))
        self.intro, self.outro = comment_of(before), comment_of(behind)
        if any(pick.url for pick in self.picks):
            for pick in self.picks:
                if not pick.url:
                    reason = msg("the entry has no address; it was taken over without")
                    self.unread.append(Unread(pick.number, pick.title, reason))

    def _body(self, number: int) -> list[Block]:
        """The blocks between a head and the next (or, for heads that end an entry, the one before)."""
        head = self._heads[number]
        if self._ends:
            start = self._heads[number - 1].at + 1 if number else 0
            return list(self._blocks[start : head.at])
        end = self._heads[number + 1].at if number + 1 < len(self._heads) else len(self._blocks)
        body = list(self._blocks[head.at + 1 + head.also : end])
        if number + 1 == len(self._heads):
            return body
        for at, block in enumerate(body):
            if block.kind == "heading":  # a section begins; text between it and its first entry is nobody's
                reason = msg("it stands between a heading and the first entry below it")
                self.unread += [_unread(stray, reason) for stray in body[at + 1 :] if stray.kind != "heading"]
                return body[:at]
        return body

    def _outside(self, bodies: list[list[Block]], usual: int) -> tuple[list[Block], list[Block]]:
        """What stands around the entries: the entry at the edge keeps as many blocks as the others usually have."""
        if self._ends:
            own = max(usual - (1 if self._heads[0].rest else 0), 0 if self._heads[0].rest else 1)
            before = bodies[0][: max(len(bodies[0]) - own, 0)]
            bodies[0][:] = bodies[0][len(before) :]
            for body in filter(None, bodies):
                body[0] = replace(body[0], lines=replace_first(body[0].lines, numbered(body[0].first)))
            return before, list(self._blocks[self._heads[-1].at + 1 :])
        last = bodies[-1]
        heading = next((at for at, block in enumerate(last) if block.kind == "heading"), len(last))
        own = max(usual, 0 if self._heads[-1].rest else 1) if len(bodies) > 1 else len(last)
        cut = min(own, heading)
        behind = last[cut:]
        last[:] = last[:cut]
        return list(self._blocks[: self._heads[0].at]), behind

    def _sections(self, before: list[Block]) -> dict[int, str]:
        """The heading under which each head stands; headings before the first head leave the intro."""
        found: dict[int, str] = {}
        heads = {head.at for head in self._heads}
        current = ""
        for at, block in enumerate(self._blocks):
            if at in heads:
                found[at] = current
            elif block.kind == "heading":
                current = re.sub(r"^\d+x\s+", "", block.text).rstrip(" .:")
        if before and before[-1].kind == "heading":
            before.pop()
        return found

    def _pick(self, head: Head, body: list[Block], section: str) -> PastPick:
        block = self._blocks[head.at]
        credit = head.credit
        if not credit and not head.rest and body and len(body[0].lines) == 1 and (credit := credit_of(body[0].first)):
            body = body[1:]
        rest = [replace(block, kind="paragraph", lines=head.rest)] if head.rest else []
        comment = comment_of([*body, *rest] if head.ends else [*rest, *body])
        url = head.url or next((link.url for part in [*rest, *body] for row in part.lines for link in links(row)), "")
        own = fold(section).strip(" –.:") in _OWN
        source, author, medium = _credited(credit)
        category = head.label or ("" if own else section)
        if head.ends:
            source = head.title
        return PastPick(block.number, category, head.title, url, comment, source, author, medium, own, head.sponsored)


def _credited(credit: str) -> tuple[str, str, str]:
    """Source, author and medium of "kueste.example, Ada Beispiel, Video, 12:44 Minuten"."""
    source, *others = [part.strip() for part in credit.split(",")]
    media = [part for part in others if _MEDIUM.search(part)]
    return source, ", ".join(part for part in others if part not in media), ", ".join(media)


def _is_noise(block: Block) -> bool:
    """Share buttons, counters, bylines, and a date or month that stands alone."""
    text = block.text.strip()
    return bool(_NOISE.match(text) or NAMED_MONTH.fullmatch(text))


def _parted(blocks: Sequence[Block]) -> list[Block]:
    """Entries that follow each other without a blank line, each as a block of its own."""
    found: list[Block] = []
    for block in blocks:
        starts = [at for at, line in enumerate(block.lines) if at and _is_piped(block, at)]
        edges = [0, *starts, len(block.lines)]
        for start, end in pairwise(edges):
            found.append(replace(block, number=block.number + start, lines=block.lines[start:end]))
    return found


def _is_piped(block: Block, at: int) -> bool:
    return block.kind == "paragraph" and any(piped([replace(block, lines=(block.lines[at],))]))


def _title(blocks: list[Block], given: str) -> tuple[str, list[Block]]:
    """The post's title, and the blocks without it."""
    for at, block in enumerate(blocks[:3]):
        if block.kind == "heading" and (block.level == 1 or at == 0):
            return block.text.replace("\n", " "), [*blocks[:at], *blocks[at + 1 :]]
    first = blocks[0] if len(blocks) > 1 and not given else None
    if first and len(first.lines) == 1 and len(first.text) <= 200 and not _begins_entry(blocks):
        return first.text, blocks[1:]
    return given, blocks


def _begins_entry(blocks: Sequence[Block]) -> bool:
    """True where the very first line is an entry's already, in one of the shapes that show it by themselves."""
    return any(head.at == 0 for find in FINDERS[:3] for head in find(blocks[:2]))


def _unread(block: Block, reason: Message) -> Unread:
    return Unread(block.number, block.text, reason)


def _by_line(unread: Sequence[Unread]) -> tuple[Unread, ...]:
    return tuple(sorted(unread, key=lambda line: line.number))
