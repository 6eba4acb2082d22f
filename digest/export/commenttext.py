"""The curator's Markdown as plain text, for places that show marks as marks: LinkedIn, the text part of a mail."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.tree import SyntaxTreeNode

from digest.export.comment import parsed_comment


def comment_text(text: str) -> str:
    """Paragraphs and lists without their marks; a link is its words, then its address in parentheses."""
    return _blocks(SyntaxTreeNode(parsed_comment(text)).children)


def _blocks(nodes: Sequence[SyntaxTreeNode], between: str = "\n\n") -> str:
    return between.join(filter(None, map(_block, nodes)))


def _block(node: SyntaxTreeNode) -> str:
    if node.type == "paragraph":
        return _inline(node.children[0].children)
    if node.type == "blockquote":
        return "\n".join(f"> {row}".rstrip() for row in _blocks(node.children).split("\n"))
    start = int(node.attrs.get("start", 1))
    entries = []
    for number, entry in enumerate(node.children, start):
        marker = f"{number}. " if node.type == "ordered_list" else "- "
        first, *rows = _blocks(entry.children, "\n").split("\n")
        entries.append("\n".join((marker + first, *(" " * len(marker) + row for row in rows))).rstrip())
    return "\n".join(entries)


def _inline(nodes: Sequence[SyntaxTreeNode]) -> str:
    return "".join(map(_piece, nodes))


def _piece(node: SyntaxTreeNode) -> str:
    if node.type == "text":
        return node.content
    if node.type == "softbreak":
        return " "
    words = _inline(node.children)
    if node.type != "link":
        return words
    address = str(node.attrs["href"]).removeprefix("mailto:")
    return words if words == address else f"{words} ({address})"
