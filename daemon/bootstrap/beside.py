"""What works beside the turns of mailboxes: messages to webhooks, and the contents of files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from config.settings import Settings
from daemon.bootstrap.environment import now
from store.database import Store

# What only a service needs is imported where it is built: a command that shows a record starts in half the time.
if TYPE_CHECKING:
    from connectors.files.bucket import Bucket
    from connectors.files.folder import Folder
    from connectors.webhooks.posting import Poster
    from daemon.files import Contents, Mover
    from daemon.webhooks import Deliverer, Keys, Sender


def poster(settings: Settings) -> Poster:
    """What sends messages to webhooks; opens nothing yet."""
    from connectors.webhooks.posting import Poster

    return Poster(settings.webhooks.allow, settings.webhooks.ca_file)


def keys(settings: Settings) -> Keys:
    """What the secrets of webhooks are made with."""
    from daemon.webhooks import Keys

    key = settings.webhooks.key
    return Keys(key.get_secret_value() if key else None)


def sender(settings: Settings, clock: Callable[[], datetime] = now) -> Sender:
    from daemon.webhooks import Sender

    return Sender(poster(settings), keys(settings), clock, settings.linking.category_prefix)


def deliverer(settings: Settings, store: Store, stop: Event, clock: Callable[[], datetime] = now) -> Deliverer:
    """What sends to webhooks whatever waits for them, until it is to stop."""
    from daemon.service import is_gone, this_process
    from daemon.webhooks import Deliverer

    retention = timedelta(days=settings.webhooks.retention_days)
    return Deliverer(store, lambda: sender(settings, clock), clock, this_process(), is_gone, stop, retention)


def contents(settings: Settings, store: Store) -> Contents:
    """What files hold, from wherever it is kept; a place is opened, and its library loaded, when it is first needed."""
    from daemon.files import Contents
    from store.values import KeptIn

    return Contents(store, {KeptIn.FOLDER: partial(_folder, settings), KeptIn.S3: partial(_bucket, settings)})


def _folder(settings: Settings) -> Folder:
    from connectors.files.folder import Folder

    return Folder(Path(settings.files.path))


def _bucket(settings: Settings) -> Bucket:
    """Raises PlaceFails where the configuration does not say enough, or its library is not installed."""
    from config.files_section import lacking_of_bucket
    from connectors.files import PlaceFails

    s3 = settings.files.s3
    told = f"bucket {s3.bucket or 'of files.s3'}"
    lacking = lacking_of_bucket(s3)
    if s3.secret is None or lacking:
        raise PlaceFails(told, f"the configuration lacks {lacking}", "say it there, or act as who may read it")
    try:
        from connectors.files.bucket import Address, Bucket
    except ImportError:
        raise PlaceFails(told, "what speaks S3 is not installed", "run: pip install dealtrail[s3]") from None
    secret = s3.secret.get_secret_value()
    return Bucket(Address(s3.endpoint, s3.bucket, s3.prefix, s3.region, s3.key_id, secret, s3.ca_file))


def mover(settings: Settings, store: Store, stop: Event, clock: Callable[[], datetime] = now) -> Mover:
    """What brings the contents of files to where the configuration wants them."""
    from daemon.files import Mover
    from store.values import KeptIn

    files = settings.files
    left = timedelta(days=files.left_days)
    return Mover(store, contents(settings, store), KeptIn(files.keep.value), clock, stop, left)
