"""The search for the slowest pages: what it builds, how that is written, and that it finds a slow function."""

from __future__ import annotations

import faulthandler
import os
import random
import signal
from collections.abc import Callable

import pytest
from benchmarks.worst import grammar, measure, search
from benchmarks.worst.__main__ import table
from benchmarks.worst.genome import Genome, Kind, counts, fitted, page, parse, scaled
from benchmarks.worst.grammar import LIMITS, changed, drawn
from benchmarks.worst.measure import Cost, measured
from benchmarks.worst.search import Find, searched

from cleaner import Article, InputError, LimitError, Limits
from cleaner.output.markdown import to_markdown
from cleaner.readers import read_page

KINDS: tuple[Kind, ...] = ("html", "text", "pack")
SMALL = Limits(size=100_000, elements=1_000, attributes=1_000, depth=100, blocks=2_000)


def genomes(kind: Kind, number: int) -> list[Genome]:
    """Return random genomes, and a changed copy of each."""
    chance = random.Random(3)
    drawn_ones = [drawn(chance, kind) for _ in range(number)]
    return drawn_ones + [changed(chance, genome) for genome in drawn_ones]


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_gives_the_same_genomes_again(kind: Kind) -> None:
    assert genomes(kind, 100) == genomes(kind, 100)
    assert len(set(genomes(kind, 100))) > 150


@pytest.mark.parametrize("kind", KINDS)
def test_the_written_form_gives_the_genome_back(kind: Kind) -> None:
    for genome in genomes(kind, 50):
        assert page(scaled(parse(str(genome)), 1e-3)) == page(scaled(genome, 1e-3))
        assert str(parse(str(genome))) == str(genome)


@pytest.mark.parametrize("kind", KINDS)
def test_only_pages_of_html_are_written_with_their_markup(kind: Kind) -> None:
    assert {genome.markup for genome in genomes(kind, 50)} == ({True, False} if kind == "html" else {False})


def test_a_page_is_written_with_its_markup_if_its_genome_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []

    def writing(article: Article, **options: bool) -> str:
        written.append(to_markdown(article, **options))
        return written[-1]

    monkeypatch.setattr(measure, "to_markdown", writing)
    run = measure.cleaning()
    written.clear()
    for markup in (False, True):
        genome = parse(f"html('<p>{grammar.SENTENCE}<p>De <b>brug</b> is weer open, meldt de raad.', markup={markup})")
        assert run(genome)(page(genome)) == "article"
    assert ["**brug**" in text for text in written] == [True]


@pytest.mark.parametrize("written", ["", "1", "html()", "html(1)", "html('x' * 'y')", "html(open('x'))", "other('x')"])
def test_what_is_not_a_genome_is_refused(written: str) -> None:
    with pytest.raises((ValueError, SyntaxError)):
        parse(written)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("html('<p>' * 2 + 'x')", "<p><p>x"),
        ("html(('<ul>' + '<li>' * 2) * 2)", "<ul><li><li><ul><li><li>"),
        ("text(each('{n} ', 2) * 2)", "0 1 0 1 "),
        ("text(each(each('{n}', 2) + '{n} ', 2))", "010 011 "),
        ("text('{n}')", "{n}"),
    ],
)
def test_pages(written: str, text: str) -> None:
    assert page(parse(written)) == text


@pytest.mark.parametrize(
    ("written", "size", "elements", "depth"),
    [
        ("html('<div>' * 9)", 45, 9, 9),
        ("html('<p>' * 9)", 27, 9, 0),
        ("html('<div></div>' * 9)", 99, 9, 1),
        ("html('<br>' * 9)", 36, 9, 0),
        ("html(('<div>' * 3 + '</div>' * 3) * 9)", 297, 27, 3),
    ],
)
def test_counts(written: str, size: int, elements: int, depth: int) -> None:
    (part,) = parse(written).parts
    found = counts(part)
    assert (found.size, found.elements, found.depth) == (size, elements, depth)


@pytest.mark.parametrize(
    ("written", "fits"),
    [
        ("html('<p>' * 60000)", "html('<p>' * 49000)"),
        ("html('<div>' * 60000 + '<p>' * 9)", "html('<div>' * 1003 + '<p>' * 9)"),
        ("html('<p>' * 40000)", "html('<p>' * 40000)"),
        ("text('x\\n' * 200000)", "text('x\\n' * 98000)"),
    ],
)
def test_genomes_are_fitted_to_the_limits(written: str, fits: str) -> None:
    assert str(fitted(parse(written), LIMITS)) == fits


@pytest.mark.parametrize("kind", KINDS)
def test_few_pages_are_refused(kind: Kind) -> None:
    """Counting is rough, so that some pages of HTML are over a limit after all."""
    refused = [_refused_for(page(fitted(genome, SMALL))) for genome in genomes(kind, 50)]
    assert "size" not in refused
    assert len(list(filter(None, refused))) <= 10


def _refused_for(text: str) -> str | None:
    try:
        read_page(text, limits=SMALL)
    except LimitError as error:
        return error.limit
    except InputError:  # it looks like data
        return None
    return None


def tiny_clean(text: str) -> str:
    """Stand in for the cleaning of a page, and be slow if there are many end tags."""
    planted(min(text.count("</"), 1_000))
    return "article"


def planted(number: int) -> None:
    """Take a time that grows with the square of the number."""
    for _ in range(100 * number):
        sum(range(number))


def without_planted(text: str) -> str:
    return "article" if text.count("</") else "no article"


def hanging(_: str) -> str:
    while True:
        pass


def killed(_: str) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return "article"


def crashing(_: str) -> str:
    faulthandler.disable()  # pytest has enabled it, to write a long report
    os.kill(os.getpid(), signal.SIGSEGV)
    return "article"


def crashing_if_looked_at(text: str) -> str:
    return crashing(text) if any(signal.getitimer(signal.ITIMER_PROF)) else "article"


def hungry(_: str) -> str:
    return str(len(bytearray(Limits().memory)))


def failing(_: str) -> str:
    raise AssertionError


class FoundError(Exception):
    """Ends a search."""


@pytest.fixture
def quick_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages be small, and little allowed."""
    monkeypatch.setattr(grammar, "LIMITS", SMALL)
    monkeypatch.setattr(search, "PAGE_SECONDS", 0.1)


def end_of_search(find: Find) -> None:
    raise FoundError(find)


@pytest.mark.slow
@pytest.mark.usefixtures("quick_search")
def test_a_planted_slow_function_is_found() -> None:
    with pytest.raises(FoundError) as caught:
        searched(1, ("html",), 50, lambda _: tiny_clean, end_of_search)
    (find,) = caught.value.args
    assert "</" in str(find.genome)
    assert find.cost.where.endswith("test_worst:planted")
    assert find.times > 1


def test_a_page_that_crashes_is_found() -> None:
    with pytest.raises(FoundError) as caught:
        searched(1, ("text",), 50, lambda _: crashing, end_of_search)
    (find,) = caught.value.args
    assert find.times > 1


@pytest.mark.usefixtures("quick_search")
def test_nothing_is_found_where_nothing_is_slow() -> None:
    assert all(find.times < 1 for find in searched(1, ("html",), 1, lambda _: without_planted, end_of_search))


@pytest.mark.parametrize(
    ("run", "outcome"),
    [
        pytest.param(hanging, "SIGXCPU", marks=pytest.mark.slow),
        (killed, "SIGKILL"),
        (crashing, "SIGSEGV"),
        (crashing_if_looked_at, "article"),
        (hungry, "MemoryError"),
        (failing, "exit 1"),
        (without_planted, "no article"),
    ],
)
def test_what_a_page_does_to_its_process_does_not_stop_the_search(run: Callable[[str], str], outcome: str) -> None:
    cost = measured(Genome("text", ("x",)), 1, lambda _: run)
    assert cost.outcome == outcome
    assert cost.was_killed == (run is hanging)


def test_the_report_has_what_is_needed_to_repeat_a_find() -> None:
    genome = parse("text('x ' * 9, url='https://x.nl/a')")
    find = Find(genome, 18, Cost("article", 2.0, 30.0, "a.b:c", 0.5), 1.9)
    assert f"| 2.00 | 2.0 | 20 | 30 | 18 | 111111.11 | article | 50% a.b:c | `{genome}` |" in table(
        [find], ordinary=0.1
    )
