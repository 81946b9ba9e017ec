"""Confidence bounds on a proportion."""

from __future__ import annotations

import math

ROUNDS = 40
"""Steps of a search by halves: after these, the bound is exact to a millionth of a millionth."""
SHOWN_DOUBT = 0.01
"""The bounds that people are shown hold with a certainty of 99 %."""


def upper_bound(hits: int, pages: int, doubt: float) -> float:
    """Return a bound above which the true proportion is with a probability of at most `doubt`.

    It is the bound of Chernoff ("A measure of asymptotic efficiency for tests of a hypothesis based on the sum of
    observations", 1952): the largest p with `pages * KL(hits / pages, p) <= log(1 / doubt)`. It is never below the
    bound of Clopper and Pearson, equal to it if there are no hits, and takes the same time for any number of pages.

    >>> round(upper_bound(0, 100, 0.01), 3), round(upper_bound(30, 100, 0.01), 3), upper_bound(0, 0, 0.01)
    (0.045, 0.448, 1.0)
    """
    if hits >= pages:
        return 1.0
    share, most = hits / pages, math.log(1 / doubt) / pages
    low, high = share, 1.0
    for _ in range(ROUNDS):
        middle = (low + high) / 2
        low, high = (middle, high) if _divergence(share, middle) <= most else (low, middle)
    return high


def lower_bound(hits: int, pages: int, doubt: float) -> float:
    """Return a bound below which the true proportion is with a probability of at most `doubt`.

    >>> round(lower_bound(100, 100, 0.01), 3)
    0.955
    """
    return 1 - upper_bound(pages - hits, pages, doubt)


def _divergence(share: float, other: float) -> float:
    """Return the divergence of Kullback and Leibler between two proportions, in nats; `other` is not 0, and below 1."""
    missed = (1 - share) * math.log((1 - share) / (1 - other))
    return missed + share * math.log(share / other) if share else missed
