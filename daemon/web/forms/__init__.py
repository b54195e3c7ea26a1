"""What people type into forms, and what they are told of it."""

from daemon.web.forms.conflicts import Conflict, Conflicting, changed_by
from daemon.web.forms.form import Form, SentForm, sent_form
from daemon.web.forms.refusal import Refusal

__all__ = ["Conflict", "Conflicting", "Form", "Refusal", "SentForm", "changed_by", "sent_form"]
