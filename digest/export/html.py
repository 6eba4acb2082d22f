"""HTML: a standalone page, and a fragment to paste into a content management system."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from digest.domain.document import Document, RenderOptions
from digest.domain.edition import Assembled
from digest.export.environment import shipped_template
from digest.export.layout import Laid, document_name, laid_out

# "[gallery]" (WordPress), "{{ … }}" and "{% … %}" (Liquid, Twig), "{loadmodule …}" (Joomla).
_NO_PLACEHOLDERS = str.maketrans({"[": "&#91;", "{": "&#123;"})


class HtmlRenderer:
    """A page with a small style of its own, for light, dark, narrow and paper; loads nothing."""

    name = "html"
    extension = "html"

    def render(self, assembled: Assembled, options: RenderOptions) -> Document:
        html = _own(assembled, options) or html_of("page.html.j2", laid_out(assembled, options))
        return _document(html, self.extension, assembled)


class FragmentRenderer:
    """Paragraphs, lists and (with `headings`) headings, without classes, ids or styles.

    The surrounding page decides how they look.

    Square and curly brackets are entities, so that no system takes a word for a shortcode or a placeholder of its own.
    With `blocks` each element is wrapped for WordPress's block editor.
    """

    name = "fragment"
    extension = "fragment.html"

    def render(self, assembled: Assembled, options: RenderOptions) -> Document:
        own = _own(assembled, options)
        html = own or _fragment(assembled, options).translate(_NO_PLACEHOLDERS)
        if options.blocks:
            from digest.export.wordpress import blocks

            html = blocks(html)
        return _document(html, self.extension, assembled)


def _own(assembled: Assembled, options: RenderOptions) -> str | None:
    """The edition in the curator's own template, if one was asked for."""
    if options.template is None:
        return None
    from digest.export.owntemplate import own_body

    return own_body("html", assembled, options)


def _fragment(assembled: Assembled, options: RenderOptions) -> str:
    return html_of("fragment.html.j2", laid_out(assembled, options), headings=options.headings)


def html_of(template: str, laid: Laid, **more: Any) -> str:
    """One of digest's own templates, filled."""
    values = {field.name: getattr(laid, field.name) for field in fields(laid)}
    return shipped_template(template).render(values | more)


def _document(html: str, extension: str, assembled: Assembled) -> Document:
    name = document_name(assembled.edition, assembled.language, extension)
    return Document(name, "text/html; charset=utf-8", html.encode())
