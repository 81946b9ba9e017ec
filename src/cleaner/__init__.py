r"""Extracts exactly the article from a news page, or from the text that a crawler made of it.

>>> from cleaner import clean
>>> article = clean("Kop\n\nKop\n\nBRUSSEL (ANP) - De raad kwam bijeen.\n\nLees ook: Iets anders")
>>> article.text
'BRUSSEL (ANP) - De raad kwam bijeen.'
"""

from __future__ import annotations

from .cleaner import Cleaner, clean
from .errors import CleanerError, CrashError, Fault, InputError, LimitError, PackError, ResourceError, UsageError
from .limits import Limits
from .output.article import Article
from .page.blocks import Block
from .page.causes import Cause, Removal
from .page.ledger import Ledger
from .page.warnings import PageWarning

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
    "PageWarning",
    "Removal",
    "ResourceError",
    "UsageError",
    "clean",
]
