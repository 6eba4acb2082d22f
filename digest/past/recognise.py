"""From blocks to an edition: title, intro, picks, outro, and what was not understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median_low

from digest.domain.message import Message, msg
from digest.domain.month import NAMED_MONTH
from digest.domain.text import fold
from digest.domain.unread_line import Unread
from digest.past.blocks import Block, comment_of, cut, links, numbered, words
from digest.past.entry_headings import Head, credit_of, replace_first
from digest.past.judging import Candidate, best_of, refusal
from digest.past.labels import with_labels_as_headings, with_leading_labels
from digest.past.shapes import (
    GO,
    addressed,
    bulleted,
    credited,
    headings,
    linked_lines,
    named,
    onward,
    piped,
)  # fmt: skip
from digest.past.surroundings import ends_post, intro_of, is_noise, outro_of
from digest.past.tables import rows

Finder = Callable[[Sequence[Block]], Iterator[Head]]

#: The surer a shape is the sign of an entry, the earlier it stands here.
FINDERS: tuple[Finder, ...] = (rows, piped, credited, bulleted, addressed, onward, linked_lines, headings, named)

_OWN = frozenset({"in eigener sache", "eigenwerbung", "– eigenwerbung –", "our own work", "in our own cause"})
_MEDIUM = re.compile(r"(?i)\b(?:video|audio|podcast|paid|min(?:uten)?\.?)\b")
_TITLE = re.compile(r"(?i)\b(?:\w*-?)(?:tipps?|links?|lesenswert\w*|gelesen|fundstücke?|digest|clicks?|klicks?)\b")
_FOREIGN = msg("it belongs to the page, not to the digest")
_AROUND = msg("it is outside the entries and was not recognised as intro or outro")


@dataclass(frozen=True, slots=True)
class PastPick:
    """An entry of an old digest, from line `number` of the file; fields may be empty."""

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
    via: str = ""


@dataclass(frozen=True, slots=True)
class _Credit:
    """Who made an entry and who pointed to it, as the line in brackets names them."""

    source: str
    author: str
    medium: str
    via: str


@dataclass(frozen=True, slots=True)
class PastEdition:
    """An old post as an edition; `refused` says why it is no digest, if it is none."""

    title: str
    intro: str
    picks: tuple[PastPick, ...]
    outro: str
    unread: tuple[Unread, ...]
    refused: Message | None = None


def recognise(blocks: Sequence[Block], title: str = "", host: str = "") -> PastEdition:
    """The edition in these blocks, or one without picks whose `refused` says why.

    `host` is the site that the page stands on. Of the shapes, the surest is taken that explains most of the entries.
    """
    parted = _parted(blocks)
    kept = [block for block in parted if not is_noise(block)]
    unread = [_unread(block, _FOREIGN) for block in parted if is_noise(block)]
    title, kept, above = _title(kept, title)
    unread += [_unread(block, _FOREIGN) for block in above]
    candidate = best_of(
        [Candidate.of(find.__name__, kept, [*find(kept)], host) for find in FINDERS], has_links=_has_links(kept)
    )
    why = refusal(candidate, title) if candidate else None
    if candidate is None or why is not None:
        unread += [_unread(block, msg("no entry was recognised")) for block in kept]
        return PastEdition(title, "", (), "", _by_line(unread), why)
    reading = _Reading(kept, candidate.heads)
    reading.read()
    unread += reading.unread
    return PastEdition(title, reading.intro, tuple(reading.picks), reading.outro, _by_line(unread))


def _has_links(blocks: Sequence[Block]) -> bool:
    return any(not block.verbatim for block in blocks) or any(links(line) for block in blocks for line in block.lines)


class _Reading:
    """Deals the blocks out between intro, picks and outro."""

    def __init__(self, blocks: Sequence[Block], heads: Sequence[Head]) -> None:
        self._blocks = with_labels_as_headings(blocks, heads)
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
        sections = self._sections()
        heads = with_leading_labels(self._heads, bodies) if self._ends else self._heads
        for head, body in zip(heads, bodies, strict=True):
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
            body = list(self._blocks[start : head.at])
            section = max((at for at, block in enumerate(body) if block.kind == "heading"), default=-1)
            if number:
                self.unread += [_unread(block, _AROUND) for block in body[: section + 1] if block.kind != "heading"]
                return body[section + 1 :]
            return body
        end = self._heads[number + 1].at if number + 1 < len(self._heads) else len(self._blocks)
        body = list(self._blocks[head.at + 1 + head.also : end])
        if number + 1 == len(self._heads):
            return body
        return self._up_to_section(body)

    def _up_to_section(self, body: list[Block]) -> list[Block]:
        """The blocks up to a heading or closing line; those after it are named as left out."""
        for at, block in enumerate(body):
            if block.kind == "heading" or ends_post(block):
                reason = msg("it is between a heading and the first entry below it")
                self.unread += [_unread(stray, reason) for stray in body[at:] if stray.kind != "heading"]
                return body[:at]
        return body

    def _outside(self, bodies: list[list[Block]], usual: int) -> tuple[list[Block], list[Block]]:
        """Intro and outro; the entry at the edge keeps its blocks, the site's are named."""
        if self._ends:
            own = max(usual - (1 if self._heads[0].rest else 0), 0 if self._heads[0].rest else 1)
            section = max((at for at, block in enumerate(bodies[0]) if block.kind == "heading"), default=-1)
            first = max(len(bodies[0]) - own, section + 1, 0)
            if item := self._element_of(0):
                first = next((at for at, block in enumerate(bodies[0]) if block.item == item), len(bodies[0]))
            before, bodies[0] = bodies[0][:first], bodies[0][first:]
            for body in filter(None, bodies):
                body[0] = replace(body[0], lines=replace_first(body[0].lines, numbered(body[0].first)))
            behind = list(self._blocks[self._heads[-1].at + 1 :])
        else:
            before = list(self._blocks[: self._heads[0].at])
            behind = bodies[-1]
            own = usual if len(bodies) > 1 else 1
            own = max(own, 0 if self._heads[-1].rest else 1)
        if self._ends:
            outro, foreign = _closing(behind)
        else:
            bodies[-1], outro, foreign = self._last(behind, own)
        intro, site = intro_of(before)
        self.unread += [_unread(block, _AROUND) for block in (*site, *foreign)]
        return intro, outro

    def _last(self, behind: list[Block], own: int) -> tuple[list[Block], list[Block], list[Block]]:
        """The last entry's blocks, the outro, the rest; an element of its own ends the entry."""
        if item := self._element_of(-1):
            inside = next((at for at, block in enumerate(behind) if block.item != item), len(behind))
            if inside or self._heads[-1].rest:
                outro, foreign = _closing(behind[inside:])
                return behind[:inside], outro, foreign
        return outro_of(behind, own)

    def _element_of(self, number: int) -> int:
        """The `Block.item` that only this entry has; 0 if it has none, or shares it."""
        items = [self._blocks[head.at].item for head in self._heads]
        return items[number] if items.count(items[number]) == 1 else 0

    def _sections(self) -> dict[int, str]:
        """The heading under which each head stands."""
        found: dict[int, str] = {}
        heads = {head.at for head in self._heads}
        current = ""
        for at, block in enumerate(self._blocks):
            if at in heads:
                found[at] = current
            elif block.kind == "heading":
                current = re.sub(r"^\d+x\s+", "", block.text).rstrip(" .:")
        return found

    def _pick(self, head: Head, body: list[Block], section: str) -> PastPick:
        block = self._blocks[head.at]
        credit = head.credit
        if not credit and not head.rest and body and len(body[0].lines) == 1 and (credit := credit_of(body[0].first)):
            body = body[1:]
        below = head.rest
        if not credit and below and _credited(found := credit_of(below[0])).via:
            credit, below = found, below[1:]
        rest = [replace(block, kind="paragraph", lines=below)] if below else []
        parts = [*body, *rest] if head.ends else [*rest, *body]
        url = head.url or next((link.url for part in parts for row in part.lines for link in links(row)), "")
        comment = comment_of(_without_address(_without_go(parts, url), url))
        own = fold(section).strip(" –.:") in _OWN
        named = _credited(credit)
        category = head.label or ("" if own else section)
        if head.ends and _is_source(head.title):
            named = replace(named, source=head.title)
        return PastPick(
            block.number, category, head.title, url, comment, named.source, named.author, named.medium, own,
            head.sponsored, named.via,
        )  # fmt: skip


def _closing(behind: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Outro and the site's blocks after a finished comment: all sentences are the outro's."""
    more, outro, foreign = outro_of(behind, 0)
    return [*more, *outro], foreign


def _is_source(title: str) -> bool:
    """True for "blog.example" and "Neue Presse" before an arrow; a title has more words."""
    return len(title.split()) <= 3


def _without_go(parts: Sequence[Block], url: str) -> list[Block]:
    """The comment without a final link to the entry that only says so ("Zum Beitrag")."""
    found = list(parts)
    while found:
        line = found[-1].lines[-1]
        linked = links(line)
        last = linked[-1] if linked else None
        if last is None or last.url != url or not GO.match(last.text):
            break
        text = words(line)
        start = text.rindex(last.text)
        before = text[:start].rstrip(" \u00a0(→–—>-[:")
        if text[start + len(last.text) :].strip(" \u00a0.)]→»›>") or (before and before[-1] not in '.!?…)“”"«»'):
            break
        lines = (*found[-1].lines[:-1], *((cut(line, 0, len(before)),) if before else ()))
        found[-1:] = [replace(found[-1], lines=lines)] if lines else []
    return found


def _without_address(parts: Sequence[Block], url: str) -> list[Block]:
    """The comment without a last line that is only the entry's address."""
    if not parts or not url:
        return list(parts)
    *others, last = parts
    if words(last.lines[-1]).strip(" \t\u00a0<>()→»›") != url:
        return list(parts)
    return [*others, replace(last, lines=last.lines[:-1])] if len(last.lines) > 1 else list(others)


def _credited(credit: str) -> _Credit:
    """The parts of "kueste.example, Ada Beispiel, Video, 12:44 Minuten, via PR-Blog"."""
    credit, _, via = f", {credit}".rpartition(", via ") if ", via " in f", {credit}" else (credit, "", "")
    source, *others = [part.strip() for part in credit.removeprefix(", ").split(",")]
    media = [part for part in others if _MEDIUM.search(part)]
    return _Credit(source, ", ".join(part for part in others if part not in media), ", ".join(media), via.strip())


def _parted(blocks: Sequence[Block]) -> list[Block]:
    """Entries that follow each other without a blank line, each as a block of its own."""
    found: list[Block] = []
    for block in blocks:
        starts = [at for at, line in enumerate(block.lines) if at and _is_piped(block, at)]
        edges = [0, *starts, len(block.lines)]
        for start, end in pairwise(edges):
            parted = replace(block, number=block.number + start, lines=block.lines[start:end])
            found.append(parted if len(edges) > 2 else block)
    return found


def _is_piped(block: Block, at: int) -> bool:
    return block.kind == "paragraph" and any(piped([replace(block, lines=(block.lines[at],))]))


def _title(blocks: list[Block], given: str) -> tuple[str, list[Block], list[Block]]:
    """The post's title, the blocks below it, and those above it, which are the site's."""
    if not given and blocks and blocks[0].verbatim and len(blocks[0].lines) > 1:
        top = replace(blocks[0], lines=blocks[0].lines[:1])
        if _is_title(top):  # no blank line below it
            below = replace(blocks[0], number=blocks[0].number + 1, lines=blocks[0].lines[1:])
            blocks = [top, below, *blocks[1:]]
    for at, block in enumerate(blocks[:12]):
        if block.kind == "heading" and (block.level == 1 or at == 0 or block.text.split() == given.split()):
            return block.text.replace("\n", " "), blocks[at + 1 :], blocks[:at]
    for at, block in enumerate(blocks[:30]):
        if not given and block.verbatim and _is_title(block) and not _begins_entry(blocks[at:]):
            return block.text, blocks[at + 1 :], blocks[:at]
    first = blocks[0] if len(blocks) > 1 and not given else None
    if first and len(first.lines) == 1 and len(first.text) <= 200 and not _begins_entry(blocks):
        return first.text, blocks[1:], []
    return given, blocks, []


def _is_title(block: Block) -> bool:
    """A line of its own that names a series of tips, and a number or a month."""
    text = block.text
    named = NAMED_MONTH.search(text) or re.search(r"\d", text)
    return len(block.lines) == 1 and len(text) <= 150 and bool(_TITLE.search(text) and named) and text[-1] not in ".:"


def _begins_entry(blocks: Sequence[Block]) -> bool:
    """True if the first line already is an entry's, in a shape that needs no context."""
    return any(head.at == 0 for find in (piped, bulleted, credited) for head in find(blocks[:2]))


def _unread(block: Block, reason: Message) -> Unread:
    return Unread(block.number, block.text, reason)


def _by_line(unread: Sequence[Unread]) -> tuple[Unread, ...]:
    return tuple(sorted(unread, key=lambda line: line.number))
