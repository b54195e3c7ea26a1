"""Who is calling: Basic for now."""

from __future__ import annotations

import base64
import binascii
import secrets

from simulator.organization import Caller, Organization


def basic_caller(organization: Organization, credentials: str) -> Caller | None:
    """The account of a Basic Authorization value; None when name or password is wrong."""
    try:
        given, _, password = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    with organization.lock:
        name = organization.account_name(given)
        expected = organization.passwords.get(name) if name else None
    if name is None or expected is None or not secrets.compare_digest(expected.encode(), password.encode()):
        return None
    return Caller(name)
