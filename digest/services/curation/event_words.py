"""What an event of an edition's history is called, in a sentence without a subject."""

from __future__ import annotations

from collections.abc import Mapping

from digest.domain import event as events
from digest.domain.event import Event
from digest.domain.message import Message, msg

FIELD_WORDS: Mapping[str, Message] = {
    "title": msg("title"),
    "topic": msg("topic"),
    "preheader": msg("preheader"),
    "url": msg("address"),
    "intro": msg("intro"),
    "outro": msg("outro"),
    "comment": msg("comment"),
    "source": msg("source"),
    "author": msg("author"),
    "via": msg("via"),
    "language": msg("language"),
    "medium": msg("medium"),
    "quotation": msg("quotation"),
    "quotation_source": msg("who is quoted"),
    "own_post": msg("own post"),
    "sponsored": msg("advertisement"),
    "silenced": msg("silenced rules"),
}

_OF_PICK: Mapping[str, Message] = {
    events.FOUND: msg("“{title}” was there when the history began, under {category}"),
    events.PICKED: msg("“{title}” picked under {category}"),
    events.RESTORED: msg("“{title}” is back under {category}"),
    events.DROPPED: msg("“{title}” dropped"),
    events.CATEGORY: msg("“{title}” moved to {category}"),
    events.MOVED: msg("“{title}” moved to place {place} of {category}"),
}
_OF_EDITION: Mapping[str, Message] = {
    events.ARRANGED: msg("Put in another order"),
    events.IMPORTED: msg("Edition imported"),
    events.CLOSED: msg("Edition closed"),
    events.REOPENED: msg("Edition reopened"),
    events.REMOVED: msg("Edition removed"),
}


def event_words(event: Event) -> Message:
    """What was done; who did it and when is told beside it."""
    if event.what == events.COMMENTED:
        if event.text:
            return msg("Comment on “{title}” written", title=event.title)
        return msg("Comment on “{title}” taken away", title=event.title)
    if event.what == events.PUBLISHED:
        return msg("Pushed to {target}", target=event.field)
    if event.what in (events.CHANGED, events.FOUND) and not event.pick:
        word = FIELD_WORDS.get(event.field, event.field)
        if event.what == events.FOUND:
            return msg("There when the history began: {field}", field=word)
        return msg("Changed: {field}", field=word)
    if event.what == events.CHANGED:
        field = FIELD_WORDS.get(event.field, event.field)
        return msg("“{title}” changed: {field}", title=event.title, field=field)
    known = (_OF_PICK if event.pick else _OF_EDITION).get(event.what)
    if known is None:  # a newer digest knows more
        return msg("Something that this version does not know ({what})", what=event.what)
    return msg(known.template, title=event.title, category=event.category, place=event.place)
