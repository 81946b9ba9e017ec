r"""Exactly the article: a news page, or the text that a crawler made of it, without all that is not the article.

>>> from cleaner import clean
>>> article = clean("Kop\n\nKop\n\nBRUSSEL (ANP) - De raad kwam bijeen.\n\nLees ook: Iets anders")
>>> article.text
'BRUSSEL (ANP) - De raad kwam bijeen.'
"""

from __future__ import annotations

from .article import Article
from .blocks import Block
from .causes import Cause, Removal
from .cleaner import Cleaner, clean
from .errors import CleanerError, CrashError, Fault, InputError, LimitError, PackError, UsageError
from .ledger import Ledger
from .limits import Limits

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Block",
    "Cause",
    "Cleaner",
    "CleanerError",
    "CrashError",
    "Fault",
    "InputError",
    "Ledger",
    "LimitError",
    "Limits",
    "PackError",
    "Removal",
    "UsageError",
    "clean",
]
