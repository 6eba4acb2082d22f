"""What one target is sent: the edition rendered for it, with title, slug and excerpt."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from digest.config.clock import is_english
from digest.config.settings import PublishSettings, Settings
from digest.domain.text import one_line, slug
from digest.publish.publisher import Publication, Publisher, Rendered

if TYPE_CHECKING:
    from digest.domain.edition import Assembled
    from digest.services.curation.editions import Editions
    from digest.services.publishing.exports import Exports

# WordPress' own excerpts have 55 words; search engines show some 160 characters.
_EXCERPT = 300


def publication_for(
    target: PublishSettings, publisher: Publisher, month: str, editions: Editions, exports: Exports, settings: Settings
) -> Publication:
    """The edition for that target. Raises UsageError for an unknown style or template."""
    assembled = editions.assembled(month)
    edition = assembled.edition
    rendered = {}
    for name, rendering in publisher.renderings.items():
        changes = {**rendering.options, **({"style": target.style} if target.style else {})}
        document = exports.document(assembled, rendering.format, exports.options(changes, target.template))
        rendered[name] = Rendered(document.name, document.media_type, document.body)
    return Publication(
        edition_id=edition.id,
        title=one_line(assembled.title),
        language=assembled.language,
        slug=_slug(target, assembled, settings),
        mark=mark_of(edition.id, settings),
        excerpt=_excerpt(assembled),
        preheader=one_line(edition.preheader),
        intro=edition.intro,
        url=edition.url,
        date=edition.appeared,
        rendered=rendered,
    )


def mark_of(edition_id: str, settings: Settings) -> str:
    """The mark that identifies an edition's drafts: "digest:2026-11", with the series' name."""
    series = slug(settings.edition.series, 40)
    return f"digest:{edition_id}" + (f":{series}" if series else "")


def content_hash(publication: Publication, target: PublishSettings) -> str:
    """The hash of all that a push sends: it changes with the edition and the target's settings."""
    parts = [
        publication.title,
        publication.slug,
        publication.excerpt,
        publication.preheader,
        {name: rendered.text for name, rendered in publication.rendered.items()},
        dict(target.options),
    ]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _slug(target: PublishSettings, assembled: Assembled, settings: Settings) -> str:
    """The configured pattern filled in, or "lesetipps-2026-11"."""
    edition_id = assembled.edition.id
    series = settings.edition.series or ("reading-tips" if is_english(assembled.language) else "lesetipps")
    filled = target.slug or "{series}-{edition}"
    for place, value in (
        ("{edition}", edition_id),
        ("{year}", edition_id[:4]),
        ("{month}", edition_id[5:]),
        ("{series}", series),
        ("{title}", assembled.title),
    ):
        filled = filled.replace(place, value)
    return slug(filled) or f"lesetipps-{edition_id}"


def _excerpt(assembled: Assembled) -> str:
    """The preheader, else the beginning of the intro as plain text: written to attract readers."""
    edition = assembled.edition
    if edition.preheader.strip():
        return one_line(edition.preheader, _EXCERPT)
    if not edition.intro.strip():
        return ""
    from digest.export.commenttext import comment_text

    return one_line(comment_text(edition.intro).partition("\n\n")[0], _EXCERPT)
