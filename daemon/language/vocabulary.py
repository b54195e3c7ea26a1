"""Words that the program chooses among: kinds, states, roles, and the fields of records, as people read them.

A value of an enumeration is a word for programs ("call"); people read its English word here, and its translation.
"""

from __future__ import annotations

# By which an item was linked, or not: as receipts and links name them (docs/linking.md).
_RULES = (
    "account's domain, address, ambiguous, automatic, before backfill, blocked, by hand, category, "
    "category from sender, category in recycle bin, contact, draft, inside, made here, meeting message, "
    "new opportunity, nobody, none of them, private, removed by the user, series, thread, unclear category, "
    "unknown category, unknown people, unusable address"
)
# What is sent as a table and is none.
_FILES = (
    "a picture, a sound or a picture, a packed file (gzip), a packed file (7-Zip), a packed file (RAR), "
    "a packed file (xz), a database, a text document (RTF), a vCard, a calendar, an old Excel workbook, a program"
)

WORDS: dict[str, dict[str, str]] = {
    "ItemKind": {
        "email": "e-mail",
        "appointment": "appointment",
        "note": "business note",
        "call": "phone log",
        "task": "task",
        "file": "file",
    },
    "Record": {
        "user": "user",
        "account": "account",
        "contact": "contact",
        "opportunity": "opportunity",
        "stage": "stage",
        "list": "list",
        "product": "product",
        "marketing": "marketing activity",
        "project": "project",
        "template": "project template",
        "field": "own field",
        "item": "history item",
        "webhook": "webhook",
    },
    "EventKind": {
        "linked": "linked",
        "stage_changed": "stage changed",
        "closed": "closed",
        "reopened": "reopened",
        "test": "test",
    },
    "DeliveryState": {"waiting": "waiting", "delivered": "delivered", "given up": "given up"},
    "WebhookState": {"active": "active", "failing": "failing", "paused": "paused"},
    "TaskStatus": {"open": "open", "done": "done", "cancelled": "cancelled"},
    "StageKind": {"open": "open", "won": "won", "lost": "lost"},
    "State": {"open": "open", "closed": "closed", "won": "won", "lost": "lost", "all": "all"},
    "Role": {"owner": "owner", "member": "member"},
    "FieldKind": {
        "text": "text",
        "number": "number",
        "money": "money",
        "date": "date",
        "yesno": "yes or no",
        "choice": "choice",
    },
    "Way": {"passkey": "passkey", "proxy": "the firm's network", "oidc": "the firm's account"},
    "DraftKind": {"email": "e-mail", "meeting": "meeting request", "appointment": "appointment"},
    "DueKind": {
        "reminder": "reminder",
        "activity": "sales activity",
        "task": "task",
        "project task": "project task",
        "closing": "close date",
    },
    "Outcome": {"linked": "linked", "contact": "contact only", "review": "waiting for you", "skipped": "skipped"},
    "ListName": {
        "type": "type",
        "payment_terms": "payment terms",
        "source": "source",
        "lost_reason": "reason for losing",
        "account_type": "account type",
        "contact_type": "contact type",
        "marketing_type": "marketing type",
    },
    "PersonRole": {
        "from": "from",
        "sender": "sent by",
        "reply_to": "answers to",
        "original_from": "originally from",
        "to": "to",
        "cc": "copy to",
        "bcc": "blind copy to",
        "organizer": "organizer",
        "attendee": "attendee",
    },
    "Level": {name: name for name in ("contact", "account of", "thread and contact", "thread and account of")},
    "Answer": {"yes": "yes", "no": "no"},
    "Row": {"line": "line", "row": "row"},
    "Told": {
        name: name
        for name in (
            *("sender", "recipients", "copy recipients", "date", "conversation", "text", "attendees", "subject"),
            *("being a draft or not", "place in a series", "start", "end", "organizer", "location", "categories"),
        )
    },
    "Unread": {name: name for name in ("category list", "categories", "folders")},
    "ErrandKind": {
        "stamp": "category on an item",
        "task": "task",
        "categories": "list of categories",
        "draft": "draft",
        "wording": "category on an item",
    },
    "File": {name: name for name in _FILES.split(", ")},
    "Rule": {name: name for name in _RULES.split(", ")},
}

# By the names that the store gives to fields, with "_" as a blank.
_NAMES = (
    "account, account type, active, activities, activity reminders, address, addresses, amount, assigned to, "
    "body, budget, categories, "
    "category, choice, choices, close date, closed, comment, comments, competitors, contact, contact type, "
    "completed, created, currency, default, days, delivery date, description, discount, domains, due day, "
    "due on, duration, "
    "email, emails, end date, ends on, expiration date, field, fields, file, filter, history, initiated by, "
    "kind, linked to, of, offered, opportunity, place, related, reminder on, status, tasks, "
    "items, line item, line total, link to, location, login, lost reason, minutes, name, note, notes, number, "
    "payment terms, phone, phones, position, price, probability, product, products, quantity, "
    "reason for losing, reminder, reminder at, role, search, source, stage, stages, start date, starts on, "
    "subject, task, template, text, title, total, type, unit price, user, value, web, web page"
)
FIELDS: dict[str, str] = {name: name for name in _NAMES.split(", ")} | {
    "assign": "assigned to",
    "at": "time",
    "direction": "who called",
    "due": "due day",
    "end": "end date",
    "is active": "active",
    "start": "start date",
    "external id": "number elsewhere",
    "initiated marketing id": "initiated by",
    "initiated kind": "initiated by",
    "initiated account id": "initiated by",
    "initiated contact id": "initiated by",
    "account id": "account",
    "contact id": "contact",
    "stage id": "stage",
}


# What the audit trail calls a field of which there are several, and what it writes into fields.
CHANGED = (
    "activity %(name)s: due",
    "initiated by %(the_record)s",
    "line item %(number)s",
    "place of %(name)s",
    "task %(number)s",
    "task %(number)s assigned to",
    "task %(number)s cancelled",
    "task %(number)s completed",
    "task %(number)s due",
    "task %(number)s place",
    "%(the_list)s %(name)s: position",
)
HELD = (
    "%(quantity)s x %(name)s at %(price)s = %(total)s",
    "%(quantity)s x %(name)s at %(price)s less %(discount)s %% = %(total)s",
    "%(the_record)s %(name)s",
    "as planned",
    "cancelled",
)


def word_for(kind: str, value: str) -> str:
    """The English word of an enumeration's value; the value itself where it has none of its own."""
    if kind == "field":
        return FIELDS.get(value.replace("_", " "), value)
    return WORDS.get(kind, {}).get(value, value)


def kinds_of(value: str) -> list[str]:
    """The enumerations that have this value."""
    return [kind for kind, words in WORDS.items() if value in words]
