"""By which sign is a message known to be automatic? Pure, and tables mostly.

What could never stand on a person's mail is a sign by itself: a responder's header, a report's item class,
MAILER-DAEMON as sender. Everything else could, and two have to agree: a server's address or name with what such servers
write as subject or first lines, a responder's subject with a mark of being an answer that wants none. An empty return
path is one of those marks: copies that programs put into a mailbox, and mail of some gateways, have it as well.
The sources are RFC 3464, 3834 and 5321, Microsoft's message classes, and what mail servers are seen to send.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from itertools import islice

from connectors.mailbox import Email, Person
from daemon.link.headers import BULK, LONGEST, OF_A_LIST, OLD_LISTS, by_header, shown
from daemon.link.phrases.notices import LIST_STARTS, RECALL_STARTS, RECALL_TEXTS, RECEIPT_STARTS, RECEIPT_TEXTS
from daemon.link.phrases.reports import BOUNCE_STARTS, BOUNCE_TEXTS
from daemon.link.phrases.responders import AWAY_STARTS, AWAY_TEXTS, PROGRAMS_STARTS, REPLY_STARTS
from store.addresses import domain_of, normalise, normalise_domain

_SUBJECT = 200  # characters of a subject that are looked at
_TEXT = 4_000  # characters of a text that are looked at
_LINES = 25  # lines of it, blank ones left out

_BY_DAEMON = "its sender is a mail server"


def automatic_sign(mail: Email, *, is_sent: bool = False) -> str:
    """The sign in words; "" for a person's mail. Of what its mailbox's user sent (`is_sent`) no sender is no server."""
    sign = by_header(mail) if mail.headers else ""
    if not sign and mail.item_class not in ("IPM.Note", ""):
        sign = _by_class(mail.item_class.casefold())
    return sign or _by_sender_and_text(mail, is_sent=is_sent) or _by_return_path(mail) or _by_suppression(mail)


def is_of_a_list(sign: str) -> bool:
    """Whether the sign says no more than that the message came by way of a list, to which people write as well."""
    return sign in OF_A_LIST


def is_of_a_round(sign: str) -> bool:
    """The same, and no more than a list for discussion says: mail for many says bulk."""
    return is_of_a_list(sign) and sign != BULK


def rests_on(sign: str) -> str:
    """The field without which a sign cannot be told again: "headers", "item_class", "body"; "" where what is always
    known of a message is enough.
    """
    if sign in _SIGNS_OF_CLASSES:
        return "item_class"
    if sign.endswith("text)"):
        return "body"
    is_by_sender = sign.startswith(_BY_DAEMON) or sign in _BY_SUBJECT
    return "" if is_by_sender else "headers"


def list_domain(mail: Email) -> str:
    """The mail domain of the list that a message came from: of its List-Id, else of its sender; "" without."""
    found = _LIST_ID.search(mail.headers.get("list-id", "")[:1_000])
    if found is not None:
        return normalise_domain(found[1])
    for name in OLD_LISTS:
        if found := _LIST_ADDRESS.search(mail.headers.get(name, "")[:1_000]):
            return normalise_domain(found[1])
    return domain_of(normalise(mail.sender.address)) if mail.sender else ""


_LIST_ID = re.compile(r"([^\s<>@\"]{1,250})>?\s*$")
_LIST_ADDRESS = re.compile(r"[^\s<>@\"]@([^\s<>@\";,]{1,250})")
_REPORT_BY_SUBJECT = "a report of a mail server (by its sender and subject)"
_COMPLAINT_BY_SUBJECT = "a complaint's report (by its subject)"
_AWAY_BY_SUBJECT = "an out-of-office answer (by its subject)"  # and mostly by a header as well
_LIST_BY_SUBJECT = "a mailing list's own message (by its sender and subject)"
_BY_SUBJECT = frozenset({_REPORT_BY_SUBJECT, _COMPLAINT_BY_SUBJECT, _LIST_BY_SUBJECT})


# --- by its class -----------------------------------------------------------------------------------------------------

_CLASSES = (
    ("report.", "a delivery or read report"),
    ("ipm.note.rules.", "an out-of-office answer"),
    ("ipm.recall.", "a report on a recall"),
    ("ipm.outlook.recall", "a recall"),
    ("ipm.note.storagequotawarning", "a server's warning"),
)


_SIGNS_OF_CLASSES = frozenset(sign for _, sign in _CLASSES)


def _by_class(item_class: str) -> str:
    return next((sign for prefix, sign in _CLASSES if item_class.startswith(prefix)), "")


# --- by two marks -----------------------------------------------------------------------------------------------------

# Nobody's own address: what servers sign their reports with.
_DAEMON = re.compile(
    r"(?:(?:mailer|mail)[-_.]?|m)d(?:ae|e)mon(?:$|[-_.+@])|microsoftexchange[0-9a-f]{32}(?:$|@)|autoresponder(?:$|@)"
)
_DAEMON_NAMES = frozenset(
    {
        *("mail delivery system", "mail delivery subsystem", "mail delivery service", "mailer-daemon"),
        *("mailer daemon", "mail delivery agent", "internet mail delivery", "mail transport system"),
    }
)
# Servers' addresses and names, from which their keepers write as well.
_SERVER = re.compile(
    r"(?:post[-_.]?master|bounces?|ndr|dsn|daemon|no[-_.]?reply|do[-_.]?not[-_.]?reply|"
    r"mail[-_.]?(?:delivery|system|router|server|gateway)|mms-?daemon|[a-z]{0,20}[-_.]?anti[-_.]?virus)(?:$|[-_.+@0-9\\])"
)
_SERVER_NAMES = (
    *("postmaster", "post master", "system administrator", "systemadministrator", "mail administrator"),
    *("microsoft outlook", "microsoft exchange", "mail router", "interscan", "mail gateway", "mail system"),
    *("administrateur système", "administrador del sistema", "amministratore del sistema", "administrator systemu"),
    *(
        "content-filter",
        "системный администратор",
        "mail delivery",
        "email delivery",
        "delivery subsystem",
        "mailmarshal",
        "barracuda",
    ),
)
# Offices, from which servers write as well.
_OFFICE = re.compile(
    r"(?:mail[-_.]?)?(?:admin|administrator|sys[-_.]?admin|system|root|exchange|smtp|mms|notifications?|"
    r"anti[-_.]?spam|spam|quarantine|security|support|info|helpdesk)(?:$|[-_.+@0-9])"
)
# From which the programs of lists write, and their keepers as well.
_LIST_PROGRAM = re.compile(
    r"(?:majordomo|listserv|listproc|sympa|mailman|ezmlm|ecartis|owner-[^@]{1,64}|"
    r"[^@]{1,64}-(?:bounces|request|help|owner|admin|confirm))(?:$|[-_.+@0-9])"
)
# What a gateway or list puts before a subject.
_TAGS = re.compile(r"(?:\[[^\[\]]{1,40}\]|\*{2,5}[^*]{1,40}\*{2,5}|\{[^{}]{1,40}\})\s*")
# Of a report's own fields and of a transcript; nobody types these.
_REPORT_LINE = re.compile(
    r"(?:final-recipient|original-recipient|reporting-mta|remote-mta|diagnostic-code): |action: failed|"
    r"<<< [45]\d\d[ -]|rcpt to: ?\S|^did not reach the following|^was not delivered to:|^could not be delivered to: ?<|"
    r"^this is an? (?:one-time )?automat(?:ed|ic|ically generated) (?:message|reply|response|notification)|"
    r"^the following recipients were affected|^generating server: |^msexch:|^this nondelivery report"
)


class _Kind(Enum):
    DAEMON, SERVER, OFFICE, PERSON = range(4)


@lru_cache(maxsize=10_000)  # most mail is from people who wrote before
def _kind_of(address: str, name: str) -> _Kind:
    address = normalise(address) or address[:LONGEST].lower()
    local, name = address.lstrip("<'\" "), name[:LONGEST].casefold().strip("\"' ")
    if _DAEMON.match(local) or name in _DAEMON_NAMES or ("@" in name and _DAEMON.match(name)):
        return _Kind.DAEMON
    if _SERVER.match(local) or name.startswith(_SERVER_NAMES) or local in ("", ">"):
        return _Kind.SERVER
    return _Kind.OFFICE if _OFFICE.match(local) else _Kind.PERSON


# How all of them begin, of which there are hundreds: nearly all subjects begin otherwise.
_STARTS = (
    *(*REPLY_STARTS, *BOUNCE_STARTS, *RECEIPT_STARTS, *RECALL_STARTS, *LIST_STARTS),
    *("auto: ", "auto : ", "complaint", "email", "feedback", "yahoo"),
)
_LETTERS = 5
_BEGINNINGS = frozenset(start[:_LETTERS] for start in _STARTS)
_SHORTER = tuple(start for start in _STARTS if len(start) < _LETTERS)


def _by_sender_and_text(mail: Email, *, is_sent: bool) -> str:
    sender, unnamed = mail.sender, _Kind.PERSON if is_sent else _Kind.SERVER
    kind = _kind_of(sender.address, sender.name) if sender else unnamed
    if sender and kind is _Kind.DAEMON:
        return f"{_BY_DAEMON} ({shown(sender.address or sender.name)})"
    is_server = kind is _Kind.SERVER and not (mail.is_draft and not (sender and sender.address))
    subject = mail.subject[:_SUBJECT].casefold().lstrip()
    if subject[:1] == "[" and subject.startswith(PROGRAMS_STARTS):
        return _out_of_office(mail, subject, is_server=is_server)
    if subject[:1] in ("[", "*", "{") and not subject.startswith("[bounce]"):
        while tag := _TAGS.match(subject):
            subject = subject[tag.end() :]
        subject = subject.lstrip("*")  # a whole subject between stars
    is_a_programs = subject[:_LETTERS] in _BEGINNINGS or subject.startswith(_SHORTER)
    if is_a_programs and (sign := _by_subject(mail, subject, kind, is_server=is_server)) is not None:
        return sign
    if is_server:
        return "a report of a mail server (by its sender and text)" if _is_report(mail) else ""
    if subject[-1:] == ")" or ": " in subject:
        # Some answer with "Re: " and the subject first, and then say what became of it.
        ending = subject.rpartition("(")[2] if subject[-1:] == ")" else subject.rpartition(": ")[2]
        if ending != subject and ending.startswith(BOUNCE_STARTS) and _names_whom(mail):
            return "a report of a mail server (by its subject and text)"
    if sender and (says := _OLD_NOTES.search(subject)) and _names(subject[: says.start()], sender):
        return "an out-of-office answer (by its subject and text)" if _begins(mail, AWAY_STARTS, 3) else ""
    return ""


# Older Notes: "Ann Client/Oslo/Client is out of the office."; in the text its user says so, as "I".
_OLD_NOTES = re.compile(
    r" (?:is out of the office|ist außer haus|ist ausser haus|ist nicht im büro|est absent(?:\(e\)|e)?|"
    r"está fuera de la oficina|está ausente|è fuori ufficio|è assente|is niet op kantoor|is afwezig|"
    r"er ikke på kontoret|är inte på kontoret)"
    r"(?:\.|\s*\([^()]{1,60}\))?\s*$"
)
_WORD = re.compile(r"\w{2,}")


def _names(said: str, sender: Person) -> bool:
    """Whether that is the sender: who writes about a colleague, or of themselves, says "I" or another name."""
    own = f"{sender.name[:LONGEST]} {sender.address[:LONGEST].partition('@')[0]}".casefold()
    return not set(_WORD.findall(said[:LONGEST])).isdisjoint(_WORD.findall(own))


def _by_subject(mail: Email, subject: str, kind: _Kind, *, is_server: bool) -> str | None:
    """The sign of one whose subject is a program's, "" where the rest is a person's; None where it says nothing."""
    if subject.startswith(REPLY_STARTS):
        return _out_of_office(mail, subject, is_server=is_server)
    if subject.startswith(BOUNCE_STARTS):
        if is_server:
            return _REPORT_BY_SUBJECT
        is_report = _is_report(mail) if kind is _Kind.OFFICE else _begins(mail, BOUNCE_TEXTS, 1)
        if is_report:
            return "a report of a mail server (by its subject and text)"
    if mail.sender and subject.startswith(LIST_STARTS) and _is_list_program(mail.sender):
        return _LIST_BY_SUBJECT
    if is_server:
        return None
    if subject.startswith(RECALL_STARTS):
        return "a recall (by its subject and text)" if _is_recall(mail, subject) else ""
    if subject.startswith(RECEIPT_STARTS):
        return "a receipt (by its subject and text)" if _begins(mail, RECEIPT_TEXTS, 1) else ""
    if _COMPLAINT.match(subject):
        return _COMPLAINT_BY_SUBJECT
    if subject.startswith(("auto: ", "auto : ")) and _NOTES.search(subject):
        return _AWAY_BY_SUBJECT
    if subject.rstrip() == "yahoo! auto response":
        return _AWAY_BY_SUBJECT
    return "" if subject.startswith(BOUNCE_STARTS) else None


def _is_list_program(sender: Person) -> bool:
    return _LIST_PROGRAM.match(normalise(sender.address) or sender.address[:LONGEST].lower()) is not None


def _is_recall(mail: Email, subject: str) -> bool:
    """Outlook names in one sentence who recalls which message, and the subject repeats that."""
    line = next(iter(_first_lines(mail, 1)), "")
    recalled = subject.partition(":")[2].strip()
    return recalled != "" and recalled[:LONGEST] in line and any(phrase in line for phrase in RECALL_TEXTS)


# Of feedback loops, which need not be multipart/report.
_COMPLAINT = re.compile(r"(?:complaint about message from|(?:email )?feedback report for ip) [0-9a-f]+[.:][0-9a-f.:]+")
# Notes: "AUTO: Ann Client is out of the office (returning 12.10.2025)", in its user's language.
_NOTES = re.compile(r"out of (?:the )?office|\([^()\d]{3,40}\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\)\s*$")


def _out_of_office(mail: Email, subject: str, *, is_server: bool) -> str:
    """A responder's subject, with what only an answer has that wants no answer itself, or with a responder's words."""
    headers = mail.headers
    if mail.in_reply_to or mail.references or is_server or not headers.keys().isdisjoint(_SECOND):
        return _AWAY_BY_SUBJECT
    is_away = subject.startswith(PROGRAMS_STARTS) and _says_away(mail, 6)
    return "an out-of-office answer (by its subject and text)" if is_away else ""


def _says_away(mail: Email, count: int) -> bool:
    return any(phrase in line for line in _first_lines(mail, count) for phrase in AWAY_TEXTS)


_SENTENCE = re.compile(r"[.!?\u3002]\s*")


def _begins_to_say_away(mail: Email, count: int) -> bool:
    """Whether a sentence of its first lines begins so; what is in the middle of one may be about somebody else."""
    return any(said.startswith(AWAY_STARTS) for line in _first_lines(mail, count) for said in _SENTENCE.split(line))


def _by_return_path(mail: Email) -> str:
    """RFC 5321: only notifications are delivered without a way back. A copy need not have been delivered."""
    headers = mail.headers
    if headers.get("return-path", "")[:LONGEST].strip() not in ("<>", "< >"):
        return ""
    was_delivered = "delivered-to" in headers or not headers.keys().isdisjoint(_SECOND)
    kind = _kind_of(mail.sender.address, mail.sender.name) if mail.sender else _Kind.SERVER
    subject = mail.subject[:_SUBJECT].casefold().lstrip()
    if (
        was_delivered
        or kind is not _Kind.PERSON
        or subject.startswith((*REPLY_STARTS, *BOUNCE_STARTS, *RECEIPT_STARTS))
        or _begins(mail, BOUNCE_TEXTS, 3)
        or _begins_to_say_away(mail, 4)
    ):
        return "its return path is empty: nobody is to answer it"
    return ""


def _by_suppression(mail: Email) -> str:
    """Who suppresses all answers and says to be away; either alone is a person's."""
    wanted = mail.headers.get("x-auto-response-suppress", "")[:LONGEST].strip().lower()
    if wanted == "all" and _is_made_by_a_rule(mail):
        return "a rule of its sender's mailbox made it, and it suppresses all answers"
    is_answer = bool(mail.in_reply_to or mail.references)
    if wanted == "all" and is_answer and _says_away(mail, 2):
        return "an out-of-office answer (it suppresses all answers, and says so in its text)"
    return ""


def _is_made_by_a_rule(mail: Email) -> bool:
    """Exchange says so, and of what a rule only passes on it names who did, who is not the sender."""
    headers, sender = mail.headers, normalise(mail.sender.address) if mail.sender else ""
    if "mailbox rules agent" in headers.get("x-ms-exchange-generated-message-source", "")[:LONGEST].lower():
        return True
    return sender != "" and normalise(headers.get("x-ms-exchange-inbox-rules-loop", "")[:300].strip()) == sender


_SECOND = frozenset({"x-auto-response-suppress", "x-ms-exchange-generated-message-source", "x-loop"})


def _is_report(mail: Email) -> bool:
    lines = _first_lines(mail, _LINES)
    return any(line.startswith(BOUNCE_TEXTS) for line in lines[:2]) or any(map(_REPORT_LINE.search, lines))


def _begins(mail: Email, texts: tuple[str, ...], count: int) -> bool:
    return any(line.startswith(texts) for line in _first_lines(mail, count))


_LONE_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,255}")


def _names_whom(mail: Email) -> bool:
    """Whether it begins as a report does, with the address that could not be reached on a line of its own."""
    lines = _first_lines(mail, 2)
    return len(lines) > 1 and lines[0].startswith(BOUNCE_TEXTS) and _LONE_ADDRESS.fullmatch(lines[1]) is not None


_MARKUP = re.compile(r"<[^<>]*>")


def _first_lines(mail: Email, count: int) -> list[str]:
    """What it says first, without rules, stars and the like before it."""
    text = mail.body
    if mail.body_is_html:  # only where the server makes no text
        text = _MARKUP.sub("\n", text[: 10 * _TEXT].partition("<body")[2] or text[:_TEXT])
    lines = (line.strip(_RULES)[:400] for line in text[:_TEXT].casefold().replace("\u2019", "'").split("\n"))
    return list(islice(filter(None, lines), count))


_RULES = " \t\r*>#-=_.|<"
