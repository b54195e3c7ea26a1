"""The contents of files beside the database: read from where they are kept, and brought to where they are to be."""

from typing import TYPE_CHECKING

from store.fronts import lazily

if TYPE_CHECKING:
    from daemon.files.contents import Contents, Opened
    from daemon.files.examining import examine_places
    from daemon.files.moving import Moved, Mover

__all__ = ["Contents", "Moved", "Mover", "Opened", "examine_places"]

__getattr__ = lazily(__name__)
