"""Cut texts into posts of limited length: between entries, sentences, else words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from digest.domain.document import Document
from digest.domain.edition import Assembled
from digest.domain.message import Message, nmsg
from digest.export.layout import LaidEntry, document_name

#: How long a text is, as the place counts that it goes to.
Length = Callable[[str], int]

_WORDS = re.compile(r"\s*\S+")
_SENTENCE_END = re.compile(r"[.!?…][\"»«“”)]*\Z")


def packed(blocks: Iterable[str], limit: int, length: Length) -> list[str]:
    """Fill posts of at most `limit` characters with whole blocks; no word is lost.

    Blank lines separate the blocks.

    A block that is longer fills the post, and goes on in the next one.
    """
    posts: list[str] = []
    for block in filter(None, blocks):
        joined = f"{posts[-1]}\n\n{block}" if posts else block
        if length(joined) <= limit:
            posts[-1:] = [joined]
        elif length(block) <= limit:
            posts.append(block)
        else:
            posts[-1:] = _pieces(joined, limit, length)
    return posts


def _pieces(text: str, limit: int, length: Length) -> Iterator[str]:
    while length(text) > limit:
        head = _head(text, limit, length)
        yield head.strip()
        text = text[len(head) :].lstrip()
    if text:
        yield text


def _head(text: str, limit: int, length: Length) -> str:
    """The longest beginning that fits: sentences if they fill half, else words, else characters."""
    end = sentence = 0
    for word in _WORDS.finditer(text):
        if length(text[: word.end()].strip()) > limit:
            break
        end = word.end()
        if _SENTENCE_END.search(word[0]) or text[end : end + 1] == "\n":
            sentence = end
    if sentence * 2 >= end > 0:
        return text[:sentence]
    return text[: end or limit]


def titled_address(entry: LaidEntry, title: str) -> str:
    """ "Krise | Title (Video)" above the address: an entry in a post without its comment."""
    medium = f" ({entry.medium})" if entry.medium else ""
    return "\n".join(filter(None, (f"{entry.marker}{entry.lead}{title}{medium}", entry.pick.url)))


def posts_document(posts: list[str], assembled: Assembled, extension: str) -> Document:
    """Posts as one text; if there are several, a line with its number stands before each."""
    total = len(posts)
    numbered = (f"--- {number}/{total} ---\n\n{post}" for number, post in enumerate(posts, 1))
    text = "\n\n".join(numbered if total > 1 else posts) + "\n"
    name = document_name(assembled.edition, assembled.language, extension)
    return Document(name, "text/plain; charset=utf-8", text.encode())


def posts_in(document: Document) -> int:
    """How many posts the document was cut into; 0 if it is whole."""
    found = re.match(rb"--- 1/(\d+) ---\n", document.body)
    return int(found[1]) if found else 0


def post_count(posts: int) -> Message:
    """ "3 posts.", to be told of a document."""
    return nmsg("{n} post.", "{n} posts.", posts, n=posts)
