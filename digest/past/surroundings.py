"""The text around the entries of an old post: intro and outro, or the site's.

The rule is strict on purpose: an edition is published again, so a stranger's sentence in it is worse than a sentence of
the curator that is named as not taken over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.domain.month import NAMED_MONTH
from digest.domain.text import count_words
from digest.past.blocks import Block, links, words

#: An intro or outro has at most so many blocks and characters; what is beyond is named with its lines.
MOST_BLOCKS = 6
INTRO_CHARACTERS = 3000
OUTRO_CHARACTERS = 1200
_OUTRO_BLOCKS = 4
_MUCH = 1000
_COMMENT_BLOCKS = 4

_NOISE = re.compile(
    r"(?i)(?:\d+\s+)?(?:shares?|teilen|twittern|tweet|gefällt mir|like this|drucken|e-mail|facebook|linkedin|xing|"
    r"whatsapp|pinterest|kommentare?(?: verfassen| hinterlassen)?|leave a (?:comment|reply)|antworten|weiterlesen|"
    r"continue reading|vorheriger beitrag|nächster beitrag|loading\W*|lädt\W*|zum inhalt springen|skip to (?:main )?"
    r"content|menü|men(?:u|ü) öffnen|suche|startseite|home|info)(?:\s+\d+)?[.:…]*\Z|"
    r"(?:(?:jetzt|now|kostenlos)\s+)?(?:abonnieren|subscribe(?: now)?)\W*\Z|"
    r"\d{1,2}\.\s*(?:\d{1,2}\.|[^\W\d]+)\s*\d{4}\Z|(?-i:von|Von|by|By) [^\W\d_]+(?: [^\W\d_]+){0,3}\Z"
)
# Rows of share counters: "0 Flares Twitter 0 Facebook 0".
_NETWORKS = frozenset({
    "flare", "flares", "twitter", "x", "facebook", "google", "google+", "linkedin", "xing", "pinterest", "whatsapp",
    "×", "buffer",
})  # fmt: skip
_MOST_COUNTERS = 20
# A line behind which nothing of a post comes any more, as a heading or as text.
_END = re.compile(
    r"(?i)(?:(?:ähnliche|verwandte|weitere|neueste|letzte|beliebte|passende) (?:beiträge|artikel|meldungen|posts)\b|"
    r"das könnte (?:sie|dich|euch) auch|auch interessant|mehr (?:lesen|zum thema|beiträge|artikel)\b|weiterlesen\b|"
    r"related (?:posts?|articles?|stories)\b|related\W*\Z|you (?:might|may) also|read (?:next|more)\b|recent posts|"
    r"more (?:from|posts)\b|recommended (?:posts|for you)|schreiben? (?:sie )?einen kommentar|"
    r"(?:einen )?kommentar (?:schreiben|hinterlassen|verfassen)|leave a (?:comment|reply)|"
    r"(?:\d+|eine?|zwei|drei|keine|one|two|no) (?:kommentare?|gedanken?|antworten?|comments?|thoughts?|responses?|"
    r"replies)(?:\W*\Z| (?:zu|auf|on|to)\b)|kommentare?\W*(?:\(\d+\)|\d+)?\Z|comments?\W*(?:\(\d+\)|\d+)?\Z|"
    r"über (?:den autor|die autorin|die verfasserin|den verfasser)|über mich\Z|about (?:the author|me)\Z|"
    r"(?:beitrags|artikel)-?\s?navigation|post navigation|(?:vorheriger|nächster|älterer|neuerer) (?:beitrag|artikel)|"
    r"(?:diesen? )?(?:beitrag |artikel )?teilen(?: mit| auf)?\W*\Z|share this\b|gefällt mir\W*\Z|blogroll\Z|"
    r"newsletter (?:abonnieren|bestellen))"
)
# The same, if it is no heading: as a heading it may well be the name of a category.
_END_AS_TEXT = re.compile(
    r"(?i)(?:veröffentlicht (?:in|unter|am|von)\b|posted (?:in|on|by)\b|verschlagwortet|(?:schlagwort|schlagworte|"
    r"schlagwörter|kategorien?|tags?|filed under|tagged)\s*:|(?:jetzt )?abonnieren|subscribe\b|impressum\b|"
    r"datenschutz(?:erklärung|hinweise?)?\b|cookie|©|\(c\) \d{4}|copyright\b|alle rechte vorbehalten|"
    r"all rights reserved|archiv\Z|diskussion\Z|meta\Z|abmelden\b|unsubscribe\b|--\Z|"
    r".{2,40} (?:sagt|schreibt|schrieb|meint|says|wrote)(?: am .*)?:\Z)"
)
_END_IN_A_SENTENCE = re.compile(
    r"(?i)(?:(?:sie|du|ihr) (?:erhalten|erhältst|erhaltet|bekommen|bekommst|bekommt) diese|you are receiving|"
    r"(?:deine|ihre) e-mail-adresse wird nicht|your email address will not)"
)
_GREETING = re.compile(
    r"(?i)\b(?:grüße|(?-i:Gruß|Eure?|Liebe|Dank)|(?-i:Ihre?) (?-i:[A-Z]\w+)\Z|viel (?:spaß|freude|vergnügen)|"
    r"gute lektüre|bis (?:bald|dann|zum|zur|nächste)|hallo|moin|guten (?:tag|morgen|abend|rutsch)|herzlich|danke|"
    r"tschüss|ciao|servus|enjoy|cheers|thanks|hello|dear|see you)\b"
)
# Speaks to the readers or of the series: the way in which a post ends, and hardly ever the way a comment goes on.
_FAREWELL = re.compile(
    r"(?i)\b(?:(?-i:Ihnen|(?<![.!?…] )(?<!\A)(?:Sie|Ihre[nmrs]?|Ihr))|du|dir|dich|dein(?:e[nmrs]?)?|euch|"
    r"eue?r(?:e[nmrs]?)?|lese-?tipps?|linktipps?|tipps|ausgaben?|newsletter|kommentare?n?|feedback|hinweise|"
    r"anregungen|ergänzungen|(?:nächste[nmrs]?|kommende[nmrs]?) (?:monat|woche|mal|ausgabe|folge)|"
    r"bis (?:bald|dann)|das war(?:en)?|so viel|soweit|zusammengestellt|fehlt etwas|"
    r"you|your|next (?:month|week|time)|that's it|thanks)\b"
)
_SENTENCE = re.compile(r"""[.!?…:;][)\]"'“”’«»*_]*\Z""")


def is_noise(block: Block) -> bool:
    """Share buttons, counters, bylines, and a date or month that stands alone."""
    text = block.text.strip()
    counters = text.lower().split()[:_MOST_COUNTERS]
    if len(counters) < _MOST_COUNTERS and all(word.isdigit() or word in _NETWORKS for word in counters):
        return True
    return bool(_NOISE.match(text) or NAMED_MONTH.fullmatch(text))


def ends_post(block: Block) -> bool:
    """True for a line that only follows posts: comments, related posts, author, legal notices."""
    text = words(block.first).strip()
    if _END_IN_A_SENTENCE.match(text):
        return True
    if len(block.text) > 140 or (count_words(text) > 8 and text[-1:] in ".!?"):
        return False
    return _END.match(text) is not None or (block.kind != "heading" and _END_AS_TEXT.match(text) is not None)


def intro_of(before: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """The intro, and the blocks of the site, of what stands before the first entry.

    Read from the entry backwards: headings directly above it name its category; the sentences above them are the intro.
    """
    end = len(before)
    while end and before[end - 1].kind in ("heading", "row"):  # a row: what its columns are called
        end -= 1
    start, size = end, 0
    while start and is_prose(before[start - 1]) and end - start < MOST_BLOCKS:
        size += len(before[start - 1].text)
        if size > INTRO_CHARACTERS:
            break
        start -= 1
    columns = [block for block in before[end:] if block.kind == "row"]
    return list(before[start:end]), [*before[:start], *columns]


def outro_of(behind: Sequence[Block], comment: int) -> tuple[list[Block], list[Block], list[Block]]:
    """Split what follows the last head: rest of the comment, outro, blocks of the site.

    The first `comment` blocks are the comment's whatever they say. Behind them, sentences that speak to the readers
    begin the outro; other sentences are more of the comment.
    """
    own = min(comment, len(behind))
    for at, block in enumerate(behind[:own]):
        if block.kind == "heading" or ends_post(block):
            own = at
            break
    end, size = own, 0
    while end < len(behind) and is_prose(behind[end]) and end - own < _OUTRO_BLOCKS + _COMMENT_BLOCKS:
        size += len(behind[end].text)
        if size > OUTRO_CHARACTERS:
            break
        end += 1
    more, rest = list(behind[own:end]), list(behind[end:])
    spoken = [at for at, block in enumerate(more) if speaks_to_readers(block)]
    if _goes_on(rest):  # another post follows: only what speaks to the readers is certainly of this one
        last = spoken[-1] + 1 if spoken else 0
        more, rest = more[:last], [*more[last:], *rest]
    first = spoken[0] if spoken else len(more)
    return [*behind[:own], *more[:first]], more[first:], rest


def _goes_on(rest: Sequence[Block]) -> bool:
    """True if much text follows that no line marks as the site's: a copied page's next post."""
    marked = next((at for at, block in enumerate(rest) if ends_post(block)), len(rest))
    return sum(len(block.text) for block in rest[:marked]) > _MUCH


def speaks_to_readers(block: Block) -> bool:
    """True if the block greets, asks or announces, as the end of a post does."""
    return bool(_FAREWELL.search(block.text) or _GREETING.search(block.text))


def is_prose(block: Block) -> bool:
    """True for sentences, and greetings; not for menus, titles, dates, bylines and lists."""
    if block.kind not in ("paragraph", "quote") or is_noise(block) or ends_post(block):
        return False
    text = block.text.strip()
    count = count_words(text)
    if all(span.url or not span.text.strip(" \u00a0|·•,-–") for line in block.lines for span in line) and count < 12:
        return False  # a menu, or a title that is a link
    linked = sum(len(link.text) for line in block.lines for link in links(line))
    if len(links([span for line in block.lines for span in line])) > 2 and linked * 2 > len(text):
        return False
    if len(block.lines) > 3 and count < 4 * len(block.lines):
        return False  # short lines below each other
    if _GREETING.search(text) and count <= 12:
        return True
    ends = _SENTENCE.search(text)
    return (ends is not None and (count >= 3 or (count > 0 and ends[0][0] not in ":;"))) or count >= 15
