"""Digest authentication (RFC 7616) by httpx2; loaded only if a server asks for it."""

from __future__ import annotations

import re

import httpx2

_CHALLENGE = re.compile(r"\bdigest\s.*", re.IGNORECASE | re.DOTALL)


def authorisation(challenge: str, method: str, url: str, user: str, password: str) -> str:
    """The Authorization field for a WWW-Authenticate field; empty for an unknown scheme."""
    found = _CHALLENGE.search(challenge)
    if found is None:
        return ""
    request = httpx2.Request(method, url)
    flow = httpx2.DigestAuth(user, password).auth_flow(request)
    try:
        next(flow)
        answered = flow.send(httpx2.Response(401, headers={"www-authenticate": found[0]}, request=request))
    except (httpx2.ProtocolError, NotImplementedError, LookupError, ValueError, StopIteration):
        return ""  # a challenge that is broken, or of a kind that it cannot answer
    return str(answered.headers.get("authorization", ""))
