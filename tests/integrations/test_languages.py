"""The detection of languages, by the package of the extra `language`."""

from __future__ import annotations

import pyarrow as pa
import pytest

from cleaner import Cleaner
from cleaner.generic.languages import MIN_CONFIDENCE, detect_language
from cleaner.integrations.arrow import clean_batches
from cleaner.page.languages import is_language

SENTENCES = {
    "nl": "De raad van Goes kwam woensdagavond bijeen om over de plannen voor de nieuwe haven te praten.",
    "de": "Der Rat kam am Mittwochabend zusammen, um über die Pläne für den neuen Hafen zu sprechen.",
    "en": "The council met on Wednesday evening to talk about the plans for the new harbour of the town.",
    "fr": "Le conseil s'est réuni mercredi soir pour parler des projets du nouveau port de la ville.",
    "no": "Rådet møttes onsdag kveld for å snakke om planene for den nye havnen i byen.",
    "ja": "市議会は水曜日の夜に集まり、新しい港の計画について話し合った。",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_the_language_of_a_sentence(language: str) -> None:
    found = detect_language(SENTENCES[language])
    assert found is not None
    assert is_language(found, language)


@pytest.mark.parametrize("text", ["", "1-0, 2-0, 3-0", "12.03.2026", "Goes"])
def test_a_text_that_does_not_show_its_language(text: str) -> None:
    assert 0 < MIN_CONFIDENCE < 1
    assert detect_language(text) is None


def test_pages_that_do_not_declare_their_language() -> None:
    cleaner = Cleaner()
    articles = [cleaner.clean(text, target_language="nl") for text in SENTENCES.values()]
    assert [article.found for article in articles] == [language == "nl" for language in SENTENCES]
    assert articles[0].language == "nl"
    assert articles[1].warnings[-1].text == "skipped: its language is de, as its text shows, and not nl"


def test_a_worker_process_detects_the_language_too() -> None:
    with Cleaner(isolated=True, workers=1) as cleaner:
        assert not cleaner.clean(SENTENCES["de"], target_language="nl").found


def test_record_batches_of_one_language() -> None:
    [rows] = clean_batches([pa.RecordBatch.from_pydict({"text": list(SENTENCES.values())})], target_language="nl")
    assert [bool(body) for body in rows["articleBody"].to_pylist()] == [language == "nl" for language in SENTENCES]
