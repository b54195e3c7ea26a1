"""Mailboxes due, one turn at a time, day after day: the running service."""

from daemon.service.alive import service
from daemon.service.loop import Loop, Turn
from daemon.service.notify import Notifier
from daemon.service.owner import is_gone, this_process
from daemon.service.run import serve

__all__ = ["Loop", "Notifier", "Turn", "is_gone", "serve", "service", "this_process"]
