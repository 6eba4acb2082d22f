"""Change the configuration file one setting at a time; everything else in it stays."""

from __future__ import annotations

import os
import stat
import types
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from digest.config.checks import EDITION_LANGUAGES, ENTRY_STYLES, MESSAGE_LANGUAGES, checked
from digest.config.load import MARK, parse, read_bytes, text_of
from digest.config.place import SettingPlace
from digest.config.settings import SECRET_FIELDS, PublishSettings, Settings
from digest.config.user_files import followed, replace_file
from digest.domain.errors import ConfigError, Conflict, UsageError
from digest.domain.message import Message, msg
from digest.domain.quotes import STYLES as QUOTES
from digest.domain.secrets import is_secret
from digest.domain.system_errors import system_reason

#: What is chosen from a list; "" is the default.
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "language": ("", *MESSAGE_LANGUAGES),
    "edition.language": ("", *EDITION_LANGUAGES),
    "export.style": ENTRY_STYLES,
    "export.quotes": ("", *QUOTES),
}
#: Settings that take effect at the next start: the library is open and the language chosen by now.
AT_START = frozenset({"language", "library.archive", "library.url"})
_YES, _NO = frozenset({"true", "yes", "ja", "1"}), frozenset({"false", "no", "nein", "0"})


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that is no secret: its value (`words`) and its default, both as one types them.

    `is_set` is True if it stands in the file. `choices` are all values that it may have, as typed; empty if any is
    possible.
    """

    key: str
    help: Message
    words: str
    default: str
    is_set: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What a change made of the file: its bytes before (None: there was none) and after."""

    before: bytes | None
    after: bytes


class Configuration:
    """The file at `file`, which may be missing. Secrets are shown and taken as "$VARIABLE" only."""

    def __init__(self, file: Path, environ: Mapping[str, str]) -> None:
        self.file = file
        self._environ = environ

    @property
    def exists(self) -> bool:
        """True if there is such a file."""
        return self.file.exists()

    def read(self) -> bytes | None:
        """What stands in the file, None if there is none. Raises ConfigError if it cannot be read."""
        return read_bytes(self.file)

    def settings(self, body: bytes | None) -> list[Setting]:
        """Every setting with its value in these bytes; those of one feed or target are left out."""
        from digest.config.toml_edit import value_at

        text = text_of(body, self.file)
        now, found = parse(text.removeprefix(MARK), self.file, self._environ), []
        for table, name, help_text in _own_keys():
            key = f"{table}.{name}" if table else name
            value, default = (getattr(getattr(one, table) if table else one, name) for one in (now, Settings()))
            if isinstance(value, Mapping):
                continue
            choices = ("true", "false") if isinstance(default, bool) else _CHOICES.get(key, ())
            is_set = value_at(text, _path(key)) is not None
            found.append(Setting(key, help_text, _words(value), _words(default), is_set, choices))
        return found

    def change(self, changes: Mapping[str, str | None], seen: bytes | None) -> Written | None:
        """Write settings by key, as typed; None removes one, so that its default holds.

        `seen` is what `read` gave when the curator looked at them. Returns None if nothing changes. Raises UsageError
        for a key or value that makes no sense or a file that cannot be written, and Conflict if it is another file by
        now: nothing is written then.
        """
        from digest.config.toml_edit import NotChangeable, with_value, without_value

        text = text_of(seen, self.file)
        before = text
        for key, words in changes.items():
            path = _path(key)
            kind = _kind_at(path, key)
            try:
                if words is None:
                    text = without_value(text, path)
                else:
                    value = _value(kind, words, key)
                    _refuse_secret(path, words)
                    text = with_value(text, path, value)
            except NotChangeable:
                raise UsageError(
                    msg("{file} is written in a way that cannot be changed from here.", file=str(self.file)),
                    msg("Change “{key}” in the file itself.", key=key),
                ) from None
            except ValueError:  # no TOML: said with its line below
                break
        self._check(text)
        if text == before:
            return None
        body = text.encode()
        self.write(seen, body)
        return Written(seen, body)

    def write(self, seen: bytes | None, body: bytes | None) -> None:
        """Replace the file's bytes, None: remove it. Raises Conflict unless it is still `seen`."""
        if self.read() != seen:
            raise Conflict(
                msg("{file} was changed by another program meanwhile; it stays as it is.", file=str(self.file)),
                msg("Open the settings again: they show the present values."),
            )
        self._refuse_read_only()
        if body is None:
            self.file.unlink(missing_ok=True)
            return
        if seen is not None:
            replace_file(self.file, body)
            return
        self._make()
        try:
            replace_file(self.file, body)
        except UsageError:
            with suppress(OSError):  # an empty one would be in the way of the next try
                followed(self.file).unlink()
            raise

    def _make(self) -> None:
        """An empty file of the user's own: it may come to hold passwords."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(followed(self.file), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError as error:
            raise UsageError(
                msg("{file} cannot be written: {reason}.", file=str(self.file), reason=system_reason(error)),
                msg("Name another place with --config or DIGEST_CONFIG."),
            ) from None

    def _refuse_read_only(self) -> None:
        """A file that nobody may write is meant to stay, also if this user could replace it."""
        if self.file.exists() and not stat.S_IMODE(self.file.stat().st_mode) & 0o222:
            raise UsageError(
                msg("{file} is read-only.", file=str(self.file)),
                msg("Allow writing it (chmod u+w), or change it at its source."),
            )

    def _check(self, text: str) -> None:
        text = text.removeprefix(MARK)
        checked(parse(text, self.file, self._environ), SettingPlace(self.file, text))


def _own_keys() -> Iterator[tuple[str, str, Message]]:
    """Table ("" for the top), name and explanation of every setting that is the program's own."""
    for own in fields(Settings):
        if "help" in own.metadata:
            yield "", own.name, own.metadata["help"]
    for own in fields(Settings):
        table = getattr(Settings(), own.name)
        if is_dataclass(table):
            for field in fields(table):
                if "help" in field.metadata:
                    yield own.name, field.name, field.metadata["help"]


def _path(key: str) -> tuple[str, ...]:
    """The names in a dotted key, of which any may be in quotation marks."""
    import tomllib

    try:
        data: Any = tomllib.loads(f"{key} = 0") if "\n" not in key else {}
    except tomllib.TOMLDecodeError:
        data = {}
    path = []
    while isinstance(data, dict) and len(data) == 1:
        name, data = next(iter(data.items()))
        path.append(name)
    if not path:
        raise UsageError(
            msg("“{key}” is no key of a setting.", key=key),
            msg("Write the table and the name, such as edition.series; “digest config show” shows them all."),
        )
    return tuple(path)


def _kind_at(path: Sequence[str], key: str) -> Any:
    """The type of the setting at a path. Raises UsageError if there is none."""
    kind: Any = Settings
    for name in path:
        if is_dataclass(kind):
            hints = get_type_hints(kind)
            known = [own.name for own in fields(kind) if own.name != "options" and hasattr(own, "name")]
            if name in hints and name in known and (kind is not PublishSettings or name != "name"):
                kind = hints[name]
            elif kind is PublishSettings:
                return str  # a key that only its kind of target knows
            else:
                raise _unknown(key, known)
        elif _is_mapping(kind):
            kind = get_args(kind)[1]
        else:
            raise _unknown(key, [])
    if (isinstance(kind, type) and is_dataclass(kind)) or _is_mapping(kind):
        names = [own.name for own in fields(kind)] if is_dataclass(kind) else []
        raise _unknown(key, names)
    return kind


def _is_mapping(kind: Any) -> bool:
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _unknown(key: str, known: Sequence[str]) -> UsageError:
    remedy = msg("“digest config show” shows all settings.")
    if known:
        remedy = msg("Known here are: {known}.", known=", ".join(known))
    return UsageError(msg("There is no setting “{key}”.", key=key), remedy)


def _value(kind: Any, words: str, key: str) -> Any:
    """What is typed as the value of a setting. Raises UsageError."""
    origin = get_origin(kind) or kind
    if origin is bool:
        if words.strip().lower() in _YES | _NO:
            return words.strip().lower() in _YES
        raise _wrong(key, words, msg("Write true or false."))
    if origin in (int, float):
        try:
            return int(words) if origin is int else float(words.replace(",", "."))
        except ValueError:
            raise _wrong(key, words, msg("Write a number.")) from None
    if origin is tuple:
        return [part.strip() for part in words.split(",") if part.strip()]
    assert origin is str or isinstance(origin, types.UnionType)
    return words


def _wrong(key: str, words: str, remedy: Message) -> UsageError:
    error = ConfigError(msg("{key}: “{value}” is not possible.", key=key, value=words), remedy)
    error.key, error.what = key, msg("“{value}” is not possible.", value=words)
    return error


def _refuse_secret(path: Sequence[str], words: str) -> None:
    named = bool(SECRET_FIELDS.intersection(path)) or (path[0] in ("publish", "feeds") and is_secret(path[-1], words))
    if named and words and not words.startswith("$"):
        raise UsageError(
            msg("A password is not taken from here: others could see it."),
            msg("Write it into the file itself, or name a variable that holds it, such as $MY_VARIABLE."),
        )


def _words(value: Any) -> str:
    """A value as it is typed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
