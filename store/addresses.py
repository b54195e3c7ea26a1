"""E-mail addresses made comparable. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

LONGEST = 320  # characters: 64 before the @ and 255 after it (RFC 5321)
WRITTEN = 8 * LONGEST  # characters of one in any form: composing and folding a hostile megabyte takes ages

_UNUSABLE = re.compile(r"[\s<>@\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_QUOTABLE = re.compile(r"[ <>@]")  # what may stand in a local part between quotation marks, and nowhere else

_NO_DOMAIN = re.compile(r"""[/\\:;,"'()\[\]?*%!&=+#$]""")  # of an address in the web, of a list, of a pattern


def normalise(address: str) -> str:
    """The one form by which an address is stored and compared; "" when it is none (a legacy DN, a group's name).

    Case is folded on both sides of the @; an internationalised domain becomes its ASCII form.
    """
    address = address.strip()
    return _normalised(address) if len(address) <= WRITTEN else ""


@lru_cache(maxsize=8192)
def _normalised(address: str) -> str:
    local, _, domain = address.strip().strip("<>").strip().rpartition("@")
    local, domain = _folded(local), _ascii(domain.strip())
    if not local or not domain or len(local) + len(domain) >= LONGEST:
        return ""
    is_quoted = len(local) > 2 and local.startswith('"') and local.endswith('"')
    if _UNUSABLE.search(domain) or _UNUSABLE.search(_QUOTABLE.sub("_", local) if is_quoted else local):
        return ""
    return f"{local}@{domain}"


def normalise_domain(text: str) -> str:
    """A mail domain in the form that addresses have it in, with or without an @ before it; "" when it is none."""
    domain = domain_of(normalise(f"x@{text.strip().removeprefix('@')}"))
    return domain if all(domain.split(".")) and not _NO_DOMAIN.search(domain) else ""


def domain_of(address: str) -> str:
    """The domain of a normalised address; "" when there is none."""
    return address.rpartition("@")[2] if "@" in address else ""


def _ascii(domain: str) -> str:
    domain = domain.strip(".")
    if domain.isascii():
        return domain.lower()
    import idna  # its tables are only loaded where such a domain occurs

    try:
        return idna.encode(domain, uts46=True).decode().lower().strip(".")
    except idna.IDNAError:
        folded = _folded(domain)
        return folded if folded == domain else _ascii(folded)  # folding may make it one that has an ASCII form


def _folded(text: str) -> str:
    """Case folded and composed, repeated until it stays: folding may decompose, composing may need folding."""
    if text.isascii():
        return text.lower()
    for _ in range(4):
        folded = normalize("NFC", normalize("NFC", text).casefold())
        if folded == text:
            break
        text = folded
    return text
