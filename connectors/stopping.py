"""The end of a service: what its connectors wait for ends with it, and nothing more is asked of a server."""

from __future__ import annotations

from threading import Event


class Stopped(BaseException):
    """It is to stop, and nobody waits for an answer any more.

    No failure, and no MailboxError: whoever takes note of what goes wrong hears nothing of it.
    """


class Stop(Event):
    """Set once, when the service is to stop. For any thread."""

    def look(self) -> None:
        """Raise Stopped where it is to stop."""
        if self.is_set():
            raise Stopped

    def sleep(self, seconds: float) -> None:
        """Wait; raises Stopped at once when it is to stop."""
        if self.wait(seconds):
            raise Stopped


NEVER = Stop()  # of who asks once, and has an end anyway
