"""Plain text escaped for Markdown so that every Markdown program shows it unchanged.

A mark is escaped with a backslash if CommonMark, kramdown and Python-Markdown all know that escape, and written as an
entity otherwise; site generators and mailing services that fill in placeholders find none, either.
"""

from __future__ import annotations

import re

# Marks that can begin something anywhere in a line. "_" inside a word means nothing to anybody.
_MARKS = re.compile(r"[`*\[\]]|(?<![^\W_])_|_(?![^\W_])")
# "|": a table for kramdown. "~": strikethrough for GitHub. "{": attributes for kramdown, templates for Liquid, Nunjucks
# and Hugo. "$": formulas for kramdown and GitHub.
# "\\": escaped at the end of a line, a line break for kramdown.
_AS_ENTITY = str.maketrans({sign: f"&#{ord(sign)};" for sign in "|~{$\\"} | {"<": "&lt;"})
_ENTITY = re.compile(r"&(?=#?[\w:]{1,40};)")
# What opens a block at the start of a line: headings, quotations, lists, rules, underlines of headings; for kramdown
# also definitions (":") and the end of a block ("^"); for MkDocs notes ("!!!", "???").
_LINE_START = re.compile(r"(?m)^[ \t]*(?:([-+>#]|!(?=!!))|([=:^]|\?(?=\?\?))|(\d{1,9})([.)]))")
# "#" after a space: at its end, a heading drops it.
_CLOSING = re.compile(r"(?<=[ \t])#")
# Bare addresses, which GitHub's dialect links by itself (GFM 6.9).
_BARE_ADDRESS = re.compile(
    r"(?i)(?<=http):(?=//)|(?<=https):(?=//)|(?<=ftp):(?=//)|(?<=www)\.|(?<=mailto):|(?<=xmpp):|(?<=[\w.+-])@(?=\w)"
)


def escaped(text: str, *, starts_line: bool = True) -> str:
    """Escape `text`, one or more lines, as Markdown.

    `starts_line` is false behind other inline text.
    """
    text = _ENTITY.sub("&amp;", text).translate(_AS_ENTITY)
    text = _MARKS.sub(r"\\\g<0>", text)
    text = _CLOSING.sub(r"\\#", text)
    if starts_line:
        return _LINE_START.sub(_escaped_start, text)
    first, newline, rest = text.partition("\n")
    return first + newline + _LINE_START.sub(_escaped_start, rest) if newline else text


def without_links(text: str) -> str:
    """Escaped text in which bare addresses stay text, too."""
    return _BARE_ADDRESS.sub(lambda found: found[0][:-1] + f"&#{ord(found[0][-1])};", text)


def _escaped_start(found: re.Match[str]) -> str:
    mark, rare, number, delimiter = found.groups()
    if rare:
        return f"&#{ord(rare)};"
    return f"\\{mark}" if mark else f"{number}\\{delimiter}"
