"""What must be true for every article; the tests and the fuzzers use it."""

from __future__ import annotations

from cleaner import Article


def normalise(text: str) -> str:
    """Return the text with the changes that reading makes to single characters."""
    for space in "\u00a0\u202f\u2007":
        text = text.replace(space, " ")
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


def check_ledger(text: str, article: Article) -> None:
    """Check that kept and removed text together are the page, character for character, and kept text is the article."""
    stretches = list(article.ledger.stretches())
    assert [start for start, _, _ in stretches] == [0, *(end for _, end, _ in stretches)][: len(stretches)]
    assert "".join(text[start:end] for start, end, _ in stretches) == text
    kept = [text[start:end] for start, end, cause in stretches if cause is None]
    assert [normalise(part) for part in kept] == [block.text for block in article.blocks]
    for start, end, cause in stretches:
        if cause is not None and cause.rule == "layout":
            assert not text[start:end].strip("\ufeff\u200b \t\n\r\v\f\u2028\u2029\u00a0").strip()
