"""What a setting may be, beyond its type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from digest.config.place import SettingPlace
from digest.config.settings import CategorySettings, CuratorSettings, ExportSettings, PublishSettings, Settings
from digest.domain.curator import LONGEST_INITIALS, LONGEST_NAME
from digest.domain.errors import ConfigError
from digest.domain.mailaddress import mail_address
from digest.domain.message import msg
from digest.domain.quotes import STYLES as QUOTES
from digest.domain.text import category_label, lazy_pattern, one_line, search_keys
from digest.domain.title import check_pattern
from digest.domain.url import ADDRESS_FORM, no_address, web_address

MESSAGE_LANGUAGES = ("de", "en")
EDITION_LANGUAGES = ("de", "de_AT", "de_CH", "de_DE", "en")
# An address, or what a mailing service puts one in for: {{ … }}, *|…|*, [[…]], %…%, ${…}.
_UNSUBSCRIBE = lazy_pattern(
    r"https?://[^\s<>\"]+|mailto:[^\s<>\"]+|\{\{[^{}<>\"]+\}\}|\*\|[\w:]+\|\*|\[+[\w ]+\]+|%+[\w ]+%+|\$\{[\w.]+\}"
)
TARGET_STATES = ("draft", "publish")
ENTRY_STYLES = ("A", "B", "C", "D")


def checked(settings: Settings, place: SettingPlace) -> Settings:
    """Return the settings; raises ConfigError for a value of the right type that is impossible."""
    _one_of("language", settings.language, MESSAGE_LANGUAGES, place)
    _one_of("edition.language", settings.edition.language, EDITION_LANGUAGES, place)
    for key, number in (
        ("edition.target", settings.edition.target),
        ("network.connections", settings.network.connections),
        ("network.connect_seconds", settings.network.connect_seconds),
        ("network.feed_seconds", settings.network.feed_seconds),
        ("network.max_megabytes", settings.network.max_megabytes),
    ):
        if number <= 0:
            raise place.error(key, msg("this must be more than 0."), msg("Leave the line out for the default."))
    if settings.library.keep_texts < 0:
        raise place.error("library.keep_texts", msg("this must not be less than 0."), msg("0 keeps all texts."))
    _check_curator(settings.curator, place)
    _check_categories(settings.categories, place)
    _check_export(settings.export, place)
    for key, text in _lines(settings):
        # Most become header fields, where a line end would begin another one (RFC 9110 §5.5, RFC 5322 §2.2).
        if re.search(r"[\x00-\x1f\x7f]", text):
            raise place.error(key, msg("this has a line end or control character."), msg("Write it in one line."))
    for rule, reason in settings.check.silence.items():
        _silence(rule, reason, place)
    for url in settings.feeds:
        if web_address(url) is None:
            raise place.error(
                f"feeds.{url}",
                no_address(url),
                ADDRESS_FORM,
            )
    for name, target in settings.publish.items():
        _check_target(name, target, place)
    if not settings.edition.title.strip():
        raise place.error("edition.title", msg("this is empty."), msg("Leave the line out for the default."))
    try:
        check_pattern(settings.edition.title)
    except ConfigError as error:
        raise place.error("edition.title", error.message, error.remedy or msg("Mend the pattern.")) from None
    return settings


def _check_curator(curator: CuratorSettings, place: SettingPlace) -> None:
    for key, text, limit in (
        ("name", curator.name, LONGEST_NAME),
        ("initials", curator.initials, LONGEST_INITIALS),
    ):
        if text and not one_line(text):
            raise place.error(
                f"curator.{key}", msg("this has no character that can be seen."), msg("Leave the line out.")
            )
        if len(text) > limit:
            raise place.error(f"curator.{key}", msg("this is too long."), msg("Use at most {n} characters.", n=limit))


def _check_categories(categories: CategorySettings, place: SettingPlace) -> None:
    if not categories.standing or not all(name.strip() for name in categories.standing):
        raise place.error(
            "categories.standing", msg("a category has no name."), msg("Name at least one category, none empty.")
        )
    if "*" in categories.standing:
        raise place.error(
            "categories.standing",
            msg("* is no name of a category."),
            msg("In [categories] order it is the place of ad-hoc labels."),
        )
    for key, names in (("standing", categories.standing), ("order", categories.order)):
        seen: dict[str, str] = {}
        for name in names:
            spelled = search_keys(category_label(name))[1]
            if twin := seen.get(spelled):
                raise place.error(
                    f"categories.{key}",
                    msg("“{one}” and “{other}” are one category.", one=twin, other=name),
                    msg("Name each only once."),
                )
            seen[spelled] = name


def _lines(settings: Settings) -> Iterator[tuple[str, str]]:
    """The texts that must be one line, with their keys."""
    yield "edition.title", settings.edition.title
    yield "edition.series", settings.edition.series
    yield "edition.curator", settings.edition.curator
    yield "curator.name", settings.curator.name
    yield "curator.initials", settings.curator.initials
    yield "export.separator", settings.export.separator
    yield "network.user_agent", settings.network.user_agent
    yield "network.contact", settings.network.contact
    for name, target in settings.publish.items():
        for field in PublishSettings.COMMON:
            yield f"publish.{name}.{field}", str(getattr(target, field))
    for url, own in settings.feeds.items():
        yield f"feeds.{url}.user_agent", own.user_agent
        for name, value in own.headers.items():
            yield f"feeds.{url}.headers", name + value


def _check_export(export: ExportSettings, place: SettingPlace) -> None:
    if export.style not in ENTRY_STYLES:
        raise place.error(
            "export.style",
            msg("“{value}” is not a style of entries.", value=export.style),
            msg("Allowed are: {allowed}.", allowed=", ".join(ENTRY_STYLES)),
        )
    if export.quotes and export.quotes not in QUOTES:
        raise place.error(
            "export.quotes",
            msg("“{value}” is not a style of quotation marks.", value=export.quotes),
            msg("Allowed are: {allowed}.", allowed=", ".join(QUOTES)),
        )
    for name in ("base_url", "privacy"):
        if (value := getattr(export, name)) and web_address(value) is None:
            raise place.error(
                f"export.{name}",
                no_address(value),
                ADDRESS_FORM,
            )
    if export.sender and mail_address(export.sender) is None:
        raise place.error(
            "export.sender",
            msg("“{text}” is not a mail address.", text=export.sender),
            msg("Write it like Name <name@example.org>."),
        )
    if export.unsubscribe and not _UNSUBSCRIBE.fullmatch(export.unsubscribe):
        raise place.error(
            "export.unsubscribe",
            msg("this is neither an address nor a placeholder."),
            msg(
                "Begin with https:// or mailto:, or write your service's placeholder, such as {{{{ UnsubscribeURL }}}}."
            ),
        )


def _check_target(name: str, target: PublishSettings, place: SettingPlace) -> None:
    key = f"publish.{name}"
    if not re.fullmatch(r"[\w-]{1,40}", name):
        raise place.error(key, msg("this is no name of a target."), msg("Use up to 40 letters, digits, - and _."))
    if not target.kind:
        raise place.error(key, msg("it does not say what it is."), msg('Add a line such as kind = "wordpress".'))
    if "@" in urlsplit(target.url).netloc:
        raise place.error(
            f"{key}.url",
            msg("the address must not contain a user name or password."),
            msg("Write them into “user” and “password”."),
        )
    if target.status not in TARGET_STATES:
        raise place.error(
            f"{key}.status",
            msg("“{value}” is no state of a draft.", value=target.status),
            msg("Allowed are: {allowed}.", allowed=", ".join(TARGET_STATES)),
        )
    if target.style and target.style not in ENTRY_STYLES:
        raise place.error(
            f"{key}.style",
            msg("“{value}” is not a style of entries.", value=target.style),
            msg("Allowed are: {allowed}.", allowed=", ".join(ENTRY_STYLES)),
        )


def _silence(rule: str, reason: str, place: SettingPlace) -> None:
    from digest.domain.preflight.preflight_rules import RULE_IDS  # only if a rule is silenced

    if rule not in RULE_IDS:
        raise place.error(
            "check.silence",
            msg("there is no preflight rule “{rule}”.", rule=rule),
            msg("Rules are: {known}.", known=", ".join(sorted(RULE_IDS))),
        )
    if not reason.strip():
        raise place.error(
            "check.silence",
            msg("“{rule}” is silenced without a reason.", rule=rule),
            msg("Write why, so that you know it next year."),
        )


def _one_of(key: str, value: str, allowed: tuple[str, ...], place: SettingPlace) -> None:
    if value and value not in allowed:
        raise place.error(
            key,
            msg("“{value}” is not a language that digest speaks.", value=value),
            msg("Allowed are: {allowed}.", allowed=", ".join(allowed)),
        )
