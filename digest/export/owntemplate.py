"""The curator's own templates, rendered in a sandbox; errors name the template's line."""

from __future__ import annotations

import traceback
from dataclasses import fields
from typing import Any

from digest.domain.document import OwnTemplate, RenderOptions
from digest.domain.edition import Assembled
from digest.domain.errors import UsageError
from digest.domain.message import Message, msg
from digest.export.layout import Laid, laid_out

#: The kinds of templates: what a file's name ends in, before ".j2".
KINDS = ("html", "md", "txt")

# A template may call anything in the sandbox with anything: when these come out of it, they are its mistakes.
_MISTAKES = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError, MemoryError)


def own_body(kind: str, assembled: Assembled, options: RenderOptions) -> str | None:
    """Render the edition with the own template of this kind; None if none was asked for.

    Raises UsageError with file and line for a mistake in it, or if there is none of this kind.
    """
    template = options.template
    if template is None:
        return None
    if f"{template.name}.{kind}.j2" not in template.sources:
        raise UsageError(
            msg("There is no template {file}.", file=f"{template.name}.{kind}.j2"),
            msg("“digest template new {name} --kind {kind}” makes one to begin with.", name=template.name, kind=kind),
        )
    return _rendered(template, kind, laid_out(assembled, options))


def has_kind(options: RenderOptions, kind: str) -> bool:
    """True if the own template exists as this kind."""
    return options.template is not None and f"{options.template.name}.{kind}.j2" in options.template.sources


def _rendered(template: OwnTemplate, kind: str, laid: Laid) -> str:
    from jinja2 import FunctionLoader, TemplateError, TemplateNotFound, TemplateSyntaxError

    from digest.export.environment import environment

    def source(name: str) -> tuple[str, str, None] | None:
        text = template.sources.get(name)
        return None if text is None else (text, _path(template, name), None)

    main = f"{template.name}.{kind}.j2"
    try:
        made = environment(FunctionLoader(source), kind).get_template(main).render(_context(laid))
    except TemplateSyntaxError as error:
        raise _mistake(error.filename or error.name or main, error.lineno, error.message or "") from None
    except TemplateNotFound as error:
        raise _mistake(*_place(error, template, main), msg("there is no {file}", file=error.name or "")) from None
    except (TemplateError, *_MISTAKES) as error:
        raise _mistake(*_place(error, template, main), str(error)) from None
    # A template can write "\\ud800", which is no character.
    return made.encode("utf-8", "replace").decode()


def _context(laid: Laid) -> dict[str, Any]:
    return {field.name: getattr(laid, field.name) for field in fields(laid)} | {"entries": laid.entries}


def _place(error: BaseException, template: OwnTemplate, main: str) -> tuple[str, int]:
    """File and line of the innermost template in the traceback, in the template's own lines."""
    own = {_path(template, name) for name in template.sources}
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in own]
    return (frames[-1].filename, frames[-1].lineno or 0) if frames else (main, 0)


def _path(template: OwnTemplate, name: str) -> str:
    return f"{template.folder}/{name}" if template.folder else name


def _mistake(file: str, line: int, reason: str | Message) -> UsageError:
    where = f"{file}:{line}" if line else file
    return UsageError(
        msg("{where}: the template cannot be used: {reason}", where=where, reason=reason),
        msg("Mend that line; “digest template show” prints the templates that come with digest."),
    )
