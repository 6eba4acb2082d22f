"""Parse Markdown in bounded time: what is no prose, or nested too deep, stays text."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from digest.domain.prose import DEEPEST, is_prose


def bounded(reader: MarkdownIt) -> None:
    """Let `reader` take paragraphs that are no prose (`domain.prose`) for text."""
    reader.core.ruler.at("inline", _inline)


def _inline(state: StateCore) -> None:
    """markdown-it's rule for what stands in a paragraph, with that limit."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        children: list[Token] = []
        if is_prose(token.content):
            state.md.inline.parse(token.content, state.md, state.env, children)
        if not children or max(child.level for child in children) > DEEPEST:
            children = list(_as_text(token.content))
        token.children = children


def _as_text(paragraph: str) -> Iterator[Token]:
    for number, row in enumerate(paragraph.split("\n")):
        if number:
            yield Token("softbreak", "br", 0)
        yield Token("text", "", 0, content=row.strip())
