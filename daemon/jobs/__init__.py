"""Work that is done once, beside the turns of mailboxes, by whichever process takes it."""

from typing import TYPE_CHECKING

from store.fronts import lazily

if TYPE_CHECKING:
    from daemon.jobs.runner import Again, Came, Done, Runner, Work

__all__ = ["Again", "Came", "Done", "Runner", "Work"]

__getattr__ = lazily(__name__)
