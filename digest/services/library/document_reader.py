"""Converts a library exported as one JSON document to the archive of a backup."""

from __future__ import annotations

import zipfile
from typing import IO

from digest.domain.message import msg
from digest.services.library.json_stream import JsonStream, NotJson
from digest.storage.dump_format import KINDS, Misnamed

# Bytes of what stands at the head of the document.
_HEAD = 1 << 16
_HEADINGS = ("format", "version", "made", "counts")


def archive_of(document: IO[bytes], spool: IO[bytes], manifest: str) -> zipfile.ZipFile:
    """The archive, written into `spool`, with the document's head in the member `manifest`.

    Raises NotJson, Misnamed, and OSError if there is no room.
    """
    import orjson

    reader = JsonStream(document)
    head = {}
    with zipfile.ZipFile(spool, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in reader.members():
            if name in _HEADINGS:
                head[name] = reader.value(_HEAD)
            elif name not in KINDS:
                reader.skip()
            elif KINDS[name].of:
                for key in reader.members():
                    _copy(reader, archive, name, key)
            else:
                _copy(reader, archive, name, "")
        reader.ensure_end()
        for name, kind in KINDS.items():
            if not kind.of and f"{name}.json" not in archive.NameToInfo:
                archive.writestr(f"{name}.json", b"{}")
        archive.writestr(manifest, orjson.dumps(head))
    return zipfile.ZipFile(spool)


def _copy(reader: JsonStream, archive: zipfile.ZipFile, kind: str, key: str) -> None:
    """One batch, which comes next, record by record."""
    import orjson

    member = f"{kind}/{key}.json" if KINDS[kind].of else f"{kind}.json"
    if "\0" in key:  # a name in an archive ends there
        raise Misnamed(kind, key)
    if member in archive.NameToInfo:
        raise NotJson(msg("{name} is in it twice", name=member))
    with archive.open(member, "w", force_zip64=True) as stream:
        between = b"{"
        for record_id in reader.members():
            stream.write(between + orjson.dumps(record_id) + b":" + orjson.dumps(reader.record()))
            between = b","
        stream.write(b"{}" if between == b"{" else b"}")
