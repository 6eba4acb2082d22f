"""How the program introduces itself to servers."""

from __future__ import annotations

from digest import __version__


def program_name(contact: str = "", project_url: str | None = None) -> str:
    """The User-Agent: `digest/1.0 (+https://project…; contact)`, so that an operator who minds us can say so.

    The project's address is the installed package's own; without one, and without a contact, the name stands alone.
    """
    url = _project_url() if project_url is None else project_url
    remarks = "; ".join(remark for remark in (f"+{url}" if url else "", contact.strip()) if remark)
    return f"digest/{__version__} ({remarks})" if remarks else f"digest/{__version__}"


def _project_url() -> str:
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        named = metadata("digest").get_all("Project-URL") or []
    except PackageNotFoundError:  # run from a checkout
        return ""
    # "Homepage, https://…" (core metadata specification, Project-URL)
    addresses = {label.strip().lower(): url.strip() for label, _, url in (line.partition(",") for line in named)}
    return addresses.get("homepage") or next(iter(addresses.values()), "")
