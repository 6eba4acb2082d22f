"""Editions as documents: the configured options, what a command changes, and the archive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest.config.settings import Settings
from digest.domain.document import Document, FormatSpec, Limit, MailSlots, RenderOptions
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.secrets import secrets_in
from digest.services.publishing.archive_site import ArchiveWritten, write_archive

if TYPE_CHECKING:
    from digest.domain.edition import Assembled
    from digest.services.curation.editions import Editions
    from digest.services.publishing.templates import Templates


def configured(settings: Settings) -> RenderOptions:
    """The options that [export] of the configuration asks for."""
    own = settings.export
    return RenderOptions(
        style=own.style,
        credit=own.credit,
        numbered=own.numbered,
        separator=own.separator,
        own_posts=own.own_posts,
        headings=own.headings,
        languages=own.languages,
        addresses=own.addresses or None,
        quotes=own.quotes,
        footer=own.footer,
        mail=MailSlots(own.sender, own.imprint, own.privacy, own.unsubscribe),
    )


def all_formats() -> Mapping[str, FormatSpec]:
    """The formats by name, in the order in which they are offered."""
    from digest.export.registry import FORMATS

    return FORMATS


class Exports:
    """What leaves the library, for one set of settings and one folder of own templates."""

    def __init__(self, editions: Editions, settings: Settings, templates: Callable[[], Templates]) -> None:
        self._editions = editions
        self._settings = settings
        self._templates = templates

    @property
    def formats(self) -> Mapping[str, FormatSpec]:
        return all_formats()

    def limits(self, document: Document, format_name: str) -> tuple[Limit, ...]:
        """How a document stands to what the place takes that it goes to."""
        from digest.export.registry import limits_of

        return limits_of(document, format_name)

    def carries_secrets(self, assembled: Assembled) -> bool:
        """True if an address in it has a password or token; then see `Preflight.secret_links`."""
        return any(map(secrets_in, assembled.addresses()))

    def options(self, changes: Mapping[str, Any], template: str = "") -> RenderOptions:
        """The configured options with `changes` (field → value; None leaves a field as it is).

        Raises UsageError for a style, front matter or template that does not exist.
        """
        given = {name: value for name, value in changes.items() if value is not None}
        options = replace(configured(self._settings), **given)
        return replace(options, template=self._templates().own(template)) if template else options

    def document(self, assembled: Assembled, format_name: str, options: RenderOptions) -> Document:
        """Render the edition. Raises UsageError for an unknown format or a foreign option."""
        from digest.export.registry import FORMATS, renderer

        chosen, spec = renderer(format_name), FORMATS[format_name]
        for field, option in (pair for one in FORMATS.values() for pair in one.options.items()):
            if getattr(options, field) and field not in spec.options:
                belongs = [name for name, one in FORMATS.items() if field in one.options]
                raise UsageError(
                    msg("{option} is for the format {format}.", option=option, format=", ".join(belongs)),
                    msg("Name --format {format}, or leave it out.", format=belongs[0]),
                )
        if options.template and not spec.has_templates:
            raise UsageError(msg("Data have no template."), msg("Leave --template out, or name another format."))
        return chosen.render(assembled, options)

    def render(self, month: str, format_name: str) -> Document:
        """The edition in that format, as configured. Raises UsageError for an unknown format."""
        return self.document(self._editions.assembled(month), format_name, self.options({}))

    def both_texts(
        self, assembled: Assembled, document: Document, format_name: str, options: RenderOptions
    ) -> tuple[str, str]:
        """A document for the clipboard: plain text, and HTML as formatted text ("" without).

        Markup of the block editor is pasted as text, so it is no formatted text.
        """
        text = document.body.decode()
        if not self.formats[format_name].is_formatted or options.blocks:
            return text, ""
        bare = replace(options, template=None, front_matter="")
        return self.document(assembled, "text", bare).body.decode(), text

    def write_archive(self, folder: Path, base_url: str, options: RenderOptions) -> ArchiveWritten:
        """Write the archive of all closed editions to a folder; unchanged files are kept.

        An empty `base_url` means the configured one. Raises UsageError if the folder holds another's index,
        or cannot be written, and LibraryDamaged rather than remove the page of an edition that is lost.
        """
        from digest.export.archive import Series, archive_files

        own = self._settings
        closed = self._editions.all_closed()
        series = Series(own.edition.series, own.edition.curator, base_url or own.export.base_url)
        return write_archive(folder, archive_files([self._editions.assembled(id_) for id_ in closed], series, options))
