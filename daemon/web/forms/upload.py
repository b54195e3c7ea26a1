"""A file that was sent with a form."""

from __future__ import annotations

from starlette.datastructures import UploadFile

from daemon.web.forms.form import Form
from store.errors import Invalid


def sent_file(form: Form, limit_mb: int) -> tuple[str, bytes]:
    """Name and content of the one that was chosen; raises Invalid for none, and for one that is too large."""
    sent: UploadFile | None = next((file for file in form.files if file.filename), None)
    if sent is None or sent.filename is None:
        raise Invalid("file", "none is chosen", "choose one, and send it again")
    content = sent.file.read(limit_mb * 1_000_000 + 1)
    if len(content) > limit_mb * 1_000_000:
        raise too_large(limit_mb)
    return sent.filename.replace("\\", "/").rpartition("/")[2], content


def too_large(limit_mb: int) -> Invalid:
    return Invalid("file", f"is larger than {limit_mb} MB", "history.file_limit_mb says what is allowed")
