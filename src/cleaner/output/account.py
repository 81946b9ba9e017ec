"""The account of a page: its text, and the ledger of what became of it. It is made when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

from msgspec.structs import replace

from ..page.blocks import Block
from ..page.ledger import Ledger


class Account:
    """The text of a page and its ledger.

    `make` returns both. It is called once, and only if somebody asks: most callers want only the article. With
    `is_partial`, only a part of the page was read for the article, and `make` reads the whole page.

    >>> account = Account(lambda: ("Een zin.", Ledger(((0, 8),), ())))
    >>> account.text, account.ledger.kept
    ('Een zin.', ((0, 8),))
    """

    def __init__(self, make: Callable[[], tuple[str, Ledger]], *, is_partial: bool = False) -> None:
        self._make: Callable[[], tuple[str, Ledger]] | None = make
        self._result: tuple[str, Ledger] | None = None
        self._lock = Lock()  # several threads may ask
        self.is_partial = is_partial

    @property
    def _made(self) -> tuple[str, Ledger]:
        with self._lock:
            if self._result is None and self._make is not None:
                self._result = self._make()
                self._make = None  # what it needed is not needed any more
        assert self._result is not None  # noqa: S101
        return self._result

    @property
    def text(self) -> str:
        """The text of the page."""
        return self._made[0]

    @property
    def ledger(self) -> Ledger:
        """The ledger of the page."""
        return self._made[1]

    def placed(self, body: Sequence[Block]) -> tuple[Block, ...]:
        """Return the blocks of the article with their places in the text of the whole page."""
        if not self.is_partial:
            return tuple(body)
        places = self.ledger.kept
        return tuple(replace(block, start=start, end=end) for block, (start, end) in zip(body, places, strict=True))

    def __reduce__(self) -> tuple[object, ...]:
        return _made_account, (self._made, self.is_partial)  # a copy in another process does not have the page

    # Comparing two accounts makes both of them.
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Account) and self._made == other._made

    def __hash__(self) -> int:
        return hash(self._made)


def _made_account(made: tuple[str, Ledger], is_partial: bool) -> Account:
    return Account(lambda: made, is_partial=is_partial)
