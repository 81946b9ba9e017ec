"""An article as plain text."""

from __future__ import annotations

from .article import Article


def to_text(article: Article, *, with_title: bool = False) -> str:
    r"""Return the blocks of the body with a blank line between them, after the headline if `with_title` is set.

    >>> from cleaner import clean
    >>> print(to_text(clean("Kop\n\nKop\n\nDe raad kwam woensdag bijeen."), with_title=True))
    Kop
    <BLANKLINE>
    De raad kwam woensdag bijeen.
    """
    return "\n\n".join([article.headline, article.text] if with_title and article.headline else [article.text])
