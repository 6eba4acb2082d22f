"""The curator's Markdown as plain text: for text files, LinkedIn and the text part of a mail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from markdown_it.tree import SyntaxTreeNode

from digest.domain.shown_address import shown_address
from digest.export.dialect import parsed_comment


def comment_text(text: str, *, keep_lines: bool = False) -> str:
    """Paragraphs and lists without their marks; a link is its words, then its address in parentheses.

    Forced line breaks stay; with `keep_lines` all of them do, otherwise the others are spaces.
    """
    write = partial(_inline, line_end="\n" if keep_lines else " ")
    return _blocks(SyntaxTreeNode(parsed_comment(text)).children, write)


_Write = Callable[[Sequence[SyntaxTreeNode]], str]


def _blocks(nodes: Sequence[SyntaxTreeNode], write: _Write, between: str = "\n\n") -> str:
    return between.join(filter(None, (_block(node, write) for node in nodes)))


def _block(node: SyntaxTreeNode, write: _Write) -> str:
    if node.type == "paragraph":
        return write(node.children[0].children)
    if node.type == "blockquote":
        return "\n".join(f"> {row}".rstrip() for row in _blocks(node.children, write).split("\n"))
    start = int(node.attrs.get("start", 1))
    entries = []
    for number, entry in enumerate(node.children, start):
        marker = f"{number}{node.markup} " if node.type == "ordered_list" else "- "
        first, *rows = _blocks(entry.children, write, "\n").split("\n")
        entries.append("\n".join((marker + first, *(" " * len(marker) + row for row in rows))).rstrip())
    return "\n".join(entries)


def _inline(nodes: Sequence[SyntaxTreeNode], *, line_end: str) -> str:
    return "".join(_piece(node, line_end) for node in nodes)


def _piece(node: SyntaxTreeNode, line_end: str) -> str:
    if node.type == "text":
        return node.content
    if node.type in ("softbreak", "hardbreak"):
        return "\n" if node.type == "hardbreak" else line_end
    words = _inline(node.children, line_end=line_end)
    if node.type != "link" or node.info == "auto":
        return words
    address = shown_address(str(node.attrs["href"]).removeprefix("mailto:"))
    return words if words == address else f"{words} ({address})"
