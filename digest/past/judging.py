"""Which shape fits a post best, and whether the post is a digest at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from digest.domain.message import Message, msg
from digest.domain.text import count_words
from digest.domain.url import canonical, host_of
from digest.past.blocks import Block, links, words
from digest.past.entry_headings import Head
from digest.past.surroundings import ends_post

#: A surer shape is taken if it explains at least this part of what the best shape explains.
ENOUGH = 0.7
_MOST_WORDS = 250
_FEW_WORDS = 100
#: Shapes that hardly anything but a digest has.
_SURE = frozenset({"rows", "piped", "credited"})
# A series of tips names itself so. "5 Tipps für bessere Texte" is an article.
_SERIES = re.compile(
    r"(?i)\b(?:lese|link|surf|web|netz|buch|hör)-?(?:tipps?|fundstücke?)\b|\blinks\b|lesenswert|\bgelesen|lesestoff|"
    r"(?:meine|unsere|die|\d+) (?:tipps|empfehlungen|fundstücke) (?:aus|vom|der|des|zum|im)\b|fundstücke|digest|"
    r"newsletter|"
    r"\b(?:clicks|klicks)\b|presseschau|blogschau|netzschau|vor (?:sechs|neun|\d)|\bKW \d|ans herz gelegt|"
    r"\breads\b|reading list|weekly|monthly|\b(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|"
    r"november|dezember)\b(?: \d{4})?\Z"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """The entries that one shape finds in a post, without the site's, and their quality.

    `good` counts the entries with a comment and, if the post has links, an address; `words` are those of each comment.
    """

    shape: str
    heads: tuple[Head, ...]
    urls: tuple[str, ...]
    words: tuple[int, ...]
    hosts_of_site: int
    verbatim: bool

    @staticmethod
    def of(shape: str, blocks: Sequence[Block], heads: Sequence[Head], host: str) -> Candidate:
        """Weigh one shape's heads.

        `host` is the site that the page is from; "" if unknown.
        """
        kept = _of_one_kind(blocks, _longest_run(blocks, heads), host)
        bodies = [_body(blocks, kept, number) for number in range(len(kept))]
        urls = tuple(head.url or _address_in(head, body) for head, body in zip(kept, bodies, strict=True))
        counted = tuple(_count(head, body) for head, body in zip(kept, bodies, strict=True))
        own = sum(1 for url in urls if host and host_of(url) == host)
        return Candidate(shape, tuple(kept), urls, counted, own, any(block.verbatim for block in blocks))

    def good(self, *, has_links: bool) -> int:
        """How many entries are whole."""
        needs_url = has_links and any(self.urls)
        return sum(
            1
            for url, count in zip(self.urls, self.words, strict=True)
            if 1 <= count <= _MOST_WORDS and (url or not needs_url)
        )


def best_of(candidates: Sequence[Candidate], *, has_links: bool) -> Candidate | None:
    """The surest shape that explains most of the entries; None if there is none.

    The surest come first.
    """
    found = [candidate for candidate in candidates if candidate.heads]
    if not found:
        return None
    scores = [candidate.good(has_links=has_links) for candidate in found]
    most = max(scores)
    chosen = next(one for one, score in zip(found, scores, strict=True) if score >= ENOUGH * most)
    if chosen.shape == "piped":  # entries without a category stand among those with one
        for other in found:
            wider = {head.at for head in other.heads} > {head.at for head in chosen.heads}
            if (
                other.shape == "linked_lines"
                and wider
                and other.good(has_links=has_links) > scores[found.index(chosen)]
            ):
                return other
    return chosen


def refusal(candidate: Candidate, title: str) -> Message | None:
    """Why these entries make no digest; None if they do. `title` is the post's."""
    count = len(candidate.heads)
    series = _SERIES.search(title) is not None
    with_address = sum(1 for url in candidate.urls if url)
    commented = sum(1 for number in candidate.words if number >= 2)
    labelled = sum(1 for head in candidate.heads if head.label)
    if not candidate.verbatim and not with_address:
        return msg("none of its sections has an address; it looks like an article")
    if count == 1 and not (series and (candidate.shape in _SURE or with_address)):
        return msg("a single entry makes no digest; it looks like an article")
    if commented * 2 < count and not (series and labelled * 2 > count):
        return msg("its links have no comments; it looks like a list of links or a menu")
    if candidate.shape in _SURE:
        return None
    return _weak(candidate, with_address, labelled, series=series)


def _weak(candidate: Candidate, with_address: int, labelled: int, *, series: bool) -> Message | None:
    """As `refusal`, for the shapes that articles have, too."""
    count = len(candidate.heads)
    if candidate.verbatim and not with_address:
        enough = count >= 3 and (series or candidate.shape == "named")
        shown = candidate.shape in ("onward", "named") or (candidate.shape == "bulleted" and labelled * 2 > count)
        return None if enough and shown else msg("it contains no address, and has the shape of an article")
    if with_address * 5 < count * (4 if candidate.shape == "headings" else 3):
        return msg("most of its sections have no address; it looks like an article")
    pages = {canonical(url) for url in candidate.urls if url}
    if len(pages) * 5 < with_address * 4:
        return msg("its links lead to the same page again and again; it looks like an article")
    if candidate.hosts_of_site * 2 > count and not series:
        return msg("most of its links lead to its own site; it looks like an article or an overview")
    if candidate.shape == "headings" or not (series or labelled * 2 > count):
        hosts = {host_of(url) for url in candidate.urls if url}
        short = median(candidate.words) <= _FEW_WORDS
        if not short or len(hosts) * 3 < count * 2 or (not series and count < 3):
            return msg("its sections are those of an article, not tips with a comment")
    return None


def _longest_run(blocks: Sequence[Block], heads: Sequence[Head]) -> list[Head]:
    """The longest run of heads without a line that ends a post.

    Heads beyond belong to other posts or to readers.
    """
    runs: list[list[Head]] = [[]]
    if heads:
        runs[0].append(heads[0])
    for former, head in pairwise(heads):
        if any(ends_post(block) for block in blocks[former.at + 1 : head.at]):
            runs.append([])
        runs[-1].append(head)
    return max(runs, key=len)


def _of_one_kind(blocks: Sequence[Block], heads: list[Head], host: str) -> list[Head]:
    """Drop heads at the edges that differ from most and are empty or link to the site itself."""
    forms = Counter(_form(blocks[head.at]) for head in heads)
    if not forms:
        return heads
    usual, count = forms.most_common(1)[0]
    if count * 10 < len(heads) * 6:
        return heads

    def is_stray(number: int) -> bool:
        head = heads[number]
        body = _body(blocks, heads, number)
        silent = _count(head, body) < 2
        same = _form(blocks[head.at]) == usual
        return (silent and not same) or (not same and (not host or host_of(head.url) in (host, "")))

    while len(heads) > 2 and is_stray(len(heads) - 1):
        heads = heads[:-1]
    while len(heads) > 2 and is_stray(0):
        heads = heads[1:]
    if len(heads) > 2 and _count(heads[-1], _body(blocks, heads, len(heads) - 1)) == 0 and not heads[-1].ends:
        heads = heads[:-1]  # a link behind the last entry
    return heads


def _form(block: Block) -> tuple[str, int, bool]:
    line = block.first
    return block.kind, block.level, bool(line and line[0].strong)


def _body(blocks: Sequence[Block], heads: Sequence[Head], number: int) -> list[Block]:
    """The blocks of one entry, up to a heading."""
    head = heads[number]
    if head.ends:
        start = heads[number - 1].at + 1 if number else max(head.at - 1, 0)
        return list(blocks[start : head.at])
    end = heads[number + 1].at if number + 1 < len(heads) else min(head.at + 4 + head.also, len(blocks))
    body = list(blocks[head.at + 1 + head.also : end])
    stop = next((at for at, block in enumerate(body) if block.kind == "heading" or ends_post(block)), len(body))
    return body[:stop]


def _count(head: Head, body: Sequence[Block]) -> int:
    """The words of an entry's comment."""
    return sum(count_words(words(line)) for line in head.rest) + sum(count_words(block.text) for block in body)


def _address_in(head: Head, body: Sequence[Block]) -> str:
    lines = [*head.rest, *(line for block in body for line in block.lines)]
    return next((link.url for line in lines for link in links(line)), "")
