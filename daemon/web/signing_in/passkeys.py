"""Passkeys: what browsers are asked for, and whether what they answer holds (Web Authentication, level 3)."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import structlog
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from daemon.web.desk import Desk
from store.errors import Invalid
from store.unit import Unit
from store.values import Passkey, User

log = structlog.get_logger()

_LONGEST = 20_000  # signs of an answer
_REGISTER, _SIGN_IN = "register a passkey", "sign in by passkey"
_REFUSED = Invalid("passkey", "was not accepted", "reload the page and try once more")


def to_register(desk: Desk, user: User, passkeys: list[Passkey]) -> str:
    """What a browser is to make a passkey of, as JSON; those that the user has are no candidates."""
    options = generate_registration_options(
        rp_id=_host(desk),
        rp_name="dealtrail",
        user_id=f"dealtrail-user-{user.id}".encode(),
        user_name=user.email,
        user_display_name=user.name,
        challenge=desk.challenges.new(f"{_REGISTER} {user.id}"),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(base64url_to_bytes(one.id)) for one in passkeys],
    )
    return options_to_json(options)


def to_sign_in(desk: Desk) -> str:
    """What a browser is to prove, as JSON: by any passkey that it has for this address."""
    options = generate_authentication_options(
        rp_id=_host(desk),
        challenge=desk.challenges.new(_SIGN_IN),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def register(unit: Unit, desk: Desk, user: User, answer: str, name: str) -> None:
    """Keep the passkey that a browser made; raises Invalid and Taken."""
    try:
        made = verify_registration_response(
            credential=answer[:_LONGEST],
            expected_challenge=_taken(desk, f"{_REGISTER} {user.id}", answer),
            expected_rp_id=_host(desk),
            expected_origin=desk.url,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        log.warning("passkey not registered", user=user.email, reason=str(error))
        raise _REFUSED from None
    id, key = bytes_to_base64url(made.credential_id), bytes_to_base64url(made.credential_public_key)
    unit.passkeys.add(user, id, key, made.sign_count, name)


def proven(unit: Unit, desk: Desk, passkey: Passkey, answer: str) -> User:
    """Whose passkey answered, counted as used. Raises Invalid.

    One that counts its signatures and comes with no more than the last time was copied, and is refused.
    """
    try:
        shown = verify_authentication_response(
            credential=answer[:_LONGEST],
            expected_challenge=_taken(desk, _SIGN_IN, answer),
            expected_rp_id=_host(desk),
            expected_origin=desk.url,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.counter,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        log.warning("passkey not accepted", passkey=passkey.name, reason=str(error))
        raise _REFUSED from None
    unit.passkeys.used(passkey.id, shown.new_sign_count)
    return unit.users.get(passkey.user_id)


def asked_of(unit: Unit, answer: str) -> Passkey:
    """The passkey that an answer says it is; raises Invalid for one that nobody has."""
    try:
        id = json.loads(answer[:_LONGEST])["id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _REFUSED from None
    found = unit.passkeys.find(id) if isinstance(id, str) else None
    if found is None:
        raise _REFUSED
    return found


def _taken(desk: Desk, purpose: str, answer: str) -> bytes:
    """The challenge that an answer was made for, which is used up; raises ValueError for one that is not ours."""
    told = json.loads(base64url_to_bytes(json.loads(answer[:_LONGEST])["response"]["clientDataJSON"]))["challenge"]
    challenge = base64url_to_bytes(told)
    if not desk.challenges.take(purpose, challenge):
        raise ValueError("not a challenge of ours, or not in time, or used")
    return challenge


def _host(desk: Desk) -> str:
    return urlsplit(desk.url).hostname or ""
