"""What people ask for in a browser, and do not wait for: this process does it, or another where it dies."""

from __future__ import annotations

from threading import Lock, Thread

import structlog

from daemon.jobs import Runner
from store.errors import StoreError

log = structlog.get_logger()


class Jobs:
    """Does what is due, in a thread that lives as long as there is something to do."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._lock = Lock()
        self._thread: Thread | None = None
        self._looks_again = False

    def hurry(self) -> None:
        """Something was asked for, or may have been left by a process that died."""
        with self._lock:
            self._looks_again = True
            if self._thread is None:
                self._thread = Thread(target=self._run, name="jobs", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> None:
        """Until all is done, or so long."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _run(self) -> None:
        while self._is_to_look():
            try:
                self._runner.run_due()
            except StoreError as failure:
                log.error("the database cannot be used", reason=str(failure))

    def _is_to_look(self) -> bool:
        with self._lock:
            looks, self._looks_again = self._looks_again, False
            if not looks:
                self._thread = None
            return looks
