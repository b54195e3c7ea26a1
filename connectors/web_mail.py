"""Outlook in a browser: where it is, and the address of one item there, made of what a copy is known by.

Nothing is asked for or stored for it. A server tells such an address as well, but Graph's does not open where ids are
immutable, as ours are; and Exchange's is made like this one (WebClientReadFormQueryString, its documentation says so).
Pure, and cheap to import.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit

# By the host of Graph: the public cloud, and the national ones.
_CLOUDS = {
    "graph.microsoft.com": "https://outlook.office.com",
    "graph.microsoft.us": "https://outlook.office365.us",
    "dod-graph.microsoft.us": "https://webmail.apps.mil",
    "microsoftgraph.chinacloudapi.cn": "https://partner.outlook.cn",
}
_FORMS = {False: "ReadMessageItem", True: "ICalendarItemDetailsViewModelFactory"}
_OWN_IDS = "Exchange2010"  # whose pages know items by ids that only the server can make


@dataclass(frozen=True, slots=True)
class WebMail:
    """Where a mailbox is read in a browser; `page` is "" where nobody knows."""

    page: str
    is_in_cloud: bool


def of_exchange(endpoint: str, version: str, page: str = "") -> WebMail:
    """That of an Exchange Server: `page`, or its usual place on the server's host, over https and nothing else."""
    parts = urlsplit(endpoint)
    usual = f"https://{parts.netloc}/owa" if parts.scheme == "https" and parts.netloc else ""
    return WebMail("" if version.startswith(_OWN_IDS) else page.rstrip("/") or usual, is_in_cloud=False)


def of_cloud(endpoint: str, page: str = "") -> WebMail:
    """That of Microsoft 365: `page`, or the one of the cloud that Graph is in."""
    return WebMail(page.rstrip("/") or _CLOUDS.get(urlsplit(endpoint).hostname or "", ""), is_in_cloud=True)


def item_address(of: WebMail, item_id: str, *, is_appointment: bool, conversation: str, day: date | None) -> str:
    """Where the item opens, by its id; "" where that cannot be told.

    In Microsoft 365 an e-mail opens in its conversation, and an appointment on its day in the calendar.
    """
    if not of.page:
        return ""
    if not of.is_in_cloud:
        return f"{of.page}/?ItemID={_written(item_id)}&exvsurl=1&viewmodel={_FORMS[is_appointment]}"
    if is_appointment:
        return f"{of.page}/calendar/view/day/{day.year}/{day.month}/{day.day}" if day else ""
    return f"{of.page}/mail/deeplink/readconv/{_written(conversation)}" if conversation else ""


def _written(text: str) -> str:
    """As a part of an address, whatever the server gave."""
    return quote(text, safe="")
