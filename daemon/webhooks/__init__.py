"""Telling webhooks what happened: from the database, at least once, in the order of each opportunity."""

from typing import TYPE_CHECKING

from store.fronts import lazily

if TYPE_CHECKING:
    from daemon.webhooks.deliver import Deliverer, Sent
    from daemon.webhooks.keys import Keys, NoSecret
    from daemon.webhooks.sending import Outcome, Sender

__all__ = ["Deliverer", "Keys", "NoSecret", "Outcome", "Sender", "Sent"]

__getattr__ = lazily(__name__)
