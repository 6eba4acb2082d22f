"""Markdown as blocks, read as CommonMark; front matter gives title and date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from digest.domain.prose import is_prose
from digest.past.blocks import Block, Kind, Line, Span, stripped

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|\Z)", re.S)
_FIELD = re.compile(r"""(?m)^(title|date)\s*[:=]\s*["']?(.*?)["']?\s*$""")


def front_matter(text: str) -> tuple[dict[str, str], str, int]:
    """Title and date of YAML or TOML front matter, the text after it, and its line count."""
    found = _FRONT.match(text)
    if found is None:
        return {}, text, 0
    return dict(_FIELD.findall(found[2])), text[found.end() :], found[0].count("\n")


def markdown_blocks(text: str, skipped: int = 0) -> list[Block]:
    """The blocks of a Markdown text after `skipped` lines; raw HTML is left out."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    reader.core.ruler.at("inline", _inline)
    tokens = reader.parse(text)
    return [block for block in _blocks(tokens, skipped + 1) if any(span.text.strip() for span in block.first)]


def _inline(state: StateCore) -> None:
    """markdown-it's rule for inline text; what is no prose (`domain.prose`) stays text."""
    from markdown_it.token import Token

    for token in state.tokens:
        if token.type != "inline":
            continue
        token.children = []
        if is_prose(token.content):
            state.md.inline.parse(token.content, state.md, state.env, token.children)
        else:
            token.children.append(Token("text", "", 0, content=token.content))


def _blocks(tokens: Sequence[Token], first: int) -> Iterator[Block]:
    lists = quotes = items = 0
    inside: list[int] = []
    row: list[tuple[Line, ...]] = []
    row_map = 0
    fresh = False  # the next paragraph begins an entry of a list
    pending: list[Block] = []
    for at, token in enumerate(tokens):
        match token.type:
            case "bullet_list_open" | "ordered_list_open" | "bullet_list_close" | "ordered_list_close":
                lists += token.nesting
            case "list_item_open":
                fresh = True
                items += 1
                inside.append(items)
            case "list_item_close":
                inside.pop()
            case "blockquote_open" | "blockquote_close":
                quotes += token.nesting
            case "tr_open":
                row = []
            case "tr_close":
                if row := [cell for cell in row if cell]:
                    edges = tuple(accumulate((len(cell) for cell in row[:-1]), initial=0))
                    number = first + (token.map[0] if token.map else row_map)
                    pending.append(Block(number, "row", tuple(line for cell in row for line in cell), edges=edges))
            case "inline" if tokens[at - 1].type in ("td_open", "th_open"):
                row.append(tuple(_lines(token.children or [])))
                row_map = token.map[0] if token.map else row_map
            case "inline":
                opening = tokens[at - 1]
                heading = opening.type == "heading_open"
                kind: Kind = (
                    "heading" if heading else "bullet" if lists and fresh else "quote" if quotes else "paragraph"
                )
                fresh = False
                level = int(opening.tag[1]) if heading else 0
                number = first + (token.map[0] if token.map else 0)
                lines = tuple(_lines(token.children or []))
                pending.append(Block(number, kind, lines, level, item=inside[-1] if inside else 0))
            case _:
                continue
    yield from pending


def _lines(children: Sequence[Token]) -> Iterator[Line]:
    """The lines of inline text: both kinds of line break part them."""
    spans: list[Span] = []
    url, strong, emphasised = "", 0, 0
    for token in children:
        match token.type:
            case "softbreak" | "hardbreak":
                yield stripped(spans)
                spans = []
            case "link_open":
                url = str(token.attrGet("href") or "")
            case "link_close":
                url = ""
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasised += token.nesting
            case "text" | "code_inline":
                spans.append(Span(token.content, url, strong > 0, emphasised > 0))
            case _:
                continue
    yield stripped(spans)
