"""A compiled catalogue that is searched: reading all of it takes 9 ms, a seventh of --help.

The GNU gettext manual, "The Format of GNU MO Files": two tables of lengths and offsets, the originals sorted as bytes;
a text with a plural has both forms, divided by NUL, on either side. Ours is in UTF-8 with the plural rule of
English (`tests/catalogue.py` writes it; a test compares every text with what `gettext` reads).
"""

from __future__ import annotations

import gettext
from struct import Struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gettext import _TranslationsReader

_HEADER = Struct("<5I")
_PLACE = Struct("<2I")


class SearchedTranslations(gettext.GNUTranslations):
    """For `gettext.translation`: overrides `_parse` and `_catalog`, as its documentation says."""

    def _parse(self, fp: _TranslationsReader) -> None:
        texts = _Texts(fp.read())
        self._catalog = texts
        self.plural = lambda n: int(n != 1)
        for line in texts[""].splitlines():
            name, _, value = line.partition(":")
            self._info: dict[str, str]
            self._info[name.strip().lower()] = value.strip()


class _Texts:
    """GNUTranslations' dictionary: translations by text, or by text and plural form."""

    def __init__(self, data: bytes) -> None:
        magic, _, self._count, self._originals, self._translations = _HEADER.unpack_from(data)
        if magic != gettext.GNUTranslations.LE_MAGIC:
            raise OSError(0, "Bad magic number")
        self._data = data
        self._found: dict[str, tuple[str, ...]] = {}

    def get(self, key: str | tuple[str, int], default: Any = None) -> Any:
        text, form = (key, None) if isinstance(key, str) else key
        forms = self._found.get(text)
        if forms is None:
            forms = self._found[text] = self._look_up(text)
        # As in the dictionary, a text with a plural is not found without a number, nor the other way round.
        if not forms or (form is None) != (len(forms) == 1):
            return default
        return forms[form or 0]

    def __getitem__(self, key: str | tuple[str, int]) -> str:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return str(found)

    def _look_up(self, text: str) -> tuple[str, ...]:
        """The forms of a text's translation; none if it has none."""
        wanted = text.encode()
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            original = self._at(self._originals, middle).partition(b"\0")[0]
            if original == wanted:
                return tuple(form.decode() for form in self._at(self._translations, middle).split(b"\0"))
            if original < wanted:
                low = middle + 1
            else:
                high = middle
        return ()

    def _at(self, table: int, number: int) -> bytes:
        length, offset = _PLACE.unpack_from(self._data, table + number * _PLACE.size)
        return self._data[offset : offset + length]
