"""The edition as data, for programs: one JSON object, described in docs/export-json.md.

    {"schema": 1, "id", "title", "language", "status", "closed", "url", "topic", "preheader", "intro", "outro",
     "categories": […], "picks": [{"position", "category", "title", "original_title", "url", "source", "author",
     "via", "language", "published", "comment", "quotation", "quotation_source", "own_post", "sponsored", "medium"}]}

Keys stand in this order and are always there. Empty texts are "", times are ISO 8601 in UTC or null, addresses
are http(s) or null. `comment`, `intro` and `outro` are Markdown as typed. The feed's teaser, ids of the library
and the curator's marks are not part of it.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

from digest.domain.document import Document, RenderOptions
from digest.domain.edition import Assembled, Pick
from digest.domain.text import escaped_json
from digest.export.layout import document_name, line, published_address, typed

#: Raised when a key changes its meaning or goes; new keys alone do not raise it.
SCHEMA = 1


class JsonRenderer:
    """Readable JSON in UTF-8 with two spaces' indent. Options of style do not concern data."""

    name = "json"
    extension = "json"

    def render(self, assembled: Assembled, options: RenderOptions) -> Document:  # noqa: ARG002
        data = _edition(assembled)
        body = escaped_json(json.dumps(data, ensure_ascii=False, indent=2)).encode() + b"\n"
        return Document(document_name(assembled.edition, assembled.language, self.extension), "application/json", body)


def _edition(assembled: Assembled) -> dict[str, object]:
    edition = assembled.edition
    return {
        "schema": SCHEMA,
        "id": line(edition.id),
        "title": line(assembled.title),
        "language": line(assembled.language),
        "status": edition.status,
        "closed": _time(edition.closed),
        "url": published_address(edition.url) or None,
        "topic": line(edition.topic),
        "preheader": line(edition.preheader),
        "intro": typed(edition.intro),
        "outro": typed(edition.outro),
        "categories": [line(section.category) for section in assembled.sections],
        "picks": [_pick(pick, position) for position, pick in enumerate(assembled.picks, start=1)],
    }


def _pick(pick: Pick, position: int) -> dict[str, object]:
    return {
        "position": position,
        "category": line(pick.category),
        "title": line(pick.shown_title),
        "original_title": line(pick.original_title),
        "url": published_address(pick.url) or None,
        "source": line(pick.source),
        "author": line(pick.author),
        "via": line(pick.via),
        "language": line(pick.language),
        "published": _time(pick.published),
        "comment": typed(pick.comment),
        "quotation": typed(pick.quotation),
        "quotation_source": line(pick.quotation_source),
        "own_post": pick.own_post,
        "sponsored": pick.sponsored,
        "medium": line(pick.medium),
    }


def _time(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
