"""The text of a web page without navigation, advertising, sharing buttons, comments and cookie banners.

trafilatura finds it, in a process of its own that can be killed; nothing of it is loaded here.
"""

from __future__ import annotations

import re
import subprocess

from digest.config.interpreter import python_command
from digest.domain.health import Failure, FailureKind
from digest.feeds.pagehead import page_source
from digest.feeds.sanitise import plain_text, sanitise

#: How long it may last, in seconds.
SECONDS = 10.0

# Address space, not use: libraries reserve far more than the 130 MB that they fill.
_MEMORY = 2_000_000_000
_BLOCK = re.compile(r"</?(?:p|h[1-6]|li|ul|ol|blockquote|pre|table|tr|figure|figcaption|hr|div)\b[^>]*>", re.IGNORECASE)
_LONGEST_BLOCK = 100_000
# What stands above other readers' words, alone in its block.
_COMMENTS = re.compile(
    r"<(p|h[1-6])>(?:\s|<[^>]{1,300}>)*(?:\d{1,5}\s+)?(?:(?:leser-?)?kommentare?(?:\s+(?:hinzufügen|schreiben|abgeben))?"
    r"|comments?|schreiben?\s+(?:sie\s+)?einen\s+kommentar|leave\s+a\s+(?:comment|reply)|commentaires?)"
    r"\s*(?:\(\d{1,5}\)|:)?(?:\s|</[^>]{1,20}>)*?</\1>",
    re.IGNORECASE,
)


def page_html(body: bytes, url: str, content_type: str = "", *, seconds: float = SECONDS) -> str | Failure:
    """The page's text as sanitised HTML with absolute links; empty if none is found.

    A `Failure` (PARSER) if it takes longer than `seconds` or more memory than it may. Blocks that long: call it
    from a worker thread.
    """
    source = page_source(body, content_type).encode("utf-8", "replace")
    command = python_command("digest.feeds.fulltext_child", str(_MEMORY), str(int(seconds) + 1))
    try:
        # Our own file, no shell, no argument from outside.
        done = subprocess.run(command, input=source, capture_output=True, timeout=seconds, check=False, cwd="/")  # noqa: S603
    except subprocess.TimeoutExpired:
        return Failure(FailureKind.PARSER, {"seconds": f"{seconds:g}", "reason": "the page is too long"})
    if done.returncode != 0:
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        return Failure(FailureKind.PARSER, {"seconds": f"{seconds:g}", "reason": last[:120] or f"{done.returncode}"})
    return sanitise(_without_comments(done.stdout.decode("utf-8", "replace")), url)


def page_text(body: bytes, url: str, content_type: str = "", *, seconds: float = SECONDS) -> str | Failure:
    """The same as plain text, an empty line between paragraphs."""
    html = page_html(body, url, content_type, seconds=seconds)
    if isinstance(html, Failure):
        return html
    blocks = (plain_text(block, _LONGEST_BLOCK) for block in _BLOCK.split(html))
    return "\n\n".join(block for block in blocks if block)


def _without_comments(html: str) -> str:
    """Without what other readers wrote below the text, where trafilatura took it along.

    Only in the second half: an article may have a chapter of that name.
    """
    found = next((found for found in _COMMENTS.finditer(html) if found.start() >= len(html) // 2), None)
    return html[: found.start()] if found else html
