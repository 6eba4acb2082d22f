"""Change one setting of a TOML text: comments, order, line ends, unknown keys stay.

Every change is read back: what does not say exactly what was meant is not given out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from typing import Any

Path = Sequence[str]

#: What Windows' editors begin a file with.
_MARK = "\ufeff"
_HEADER = re.compile(r"\s*\[(\[?)([^\]]+)\]")


class NotChangeable(ValueError):
    """The text is written in a way that cannot be changed without losing something of it."""


def with_value(text: str, path: Path, value: Any) -> str:
    """The text with a value at the path ("edition", "title").

    Raises NotChangeable, and TOMLDecodeError if it is no TOML.
    """
    wanted = _data(text)
    _set(wanted, path, value)
    return _first_right(text, wanted, (_beside_example, _by_document), path, value)


def without_value(text: str, path: Path) -> str:
    """The text without a value there; its line stays as a comment if it is a line of its own."""
    wanted = _data(text)
    if not _remove(wanted, path):
        return text
    return _first_right(text, wanted, (_commented_out, _taken_out), path, None)


def value_at(text: str, path: Path) -> Any:
    """What stands at the path; None if nothing does. Raises TOMLDecodeError."""
    found: Any = _data(text)
    for name in path:
        if not isinstance(found, dict) or name not in found:
            return None
        found = found[name]
    return found


Way = Callable[[str, Path, Any], str | None]


def _first_right(text: str, wanted: dict[str, Any], ways: Sequence[Way], path: Path, value: Any) -> str:
    mark, body = (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)
    crlf = "\r\n" in body and "\n" not in body.replace("\r\n", "")
    if body and not body.endswith("\n"):
        body += "\r\n" if crlf else "\n"
    for way in ways:
        made = _tried(way, body, path, value)
        if made is None:
            continue
        if crlf:
            made = made.replace("\r\n", "\n").replace("\n", "\r\n")
        if _reads_as(made, wanted) and not _lost(body, made, value_at(text, path)):
            return mark + made
    raise NotChangeable(".".join(path))


def _tried(way: Way, text: str, path: Path, value: Any) -> str | None:
    """The result of one way; None if it cannot, such as tomlkit with out-of-order tables."""
    try:
        return way(text, path, value)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def _reads_as(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return _without_empty(_data(text)) == _without_empty(wanted)
    except tomllib.TOMLDecodeError:
        return False


def _lost(before: str, after: str, old: Any) -> bool:
    """True if a comment of the text before has gone; a # may also have stood in the `old` value."""
    tails = {line[line.rindex("#") :].strip() for line in before.splitlines() if "#" in line}
    return any(tail not in after and tail.rstrip("\"',]} ") not in str(old) for tail in tails)


def _beside_example(text: str, path: Path, value: Any) -> str | None:
    """Put a new line below the one of `digest config init` that explains it: "# title = …"."""
    if value_at(text, path) is not None:
        return None
    *table, name = path
    lines = text.splitlines(keepends=True)
    example = re.compile(rf"\s*#\s*{re.escape(name)}\s*=")
    places = [number for number in _lines_of(lines, table) if example.match(lines[number])]
    if len(places) != 1:
        return None
    lines.insert(places[0] + 1, f"{_key(name)} = {_written(value)}\n")
    return "".join(lines)


def _commented_out(text: str, path: Path, _value: Any) -> str | None:
    lines = text.splitlines(keepends=True)
    places = []
    for cut in range(len(path)):  # the key alone in its table, or with the table's name before it
        dotted = r"\s*\.\s*".join(rf"[\"']?{re.escape(name)}[\"']?" for name in path[cut:])
        places += [n for n in _lines_of(lines, path[:cut]) if re.match(rf"\s*{dotted}\s*=", lines[n])]
    if len(places) != 1:
        return None
    lines[places[0]] = f"# {lines[places[0]]}"
    return "".join(lines)


def _by_document(text: str, path: Path, value: Any) -> str:
    import tomlkit

    document: Any = tomlkit.parse(text)
    table = document
    for name in path[:-1]:
        if name not in table:
            table.add(name, tomlkit.table())
        table = table[name]
    new = tomlkit.item(value)
    old = table.get(path[-1])
    trivia = getattr(old, "trivia", None)
    if trivia is not None and not isinstance(old, dict):
        new.trivia.comment_ws, new.trivia.comment = trivia.comment_ws, trivia.comment
    table[path[-1]] = new
    return tomlkit.dumps(document)


def _taken_out(text: str, path: Path, _value: Any) -> str:
    import tomlkit

    document: Any = tomlkit.parse(text)
    table = document
    for name in path[:-1]:
        table = table[name]
    del table[path[-1]]
    return tomlkit.dumps(document)


def _lines_of(lines: Sequence[str], table: Path) -> Iterator[int]:
    """The numbers of a table's lines, guessed without parsing; the result is read back."""
    here: list[str] = []
    for number, line in enumerate(lines):
        if found := _HEADER.match(line):
            here = ["[["] if found[1] else _names(found[2])
        elif here == list(table):
            yield number


def _names(header: str) -> list[str]:
    try:
        found: Any = tomllib.loads(f"[{header}]")
    except tomllib.TOMLDecodeError:
        return ["[["]
    names = []
    while found:
        names.append(next(iter(found)))
        found = found[names[-1]]
    return names


def _data(text: str) -> dict[str, Any]:
    return tomllib.loads(text.removeprefix(_MARK))


def _set(data: Any, path: Path, value: Any) -> None:
    for name in path[:-1]:
        data = data.setdefault(name, {})
        if not isinstance(data, dict):
            raise NotChangeable(".".join(path))
    data[path[-1]] = deepcopy(value)


def _remove(data: dict[str, Any], path: Path) -> bool:
    found: Any = data
    for name in path[:-1]:
        found = found.get(name) if isinstance(found, dict) else None
    return isinstance(found, dict) and found.pop(path[-1], None) is not None


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    """Without empty tables: a header that nothing follows says nothing."""
    plain = {name: _without_empty(value) if isinstance(value, dict) else value for name, value in data.items()}
    return {name: value for name, value in plain.items() if value != {}}


def _key(name: str) -> str:
    import tomlkit

    return str(tomlkit.key(name).as_string())


def _written(value: Any) -> str:
    import tomlkit

    return str(tomlkit.item(value).as_string())
