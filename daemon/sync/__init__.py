"""One mailbox up to date: pages in, decided and stored.

A file of them is loaded when something of it is first asked for: `status` needs the least of it."""

from typing import TYPE_CHECKING

from store.fronts import lazily

if TYPE_CHECKING:
    from daemon.sync.content import arrival_of
    from daemon.sync.folders import out_of_reach, watched_folders, where_is
    from daemon.sync.moving import Move, planned, settle_in
    from daemon.sync.pages import pull, run_cycle
    from daemon.sync.privacy import forget_private
    from daemon.sync.redecide import Followed, decide_now
    from daemon.sync.relink import Change, Scope, follow_up, relinked
    from daemon.sync.storing import store_read
    from daemon.sync.unreadable import computed, noted, unread

__all__ = [
    "Change",
    "Followed",
    "Move",
    "Scope",
    "arrival_of",
    "computed",
    "decide_now",
    "follow_up",
    "forget_private",
    "noted",
    "out_of_reach",
    "planned",
    "pull",
    "relinked",
    "run_cycle",
    "settle_in",
    "store_read",
    "unread",
    "watched_folders",
    "where_is",
]

__getattr__ = lazily(__name__)
