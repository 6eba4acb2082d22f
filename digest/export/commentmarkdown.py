"""The curator's Markdown rewritten so that other programs show what our HTML shows.

The other programs are CommonMark, GitHub's dialect, kramdown (Jekyll) and Python-Markdown with its extensions. They
differ in what
begins a list, a table or a definition, in how far a list's entry is indented and in which number a list begins with;
what is written here means the same to each. `tests/export/test_readers.py` asks the programs themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from digest.export.bounded import bounded
from digest.export.dialect import parsed_comment
from digest.export.escape import escaped, without_links

#: Keeps two lists or quotations apart that would become one (CommonMark 5.3; Python-Markdown merges any two lists).
APART = "<!-- -->"
# Python-Markdown wants four columns below a list's entry; the others take them, too.
_COLUMNS = 4
_LISTS = ("bullet_list", "ordered_list")


def comment_markdown(text: str, marker: str = "") -> str:
    """Markdown that any program shows as `comment_html` does; unchanged if it already is.

    What cannot be written so that CommonMark reads the same becomes plain text. With the `marker` of a list's entry
    ("- ") this holds for what `continued` makes of it.
    """
    tokens = parsed_comment(text)
    written = joined(map(_block, SyntaxTreeNode(tokens).children))
    read = _said(_theirs().parse(continued("x", written, marker) if marker else written))
    meant = _said(tokens)
    if read == (f"{marker if marker[0].isdigit() else ''}x\n{meant}".strip() if marker else meant):
        return written
    return "\n".join(without_links(escaped(row.strip())) for row in text.split("\n"))


def continued(first: str, rest: str, marker: str) -> str:
    """A list's entry: its first paragraph and, indented below it, the blocks of `rest`."""
    return _indented("\n\n".join(filter(None, (first, rest))), marker)


def joined(blocks: Iterable[str]) -> str:
    """Blocks of Markdown one below the other, with `APART` between two lists or two quotations."""
    parts: list[str] = []
    for block in filter(None, blocks):
        if parts and _kind(block) == _kind(parts[-1].rpartition("\n\n")[2]) != "text":
            parts.append(APART)
        parts.append(block)
    return "\n\n".join(parts)


def _kind(block: str) -> str:
    """What a block of escaped Markdown is; one that is indented belongs to a list."""
    if block.startswith(">"):
        return "quotation"
    return "list" if re.match(r"[-+*] |\d{1,9}\. |    ", block) else "text"


def destination(url: str) -> str:
    """An address as a Markdown link's target; in angle brackets if parentheses could end it."""
    url = re.sub(r"&(?=#?\w{1,40};)", "&amp;", url)
    return f"<{url}>" if re.search(r"[()\[\]]", url) else url


class _Theirs(MarkdownIt):
    """Parses what other programs may see: CommonMark, GitHub's tables and strikethrough.

    Any link counts, whatever its address.
    """

    def __init__(self) -> None:
        super().__init__("commonmark")
        self.enable(["table", "strikethrough"])
        bounded(self)

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802
        return True


_theirs = cache(_Theirs)


def _said(tokens: Sequence[Token]) -> str:
    """What a reader gets: words, numbers, emphasis and links in order, a line for each block."""
    said: list[str] = []
    numbers: list[int] = []
    for token in tokens:
        if token.type == "html_block" and token.content.strip() == APART:
            continue
        if token.type in ("ordered_list_open", "bullet_list_open"):
            numbers.append(int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else -1)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            numbers.pop()
        elif token.type == "list_item_open" and numbers[-1] >= 0:
            said.append(f"\n{numbers[-1]}. ")
            numbers[-1] += 1
        elif token.type == "inline":
            said += map(_said_inline, token.children or ())
        elif token.type not in _READ_ALIKE:
            said.append(f"\0{token.type}\0")
        if token.block and token.nesting <= 0:
            said.append("\n")
    lines = re.sub(r"[ \t]*\n\s*", "\n", re.sub(r"[ \t]+", " ", "".join(said))).strip()
    return re.sub(r"(?m)^(\d{1,9}\.)\n(.*)$", r"\1 \2", lines)  # a number may stand above what it counts


def _said_inline(token: Token) -> str:
    if token.type == "text":
        return token.content
    if token.type == "softbreak":
        return " "
    return "\n" if token.type == "hardbreak" else f"\0{token.type}{token.attrs}\0"


_READ_ALIKE = frozenset({
    "paragraph_open", "paragraph_close", "list_item_open", "list_item_close", "blockquote_open", "blockquote_close",
})  # fmt: skip


def _block(node: SyntaxTreeNode) -> str:
    if node.type == "paragraph":
        return _inline(node.children[0].children)
    if node.type == "blockquote":
        body = joined(map(_block, node.children))
        return "\n".join(f"> {row}" if row else ">" for row in body.split("\n"))
    entries = list(map(_entry, node.children))
    if _is_counted_as_text(node):
        rows = []
        for number, (child, entry) in enumerate(zip(node.children, entries, strict=True), _start(node)):
            begins_with_text = bool(child.children) and child.children[0].type == "paragraph"
            rows.append(f"{number}\\. {entry}" if begins_with_text else f"{number}\\.\n\n{entry}")
        return ("\n\n" if any("\n\n" in row for row in rows) else "  \n").join(rows)
    markers = [
        f"{_start(node) + place}. " if node.type == "ordered_list" else f"{node.markup} "
        for place in range(len(entries))
    ]
    loose = any("\n\n" in entry for entry in entries) or not _is_tight(node)
    return ("\n\n" if loose else "\n").join(map(_indented, entries, markers))


def _start(node: SyntaxTreeNode) -> int:
    return int(node.attrs.get("start", 1))


def _is_counted_as_text(node: SyntaxTreeNode) -> bool:
    """True for a list that does not start at 1: kramdown and Python-Markdown would renumber it."""
    return node.type == "ordered_list" and _start(node) != 1


def _entry(node: SyntaxTreeNode) -> str:
    """The blocks of a list entry; what Python-Markdown cannot read first comes below it.

    An empty entry holds a comment, or Python-Markdown would take its mark for text.
    """
    blocks = list(map(_block, node.children)) or [APART]
    if "\n" in blocks[0] and node.children[0].type != "paragraph":
        blocks.insert(0, APART)
    if len(blocks) == 2 and node.children[0].hidden and node.children[1].type in _LISTS:
        return "\n".join(blocks)
    return joined(blocks)


def _is_tight(node: SyntaxTreeNode) -> bool:
    """A list without blank lines between; its paragraphs are hidden."""
    return all(block.hidden for entry in node.children for block in entry.children if block.type == "paragraph")


def _indented(text: str, marker: str) -> str:
    head, *rows = text.split("\n")
    blanks = " " * max(_COLUMNS, len(marker))
    return "\n".join((marker + head, *(blanks + row if row else "" for row in rows)))


def _inline(nodes: Sequence[SyntaxTreeNode], *, linked: bool = False) -> str:
    out = ""
    for node in nodes:
        if node.type == "softbreak":
            out += "\n"
        elif node.type == "hardbreak":
            out += "  \n"
        elif node.type == "text":
            written = escaped(node.content, starts_line=not out or out.endswith("\n"))
            out += written if linked else without_links(written)
        elif node.type == "link":
            # "!" before a link would make it an image.
            out = out[:-1] + "\\!" if out.endswith("!") else out
            out += _link(node)
        else:
            out += node.markup + _inline(node.children, linked=linked) + node.markup
    return out


def _link(node: SyntaxTreeNode) -> str:
    href = str(node.attrs["href"])
    words = node.children[0].content if len(node.children) == 1 else ""
    if node.info == "auto" and words == href.removeprefix("mailto:") and not re.search(r"[\\`&%]", href):
        return f"<{words}>"
    return f"[{_inline(node.children, linked=True)}]({destination(href)}{_link_title(node)})"


def _link_title(node: SyntaxTreeNode) -> str:
    title = str(node.attrs.get("title", ""))
    return ' "' + escaped(title).replace('"', "&quot;") + '"' if title else ""
