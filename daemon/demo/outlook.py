"""What a person sees in a mailbox: read from the server with other people's libraries, and nothing of our own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import exchangelib
import requests
from exchangelib.version import EXCHANGE_2016, Version
from lxml import etree

_CATEGORY = "{CategoryList.xsd}category"


@dataclass(frozen=True, slots=True)
class SeenMail:
    sender: str
    subject: str
    categories: tuple[str, ...]
    is_read: bool
    folder: str


@dataclass(frozen=True, slots=True)
class SeenAppointment:
    start: datetime
    subject: str
    location: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeenTask:
    subject: str
    due: date | None
    reminder_at: datetime | None
    categories: tuple[str, ...]
    body: str
    is_complete: bool


class Seen:
    """One person looking at their own mailbox."""

    def __init__(self, account: Any, zone: ZoneInfo) -> None:
        self._account = account
        self._zone = zone

    def mails(self, *path: str) -> list[SeenMail]:
        """A folder's messages, newest first; the Inbox, or a folder below it."""
        folder = self._account.inbox
        for name in path:
            folder = folder / name
        return [_mail(item, folder.name) for item in folder.all().order_by("-datetime_received")]

    def sent(self) -> list[SeenMail]:
        folder = self._account.sent
        return [_mail(item, folder.name) for item in folder.all().order_by("-datetime_received")]

    def appointments(self) -> list[SeenAppointment]:
        return [
            SeenAppointment(
                item.start.astimezone(self._zone), item.subject, item.location or "", tuple(item.categories or ())
            )
            for item in self._account.calendar.all().order_by("start")
        ]

    def tasks(self) -> list[SeenTask]:
        return [
            SeenTask(
                subject=item.subject,
                due=item.due_date,
                reminder_at=item.reminder_due_by.astimezone(self._zone) if item.reminder_is_set else None,
                categories=tuple(item.categories or ()),
                body=item.text_body or "",
                is_complete=item.is_complete,
            )
            for item in self._account.tasks.all()
        ]

    def category_list(self) -> list[str]:
        """The names that Outlook offers when somebody categorises an item; none where there is no list yet."""
        try:
            document = self._account.calendar.get_user_configuration("CategoryList", properties="XmlData")
        except exchangelib.errors.ErrorItemNotFound:
            return []
        root = etree.fromstring(document.xml_data, etree.XMLParser(resolve_entities=False))
        return [str(category.get("name")) for category in root.iter(_CATEGORY)]


class ToDo:
    """One person in To Do, at their own list; `token` is theirs."""

    def __init__(self, graph_url: str, token: str) -> None:
        self._url = f"{graph_url}/me/todo/lists"
        self._headers = {"Authorization": f"Bearer {token}"}

    def open_tasks(self) -> list[str]:
        """The titles that are not ticked off."""
        return [task["title"] for task in self._ask("GET", self._tasks)["value"] if task["status"] != "completed"]

    def tick_off(self, title: str) -> None:
        """Raises ValueError, as does `move`, unless there is one task of this title."""
        self._change(title, {"status": "completed"})

    def move(self, title: str, due: date, zone: ZoneInfo) -> None:
        self._change(title, {"dueDateTime": {"dateTime": f"{due}T00:00:00", "timeZone": zone.key}})

    def _change(self, title: str, change: dict[str, Any]) -> None:
        (own,) = (task["id"] for task in self._ask("GET", self._tasks)["value"] if task["title"] == title)
        self._ask("PATCH", f"{self._tasks}/{own}", change)

    @property
    def _tasks(self) -> str:
        lists = self._ask("GET", self._url)["value"]
        (own,) = (one["id"] for one in lists if one["wellknownListName"] == "defaultList")
        return f"{self._url}/{own}/tasks"

    def _ask(self, method: str, url: str, body: dict[str, Any] | None = None) -> Any:
        answer = requests.request(method, url, json=body, headers=self._headers, timeout=60)
        answer.raise_for_status()
        return answer.json()


@contextmanager
def seen_by(endpoint: str, address: str, password: str, zone: ZoneInfo) -> Iterator[Seen]:
    """Log in as this person, until left."""
    configuration = exchangelib.Configuration(
        service_endpoint=endpoint,
        credentials=exchangelib.Credentials(address, password),
        auth_type=exchangelib.BASIC,
        version=Version(EXCHANGE_2016),
    )
    account = exchangelib.Account(
        address,
        config=configuration,
        autodiscover=False,
        access_type=exchangelib.DELEGATE,
        default_timezone=exchangelib.EWSTimeZone(zone.key),
    )
    try:
        yield Seen(account, zone)
    finally:
        account.protocol.close()


def _mail(item: Any, folder: str) -> SeenMail:
    sender = item.sender.name or item.sender.email_address if item.sender else ""
    return SeenMail(sender, item.subject or "", tuple(item.categories or ()), bool(item.is_read), folder)
