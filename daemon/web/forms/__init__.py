"""What people type into forms, and what they are told of it."""

from daemon.web.forms.conflicts import Conflict, Conflicting, changed_by
from daemon.web.forms.form import TOO_LONG, Form, SentForm, read_form, sent_form
from daemon.web.forms.own_fields import OwnField, own_fields, own_settings, shown_fields
from daemon.web.forms.refusal import Refusal
from daemon.web.forms.upload import sent_file, too_large

__all__ = [
    "TOO_LONG",
    "Conflict",
    "Conflicting",
    "Form",
    "OwnField",
    "Refusal",
    "SentForm",
    "changed_by",
    "own_fields",
    "own_settings",
    "read_form",
    "sent_file",
    "sent_form",
    "shown_fields",
    "too_large",
]
