"""One message to one webhook, signed; what came of it in words that people read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.webhooks.posting import NotSent, Poster
from connectors.webhooks.signing import signed
from daemon.shapes import message
from daemon.webhooks.keys import Keys, NoSecret
from store.values import Delivery, Webhook

GONE = 410
_WORDS = {
    401: "check what it expects of a signature",
    403: "check what it expects of a signature",
    404: "there is nothing at this address",
    413: "it takes no message of this size",
    429: "it is told too much at once",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    status: int | None = None  # none where no answer came
    reason: str = ""  # why it did not arrive
    wait: timedelta | None = None  # as long as the receiver asks for

    @property
    def has_arrived(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """The receiver wants no more."""
        return self.status == GONE


@dataclass(frozen=True, slots=True)
class Sender:
    """For any number of threads."""

    poster: Poster
    keys: Keys
    clock: Callable[[], datetime]
    prefix: str = "OPP"

    def send(self, webhook: Webhook, delivery: Delivery) -> Outcome:
        """Raises nothing of its own: whatever goes wrong is the outcome. No transaction may be open."""
        now, body = self.clock(), message(delivery, self.prefix)
        try:
            headers = signed(delivery.message, now, body, self.keys.of(webhook.salts, now))
            reply = self.poster.post(webhook.url, headers, body)
        except (NoSecret, NotSent) as why:
            return Outcome(reason=str(why))
        outcome = Outcome(reply.status, wait=reply.wait)
        return outcome if outcome.has_arrived else Outcome(reply.status, _refused(reply.status), reply.wait)


def _refused(status: int) -> str:
    if status == GONE:
        return "it answers that it is gone (410)"
    if 300 <= status < 400:
        return f"it answers with a redirect ({status}), which is not followed; register the address that it leads to"
    words = _WORDS.get(status, "")
    return f"it answers with {status}" + (f": {words}" if words else "")
