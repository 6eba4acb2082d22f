"""Plain text inside Markdown: escaped so that CommonMark, GitHub's dialect and site generators show it as it is."""

from __future__ import annotations

import re

# Marks that can begin something anywhere in a line. Escaped with a backslash (CommonMark 2.4).
_MARKS = re.compile(r"[\\`*_\[\]|~]")
# As entities, because these two are safe in every dialect, also those that know no backslash here.
_ENTITY = re.compile(r"&(?=#?\w{1,40};)")
# What opens a block at the start of a line: headings, quotations, lists, rules, underlines of headings.
_LINE_START = re.compile(r"(?m)^[ \t]*(?:([-+=>#])|(\d{1,9})([.)]))")
# "#" after a space: at its end, a heading drops it.
_CLOSING = re.compile(r"(?<=[ \t])#")
# Liquid, Nunjucks and Hugo read these before any Markdown.
_TEMPLATE = re.compile(r"\{(?=[{%#])")
# Bare addresses, which GitHub's dialect links by itself (GFM 6.9).
_BARE_ADDRESS = re.compile(r"(?i)(https?|ftp)(?=://)|www(?=\.)|(mailto|xmpp)(?=:)|(?<=[\w.+-])(?=@\w)")


def escaped(text: str, *, starts_line: bool = True) -> str:
    """`text`, one or more lines, as Markdown that shows just it. `starts_line` is false behind other inline text."""
    text = _MARKS.sub(r"\\\g<0>", text)
    text = _ENTITY.sub("&amp;", text).replace("<", "&lt;")
    text = _TEMPLATE.sub(r"{\\", text)
    text = _CLOSING.sub(r"\\#", text)
    if starts_line:
        return _LINE_START.sub(_escaped_start, text)
    first, newline, rest = text.partition("\n")
    return first + newline + _LINE_START.sub(_escaped_start, rest) if newline else text


def without_links(text: str) -> str:
    """Escaped text in which bare addresses stay text, too: for what strangers wrote."""
    return _BARE_ADDRESS.sub(r"\g<0>\\", text)


def _escaped_start(found: re.Match[str]) -> str:
    mark, number, delimiter = found.groups()
    return f"\\{mark}" if mark else f"{number}\\{delimiter}"
