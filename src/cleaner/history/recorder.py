"""Records the figures of pages that come one by one, as in a crawl or a service."""

from __future__ import annotations

import logging
from collections import Counter
from threading import Event, Lock, Thread

from ..errors import CleanerError
from ..output.figures import Figures
from .file import History
from .tallies import Counted, tally_of, today

WRITE_SECONDS = 10.0
"""The time between two writes."""
LOCK_SECONDS = 5.0
"""How long a write waits while another process writes: the end of a crawl or a service may have to wait for it."""

logger = logging.getLogger(__name__)


class Recorder:
    """Adds pages to a history from any number of threads. A thread of its own writes them, so no page waits for it.

    If the file cannot be written later on, the log says so, and the pages are written with the next ones.
    Raises what `History` raises.
    """

    def __init__(self, path: str) -> None:
        self._history = History(path, LOCK_SECONDS)
        self._tally = Counter[Counted]()
        self._lock = Lock()
        self._closed = Event()
        # a daemon does not keep a program alive that ends by an error and closes nothing
        self._thread = Thread(target=self._write_regularly, name="history", daemon=True)
        self._thread.start()

    def add(self, figures: Figures | None) -> None:
        """Add a page, unless it has no figures."""
        if figures is None:
            return
        counted = tally_of(figures, today())
        with self._lock:
            self._tally.update(counted)

    def close(self) -> None:
        """Write the pages that are not yet in the file, and end the thread."""
        self._closed.set()
        self._thread.join()
        self._write()
        if self._tally:
            logger.error("the figures of the last pages are not in the history %s", self._history.path)

    def _write_regularly(self) -> None:
        while not self._closed.wait(WRITE_SECONDS):
            self._write()

    def _write(self) -> None:
        with self._lock:
            tally, self._tally = self._tally, Counter()
        if not tally:
            return
        try:
            self._history.add(tally)
        except CleanerError as error:
            logger.error("%s", error)
            with self._lock:
                self._tally.update(tally)
