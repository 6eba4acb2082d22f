"""`digest preview`: the edition in the browser while it is being written."""

from __future__ import annotations

import sys
from threading import Event
from typing import NoReturn

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session
from digest.config.language import translated
from digest.domain.message import msg


@click.command(
    "preview",
    cls=Command,
    help=translated(
        "Show an edition in the browser, as a page, mail, WordPress post or text, on a wide screen or a phone, light "
        "or dark. It follows what is written in the interface, what $EDITOR saves in “digest edition edit”, and every "
        "command. Only this computer can see it. Ctrl-C ends it."
    ),
)
@click.argument("month", required=False, metavar="[M]")
@click.option("--no-browser", is_flag=True, help=translated("Only print the address."))
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=None,
    metavar="PORT",
    help=translated("A fixed port, to be reached over ssh -L; else a free one."),
)
@pass_session
def command(session: Session, month: str | None, no_browser: bool, port: int | None) -> None:
    """Serve until interrupted."""
    viewer = session.library.view_edition(session.library.editions.month_to_read(month), port or 0)
    try:
        session.output.line(viewer.address)
        sys.stdout.flush()
        if not no_browser and not _opened(session, viewer.address):
            session.diagnostics.say(msg("No browser here: open the address on this computer."))
        session.diagnostics.say(msg("Ctrl-C ends the preview."))
        until_interrupted()
    except KeyboardInterrupt:
        session.diagnostics.write("\n")
    finally:
        viewer.stop()


def until_interrupted() -> NoReturn:
    """Wait for KeyboardInterrupt, looking for it twice a second.

    A signal that comes just before a wait without end begins, or to another thread, would not end that.
    """
    never = Event()
    while True:
        never.wait(0.5)


def _opened(session: Session, address: str) -> bool:
    """Whether a browser with windows of its own shows it; one in the terminal could not follow."""
    from digest.services.session.browsers import browsers, start

    found = (one for one in browsers(address, session.environ, sys.platform) if not one.in_terminal)
    return any(start(one, session.environ) for one in found)
