"""The curator's Markdown: comments, intro and outro as HTML, and as Markdown that other programs read the same way.

What it may hold: paragraphs, lists, block quotations, emphasis, links. Everything else is text: raw HTML,
headings, rules, code, images, tables, reference definitions. A line break inside a paragraph is a space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from digest.export.content import published_address
from digest.export.escape import escaped

_RULES = ("list", "blockquote", "escape", "emphasis", "link", "autolink", "entity", "newline")


def comment_html(text: str) -> str:
    """HTML of p, ul, ol, li, blockquote, em, strong and a; nothing else, whatever the text."""
    return str(_ours().renderer.render(parsed_comment(text), _ours().options, {}))


def comment_markdown(text: str, marker: str = "") -> str:
    """CommonMark that any program shows as `comment_html` does; the text itself where it already is that.

    Where something in it would be read as more (raw HTML, a heading, an image), it is written anew with that
    escaped. Markdown that cannot be written anew with the same meaning becomes plain text. With the `marker` of a
    list entry ("- ") this holds for what `continued` makes of it.
    """
    meant = comment_html(text)
    for candidate in (text, _rewritten(parsed_comment(text))):
        if marker and _theirs().render(continued("x", candidate, marker)) == _entry_html(meant, marker):
            return candidate
        if not marker and _theirs().render(candidate) == meant:
            return candidate
    return "\n".join(escaped(row.strip()) for row in text.split("\n"))


def continued(first: str, rest: str, marker: str) -> str:
    """A list entry: its first paragraph and, indented below it, the blocks of `rest`."""
    return _indented("\n\n".join(filter(None, (first, rest))), marker, " " * len(marker))


def _entry_html(comment: str, marker: str) -> str:
    """What CommonMark makes of `continued("x", …, marker)`."""
    if not marker[0].isdigit():
        return f"<ul>\n<li>\n<p>x</p>\n{comment}</li>\n</ul>\n"
    start = "" if marker == "1. " else f' start="{marker[:-2]}"'
    return f"<ol{start}>\n<li>\n<p>x</p>\n{comment}</li>\n</ol>\n"


class _Ours(MarkdownIt):
    """The dialect of comments. The method names are markdown-it's hooks."""

    def __init__(self) -> None:
        super().__init__("zero")
        self.enable(_RULES)

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return _address(super().normalizeLink(url))

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return _address(link) or link

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return bool(url)


class _Theirs(MarkdownIt):
    """What other programs may make of Markdown: all of CommonMark, GitHub's tables and strikethrough, any link."""

    def __init__(self) -> None:
        super().__init__("commonmark")
        self.enable(["table", "strikethrough"])

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802
        return True


_ours = cache(_Ours)
_theirs = cache(_Theirs)


def _address(url: str) -> str:
    """A link's address for publication; empty, so that the link is refused, for anything but web and mail."""
    return url if re.match(r"(?i)mailto:[^\s]", url) else published_address(url)


def parsed_comment(text: str) -> list[Token]:
    """markdown-it's tokens of a comment, with ordinals as text, line breaks as spaces, and no link without address."""
    tokens = _ours().parse(_with_ordinals(text))
    for token in tokens:
        if token.type == "inline":
            token.children = _plain_breaks(_real_links(token.children or []))
    return tokens


def _with_ordinals(text: str) -> str:
    """The text with lone numbers at the start of a paragraph escaped: "17. April" is a date, not a list of one."""
    rows = text.split("\n")
    while numbers := _lone_numbers(_ours().parse("\n".join(rows))):
        for row, digits in numbers:
            rows[row] = re.sub(rf"{digits}(?=[.)])", rf"{digits}\\", rows[row], count=1)
    return "\n".join(rows)


def _lone_numbers(tokens: Sequence[Token]) -> list[tuple[int, str]]:
    """Row and digits of each numbered list that has one entry only; one for a row."""
    found: dict[int, str] = {}
    open_lists: list[tuple[Token, list[str]]] = []
    for token in tokens:
        if token.type == "ordered_list_open":
            open_lists.append((token, []))
        elif token.type == "list_item_open" and open_lists and token.level == open_lists[-1][0].level + 1:
            open_lists[-1][1].append(token.info)
        elif token.type == "ordered_list_close":
            opening, numbers = open_lists.pop()
            if len(numbers) == 1 and opening.map:
                found[opening.map[0]] = numbers[0]
    return list(found.items())


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


def _plain_breaks(children: list[Token]) -> list[Token]:
    """Forced line breaks as plain ones; none at the start, after another, or behind a space."""
    kept: list[Token] = []
    for token in children:
        if token.type in ("hardbreak", "softbreak"):
            if not kept or kept[-1].type == "softbreak":
                continue
            kept[-1].content = kept[-1].content.rstrip(" \t")
            token.type, token.tag = "softbreak", ""
        kept.append(token)
    return kept


def _rewritten(tokens: Sequence[Token]) -> str:
    """CommonMark of the tokens, with all their text escaped."""
    return "\n\n".join(_block(node) for node in SyntaxTreeNode(tokens).children)


def _block(node: SyntaxTreeNode) -> str:
    if node.type == "paragraph":
        return _inline(node.children[0].children)
    if node.type == "blockquote":
        return _indented("\n\n".join(map(_block, node.children)), "> ", "> ").replace("> \n", ">\n")
    start = int(node.attrs.get("start", 1))
    entries = []
    tight = _is_tight(node)
    for offset, entry in enumerate(node.children):
        marker = f"{start + offset}{node.markup} " if node.type == "ordered_list" else f"{node.markup} "
        body = ("\n" if tight else "\n\n").join(map(_block, entry.children))
        entries.append(_indented(body, marker, " " * len(marker)).rstrip(" "))
    return ("\n" if tight else "\n\n").join(entries)


def _is_tight(node: SyntaxTreeNode) -> bool:
    """A list without blank lines between; its paragraphs are hidden."""
    return all(block.hidden for entry in node.children for block in entry.children if block.type == "paragraph")


def _indented(text: str, first: str, others: str) -> str:
    head, *rows = text.split("\n")
    return "\n".join((first + head, *(others + row if row or others.strip() else "" for row in rows)))


def _inline(nodes: Sequence[SyntaxTreeNode]) -> str:
    out = ""
    for node in nodes:
        if node.type == "softbreak":
            out += "\n"
        elif node.type == "text":
            out += escaped(node.content, starts_line=not out or out.endswith("\n"))
        elif node.type == "link":
            # "!" before a link would make it an image.
            out = out[:-1] + "\\!" if out.endswith("!") else out
            out += f"[{_inline(node.children)}]({destination(str(node.attrs['href']))}{_link_title(node)})"
        else:
            out += node.markup + _inline(node.children) + node.markup
    return out


def _link_title(node: SyntaxTreeNode) -> str:
    title = str(node.attrs.get("title", ""))
    return ' "' + escaped(title).replace('"', "&quot;") + '"' if title else ""


def destination(url: str) -> str:
    """An address as the destination of a Markdown link; in angle brackets where parentheses might end it."""
    url = re.sub(r"&(?=#?\w{1,40};)", "&amp;", url)
    return f"<{url}>" if re.search(r"[()\[\]]", url) else url
