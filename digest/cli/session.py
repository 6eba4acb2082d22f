"""What one run of the command line shares: common options, the App, the output."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from digest.bootstrap import Library

if TYPE_CHECKING:
    from digest.cli.diagnostics import Diagnostics
    from digest.cli.output import Stdout

#: Set by the script of `digest completion`: then the words that may stand at the cursor are asked for, nothing else.
COMPLETE_VARIABLE = "_DIGEST_COMPLETE"

P = ParamSpec("P")
R = TypeVar("R")


class Session:
    """Made once by `main.run`, handed down as click's `ctx.obj`."""

    def __init__(self, environ: Mapping[str, str], output: Stdout, diagnostics: Diagnostics) -> None:
        self.environ = environ
        self.output = output
        self.diagnostics = diagnostics
        self.library: str | None = None
        self.config: str | None = None
        self.verbose = False

    @cached_property
    def app(self) -> Library:
        """The library and its services; made at first use, when all options are known."""
        if self.config and not os.path.exists(self.config):  # noqa: PTH110 - a str from the command line
            from digest.domain.errors import ConfigError
            from digest.domain.message import msg

            raise ConfigError(
                msg("There is no configuration file {file}.", file=self.config),
                msg("Write one with “digest config init --config {file}”, or leave --config out.", file=self.config),
            )
        app = Library(self.environ, library=self.library, config=self.config)
        app.tell = self.diagnostics.damaged
        app.on_progress = self.diagnostics.say
        return app

    def close(self) -> None:
        if "app" in self.__dict__:
            self.app.close()


def pass_session(command: Callable[Concatenate[Session, P], R]) -> Callable[P, R]:
    """As click's decorator, which is loaded only by commands: the interface needs no click."""

    @wraps(command)
    def with_session(*arguments: P.args, **options: P.kwargs) -> R:
        import click

        context = click.get_current_context()
        session = context.find_object(Session)
        assert session is not None
        return context.invoke(command, session, *arguments, **options)

    return with_session
