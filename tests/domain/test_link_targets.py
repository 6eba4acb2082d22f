"""A wrapped link becomes the page that its wrapper names; any other stays as it is."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from digest.domain.page_address import link_target

PAGE = "https://seite.example/a?b=1&c=ä"
INNER = quote(PAGE, safe="")


@pytest.mark.parametrize(
    "wrapped",
    [
        f"https://www.google.com/url?q={INNER}&sa=D",
        f"https://www.google.de/url?sa=t&url={INNER}",
        f"https://nam02.safelinks.protection.outlook.com/?url={INNER}&data=1",
        f"https://www.linkedin.com/redir/redirect?url={INNER}&trk=x",
        f"https://l.facebook.com/l.php?u={INNER}&h=x",
        f"https://deref-gmx.net/mail/client/x/dereferrer/?redirectUrl={INNER}",
        f"https://www.google.com/url?q={quote(f'https://l.facebook.com/l.php?u={INNER}', safe='')}",
    ],
)
def test_a_wrapper_is_taken_off(wrapped: str) -> None:
    assert link_target(wrapped) == PAGE


@pytest.mark.parametrize(
    "url",
    [
        PAGE,
        "https://www.google.com/search?q=https://seite.example/",
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://notgoogle.example/url?q=https://seite.example/",
        "https://t.co/abc",
        "https://[broken/url?q=https://a.example/",
    ],
)
def test_other_addresses_stay(url: str) -> None:
    assert link_target(url) == url
