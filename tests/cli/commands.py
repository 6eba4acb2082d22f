"""All commands as a tree of click's, for tests that hold each of them to the same."""

from __future__ import annotations

from collections.abc import Iterator

import click

from digest.cli.main import top_level


def every_command() -> Iterator[tuple[str, click.Command]]:
    """Each with its words behind `digest`; groups too, the top level as ""."""
    yield from _below("", top_level())


def _below(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _below(f"{path} {name}".strip(), inner)
