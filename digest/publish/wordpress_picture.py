"""A post's featured picture: uploaded once, and again only if the file changes.

The body is the file itself: a raw body is not bound by PHP's upload_max_filesize, and a name in `filename*` is refused
(tried on WordPress 6.1.9).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from digest.config.settings import PublishSettings
from digest.domain.message import Message, msg
from digest.domain.publishing import PublishFailure
from digest.domain.receipt import Receipt
from digest.domain.system_errors import system_reason
from digest.domain.text import slug
from digest.domain.url import host_of
from digest.publish.options import wrong
from digest.publish.web import WebAnswer, WebRequest
from digest.publish.wordpress_answers import code_of, json_of, not_json, refusal
from digest.publish.wordpress_rest import Rest

_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}
_LARGEST = 20_000_000


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The picture's number at the site, 0 where none is to be set; `detail` is for the receipt."""

    number: int = 0
    detail: Mapping[str, str] = field(default_factory=dict)


class Picture:
    """The file named in the settings, if any. Raises ConfigError if it is no picture."""

    def __init__(
        self, settings: PublishSettings, name: str, text: str, rest: Rest, tell: Callable[[Message], None]
    ) -> None:
        self._path = Path(name).expanduser() if name else None
        self._text = text
        self._rest = rest
        self._tell = tell
        if self._path is not None and self._path.suffix.lower() not in _TYPES:
            raise wrong(
                settings,
                "picture",
                msg("“{value}” is no picture that WordPress takes.", value=name),
                msg("Allowed are: {allowed}.", allowed=", ".join(_TYPES)),
            )

    def known(self, receipt: Receipt) -> int:
        """A new draft's picture number without an upload; 0 for none, and for updates."""
        if self._path is None or receipt.id:
            return 0
        content = self._content
        if isinstance(content, PublishFailure):
            return 0
        number = receipt.detail.get(self._key(content), "")
        return int(number) if number.isdigit() else 0

    def outgoing(self, receipt: Receipt) -> WebRequest | PublishFailure | None:
        """The upload that a push would begin with; None if there is none."""
        if self._path is None or receipt.id or self.known(receipt):
            return None
        content = self._content
        return content if isinstance(content, PublishFailure) else self._request(self._path, content)

    def uploaded(self, receipt: Receipt) -> Uploaded | PublishFailure:
        """Upload the picture for a new draft, unless the site has it."""
        if number := self.known(receipt):
            return Uploaded(number)
        request = self.outgoing(receipt)
        if request is None or isinstance(request, PublishFailure):
            return request or Uploaded()
        answer = self._rest.send(request)
        if isinstance(answer, PublishFailure):
            return answer
        media = json_of(answer)
        if answer.status == 403 and code_of(answer) == "rest_cannot_create":  # contributors upload nothing
            self._tell(
                msg("Your role at {host} uploads no pictures; the draft goes without.", host=host_of(answer.url))
            )
            return Uploaded()
        if code_of(answer).startswith("rest_upload"):
            return self._not_taken(answer)
        if answer.status != 201 or not isinstance(media, dict) or type(media.get("id")) is not int:
            return refusal(answer, "GET") if answer.status != 201 else not_json(answer, "GET")
        number = int(media["id"])
        if self._text:
            self._rest.send(self._rest.request("POST", f"/wp/v2/media/{number}", body={"alt_text": self._text}))
        return Uploaded(number, {self._key(request.body): str(number)})

    @cached_property
    def _content(self) -> bytes | PublishFailure:
        assert self._path is not None
        try:
            if self._path.stat().st_size > _LARGEST:
                reason = msg("it is larger than {size} MB", size=_LARGEST // 1_000_000)
            else:
                return self._path.read_bytes()
        except OSError as error:
            reason = system_reason(error)
        return PublishFailure(
            "no-picture",
            msg("{file} cannot be read: {reason}.", file=str(self._path), reason=reason),
            msg("Correct “picture” of this target in the configuration."),
        )

    def _not_taken(self, answer: WebAnswer) -> PublishFailure:
        """A file that is no picture inside, or one that the site refuses (500 or 400)."""
        return PublishFailure(
            "picture",
            msg("{host} does not take the picture {file}.", host=host_of(answer.url), file=str(self._path)),
            msg("Save it anew as JPG or PNG, smaller if it is large, and correct “picture” of this target."),
        )

    def _request(self, path: Path, content: bytes) -> WebRequest:
        name = (slug(path.stem) or "picture") + path.suffix.lower()
        fields = {
            "Content-Type": _TYPES[path.suffix.lower()],
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        return self._rest.upload("/wp/v2/media", fields, content)

    @staticmethod
    def _key(content: bytes) -> str:
        return f"picture:{hashlib.sha256(content).hexdigest()[:16]}"
