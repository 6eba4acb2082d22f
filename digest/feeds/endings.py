"""Whether a body whose transfer broke off is there to its last tag."""

from __future__ import annotations

import json
import re

from digest.domain.lazy_pattern import lazy_pattern

_LAST_TAG = lazy_pattern(
    rb"</(?:[a-z]{1,10}:)?(?:rss|feed|rdf|opml|html|urlset)\s*>(?:\s|<!--(?:(?!-->).)*-->)*\Z", re.I | re.S
)
# Trackers and caches leave their comments behind the last tag.
_TAIL = 2000


def has_its_end(body: bytes) -> bool:
    """True for a feed or page that ends with its root's end tag, and for a whole JSON object."""
    if body.lstrip()[:1] == b"{":
        try:
            return isinstance(json.loads(body), dict)
        except (ValueError, RecursionError):
            return False
    return _LAST_TAG.search(body[-_TAIL:]) is not None
