"""The formats by name. A format's module, and what it needs, is loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.export.renderer import Renderer

# Name → module and class. A table of names, so that listing the formats loads neither Jinja2 nor markdown-it.
_RENDERERS = {
    "markdown": ("digest.export.markdown", "MarkdownRenderer"),
    "html": ("digest.export.html", "HtmlRenderer"),
    "fragment": ("digest.export.html", "FragmentRenderer"),
    "email": ("digest.export.email", "EmailRenderer"),
    "linkedin": ("digest.export.linkedin", "LinkedInRenderer"),
    "mastodon": ("digest.export.mastodon", "MastodonRenderer"),
    "text": ("digest.export.text", "TextRenderer"),
    "json": ("digest.export.jsondata", "JsonRenderer"),
}

#: The names of all formats.
FORMATS = tuple(_RENDERERS)


def renderer(name: str) -> Renderer:
    """Return the renderer of that name.

    Raises UsageError, with the known names, for another.
    """
    if name not in _RENDERERS:
        raise UsageError(
            msg("There is no format “{name}”.", name=name), msg("Formats are: {formats}.", formats=", ".join(FORMATS))
        )
    module, class_name = _RENDERERS[name]
    return cast(Renderer, getattr(import_module(module), class_name)())
