"""What the class of an item says that it is. Pure."""

from __future__ import annotations

# What people and programs lay into folders for mail besides: some servers show all of them as messages.
_NO_MAIL_CLASSES = {
    "ipm.contact": "a contact",
    "ipm.abchperson": "a person",
    "ipm.distlist": "a contact group",
    "ipm.stickynote": "a note",
    "ipm.post": "a post",
    "ipm.document": "a document",
    "ipm.activity": "a journal entry",
    "ipm.task": "a task",
    "ipm.taskrequest": "a task request",
    "ipm.appointment": "an appointment",
    "ipm.sharing": "a sharing message",
    "ipm.network": "a social network",
    "ipm.rolemember": "a role's member",
    "ipm.conversationaction": "a rule for a conversation",
    "ipm.file": "a file",
}


def no_mail(item_class: str) -> str:
    """What an item of this class is, where it is no mail; "" where it is, or where nobody knows."""
    first, _, rest = item_class.lower().partition(".")
    return _NO_MAIL_CLASSES.get(f"{first}.{rest.partition('.')[0]}", "")
