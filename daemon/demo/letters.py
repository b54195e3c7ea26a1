"""What lies in the two mailboxes when the story begins, as files that Outlook or the simulator can open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Oslo")
SATURDAY = 5  # of date.weekday()
KARI, JONAS = "kari@nordlys.example", "jonas@nordlys.example"

_KARI, _JONAS = f"Kari Nilsen <{KARI}>", f"Jonas Berg <{JONAS}>"
_ANN = "Ann Lee <ann.lee@fabrikam.example>"
_PETRA = "Petra Voss <petra@lumen.example>"
INGRID = "Ingrid Moe <ingrid.moe@havn.example>"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it arrived `days` before the story, at this hour."""

    days: int
    at: time
    sender: str
    subject: str
    body: str
    to: tuple[str, ...] = (_KARI,)
    cc: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    folder: str = "Inbox"

    @property
    def message_id(self) -> str:
        words = "-".join("".join(c for c in word if c.isalnum()) for word in self.subject.lower().split()[:4])
        return f"<{words}.{self.days}@{parseaddr(self.sender)[1].rpartition('@')[2]}>"

    def as_eml(self, today: date) -> bytes:
        message = EmailMessage()
        message["From"] = _address(self.sender)
        message["To"] = [_address(person) for person in self.to]
        if self.cc:
            message["Cc"] = [_address(person) for person in self.cc]
        message["Subject"] = self.subject
        sent = datetime.combine(today - timedelta(days=self.days), self.at, ZONE)
        message["Date"] = format_datetime(sent)
        message["Message-ID"] = self.message_id
        for name, value in self.headers.items():
            message[name] = value
        message.set_content(self.body)
        return message.as_bytes()


@dataclass(frozen=True, slots=True)
class Meeting:
    """An appointment `days` after the story begins, or on the Monday after a weekend; an hour long."""

    days: int
    at: time
    subject: str
    location: str = ""
    attendees: tuple[str, ...] = ()
    organizer: str = _KARI
    is_private: bool = False

    def day(self, today: date) -> date:
        return working_day(today + timedelta(days=self.days))

    def as_ics(self, today: date) -> bytes:
        start = datetime.combine(self.day(today), self.at, ZONE).astimezone(UTC)
        lines = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//dealtrail//demo//EN",
            "BEGIN:VEVENT",
            f"UID:{'-'.join(self.subject.lower().split())}@nordlys.example",
            f"DTSTAMP:{datetime.combine(today, time(), UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
            f"DTEND:{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}",
            f"SUMMARY:{self.subject}",
            f"LOCATION:{self.location}",
            f"CLASS:{'PRIVATE' if self.is_private else 'PUBLIC'}",
        ]
        if self.attendees:
            name, address = parseaddr(self.organizer)
            lines.append(f"ORGANIZER;CN={name}:mailto:{address}")
        for name, address in map(parseaddr, self.attendees):
            lines.append(f"ATTENDEE;CN={name};ROLE=REQ-PARTICIPANT:mailto:{address}")
        return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


QUESTIONS = Letter(
    4,
    time(9, 12),
    _ANN,
    "Offer for 200 desks: two questions",
    "Hello Kari,\n\nthank you for the offer. Two questions before it goes to our board:\n\n"
    "  1. Does the price include assembly on both floors?\n  2. How long is the warranty on the motors?\n\n"
    "We would like to decide this month.\n\nBest regards\nAnn Lee\nPurchasing, Fabrikam\n",
)
TWO_LOTS = Letter(
    2,
    time(14, 40),
    _ANN,
    "Delivery in two lots?",
    "Hello Kari, hello Jonas,\n\nthe second floor will not be ready before week 32. Could you deliver 120 desks first "
    "and 80 later,\nwithout another freight charge?\n\nAnn\n",
    cc=(_JONAS,),
)
CHESS = Letter(
    1,
    time(20, 5),
    _ANN,
    "Chess club: the spring programme",
    "Kari,\n\nthe club starts again on Tuesday at seven. Bring your sister, we need another board!\n\nAnn\n",
)
FLOOR_PLAN = Letter(
    1,
    time(11, 25),
    "Marta Solberg <marta@brightline.example>",
    "Floor plan, second floor",
    "Dear Kari Nilsen,\n\nwe are the architects of Fabrikam's new office. Our portal has the floor plan with\n"
    "the sockets for the desks. Row C has to move by 40 cm.\n\nMarta Solberg\nBrightline Architects\n",
)
COME_BY = Letter(
    1,
    time(16, 2),
    _PETRA,
    "When can you come by?",
    "Hi Kari,\n\nI would like to talk it through with you before the holidays. Is next Wednesday good?\n\nPetra\n",
)
DINNER = Letter(
    1,
    time(18, 30),
    _ANN,
    "Dinner on Saturday?",
    "Shall we say seven, at our place? The children ask for yours.\n",
    headers={"Sensitivity": "Private"},
)
THANKS = Letter(
    3,
    time(10, 0),
    "Tom Hall <tom.hall@contoso.example>",
    "Thank you for the chairs",
    "Hello Kari,\n\nall forty chairs are in place and everybody is happy. I will be back when we move.\n\nTom Hall\n",
)
CHAIRS = Letter(
    2,
    time(8, 50),
    INGRID,
    "Chairs for the meeting rooms",
    "Good morning Jonas,\n\nwe have six meeting rooms now, so please make it 72 chairs. Wool, not leather.\n\n"
    "Ingrid Moe\nHavn Rederi\n",
    to=(_JONAS,),
)
NEWSLETTER = Letter(
    3,
    time(6, 0),
    "Workplace Weekly <news@workplace-weekly.example>",
    "Seven trends in office lighting",
    "This week: why warm light is back, and what it means for your meeting rooms.\n\nUnsubscribe at any time.\n",
    headers={"List-Id": "Workplace Weekly <weekly.workplace-weekly.example>", "Precedence": "bulk"},
)
_AWAY = Letter(
    2,
    time(7, 45),
    _PETRA,
    "Automatic reply: Our visit",
    "I am out of the office until tomorrow and read no mail. In urgent cases call my colleagues.\n",
    headers={"Auto-Submitted": "auto-replied"},
)

LETTERS: dict[str, tuple[Letter, ...]] = {
    KARI: (
        QUESTIONS,
        TWO_LOTS,
        CHESS,
        FLOOR_PLAN,
        COME_BY,
        DINNER,
        THANKS,
        NEWSLETTER,
        _AWAY,
        Letter(1, time(12, 1), _JONAS, "Lunch on Thursday?", "The new place at the harbour, at noon?\n\nJonas\n"),
        Letter(
            5,
            time(15, 30),
            _KARI,
            "Our offer: 200 desks",
            "Dear Ann,\n\nhere is our offer for 200 height-adjustable desks, delivered and assembled.\n\nKari Nilsen\n",
            to=(_ANN,),
            folder="Sent Items",
        ),
    ),
    JONAS: (
        TWO_LOTS,
        CHAIRS,
        Letter(
            1,
            time(9, 30),
            _JONAS,
            "Re: Chairs for the meeting rooms",
            "Dear Ingrid,\n\n72 it is. You have the new price by Friday, with samples of the wool.\n\nJonas Berg\n",
            to=(INGRID,),
            folder="Sent Items",
        ),
        Letter(
            1,
            time(3, 14),
            "Growth Team <hello@rank-first.example>",
            "More visitors for your web shop",
            "Dear business owner, we looked at your web shop and found 14 mistakes. Reply today!\n",
            to=(_JONAS,),
        ),
    ),
}
VISIT = Meeting(5, time(13), "Site visit at Fabrikam", "Bergen, Strandgaten 5", (_ANN,))
SAMPLES = Meeting(6, time(10), "Choosing the wool", "Havn Rederi", (INGRID,), organizer=_JONAS)
DENTIST = Meeting(2, time(8), "Dentist", is_private=True)
MEETINGS: dict[str, tuple[Meeting, ...]] = {KARI: (VISIT, DENTIST), JONAS: (SAMPLES,)}


def working_day(day: date) -> date:
    """This day, or the Monday after the weekend that it falls on."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day


def write_files(folder: Path, today: date) -> None:
    """Everything as .eml and .ics files, a folder for each mailbox."""
    for address, letters in LETTERS.items():
        for number, letter in enumerate(sorted(letters, key=lambda one: (-one.days, one.at)), 1):
            place = folder / address / letter.folder
            _write(place / f"{number:02} {_file_name(letter.subject)}.eml", letter.as_eml(today))
    for address, meetings in MEETINGS.items():
        for meeting in meetings:
            _write(folder / address / "Calendar" / f"{_file_name(meeting.subject)}.ics", meeting.as_ics(today))


def count(address: str) -> int:
    """How many items a mailbox begins with."""
    return len(LETTERS[address]) + len(MEETINGS[address])


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _file_name(subject: str) -> str:
    return "".join(c for c in subject if c.isalnum() or c in " -").strip()


def _address(person: str) -> Address:
    name, address = parseaddr(person)
    return Address(name, addr_spec=address)
