"""HTML: a page that stands on its own, and a fragment to paste into a content management system."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from digest.config.calendar import month_and_year
from digest.domain.edition import Assembled
from digest.domain.month import is_month
from digest.export.comment import comment_html
from digest.export.content import language_tag, line, shown_pick, typed
from digest.export.renderer import Document, RenderOptions, document_name

_TEMPLATES = Path(__file__).parent / "templates"


class HtmlRenderer:
    """A whole page with its own small style, for light, dark, narrow and paper; it loads nothing from anywhere."""

    name = "html"
    extension = "html"

    def render(self, assembled: Assembled, options: RenderOptions) -> Document:
        return _rendered("page.html.j2", self.extension, assembled, options)


class FragmentRenderer:
    """Headings and paragraphs alone, without classes, ids or styles: they take the look of the page around them."""

    name = "fragment"
    extension = "fragment.html"

    def render(self, assembled: Assembled, options: RenderOptions) -> Document:
        return _rendered("fragment.html.j2", self.extension, assembled, options)


def _rendered(template: str, extension: str, assembled: Assembled, options: RenderOptions) -> Document:
    edition = assembled.edition
    html = _template(template).render(
        title=line(assembled.title),
        language=language_tag(assembled.language) or "de",
        month=edition.id if is_month(edition.id) else "",
        month_name=month_and_year(edition.id, assembled.language) if is_month(edition.id) else "",
        preheader=line(edition.preheader),
        intro=typed(edition.intro),
        picks=[shown_pick(pick, assembled.language) for pick in assembled.picks],
        outro=typed(edition.outro),
        credit=options.credit,
    )
    name = document_name(edition, assembled.language, extension)
    return Document(name, "text/html; charset=utf-8", html.encode())


@cache
def _template(name: str) -> Template:
    # Sandboxed, because templates may one day come from the curator's own folder.
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["comment"] = lambda text: Markup(comment_html(text).rstrip("\n"))  # noqa: S704 - made by us
    return environment.get_template(name)
