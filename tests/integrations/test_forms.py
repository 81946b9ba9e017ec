"""The text forms and contestants of the benchmark that need packages of their own."""

from __future__ import annotations

import shutil

import pytest
from benchmarks.forms import FORMS
from benchmarks.text_peers import CONTESTANTS, contestants

WORDS = "De raad van de gemeente kwam woensdag in het stadhuis bijeen om over de brug te praten, na twee jaar."
LINKED = WORDS.replace("stadhuis", '<a href="/s">stadhuis</a>')
PAGE = (
    "<html><head><title>Brug</title><script>let x</script></head><body><ul><li>Menu</li><li>Sport</li></ul>"
    f"<p>{LINKED}</p><footer>Contact é</footer></body></html>"
)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_keeps_the_whole_page_and_no_scripts(name: str) -> None:
    if name in ("lynx", "w3m") and not shutil.which(name):
        pytest.skip(f"{name} is not installed")
    text = FORMS[name](PAGE).replace("[stadhuis](/s)", "stadhuis")
    assert WORDS in " ".join(text.split())
    assert [word for word in ("Menu", "Sport", "praten", "Contact é") if word not in text] == []
    assert "let x" not in text


@pytest.mark.parametrize(
    ("name", "width"), [("html2text-72", 72), ("html2text-links-78", 78), ("lynx", 80), ("w3m", 80)]
)
def test_a_wrapped_form_has_no_longer_lines(name: str, width: int) -> None:
    if name in ("lynx", "w3m") and not shutil.which(name):
        pytest.skip(f"{name} is not installed")
    lengths = [len(line) for line in FORMS[name](PAGE).splitlines()]
    assert width - 15 < max(lengths) <= width


def test_beautifulsoup_cuts_a_sentence_at_a_link() -> None:
    assert "stadhuis" in FORMS["beautifulsoup"](PAGE).splitlines()


def test_all_contestants_take_part() -> None:
    found, notes = contestants()
    assert list(found) == list(CONTESTANTS)
    assert notes == []
    paragraph = " ".join([WORDS] * 3)  # justext keeps no shorter one
    for name, clean in found.items():
        assert paragraph in clean(f"Menu\n\nSport\n\n{paragraph}", "nl"), name
