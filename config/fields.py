"""Kinds of values that a configuration holds, how each is read, and the words for what it may be."""

from __future__ import annotations

import ipaddress
import json
import os
import re
import ssl
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, StringConstraints, WithJsonSchema

_DURATION = re.compile(r"(?:(\d{1,9})\s*d)?\s*(?:(\d{1,9})\s*h)?\s*(?:(\d{1,9})\s*m)?\s*(?:(\d{1,9})\s*s)?")
_DOMAIN = re.compile(r"(?=.{1,253}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])?")
_ADDRESS = re.compile(r"[^\s@,;<>\"()]{1,64}@(?P<domain>[^\s@]+)")
# After a login, no second "@" before the query: it was meant for the password, whose rest would be told as the host.
_DATABASE_URL = re.compile(r"sqlite:///.|postgresql(?:\+psycopg)?://(?![^:/@]*(?::[^@]*)?@[^?]*@).")
LEAST_OF_A_KEY = 32  # characters

_LOOPBACK = re.compile(r"localhost|127(?:\.\d{1,3}){3}|::1")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a key may hold, in words that end the sentence "allowed: …"."""

    words: str


def read_duration(value: Any) -> Any:
    """`30s`, `5m`, `1h 30m`, `2d` as a timedelta; a number without its unit is refused."""
    if isinstance(value, timedelta):
        return value
    parts = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if parts is None or not any(parts.groups()):
        raise ValueError("not a duration")
    days, hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def write_duration(span: timedelta) -> str:
    """The shortest text that `read_duration` reads back as the same, whole seconds only."""
    rest = int(span.total_seconds())
    words = []
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")):
        count, rest = divmod(rest, size)
        if count:
            words.append(f"{count}{unit}")
    return "".join(words) or "0s"


def system_time_zone() -> ZoneInfo:
    """The zone that this machine is set to; UTC where it does not say."""
    names = [os.environ.get("TZ", "").removeprefix(":")]
    names.append(os.path.realpath("/etc/localtime").partition("zoneinfo/")[2])
    for name in filter(None, names):
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):  # no such zone is a KeyError, a name that is a path a ValueError
            continue
    return ZoneInfo("UTC")


def _read_zone(value: Any) -> Any:
    if isinstance(value, ZoneInfo):
        return value
    if not isinstance(value, str):
        raise ValueError("not a name")
    try:
        return ZoneInfo(value.strip())
    except (KeyError, ValueError, OSError):
        raise ValueError("no such time zone") from None


def split(value: Any) -> Any:
    """Texts with commas become lists: variables have no other way to hold one."""
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


def _command(value: Any) -> Any:
    """A program by its whole path, and its arguments; in a variable as JSON, since arguments may hold commas."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise ValueError("not a list") from None
    if value and not (isinstance(value, list | tuple) and isinstance(value[0], str) and value[0].startswith("/")):
        raise ValueError("not a program by its whole path")
    return value


def _refuse_truth(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("true and false are not numbers")
    return value


def _count_or_auto(value: Any) -> Any:
    """A number that a variable holds as text, too."""
    text = value.strip() if isinstance(value, str) else value
    return _refuse_truth(int(text) if isinstance(text, str) and text.isdecimal() else text)


def _domain(value: str) -> str:
    if not _DOMAIN.fullmatch(value):
        raise ValueError("not a domain")
    return value.lower()


def _address(value: str) -> str:
    parts = _ADDRESS.fullmatch(value)
    if parts is None:
        raise ValueError("not an address")
    _domain(parts["domain"])
    return value


def _address_or_domain(value: str) -> str:
    return _address(value) if "@" in value else _domain(value)


def _web_address(value: str) -> str:
    """https, or http on this machine only; a login does not belong into it."""
    if value == "":
        return value
    url = urlsplit(value)
    is_here = url.scheme == "http" and _LOOPBACK.fullmatch(url.hostname or "") is not None
    if (
        not (url.scheme == "https" or is_here)
        or not url.hostname
        or url.username is not None
        or re.search(r"\s", value)
    ):
        raise ValueError("not an https address")
    _ = url.port  # raises ValueError where it is not a port
    return value


def _network(value: str) -> str:
    """An address, or a network that is not everybody's."""
    network = ipaddress.ip_network(value)
    if not network.prefixlen:
        raise ValueError("not a network of somebody's")
    return value


def _header(value: str) -> str:
    """A header that no browser sends for reasons of its own."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{1,60}", value) or not re.match(r"(?i)x-|remote-", value):
        raise ValueError("not such a header")
    if value.casefold().startswith("x-forwarded"):
        raise ValueError("says where a request comes from")
    return value


def is_database_url(text: str) -> bool:
    return _DATABASE_URL.match(text) is not None


def _database_url(value: SecretStr) -> SecretStr:
    if not is_database_url(value.get_secret_value()):
        raise ValueError("not a database URL")
    return value


def _host(value: str) -> str:
    """The name or address of one machine."""
    if not re.fullmatch(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})|\[?[0-9A-Fa-f:.]{2,45}\]?", value):
        raise ValueError("not a host")
    return value.lower()


def _long_secret(value: SecretStr | None) -> SecretStr | None:
    if value is not None and len(value.get_secret_value()) < LEAST_OF_A_KEY:
        raise ValueError("too short")
    return value


def _currency(value: str) -> str:
    from babel.numbers import list_currencies  # slow to load, and few configurations name a currency

    code = value.upper()
    if code not in list_currencies("en"):
        raise ValueError("not a currency")
    return code


def _locale(value: str) -> str:
    if not value:
        return value
    from babel import Locale as Known  # slow to load, and few configurations name a locale
    from babel import UnknownLocaleError

    try:
        return str(Known.parse(value.split(".")[0].replace("-", "_")))
    except (ValueError, TypeError, UnknownLocaleError):
        raise ValueError("not a locale") from None


def _certificates(value: Path) -> Path:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(value)
    except OSError:  # ssl.SSLError included
        raise ValueError("no certificates") from None
    return value


def _file(value: Path) -> Path:
    try:
        value.open("rb").close()
    except OSError:
        raise ValueError("not a file that can be read") from None
    return value


def _like(pattern: str, **more: Any) -> WithJsonSchema:
    """For editors: what a text has to look like, as far as an expression tells that every program reads alike."""
    return WithJsonSchema({"type": "string", "pattern": pattern, **more})


_A_DOMAIN = r"[^\s@.]+(\.[^\s@.]+)+"
_A_LOCAL_PART = r"[^\s@,;<>\"()]{1,64}@"
_A_SPAN = r"^(?=.*\d)(\d{1,9}\s*d)?\s*(\d{1,9}\s*h)?\s*(\d{1,9}\s*m)?\s*(\d{1,9}\s*s)?$"
_A_WEB_ADDRESS = r"^(|https://[^\s@/]+(/\S*)?|http://(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?(/\S*)?)$"
_A_PROGRAM = {"items": [{"type": "string", "pattern": "^/"}], "additionalItems": {"type": "string"}}

Text = Annotated[str, StringConstraints(strip_whitespace=True), Allowed("a text in quotes")]
Secret = Annotated[SecretStr | None, Allowed("a text in quotes")]
Key = Annotated[
    SecretStr | None,
    AfterValidator(_long_secret),
    WithJsonSchema({"type": "string", "minLength": LEAST_OF_A_KEY, "writeOnly": True}),
    Allowed(f"at least {LEAST_OF_A_KEY} characters that nobody can guess, such as `openssl rand -hex 32` prints"),
]
Command = Annotated[
    tuple[str, ...],
    BeforeValidator(_command),
    WithJsonSchema({"type": "array", **_A_PROGRAM}),
    Allowed('a program by its whole path and its arguments, such as ["/usr/bin/pass", "show", "exchange"]'),
]
Tenant = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[\w.-]*$"),
    Allowed('the directory\'s id, or a domain of it, such as "us.example"'),
]
Whole = Annotated[int, BeforeValidator(_refuse_truth)]
AtOnce = Annotated[
    int | None, BeforeValidator(_refuse_truth), Field(ge=1, le=1_000), Allowed("a whole number from 1 to 1000")
]
Processes = Annotated[Literal["auto", 0, 1, 2], BeforeValidator(_count_or_auto), Allowed('0, 1, 2, or "auto"')]
Switch = Annotated[bool, Allowed("true or false")]
Duration = Annotated[timedelta, BeforeValidator(read_duration), _like(_A_SPAN)]
TimeZone = Annotated[
    ZoneInfo,
    BeforeValidator(_read_zone),
    _like(r"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$"),
    Allowed('a time zone of the tz database, such as "Europe/Oslo"'),
]
Domain = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_domain), _like(f"^{_A_DOMAIN}$")]
Address = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    AfterValidator(_address),
    _like(f"^{_A_LOCAL_PART}{_A_DOMAIN}$"),
]
AddressOrDomain = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    AfterValidator(_address_or_domain),
    _like(f"^({_A_LOCAL_PART})?{_A_DOMAIN}$"),
]
WebAddress = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    AfterValidator(_web_address),
    _like(_A_WEB_ADDRESS),
    Allowed("an address that begins with https:// (http:// for this machine itself), without a login in it"),
]
Currency = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    AfterValidator(_currency),
    _like(r"^[A-Za-z]{3}$"),
    Allowed('a currency\'s code, such as "EUR" or "NOK"'),
]
Locale = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    AfterValidator(_locale),
    _like(r"^([A-Za-z]{2,3}([-_][A-Za-z0-9]+)*(\..*)?)?$"),
    Allowed('a language and a country, such as "de_DE", "nb_NO" or "en_GB"'),
]
DatabaseUrl = Annotated[
    SecretStr,
    AfterValidator(_database_url),
    _like(r"^(sqlite:///|postgresql(\+psycopg)?://).", writeOnly=True),
    Allowed("sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME, where an @ in the password is written as %40"),
]
Certificates = Annotated[
    Path, AfterValidator(_certificates), Allowed("a file that can be read and holds certificates in PEM form")
]
File = Annotated[Path, AfterValidator(_file), Allowed("a file that can be read")]
Network = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    AfterValidator(_network),
    _like(r"^[0-9A-Fa-f:.]+(/[1-9]\d{0,2})?$"),
]
Networks = Annotated[
    tuple[Network, ...],
    BeforeValidator(split),
    Allowed('addresses and networks, such as ["127.0.0.1", "10.1.2.0/28"]; not everybody\'s'),
]
Hosts = Annotated[
    tuple[
        Annotated[
            str,
            StringConstraints(strip_whitespace=True),
            AfterValidator(_host),
            _like(r"^([A-Za-z0-9_][A-Za-z0-9_.-]{0,252}|\[?[0-9A-Fa-f:.]{2,45}\]?)$"),
        ],
        ...,
    ],
    BeforeValidator(split),
    Allowed('names or addresses of machines, without a port, such as ["erp.us.example", "127.0.0.1"]'),
]
Header = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    AfterValidator(_header),
    _like(r"^(?![xX]-[fF][oO][rR][wW][aA][rR][dD][eE][dD])([xX]|[rR][eE][mM][oO][tT][eE])-[A-Za-z0-9-]+$"),
    Allowed('the name of a header that begins with X- or Remote-, such as "X-Remote-User"'),
]
ServerName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$", max_length=32)]
Addresses = Annotated[
    tuple[Address, ...], BeforeValidator(split), Allowed('addresses, such as ["ceo@us.example", "hr@us.example"]')
]
Domains = Annotated[tuple[Domain, ...], BeforeValidator(split), Allowed('domains, such as ["us.example"]')]
AddressesOrDomains = Annotated[
    tuple[AddressOrDomain, ...],
    BeforeValidator(split),
    Allowed('addresses and domains, such as ["news@shop.example", "spam.example"]'),
]
Folders = Annotated[
    tuple[Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)], ...],
    BeforeValidator(split),
    Allowed('folders, by path or by well-known name, such as ["Inbox/Projects", "sentitems"]'),
]
