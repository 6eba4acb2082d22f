"""How the program introduces itself to servers."""

from __future__ import annotations

from digest import PROJECT_URL, __version__


def program_name(contact: str = "", project_url: str = PROJECT_URL) -> str:
    """The User-Agent: `digest/1.0 (+https://project…; contact)`, for operators to complain to.

    Without the project's address and a contact the name stands alone.
    """
    remarks = "; ".join(remark for remark in (f"+{project_url}" if project_url else "", contact.strip()) if remark)
    return f"digest/{__version__} ({remarks})" if remarks else f"digest/{__version__}"
