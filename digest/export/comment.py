"""The curator's Markdown as HTML: comments, intro, outro and footer."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt

from digest.export.dialect import parsed_comment


def comment_html(text: str) -> str:
    """HTML of p, br, ul, ol, li, blockquote, em, strong and a; nothing else, whatever the text."""
    writer = _writer()
    return str(writer.renderer.render(parsed_comment(text), writer.options, {}))


@cache
def _writer() -> MarkdownIt:
    writer = MarkdownIt("zero")
    # Without line ends, which old editors (WordPress's classic one) take for forced breaks, or for second ones.
    writer.add_render_rule("softbreak", lambda *_: " ")
    writer.add_render_rule("hardbreak", lambda *_: "<br>")
    return writer
