"""Mailboxes due, one turn at a time, day after day: the running service.

A file of them is loaded when something of it is first asked for: `status` needs the least of it."""

from typing import TYPE_CHECKING

from store.fronts import lazily

if TYPE_CHECKING:
    from daemon.service.collector import OF_ANSWERS, look_rarely, share_one_heap
    from daemon.service.limits import of_login, of_server
    from daemon.service.loop import Loop
    from daemon.service.notify import Notifier
    from daemon.service.owner import is_contained, is_gone, is_here, this_process
    from daemon.service.run import serve
    from daemon.service.sharing import Sharing
    from daemon.service.signals import ENDS, heard
    from daemon.service.standing import service
    from daemon.service.supervising import FirmProcess, Supervisor
    from daemon.service.turn import Turn

__all__ = [
    "ENDS",
    "OF_ANSWERS",
    "FirmProcess",
    "Loop",
    "Notifier",
    "Sharing",
    "Supervisor",
    "Turn",
    "heard",
    "is_contained",
    "is_gone",
    "is_here",
    "look_rarely",
    "of_login",
    "of_server",
    "serve",
    "service",
    "share_one_heap",
    "this_process",
]

__getattr__ = lazily(__name__)
