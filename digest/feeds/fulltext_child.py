"""The process that takes a page's text out of it: HTML in, HTML of the text alone out. Run by `feeds.fulltext` only.

    arguments: ADDRESS_SPACE_BYTES CPU_SECONDS; stdin: the page; stdout: the text

trafilatura needs time that grows with the square of the page and cannot be stopped in a thread, so it lives here,
where the parent can kill it; the limits hold if the parent itself is gone.
"""

from __future__ import annotations

import resource
import sys


def main() -> int:
    """Reads the page from stdin; writes nothing at all where there is no text."""
    memory, seconds = (int(word) for word in sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    page = sys.stdin.buffer.read()

    import trafilatura

    text = trafilatura.extract(
        page.decode("utf-8", "replace"),
        output_format="html",
        include_comments=False,
        include_formatting=True,
        include_images=False,
        include_links=True,
        include_tables=True,
        with_metadata=False,
        # 205 locales are tried for a date otherwise, up to 2.4 seconds.
        date_extraction_params={"extensive_search": False},
    )
    sys.stdout.buffer.write((text or "").encode("utf-8", "replace"))
    return 0
