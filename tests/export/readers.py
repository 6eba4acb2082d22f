"""Programs that read Markdown, asked for what they show of a text.

Words and numbers in order, links, emphasis.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from typing import Any

import cmarkgfm
import html5lib
import markdown
from markdown_it import MarkdownIt

_BLOCKS = {"p", "ul", "ol", "li", "blockquote", "br", "h1", "h2", "h3", "div", "dl", "dt", "dd", "table", "tr", "td"}

#: Each of these makes HTML of Markdown.
READERS: dict[str, Callable[[str], str]] = {
    "CommonMark": MarkdownIt("commonmark").render,
    "GitHub": cmarkgfm.github_flavored_markdown_to_html,
    "Python-Markdown": markdown.markdown,
    "Python-Markdown, extra": lambda text: markdown.markdown(text, extensions=["extra", "admonition"]),
}

# Typography is the site's own choice, so kramdown's is switched off here.
_KRAMDOWN = """
require 'json'; require 'kramdown'; require 'kramdown-parser-gfm'
plain = {hellip: '...', mdash: '---', ndash: '--', laquo: '<<', raquo: '>>', laquo_space: '<< ', raquo_space: ' >>'}
options = {smart_quotes: 'apos,apos,quot,quot', typographic_symbols: plain, hard_wrap: false}
texts = JSON.parse(STDIN.read)
print JSON.generate(%w(kramdown GFM).flat_map { |input|
  texts.map { |text| Kramdown::Document.new(text, input: input, **options).to_html } })
"""


def kramdown_is_there() -> bool:
    """True if Ruby has kramdown with the dialect that Jekyll uses."""
    ruby = shutil.which("ruby")
    asked = ["-rkramdown", "-rkramdown-parser-gfm", "-e", ""]
    return ruby is not None and subprocess.run([ruby, *asked], capture_output=True).returncode == 0


def kramdown(texts: Sequence[str]) -> list[str]:
    """HTML of each text, first all as kramdown reads them, then all in Jekyll's dialect."""
    asked = json.dumps(list(texts))
    done = subprocess.run(["ruby", "-e", _KRAMDOWN], input=asked, capture_output=True, text=True, check=True)
    made: list[str] = json.loads(done.stdout)
    return made


def shown(html: str) -> str:
    """What a browser shows of HTML.

    A line for each block, numbers of lists, emphasis and addresses of links.
    """
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parseFragment(html)
    text = re.sub(r"\0\s*", " ", "".join(_shown(tree)))  # a number stands before the first block of its entry
    lines = re.sub(r"\s*\n\s*", "\n", re.sub(r"[ \t]+", " ", text)).strip()
    return re.sub(r"(?m)^(\d+\.)\n(.*)$", r"\1 \2", lines)  # a number may stand above what it counts


def _shown(element: Any) -> list[str]:
    parts, number = [_flat(element.text)], int(element.get("start") or 1) if element.tag == "ol" else 0
    for child in element:
        if not isinstance(child.tag, str):  # a comment
            parts.append(_flat(child.tail))
            continue
        if child.tag in _BLOCKS:
            parts.append("\n")
        if child.tag == "li" and number:
            parts.append(f"{number}.\0")
            number += 1
        marks = {"em": "/", "strong": "*", "code": "`", "del": "~", "a": f"<{child.get('href')}>"}.get(child.tag, "")
        parts += [marks, *_shown(child), marks]
        if child.tag in _BLOCKS:
            parts.append("\n")
        parts.append(_flat(child.tail))
    return parts


def _flat(text: str | None) -> str:
    return (text or "").replace("\n", " ")
