"""The targets by kind. A target's module, and what it needs, is loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from digest.config.settings import PublishSettings
from digest.domain.errors import ConfigError
from digest.domain.message import msg
from digest.publish.publisher import Means, Publisher

# Kind → module and class.
_PUBLISHERS = {
    "ghost": ("digest.publish.ghost", "GhostTarget"),
    "wordpress": ("digest.publish.wordpress", "WordPressTarget"),
    "folder": ("digest.publish.folder", "FolderTarget"),
    "smtp": ("digest.publish.smtp", "SmtpTarget"),
    "buttondown": ("digest.publish.buttondown", "ButtondownTarget"),
    "listmonk": ("digest.publish.listmonk", "ListmonkTarget"),
    "mailchimp": ("digest.publish.mailchimp", "MailchimpTarget"),
    "keila": ("digest.publish.keila", "KeilaTarget"),
    "mastodon": ("digest.publish.mastodon", "MastodonTarget"),
    "webhook": ("digest.publish.webhook", "WebhookTarget"),
}

#: The kinds of targets there are.
KINDS = tuple(_PUBLISHERS)

#: The kinds that make a mail, whose title is its subject. With `MAILED_AT_ONCE` it is sent at once, never a draft.
MAILED_AT_ONCE = "smtp"
MAIL_KINDS = frozenset({MAILED_AT_ONCE, "buttondown", "listmonk", "mailchimp", "keila"})


def publisher(settings: PublishSettings, means: Means) -> Publisher:
    """The target of these settings. Raises ConfigError for an unknown kind or wrong settings."""
    if settings.kind not in _PUBLISHERS:
        raise ConfigError(
            msg("[publish.{name}]: there is no kind “{kind}” of target.", name=settings.name, kind=settings.kind),
            msg("Kinds are: {kinds}.", kinds=", ".join(KINDS)),
        )
    module, class_name = _PUBLISHERS[settings.kind]
    return cast(Publisher, getattr(import_module(module), class_name)(settings, means))
