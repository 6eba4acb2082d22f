"""The options by which a command sets entries otherwise than the configuration says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from digest.config.language import translated


def style_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The [export] settings as options; each is None if it was not given."""
    options = (
        click.option(
            "--style",
            metavar="A|B|C|D",
            help=translated(
                "How an entry looks. A: Category | Title; B: title, (source, author); C: bullet Category: Title; "
                "D: comment, then Source >>"
            ),
        ),
        click.option("--separator", metavar="TEXT", help=translated("The sign between category and title.")),
        click.option("--numbered/--no-numbered", default=None, help=translated("Number the entries.")),
        click.option("--credit/--no-credit", default=None, help=translated("Name source and author of each entry.")),
        click.option(
            "--own-posts/--no-own-posts",
            default=None,
            help=translated("Your own posts first, under “In eigener Sache”."),
        ),
        click.option(
            "--languages/--no-languages", default=None, help=translated("Name the language of foreign pages.")
        ),
        click.option(
            "--addresses/--no-addresses",
            default=None,
            help=translated("In plain text, name the address of each entry."),
        ),
        click.option(
            "--quotes",
            metavar=translated("STYLE"),
            help=translated("Quotation marks: german, guillemets, swiss or english; '' as typed."),
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command
