"""How messages are signed."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime, timedelta, timezone

import pytest

from connectors.webhooks.signing import shown, signed

# The example that Standard Webhooks and its libraries are tested by.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
AT = datetime.fromtimestamp(1614265330, UTC)
BODY = b'{"test": 2432232314}'


@pytest.mark.parametrize("hours", [0, 9, -5])
def test_the_published_example_comes_out_whatever_the_clocks_zone(hours: int):
    at = AT.astimezone(timezone(timedelta(hours=hours)))
    assert signed(MESSAGE, at, BODY, [b64decode(SECRET.removeprefix("whsec_"))]) == {
        "webhook-id": MESSAGE,
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_each_secret_has_its_signature_and_what_is_signed_is_all_of_it():
    both = signed(MESSAGE, AT, BODY, [b"one", b"two"])["webhook-signature"].split()
    assert both == [signed(MESSAGE, AT, BODY, [one])["webhook-signature"] for one in (b"one", b"two")]
    others = [
        signed("other", AT, BODY, [b"one"]),
        signed(MESSAGE, AT + timedelta(seconds=1), BODY, [b"one"]),
        signed(MESSAGE, AT, BODY + b" ", [b"one"]),
    ]
    assert both[0] not in [one["webhook-signature"] for one in others]


def test_a_secret_is_shown_as_receivers_take_it():
    assert shown(b64decode(SECRET.removeprefix("whsec_"))) == SECRET
