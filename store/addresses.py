"""E-mail addresses made comparable. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize
from urllib.parse import unquote

LONGEST = 320  # characters: 64 before the @ and 255 after it (RFC 5321)
WRITTEN = 8 * LONGEST  # characters of one in any form: composing and folding a hostile megabyte takes ages
LEGACY = 1_000  # bytes of an X.500 address: a database's index holds no long keys

_UNUSABLE = re.compile(r"[\s<>@\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_QUOTABLE = re.compile(r"[ <>@]")  # what may stand in a local part between quotation marks, and nowhere else

_NO_DOMAIN = re.compile(r"""[/\\:;,"'()\[\]?*%!&=+#$]""")  # of an address in the web, of a list, of a pattern
_LITERAL = re.compile(r"\[[0-9a-z:.]+\]")  # "[192.0.2.1]"

# What programs put around an address, or into it, and nobody sees or means.
_AROUND = " \t\r\n\x0b\x0c\x85\xa0\u202f\u205f\u3000'\"`\xb4\xab\xbb\u2039\u203a<>(){},;" + "".join(
    map(chr, (*range(0x2000, 0x200B), *range(0x2018, 0x2020)))
)
_ENDING = _AROUND + ".!?:|"  # of the sentence, table or list that it stood in
_AFTER = _ENDING + "*"
_EMPHASIS = "*/_"  # on both sides, as programs write in plain text what was bold, slanted or underlined
_ESCAPED_BEFORE = re.compile(r"(?:&(?:lt|quot|apos|nbsp|#39|#34|#60);\s*)+", re.IGNORECASE)
_ESCAPED_AFTER = re.compile(r"&(?:gt|quot|apos|nbsp|#39|#34|#62)$", re.IGNORECASE)  # the ";" is gone by then
_SCHEME = re.compile(r"(mailto|smtp|sips?|e-?mail)\s*:(?://)?", re.IGNORECASE)
_INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
_AT = str.maketrans({"\uff20": "@", "\ufe6b": "@"})
_QUOTED_LOCAL = re.compile(r'"(?:[^"\\]|\\.)*"@')
_NEEDS_NO_QUOTES = re.compile(r'"([\w!#$%&\'*+/=?^`{|}~.-]+)"')


def normalise(address: str) -> str:
    """The one form by which an address is stored and compared; "" when it is none (a legacy DN, a group's name).

    What programs wrap around an address goes: quotation marks, brackets, "mailto:", a dot at the end, what nobody sees.
    Case is folded on both sides of the @; an internationalised domain becomes its ASCII form. What Exchange
    encapsulates (IMCEASMTP-…) is the address in it.
    """
    return _normalised(address) if len(address) <= WRITTEN else ""


@lru_cache(maxsize=8192)
def _normalised(address: str) -> str:
    local, _, domain = _bare(address).rpartition("@")
    local, domain = _folded(local), _ascii(domain)
    if local.startswith("imcea"):
        inner = _decapsulated(local, "smtp")
        return _normalised(inner) if inner else ""
    if not local or not domain or len(local) + len(domain) >= LONGEST:
        return ""
    if plain := _NEEDS_NO_QUOTES.fullmatch(local):
        local = plain[1]
    is_quoted = len(local) > 2 and local.startswith('"') and local.endswith('"')
    if _UNUSABLE.search(domain) or _UNUSABLE.search(_QUOTABLE.sub("_", local) if is_quoted else local):
        return ""
    if ".." in domain or (_NO_DOMAIN.search(domain) and not _LITERAL.fullmatch(domain)):
        return ""
    return f"{local}@{domain}"


def _bare(text: str) -> str:
    """The address without what is around it and what nobody sees."""
    if not text.isascii():
        text = _INVISIBLE.sub("", text.translate(_AT))
    before = None
    while before != text:
        before = text
        if text[-1:] and (bare := text.strip(_ENDING))[:1] in _EMPHASIS and bare and bare[0] == bare[-1]:
            text = bare.strip(bare[0])
        text = text.rstrip(_AFTER)
        if text[-1:] == "]" and "@[" not in text:
            text = text[:-1]
        while text and text[0] in _AROUND + "[" and not _QUOTED_LOCAL.match(text):
            text = text[1:]
        if text[:1] == "&" and (escaped := _ESCAPED_BEFORE.match(text)):
            text = text[escaped.end() :]
        if "&" in text[-5:] and (escaped := _ESCAPED_AFTER.search(text[-5:])):
            text = text[: len(text) - len(escaped[0])]
        if scheme := _SCHEME.match(text):
            text = text[scheme.end() :]
            if scheme[1].lower() == "mailto" and "%" in text:  # RFC 6068
                text = unquote(text)
        last = text.rfind("?")
        text = text[:last] if last > text.rfind("@") > 0 else text  # "?subject=…" of a link
    return text


def legacy_name(address: str) -> str:
    """The one form of an X.500 address, as Exchange has it for people of its own: "/o=firm/ou=…/cn=ann"; "" for others.

    Also of one that is encapsulated in an Internet address (IMCEAEX-…, as [MS-OXCMAIL] describes).
    """
    text = address.strip().strip("'\"<>")
    if len(text) > LEGACY:
        return ""
    folded = text.casefold()
    if folded.startswith("imceaex-"):
        folded = _decapsulated(folded.rpartition("@")[0] or folded, "ex").casefold()
    folded = folded.removeprefix("ex:").strip()
    if not _LEGACY.match(folded) or _CONTROL.search(folded):
        return ""
    return folded if len(folded.encode()) <= LEGACY else ""


_LEGACY = re.compile(r"/(?:o|ou|cn|dc|c)=[^/]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def _decapsulated(local: str, kind: str) -> str:
    """What an IMCEA address of this kind holds: "_" is a slash, "+20" a character by its number; "" for other kinds."""
    prefix = f"imcea{kind}-"
    if not local.casefold().startswith(prefix):
        return ""
    text = local[len(prefix) :]
    return _ENCODED.sub(lambda found: chr(int(found[1], 16)), text.replace("_", "/" if kind == "ex" else "_"))


_ENCODED = re.compile(r"\+([0-9A-Fa-f]{2})")


def normalise_domain(text: str) -> str:
    """A mail domain in the form that addresses have it in, with or without an @ before it; "" when it is none."""
    bare = _bare(text).removeprefix("@") if len(text) <= WRITTEN else ""
    domain = domain_of(normalise(f"x@{bare}"))
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
