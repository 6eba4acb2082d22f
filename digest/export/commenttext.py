"""The curator's Markdown as plain text, for text files, LinkedIn and mail."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.tree import SyntaxTreeNode

from digest.domain.shown_address import shown_address
from digest.export.dialect import parsed_comment


def comment_text(text: str, *, keep_lines: bool = False, width: int = 0) -> str:
    """Paragraphs and lists without marks; a link is its words, then (address).

    Forced line breaks stay; with `keep_lines` all of them do, otherwise the others are spaces. Lines are wrapped at
    `width` characters, 0 for not at all; a word that is longer stays whole.
    """
    return _Text(keep_lines).blocks(SyntaxTreeNode(parsed_comment(text)).children, width)


def wrapped(text: str, width: int, indent: str = "") -> str:
    """Wrap each line at `width` characters, further lines indented; a longer word stays whole."""
    rows = (
        textwrap.wrap(
            row, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False, expand_tabs=False,
            replace_whitespace=False,
        ) or [""]
        for row in text.split("\n")
    )  # fmt: skip
    return "\n".join("\n".join(lines) for lines in rows)


@dataclass(frozen=True, slots=True)
class _Text:
    """Writes blocks. A width of 0 wraps nothing; what stands indented has less of it."""

    keep_lines: bool

    def blocks(self, nodes: Sequence[SyntaxTreeNode], width: int, between: str = "\n\n") -> str:
        return between.join(filter(None, (self._block(node, width) for node in nodes)))

    def _block(self, node: SyntaxTreeNode, width: int) -> str:
        if node.type == "paragraph":
            text = _inline(node.children[0].children, "\n" if self.keep_lines else " ")
            return wrapped(text, width) if width else text
        if node.type == "blockquote":
            quoted = self.blocks(node.children, _within(width, 2))
            return "\n".join(f"> {row}".rstrip() for row in quoted.split("\n"))
        start = int(node.attrs.get("start", 1))
        entries = []
        for number, entry in enumerate(node.children, start):
            marker = f"{number}{node.markup} " if node.type == "ordered_list" else "- "
            first, *rows = self.blocks(entry.children, _within(width, len(marker)), "\n").split("\n")
            entries.append("\n".join((marker + first, *(" " * len(marker) + row for row in rows))).rstrip())
        return "\n".join(entries)


def _within(width: int, indent: int) -> int:
    return max(width - indent, 20) if width else 0


def _inline(nodes: Sequence[SyntaxTreeNode], line_end: str) -> str:
    return "".join(_piece(node, line_end) for node in nodes)


def _piece(node: SyntaxTreeNode, line_end: str) -> str:
    if node.type == "text":
        return node.content
    if node.type in ("softbreak", "hardbreak"):
        return "\n" if node.type == "hardbreak" else line_end
    words = _inline(node.children, line_end)
    if node.type != "link" or node.info == "auto":
        return words
    address = shown_address(str(node.attrs["href"]).removeprefix("mailto:"))
    return words if words == address else f"{words} ({address})"
