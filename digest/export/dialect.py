"""The Markdown of comments, intro and outro, parsed in one way for all formats.

CommonMark's paragraphs, lists, block quotations, emphasis and links; all else is text (raw HTML, headings, rules, code,
images, tables). It departs from CommonMark if that would change what German prose says: a star inside a word is a star
("Journalist*innen"), and numbers at line starts stay those that were typed ("18. September"). Bare addresses are links
(GFM 6.9), a line break inside a paragraph is a space, a forced one (two blanks or a backslash) stays.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from digest.domain.links import BareAddress, bare_addresses
from digest.domain.prose import MOST_LINES, is_comment
from digest.domain.shown_address import shown_address
from digest.export.bounded import bounded
from digest.export.layout import published_address

_RULES = ("list", "blockquote", "escape", "emphasis", "link", "autolink", "entity", "newline")

# Characters at which an enabled inline rule may begin; everything between them is text.
_SPECIAL = re.compile(r"[\n&*<\[\\\]_]")
# Behind a gender star: "Leser*innen", "jede*r", "Kund*innenservice". Elsewhere a part of a word may be emphasised.
_ENDING = re.compile(r"in|[a-zäöü]{1,3}(?![^\W\d_])")
_MONTH = re.compile(
    r"(?i)(?:jan(?:uar|uary)?|jän(?:ner)?|feb(?:ruar|ruary|er)?|mär(?:z|zen)?|mar(?:ch)?|apr(?:il)?|mai|may|jun[ie]?|jul[iy]?|"
    r"aug(?:ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|de[zc](?:ember)?)\b|\d{1,2}\.|1\d{3}|20\d\d"
)
# "> 50 Prozent", "- 5 %": a sign of mathematics, no mark.
_AMOUNT = re.compile(
    r"\d[\d.,]*\s?(?:[%‰€$£]|(?:Prozent|Euro|Mio|Mrd|Million|Milliarde|Tsd|percent|million|billion)\w*\b)"
)
_FOOTNOTE = re.compile(r"(?<=[^\s*])\*(?=[\s.,;:!?)“\"]|\Z)")

#: Keys of markdown-it's environment: where a list marker is text, where one is a list's, and the rows of the former.
_TEXT, _LISTED, _ROWS, _FIRST_NOTE = "text_markers", "list_markers", "text_rows", "first_footnote"


def parsed_comment(text: str) -> list[Token]:
    """Parse a comment to markdown-it's tokens.

    `hardbreak` is a forced line break, `softbreak` a space.
    """
    if not is_comment(text):
        return list(_paragraphs(text))
    env: dict[str, object] = {_TEXT: set(), _LISTED: set(), _ROWS: set()}
    tokens = _dialect().parse(text, env)
    rows = env[_ROWS]
    assert isinstance(rows, set)
    for token in tokens:
        if token.type == "inline":
            first = token.map[0] if token.map else 0
            token.children = _with_breaks(_real_links(token.children or []), first, rows)
    return tokens


def _paragraphs(text: str) -> Iterator[Token]:
    """The tokens of a text that is no comment: paragraphs of plain text, one if too many."""
    paragraphs = re.split(r"\n[ \t]*\n", text)
    for paragraph in [text] if len(paragraphs) > MOST_LINES else paragraphs:
        if words := " ".join(paragraph.split()):
            yield Token("paragraph_open", "p", 1, block=True)
            child = Token("text", "", 0, content=words, level=1)
            yield Token("inline", "", 0, children=[child], content=words, level=1, block=True)
            yield Token("paragraph_close", "p", -1, block=True)


class Dialect(MarkdownIt):
    """markdown-it with the rules above. The method names are its hooks."""

    def __init__(self) -> None:
        super().__init__("zero")
        self.enable(_RULES)
        self.inline.ruler.at("text", _text)
        self.inline.ruler.at("emphasis", _emphasis)
        self.inline.ruler.before("text", "bare_address", _bare_address)
        self.block.ruler.at("blockquote", _quotation, {"alt": ["paragraph", "reference", "blockquote", "list"]})
        self.block.ruler.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})
        bounded(self)

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return _address(super().normalizeLink(url))

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return shown_address(_address(link)) or link

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return bool(url)


_dialect = cache(Dialect)


def _address(url: str) -> str:
    """A link's address for publication; "" refuses a link that is neither web nor mail."""
    return url if re.match(r"(?i)mailto:[^\s]", url) else published_address(url)


# Inline rules


def _text(state: StateInline, silent: bool) -> bool:
    """Text up to the next character that may mean something, or the next bare address."""
    address = _address_from(state.src, state.pos + 1)
    end = min(address.start, state.posMax) if address else state.posMax
    if found := _SPECIAL.search(state.src, state.pos, end):
        end = found.start()
    if end <= state.pos:
        return False
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def _bare_address(state: StateInline, silent: bool) -> bool:
    """A link from an address without marks around it; none inside the words of a link."""
    found = _address_from(state.src, state.pos)
    if silent or state.linkLevel or found is None or found.start != state.pos or found.end > state.posMax:
        return False
    href = state.md.normalizeLink(found.url)
    if not href:
        return False
    typed = state.src[found.start : found.end]
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": href}
    words = state.push("text", "", 0)
    words.content = state.md.normalizeLinkText(found.url) if typed[:4].lower() == "http" else typed
    closing = state.push("link_close", "a", -1)
    for token in (opening, closing):
        token.markup, token.info = "linkify", "auto"
    state.pos = found.end
    return True


def _address_from(text: str, at: int) -> BareAddress | None:
    """The first bare address of `text` that begins at `at` or behind it."""
    starts, addresses = _addresses(text)
    place = bisect_left(starts, at)
    return addresses[place] if place < len(addresses) else None


@lru_cache(maxsize=4)
def _addresses(text: str) -> tuple[list[int], list[BareAddress]]:
    found = list(bare_addresses(text))
    return [address.start for address in found], found


def _emphasis(state: StateInline, silent: bool) -> bool:
    """CommonMark's emphasis (6.2), except for stars that belong to a word or a sum."""
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    start = state.pos
    scanned = state.scanDelims(start, marker == "*")
    end = start + scanned.length
    can_open, can_close = scanned.can_open, scanned.can_close
    if marker == "*" and _is_inside_word(state.src, start, end):
        if state.src[start - 1].isdigit() or state.src[end].isdigit():
            can_open = can_close = False
        elif scanned.length == 1:
            can_open, can_close = False, can_close and _ends_part_of_word(state.src, start)
    for _ in range(scanned.length):
        token = state.push("text", "", 0)
        token.content = marker
        state.delimiters.append(
            Delimiter(ord(marker), scanned.length, len(state.tokens) - 1, end=-1, open=can_open, close=can_close)
        )
    state.pos = end
    return True


def _is_inside_word(text: str, start: int, end: int) -> bool:
    return start > 0 and end < len(text) and _is_letter(text[start - 1]) and _is_letter(text[end])


def _is_letter(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def _ends_part_of_word(text: str, star: int) -> bool:
    """True for the second star of "*Sonder*fall", false for that of "*Leser*innen".

    The latter is the word's own.
    """
    opening = text.rfind("*", 0, star)
    part = text[opening + 1 : star]
    begins = opening >= 0 and (opening == 0 or not (_is_letter(text[opening - 1]) or text[opening - 1] == "*"))
    return begins and part.isalpha() and not _ENDING.match(text, star + 1)


# Quotations and lists


def _quotation(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A block quotation (CommonMark 5.1), unless ">" means "more than"."""
    begin = state.bMarks[start_line] + state.tShift[start_line]
    if state.src[begin : begin + 1] == ">" and _AMOUNT.match(state.src[begin + 1 : begin + 40].lstrip(" ")):
        return False
    return blockquote(state, start_line, end_line, silent)


def _list(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A list, unless its markers are text: then the paragraph rule gets the lines.

    Whether it is one shows only at its end, also if markdown-it merely asks whether one begins here. `env` keeps
    the answers by the place of each marker, so that no list is read more than twice.
    """
    marker = state.bMarks[start_line] + state.tShift[start_line]
    if marker in state.env[_TEXT] or not list_block(state, start_line, end_line, True):
        return False
    if silent and (marker in state.env[_LISTED] or state.sCount[start_line] < state.blkIndent):
        return True  # the latter: the next entry of a list that is being read
    first, line, parent = len(state.tokens), state.line, state.parentType
    list_block(state, start_line, end_line, False)
    entries = _entries(state.tokens[first:])
    genuine = _is_list(state.tokens[first].markup, entries) and not _is_note(state, marker, entries)
    if genuine and not silent:
        return True
    del state.tokens[first:]
    state.line, state.parentType = line, parent
    if genuine:
        state.env[_LISTED].add(marker)
        return True
    for row in (entry.row for entry in entries):
        state.env[_TEXT].add(state.bMarks[row] + state.tShift[row])
        state.env[_ROWS].add(row)
    return False


@dataclass(frozen=True, slots=True)
class _Entry:
    """The beginning of a list entry: row, number ("" in a bullet list), first words."""

    row: int
    number: str
    words: str


def _entries(tokens: Sequence[Token]) -> list[_Entry]:
    """The entries of the list that the tokens are, without those of lists in it."""
    found = []
    level = tokens[0].level + 1
    for place, token in enumerate(tokens):
        if token.type == "list_item_open" and token.level == level and token.map:
            words = tokens[place + 2].content if tokens[place + 1].type == "paragraph_open" else ""
            is_empty = tokens[place + 1].type == "list_item_close"
            found.append(_Entry(token.map[0], token.info, words if words or is_empty else "…"))
    return found


def _is_list(markup: str, entries: Sequence[_Entry]) -> bool:
    if not any(entry.words for entry in entries):
        return False  # "-" and "1." alone
    if markup == "+":
        return not all(entry.words[:1].isdigit() for entry in entries)  # "+ 5 Prozent"
    if markup not in ".)":
        return len(entries) > 1 or markup != "-" or not _AMOUNT.match(entries[0].words)
    numbers = [int(entry.number) for entry in entries]
    if len(numbers) == 1 or any(entry.number != str(int(entry.number)) for entry in entries):
        return False  # "17. April", "05. Mai"
    if set(numbers) == {1}:
        # Some write 1 everywhere and let Markdown count, but "1. Mai … 1. Juni" and "1. Platz … 1. Platz".
        first_words = [entry.words.partition(" ")[0] for entry in entries]
        return len(set(first_words)) == len(first_words) and not any(map(_MONTH.match, first_words))
    return all(after == before + 1 for before, after in pairwise(numbers))


def _is_note(state: StateBlock, marker: int, entries: Sequence[_Entry]) -> bool:
    """True for "* ohne Gewähr" below "Nur bis Freitag*": the star is that of a footnote."""
    if len(entries) != 1 or state.src[marker] != "*":
        return False
    if _FIRST_NOTE not in state.env:
        found = _FOOTNOTE.search(state.src)
        state.env[_FIRST_NOTE] = found.start() if found else len(state.src)
    return bool(state.env[_FIRST_NOTE] < marker)


# What the tokens become


def _real_links(children: list[Token]) -> list[Token]:
    """Without the link of `[words]()`, which has no address; its words stay."""
    kept, empty = [], False
    for token in children:
        if token.type == "link_open" and not token.attrGet("href"):
            empty = True
        elif token.type == "link_close" and empty:
            empty = False
        else:
            kept.append(token)
    return kept


def _with_breaks(children: list[Token], row: int, text_rows: Collection[int]) -> list[Token]:
    """Line breaks without spaces before them; none at the start or after another.

    Before a row that begins with a number as text, the break is forced: two dates do not run into one line.
    """
    kept: list[Token] = []
    for token in children:
        if token.type in ("hardbreak", "softbreak"):
            row += 1
            if row in text_rows:
                token.type = "hardbreak"
            if not kept or kept[-1].type in ("hardbreak", "softbreak"):
                continue
            kept[-1].content = kept[-1].content.rstrip(" \t")
        kept.append(token)
    return kept
