"""The three questions of the first start, and the settings that their answers make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

from digest.config.clock import is_english
from digest.config.settings import CategorySettings, EditionSettings, PublishSettings, Settings
from digest.config.shipped import ENGLISH_CATEGORIES
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.url import address_of
from digest.services.curation.titles import default_pattern

#: Kinds of targets that one address or folder describes; the others are written into the file.
ASKED_KINDS = (
    "", "wordpress", "ghost", "folder", "buttondown", "listmonk", "mailchimp", "keila", "mastodon", "webhook",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answers:
    """`kind` is that of a publishing target, "" for none; `place` its address, or the folder.

    `language` is that of the editions, "" if none was asked for: then they are in German, whatever the system says.
    """

    series: str = ""
    name: str = ""
    language: str = ""
    kind: str = ""
    place: str = ""


def answers_now(settings: Settings) -> Answers:
    """What holds already; of several targets the first."""
    kind, place = "", ""
    for target in settings.publish.values():
        if target.kind in ASKED_KINDS:
            kind, place = target.kind, str(target.options.get("folder", "")) or target.url
            break
    name = settings.curator.name or settings.edition.curator
    return Answers(settings.edition.series, name, settings.edition_language, kind, place)


def categories_for(language: str, settings: Settings) -> CategorySettings:
    """The categories for a first edition in this language; what is set already stays."""
    is_default = settings.categories == CategorySettings()
    return ENGLISH_CATEGORIES if is_default and is_english(language) else settings.categories


def changes_for(answers: Answers, before: Answers, settings: Settings) -> dict[str, str | None]:
    """The settings that the answers change; an emptied one is removed. Raises UsageError.

    Categories change only at the first start (`before` has no language): no edition has used them yet.
    """
    changes: dict[str, str | None] = {}
    for key, now, then in (
        ("edition.series", answers.series, before.series),
        ("curator.name", answers.name, before.name),
        ("edition.language", answers.language, before.language),
    ):
        if now != then:
            changes[key] = now or None
    own, plain = settings.edition.title, EditionSettings().title
    language = answers.language or settings.edition_language
    is_ours = own in (plain, with_series(language), with_series(settings.edition_language))
    if is_ours and ("edition.series" in changes or (answers.series and "edition.language" in changes)):
        changes["edition.title"] = with_series(language) if answers.series else None
    categories = categories_for(answers.language, settings)
    if not before.language and categories != settings.categories:
        changes["categories.standing"] = ", ".join(categories.standing)
        changes["categories.order"] = ", ".join(categories.order)
    if answers.kind and (answers.kind, answers.place) != (before.kind, before.place):
        place = _checked_place(answers)
        name = _target_name(answers.kind, settings.publish)
        changes[f"publish.{name}.kind"] = answers.kind
        changes[f"publish.{name}.{'folder' if answers.kind == 'folder' else 'url'}"] = place
    return changes


def _checked_place(answers: Answers) -> str:
    """The address of the target as it is written. Raises UsageError if there is none."""
    if answers.kind == "folder" and answers.place:
        return answers.place
    address = address_of(answers.place) if answers.place else None
    if address is None:
        raise UsageError(
            msg("The target needs a web address; one of the kind “folder” needs a folder."),
            msg("Write it, such as https://blog.example/, or choose no target."),
        )
    return address


def with_series(language: str) -> str:
    """The pattern of a title that begins with the series."""
    return "{serie}: " + default_pattern(language)


def _target_name(kind: str, targets: Mapping[str, PublishSettings]) -> str:
    """The first target of this kind; else a name that no target of another kind has."""
    names: Sequence[str] = [name for name, target in targets.items() if target.kind == kind]
    free = chain([kind], (f"{kind}-{number}" for number in count(2)))
    return names[0] if names else next(name for name in free if name not in targets)
