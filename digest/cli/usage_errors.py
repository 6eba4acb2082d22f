"""click's usage errors in digest's form: in the user's language, and harmless."""

from __future__ import annotations

import click

from digest.cli.session import Diagnostics
from digest.config.language import tell, translated
from digest.domain.message import msg
from digest.domain.text import lazy_pattern

#: More of anything than there can be, and less than a database's whole numbers hold.
_MOST = 1_000_000_000

_QUOTED = lazy_pattern(r"(?<!\w)'([^']*)'(?!\w)")


def tell_usage_error(error: click.ClickException, diagnostics: Diagnostics) -> None:
    """Write the command's usage, how to get help, and the mistake with its remedy."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        diagnostics.write(context.get_usage() + "\n")
        diagnostics.say(msg("“{command} --help” explains it.", command=context.command_path))
        diagnostics.write("\n")
    diagnostics.say(msg("Error: {message}", message=_sentence(error)))


def _sentence(error: click.ClickException) -> str:
    """click's sentence from our catalogue, with typographic quotation marks."""
    if isinstance(error, click.MissingParameter) and error.param is not None:
        param, context = error.param, error.ctx or click.Context(click.Command("digest"))
        name = param.opts[0] if isinstance(param, click.Option) else param.make_metavar(context)
        return tell(msg("{name} is missing.", name=name))
    if isinstance(error, click.NoSuchOption) and error.option_name in ("--edition", "--month") and error.ctx:
        month = next((param for param in error.ctx.command.params if param.name == "month"), None)
        if isinstance(month, click.Argument):
            command = error.ctx.command_path
            return tell(msg("The month is named without an option: {command} 2026-11", command=command))
    return _QUOTED.sub(lambda found: tell(msg("“{text}”", text=found[1])), error.format_message())


class WholeNumber(click.IntRange):
    """A whole number between `min` and `max`, both included; None for no bound."""

    name = "whole number"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Convert a number; errors are in our words: click's show a range in Python's notation."""
        try:
            number = int(str(value).strip())
        except ValueError:
            self.fail(translated("a whole number is needed, not “{value}”.").format(value=value), param, ctx)
        if self.min is not None and number < self.min:
            self.fail(tell(msg("it must be at least {least}.", least=int(self.min))), param, ctx)
        most = int(self.max) if self.max is not None else _MOST
        if number > most:
            self.fail(tell(msg("it may be at most {most}.", most=most)), param, ctx)
        return number
