"""What one run of the command line shares: the options that hold for all commands, the App, and where to write."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property

import click

from digest.bootstrap import App
from digest.cli.diagnostics import Diagnostics
from digest.cli.output import Stdout


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
    def app(self) -> App:
        """The library and its services; made at first use, when all options are known."""
        if self.config and not os.path.exists(self.config):  # noqa: PTH110 - a str from the command line
            from digest.domain.errors import ConfigError
            from digest.domain.message import msg

            raise ConfigError(
                msg("There is no configuration file {file}.", file=self.config),
                msg("Write one with “digest config init --config {file}”, or leave --config out.", file=self.config),
            )
        app = App(self.environ, library=self.library, config=self.config)
        app.tell = self.diagnostics.damaged
        return app

    def close(self) -> None:
        if "app" in self.__dict__:
            self.app.close()


pass_session = click.make_pass_decorator(Session)
