"""Rules: what is to become of entries in which something stands, as the curator keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.domain.errors import NotFound
from digest.domain.message import msg

#: Where a rule looks: title, text (title, teaser and body), author, the publisher's tags, address.
FIELDS = ("title", "text", "author", "tag", "address")
#: What a rule does: keep out of the inbox; count as read; put on the shortlist; suggest a category; fetch all the text.
ACTIONS = ("mute", "read", "shortlist", "category", "fulltext")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `pattern` holds words (`domain.muting`), or with `is_regex` an expression.

    An empty pattern fits every entry of the feed. `feed_id` is "" for all feeds; `category` what is suggested.
    `added` is UTC; of several categories the oldest rule's is suggested.
    """

    id: str
    pattern: str
    field: str = "title"
    action: str = "mute"
    is_regex: bool = False
    feed_id: str = ""
    category: str = ""
    added: datetime | None = None


def in_order(rules: list[Rule]) -> tuple[Rule, ...]:
    """The oldest first."""
    return tuple(sorted(rules, key=lambda rule: (rule.added.timestamp() if rule.added else 0.0, rule.id)))


def no_rule(rule_id: str) -> NotFound:
    """The error for an unknown rule."""
    return NotFound(msg("There is no rule “{rule}”.", rule=rule_id), msg("“digest rules” lists the rules."))
