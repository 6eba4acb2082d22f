"""The values on offer at the cursor, for each parameter of a command.

The parameter's name says what it takes (`SOURCES`), so that a new command is completed without another word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from digest.cli.session import Session
from digest.domain.document import GENERATORS, MAIL_PARTS, STYLES
from digest.domain.errors import DigestError
from digest.domain.quotes import STYLES as QUOTES
from digest.domain.rules import ACTIONS, FIELDS
from digest.services.reading.completions import Completion, Completions, fitting

if TYPE_CHECKING:
    from digest.bootstrap import Library

Source = Callable[["Library"], Iterable[Completion]]

#: Parameters that take a path. `folder` is one as an argument (`digest site FOLDER`); an option takes feeds' folders.
_FILES = frozenset({"file", "files", "output", "read", "intro", "outro", "config"})
_FOLDERS = frozenset({"library", "keep"})


def _asked(ask: Callable[[Completions], Iterable[Completion]]) -> Source:
    """Asks the library, if there is one: completing makes none."""
    return lambda library: ask(library.completions) if library.has_library else []


def _categories(library: Library) -> list[Completion]:
    in_library = list(_asked(Completions.categories)(library))
    return in_library or [Completion(name) for name in library.settings.categories.standing]


def _values(*names: str) -> Source:
    return lambda _: [Completion(name) for name in names]


def _formats(library: Library) -> list[Completion]:
    return [Completion(name) for name in library.exports.formats]


def _templates(library: Library) -> list[Completion]:
    return [Completion(name) for name in dict.fromkeys(file.name for file in library.templates.all())]


def _picks_and_rules(library: Library) -> list[Completion]:
    from digest.domain.preflight.preflight_rules import RULES

    return [*_asked(Completions.picks)(library), *(Completion(rule.id) for rule in RULES)]


def _settings(library: Library) -> list[Completion]:
    configuration = library.configuration
    return [Completion(setting.key, setting.words) for setting in configuration.settings(configuration.read())]


#: Parameter → its words. One name means the same thing in every command; a test holds each command to it.
SOURCES: Mapping[str, Source] = {
    "feed": _asked(Completions.feeds),
    "feeds": _asked(Completions.feeds),
    "folder": _asked(Completions.folders),
    "present_folder": _asked(Completions.folders),
    "new_folder": _asked(Completions.folders),
    "saved": _asked(Completions.saved_searches),
    "month": _asked(Completions.months),
    "edition": _asked(Completions.months),
    "category": _categories,
    "entry": _asked(Completions.entries),
    "pick": _asked(Completions.picks),
    "subject": _asked(lambda ask: [*ask.picks(), *ask.entries()]),
    "note": _asked(Completions.notes),
    "curator": _asked(Completions.curators),
    "anyway": _picks_and_rules,
    "again": _picks_and_rules,
    "format_name": _formats,
    "template": _templates,
    "front_matter": _values(*GENERATORS),
    "style": _values(*STYLES),
    "quotes": _values(*QUOTES),
    "part": _values(*MAIL_PARTS),
    "field": _values(*FIELDS),
    "action": _values(*ACTIONS),
    "rule": _asked(Completions.rules),
    "take_as": _values("feeds", "pages"),
    "target": lambda library: [Completion(name, target.kind) for name, target in library.settings.publish.items()],
    "key": _settings,
    "shell": _values("bash", "zsh", "fish"),
}


def completed(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem[str]]:
    """The items for one parameter; none if there is no library yet, or if it cannot be read."""
    if kind := path_kind(param):
        return [CompletionItem(typed, type=kind)]
    session = ctx.find_object(Session)
    if param.name not in SOURCES or session is None:
        return []
    try:
        found = fitting(SOURCES[param.name](session.library), typed)
    except DigestError:  # the command itself will tell of damage; between two keys nobody could read it
        return []
    return [CompletionItem(one.value, help=one.help or None) for one in found]


def path_kind(param: click.Parameter) -> str:
    """ "file" or "dir" for a parameter that takes a path, else ""."""
    name = param.name or ""
    if name in _FOLDERS or (name == "folder" and isinstance(param, click.Argument)):
        return "dir"
    return "file" if name in _FILES else ""
