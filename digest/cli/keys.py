"""`digest keys`: what each key of the interface does, with the user's changes in."""

from __future__ import annotations

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session
from digest.config.language import tell, translated
from digest.domain.message import msg
from digest.tui.commands.catalogue import Catalogue
from digest.tui.commands.command import shown_key

#: The screens of the interface, by the names that the commands have for them.
_SCREENS = {"inbox": msg("inbox"), "edition": msg("edition"), "feeds": msg("feeds")}


@click.command("keys", cls=Command, help=translated("List the keys of the interface, with your own changes."))
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of a table."))
@pass_session
def command(session: Session, as_json: bool) -> None:
    """One row a command, in the order of the help; [keys] in the configuration uses the ids."""
    commands = Catalogue(session.library.settings.keys).commands
    if as_json:
        session.output.json([
            {"id": one.id, "keys": list(one.keys), "screens": list(one.screens), "help": tell(one.help)}
            for one in commands
        ])  # fmt: skip
        return
    session.output.table(
        [translated("Keys"), translated("What it does"), translated("Where"), translated("Id")],
        [
            [
                " ".join(map(shown_key, one.keys)) or "–",
                tell(one.help),
                ", ".join(tell(_SCREENS[screen]) for screen in one.screens),
                one.id,
            ]
            for one in commands
        ],
        flexible=1,
    )
