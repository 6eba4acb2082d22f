"""Header fields of a mail, encoded and folded here (RFC 2047, RFC 5322 §2.2.3).

The standard library's folding loses and doubles blanks around encoded words and writes empty and overlong ones, in each
version others. Encoded words hold whole characters and all blanks, so nothing between them counts.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterator

#: The longest line, without its end (RFC 5322 §2.1.1); only an address may be longer, which cannot be folded.
LINE = 78
#: The longest encoded word (RFC 2047 §2).
WORD = 75

_FRAME = len("=?utf-8?q??=")
# Printable ASCII that no program takes for an encoded word, with single blanks inside.
_PLAIN = re.compile(r"(?!.*=\?)[!-~]+(?: [!-~]+)*")
# RFC 5322 §3.2.3, "atext": a display name of these needs no quotation marks.
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
# RFC 2047 §5 (3): what an encoded word may hold raw wherever it stands.
_RAW = re.compile(r"[A-Za-z0-9!*+/-]")


def text_field(name: str, text: str) -> str:
    """A field of plain words such as Subject, with its CRLF; decoded it equals `text`.

    `text` is one line. Plain ASCII stands as it is, everything else becomes encoded words of UTF-8.
    """
    rows = _folded(f"{name}: ", text) if _PLAIN.fullmatch(text) else []
    if not rows or max(map(len, rows)) > LINE:
        rows = [f"{name}: ", *_encoded(text, LINE - len(name) - 2)]
        rows[:2] = ["".join(rows[:2])]
    return "\r\n ".join(rows) + "\r\n"


def address_field(name: str, display_name: str, address: str) -> str:
    """A field with one address, such as From.

    `address` is ASCII and stays whole, on a line of its own if need be.
    """
    room = LINE - len(name) - 2
    quoted = display_name if _ATOMS.fullmatch(display_name) else '"' + re.sub(r'(["\\])', r"\\\1", display_name) + '"'
    is_plain = bool(_PLAIN.fullmatch(display_name)) and len(quoted) <= room
    rows = [quoted] if is_plain else list(_encoded(display_name, room))
    if not rows:
        return f"{name}: {address}\r\n"
    rows[0] = f"{name}: {rows[0]}"
    if len(rows[-1]) + len(f" <{address}>") + (len(rows) > 1) <= LINE:
        rows[-1] += f" <{address}>"
    else:
        rows.append(f"<{address}>")
    return "\r\n ".join(rows) + "\r\n"


def _folded(start: str, text: str) -> list[str]:
    """Plain words in lines; the line end stands before the blank that it is read as."""
    first, *others = text.split(" ")
    rows = [start + first]
    for word in others:
        if len(rows[-1]) + len(word) + 1 + (len(rows) > 1) <= LINE:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return rows


def _encoded(text: str, room: int) -> Iterator[str]:
    """Encoded words in the shorter of both encodings; the first takes at most `room` characters."""
    quoted = len("".join(map(_quoted, text)))
    as_base64 = 4 * -(-len(text.encode()) // 3) < quoted
    piece = ""
    for character in _characters(text):
        longest = min(room, WORD) - _FRAME
        if piece and len(_payload(piece + character, as_base64)) > longest:
            yield _word(piece, as_base64)
            piece, room = "", WORD
        piece += character
    if piece:
        yield _word(piece, as_base64)


def _word(text: str, as_base64: bool) -> str:
    return f"=?utf-8?{'b' if as_base64 else 'q'}?{_payload(text, as_base64)}?="


def _payload(text: str, as_base64: bool) -> str:
    return b64encode(text.encode()).decode() if as_base64 else "".join(map(_quoted, text))


def _quoted(character: str) -> str:
    if character == " ":
        return "_"
    return character if _RAW.fullmatch(character) else "".join(f"={byte:02X}" for byte in character.encode())


def _characters(text: str) -> Iterator[str]:
    """Yield characters with a few of their marks, so that each fits into an encoded word."""
    whole = ""
    for char in text:
        if (
            whole
            and len(whole) < 4
            and (unicodedata.combining(char) or char in "\u200d\ufe0f" or whole[-1] == "\u200d")
        ):
            whole += char
            continue
        if whole:
            yield whole
        whole = char
    if whole:
        yield whole
