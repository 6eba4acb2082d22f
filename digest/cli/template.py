"""`digest template`: the curator's own templates for exports."""

from __future__ import annotations

import click

from digest.cli.commands import Group
from digest.cli.session import Session, pass_session
from digest.config.language import translated
from digest.domain.message import msg

_FORMATS = {"html": "html", "md": "markdown", "txt": "text"}
_KINDS = click.Choice(list(_FORMATS))


@click.group("template", cls=Group, help=translated("List, show and begin templates of your own for exports."))
def command() -> None:
    """Only a name for what follows."""


@command.command("list", help=translated("The templates that come with digest, and your own."))
@pass_session
def list_(session: Session) -> None:
    """Name, kind, place."""
    session.output.table(
        [translated("Name"), translated("Kind"), translated("File")],
        [[file.name, file.kind, str(file.path)] for file in session.library.templates.all()],
    )


@command.command("show", help=translated("Print a template; “digest” is the one to begin with."))
@click.argument("name", metavar="NAME", default="digest")
@click.option("--kind", type=_KINDS, default=None, help=translated("Which one, if there are several of that name."))
@pass_session
def show(session: Session, name: str, kind: str | None) -> None:
    """As it is written."""
    session.output.raw(session.library.templates.text(name, kind or "").encode())


@command.command("new", help=translated("Begin a template of your own, in the folder beside the configuration."))
@click.argument("name", metavar="NAME")
@click.option("--kind", type=_KINDS, default="html", show_default=True, help=translated("What it makes."))
@pass_session
def new(session: Session, name: str, kind: str) -> None:
    """Write it and say where."""
    path = session.library.templates.create(name, kind)
    session.diagnostics.say(msg("Written: {file}", file=str(path)))
    session.diagnostics.say(
        msg("Use it with “digest export --format {format} --template {name}”.", format=_FORMATS[kind], name=name)
    )
