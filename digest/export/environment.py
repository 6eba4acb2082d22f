"""Jinja2 as exports use it: always sandboxed, strict about names, HTML escaped by itself."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, FileSystemLoader, StrictUndefined, Template
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from digest.config.clock import month_and_year
from digest.domain.shown_address import shown_address
from digest.export.comment import comment_html
from digest.export.commentmarkdown import comment_markdown
from digest.export.markdown import linked, plain
from digest.export.text import with_lines

_TEMPLATES = Path(__file__).parent / "templates"
_COUNTED = re.compile(r"\d+ (?:Lesetipps?|reading tips?)")
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_STYLED = re.compile(r"<(p|ul|ol|li|blockquote|a)\b")

# No export needs more: a slip such as "-" * 10**10 would take the machine's whole memory.
_LONGEST, _HIGHEST = 1_000_000, 100


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, in which no product can get out of hand."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Raises SecurityError for what would be enormous."""
        if operator == "**" and (not isinstance(right, int) or abs(right) > _HIGHEST):
            raise SecurityError(f"powers end at {_HIGHEST}")
        if operator == "*":
            for many, times in ((left, right), (right, left)):
                if hasattr(many, "__len__") and isinstance(times, int) and len(many) * times > _LONGEST:
                    raise SecurityError(f"repetitions end at {_LONGEST}")
        return super().call_binop(context, operator, left, right)


@cache
def shipped_template(name: str) -> Template:
    """One of digest's own templates, compiled once."""
    made = environment(FileSystemLoader(_TEMPLATES), "html")
    # The style sheet is no template: as one, its compilation would cost more than all the others'.
    made.globals["page_css"] = lambda: Markup((_TEMPLATES / "page.css").read_text(encoding="utf-8"))  # noqa: S704 - ours
    return made.get_template(name)


def environment(loader: BaseLoader, kind: str) -> Sandbox:
    """Make Jinja's environment; `kind` ("html", "md", "txt") decides escaping and filters.

    `comment` turns the curator's Markdown into the kind of the template; in "md" `plain` escapes a stranger's line
    and `linked` makes an entry's link; in "html" `comment(styles)` sets the style attribute of each element, and
    `comment(addresses=true)` gives links the attribute `data-address`, which a style sheet can print.
    """
    made = Sandbox(
        loader=loader,
        autoescape=kind == "html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["comment"] = {"html": _html_comment, "md": comment_markdown, "txt": with_lines}[kind]
    made.filters["comment_below"] = _comment_below
    made.filters["together"] = _together
    made.filters["shown_address"] = shown_address
    made.filters["month_name"] = month_and_year
    if kind == "md":
        made.filters["plain"] = plain
        made.filters["linked"] = linked
    return made


def _html_comment(text: str, styles: dict[str, Any] | None = None, addresses: bool = False) -> Markup:
    # comment_html makes a closed set of elements and escapes all else: what looks like a tag here is one.
    html = comment_html(text).rstrip("\n")
    if addresses:
        html = _LINK.sub(_with_address, html)
    if styles:
        html = _STYLED.sub(lambda found: f'<{found[1]} style="{styles[found[1]]}"', html)
    return Markup(html)  # noqa: S704


def _comment_below(text: str, lead: Markup) -> Markup:
    """A comment below the lines of `lead`, in its first paragraph.

    Before a list or a quotation the lines are a paragraph of their own.
    """
    html = comment_html(text).rstrip("\n")
    first, rest = ("<br>", html.removeprefix("<p>")) if html.startswith("<p>") else ("</p>\n", html)
    return Markup(f"<p>{lead}{first}{rest}") if html else Markup(f"<p>{lead}</p>")  # noqa: S704 - both escaped


def _with_address(found: re.Match[str]) -> str:
    """A link that carries its address for paper, unless its words are the address."""
    href, words = unescape(found[1]), unescape(found[2])
    address = shown_address(href.removeprefix("mailto:"))
    return found[0] if words in (address, href) else f'<a data-address="{escape(address)}"{found[0][2:]}'


def _together(title: str, style: str = "") -> Markup:
    """Keep number and noun of a title on one line; its text stays the same.

    A mail needs a `style`: clients drop classes.
    """
    safe = str(escape(title))
    how = f'style="{escape(style)}"' if style else 'class="together"'
    return Markup(_COUNTED.sub(rf"<span {how}>\g<0></span>", safe))  # noqa: S704 - escaped above
