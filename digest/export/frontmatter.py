"""Front matter for site generators: YAML in which every text is quoted.

So no title can be read as anything else.
"""

from __future__ import annotations

import calendar
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime

from digest.domain.edition import Assembled
from digest.domain.month import is_month
from digest.domain.quotes import set_quotes
from digest.domain.text import slug
from digest.export.layout import document_name, language_tag, line


def front_matter(assembled: Assembled, generator: str, quotes: str = "", draft: bool | None = None) -> str:
    """The block for one of `document.GENERATORS`, with an empty line behind it.

    `quotes` and `draft` are as in `RenderOptions`. Values are JSON, which YAML 1.2 reads as it is (YAML 1.2.2 §1.3): no
    "no" that means false, no colon that begins a mapping.
    """
    edition = assembled.edition
    labels = [line(section.category) for section in assembled.sections if line(section.category)]
    values: dict[str, object] = {
        "title": set_quotes(line(assembled.title), quotes),
        "date": appearance(assembled).isoformat(),
    }
    if line(edition.preheader):
        values["description"] = set_quotes(line(edition.preheader), quotes)
    is_draft = not edition.is_closed if draft is None else draft
    language = language_tag(assembled.language) or "de"
    own: Mapping[str, Mapping[str, object]] = {
        "hugo": {"slug": title_slug(assembled), "draft": is_draft, "tags": labels},
        "jekyll": {"layout": "post", "published": not is_draft, "tags": labels},
        "eleventy": {
            "permalink": f"/{title_slug(assembled)}/",
            "draft": is_draft,
            "tags": ["lesetipps", *labels],
        },
        # Zola takes the language from the file's name, and names of its own below "extra" alone.
        "zola": {
            "slug": title_slug(assembled),
            "draft": is_draft,
            "taxonomies": {"tags": labels},
            "extra": {"lang": language},
        },
    }
    if generator != "zola":
        values["lang"] = language
    values |= own[generator]
    rows = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return "\n".join(("---", *rows, "---", "", ""))


def appearance(assembled: Assembled) -> date:
    """The day of the edition: its first closing, else the last of its month.

    Never the clock's.

    A site generator makes the address of it, so it stays the same if the edition is reopened and closed again.
    """
    edition = assembled.edition
    if edition.appeared:
        return edition.appeared.astimezone(UTC).date()
    if not is_month(edition.id):
        return date(1970, 1, 1)
    year, month = int(edition.id[:4]), int(edition.id[5:])
    return date(year, month, calendar.monthrange(year, month)[1])


def appeared_at(assembled: Assembled) -> datetime:
    """When this version of the edition was closed, else noon of its last day; in UTC."""
    if assembled.edition.closed:
        return whole_second(assembled.edition.closed)
    day = appearance(assembled)
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def whole_second(moment: datetime) -> datetime:
    """The moment in UTC, without the fraction of a second."""
    return moment.astimezone(UTC).replace(microsecond=0)


def title_slug(assembled: Assembled) -> str:
    """ "10-lesetipps-aus-dem-maerz"; the file's name if the title has no usable letter."""
    return slug(line(assembled.title)) or document_name(assembled.edition, assembled.language, "md").removesuffix(".md")


def dated_name(assembled: Assembled) -> str:
    """The name Jekyll wants: "2026-05-01-10-lesetipps-aus-dem-april.md" (Jekyll docs, "Posts")."""
    return f"{appearance(assembled).isoformat()}-{title_slug(assembled)}.md"
