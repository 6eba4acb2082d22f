"""What the fields and actions of rules are called for people."""

from __future__ import annotations

from collections.abc import Mapping

from digest.domain.message import Message, msg

ACTION_WORDS: Mapping[str, Message] = {
    "mute": msg("mute"),
    "read": msg("count as read"),
    "shortlist": msg("shortlist"),
    "category": msg("suggest"),
    "fulltext": msg("whole text"),
}
FIELD_WORDS: Mapping[str, Message] = {
    "title": msg("title"),
    "text": msg("text"),
    "author": msg("author"),
    "tag": msg("tag"),
    "address": msg("address"),
}
