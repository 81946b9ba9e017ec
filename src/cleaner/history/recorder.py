"""Records the figures of pages that come one by one, as in a crawl or a service."""

from __future__ import annotations

import logging
from collections import Counter
from threading import Lock
from time import monotonic

from ..errors import CleanerError
from ..output.figures import Figures
from .file import History
from .tallies import Counted, tally_of, today

WRITE_SECONDS = 10.0
"""The time between two writes, and so the most that is lost if the process is killed."""

logger = logging.getLogger(__name__)


class Recorder:
    """Adds pages to a history from any number of threads, and writes them from time to time.

    If the file cannot be written later on, the log says so, and the pages are written with the next ones.
    Raises what `History` raises.
    """

    def __init__(self, path: str) -> None:
        self._history = History(path)
        self._tally = Counter[Counted]()
        self._written = monotonic()
        self._lock = Lock()

    def add(self, figures: Figures | None) -> None:
        """Add a page, unless it has no figures."""
        if figures is None:
            return
        with self._lock:
            self._tally.update(tally_of(figures, today()))
            if monotonic() - self._written >= WRITE_SECONDS:
                self._write()

    def close(self) -> None:
        """Write the pages that are not yet in the file."""
        with self._lock:
            self._write()

    def _write(self) -> None:
        self._written = monotonic()
        if self._tally:
            try:
                self._history.add(self._tally)
            except CleanerError as error:
                logger.error("%s", error)
            else:
                self._tally.clear()
