"""What cleaning a page costs is bounded, whatever the page and the pack.

The tests count work and never look at a clock, so they do not depend on how busy the machine is.
"""

from __future__ import annotations

import copy
import random
import string
from pathlib import Path
from types import SimpleNamespace

import pytest

from cleaner import Cleaner
from cleaner.chain import copies
from cleaner.chain.lines import MAX_LINES
from cleaner.chain.rules import TOO_MUCH
from cleaner.packs import states
from cleaner.packs.loading import load
from cleaner.packs.matching import MAX_SIGNED
from cleaner.packs.states import MAX_TOTAL, MAX_TOTAL_SIZE, MAX_TOTAL_WORK, Automaton, StateCounter, Steps
from cleaner.page.blocks import Block
from cleaner.page.lines import MAX_SEARCHED, Lines
from cleaner.page.patterns import MAX_SET, UNCOUNTED, Pattern, PatternSet
from cleaner.readers.text import read_text

from .drafts import draft_of
from .texts import texts

SENTENCE = "De raad kwam woensdag bijeen over de haven, en ging zonder besluit weer uiteen."
BODY = "\n".join(
    f"Zin {number} van de raad die woensdag bijeen kwam over de haven van Vlissingen." for number in range(9)
)
# A pattern, whether it has to match the whole line, and the number of its states, or None if they are
# too many or too large. A chain of n characters has n + 1 states: one before each character, and one after which
# nothing more can match. Those that are refused are followed by similar ones that are not.
STATES = [
    ("Lees ook", True, 9),
    ("Lees ook", False, 8),
    ("^Lees ook", False, 9),
    ("ab|ac", True, 3),
    ("(?i:a)b", True, 3),
    ("(?i)^ab", False, 3),
    ("a{3}", True, 4),
    ("a{2,4}", True, 5),
    ("a{2,}", True, 4),
    (r"\Qa.b\E", True, 4),
    (r"[^]x]\]\pL", True, 4),
    ("[[:alpha:]-]{2}", True, 3),
    (".{0,10001}", True, None),  # RE2 refuses it, too
    ("x" * 9_999, True, 10_000),
    (".{0,80}:.{0,80}", True, None),
    ("[^:]{0,80}:.{0,80}", True, 162),
    ("(a|b)*a(a|b){40}c", True, None),
    ("(a|b)*a(a|b){4}c", True, 33),
    ("a.{0,40}b", False, None),
    ("^zzz|a[ab]{40}c", False, None),
    ("^zzz|^a[ab]{40}c", False, 45),
    ("(?:^|b)a[ab]{40}c", False, None),
    ("(?:^|x)a[ab]{40}c", False, 44),
    ("(?:^a|^b)[ab]{40}c", False, 43),
    ("c[ab]{40}a[ab]*", True, 44),  # it has many states when it is read backwards, which is not needed
    ("c[ab]{40}a[ab]*", False, 43),
    ("c[ab]{40}ac*", True, 44),
    ("a[ab]{0,40}a[ab]{0,40}", True, None),
    ("[^:]{0,160}:a.{0,120}", True, 283),
    # What stands behind an assertion is tried only where the assertion holds.
    (r"\b.{0,100}foo", False, None),
    (r".*\b.{0,100}foo", True, None),
    (r"\B.{0,100}foo", False, None),
    (r"\b[a ]{400}c", False, None),
    (r"\b[a]{400}c", False, 402),
    (r"\b[a-z]{1,40}\b", False, 42),
    (r"\bfoo\b", False, 5),
    (r"\b(?:Foto|Beeld): .{1,60}", True, 72),
    ("(?:[ab]*a|[ab]*$)[ab]{40}c", True, None),
    ("(?:[ab]*a|[ab]*^)[ab]{40}c", True, None),
    (r"(?:[ab]*a|\A[ab]*)[ab]{40}c", True, None),
    ("(?:[ab]*a|(?-m:^)[ab]*)[ab]{40}c", True, None),
    ("(?:[ab]*a|[ab]*^)[ab]{4}c", True, 34),
]


@pytest.mark.parametrize(("source", "whole", "number"), STATES, ids=range(len(STATES)))
def test_the_states_of_a_pattern(source: str, whole: bool, number: int | None) -> None:
    pattern = unchecked(source, whole=whole)
    assert (StateCounter().add(pattern) is None) == (number is not None)
    if number:
        assert Automaton(pattern, Steps()).count().states == number


SIGNS = "~|".join("!\"#%&',;<=>@_`" + string.ascii_letters + string.digits) + "~"
OF_MANY_KINDS = f"(?:[^:]|xy)*[^:]{{{{{{}}}}}}~~|(?:{SIGNS})"
HAN = [chr(code) for code in range(0x4E00, 0x5000)]


@pytest.mark.parametrize(
    ("refused", "allowed"),
    [
        (".{0,60}klik hier.{0,60}", ".{0,60}klik hier.*"),
        (OF_MANY_KINDS.format(900), OF_MANY_KINDS.format(300)),
        (OF_MANY_KINDS.format(900), "(?:[^:]|xy)*[^:]{900}~~"),
        (r"\pL*[\x{100}-\x{9fff}]\pL{11}~", r"\pL*[\x{100}-\x{9fff}]\pL{10}~"),
        (r"(?i)\pL*[\x{400}-\x{1200}]\pL{11}~", r"(?i)\pL*[\x{400}-\x{1200}]\pL{9}~"),
        (f"x(?:{'|'.join(HAN[:310])})", f"x(?:{'|'.join(HAN[:290])})"),
        ("a?" * 4_000, "a?" * 400),
    ],
    ids=[
        "repetitions on both sides",
        "long, of many kinds of characters",
        "long, of few kinds of characters",
        "letters of all scripts",
        "letters of all scripts, in both cases",
        "many kinds of characters",
        "many positions that follow many others",
    ],
)
def test_a_pattern_that_costs_too_much_is_refused(refused: str, allowed: str) -> None:
    assert StateCounter().add(Pattern(refused, whole=True)) is not None
    assert StateCounter().add(Pattern(allowed, whole=True)) is None


def unchecked(source: str, *, whole: bool) -> Pattern:
    """Return a pattern without RE2's own checks."""
    pattern = Pattern.__new__(Pattern)
    pattern.source, pattern.whole = source, whole
    return pattern


@pytest.mark.parametrize(
    ("source", "whole", "too_many"),
    [
        ("x" * 1_000, True, True),
        ("[^a]{300}x", False, True),
        (OF_MANY_KINDS.format(300), True, True),
        ("[^a]{300}x", True, False),
    ],
    ids=["too many states", "states of too many instructions", "too many kinds of characters", "none of these"],
)
def test_the_states_of_a_file_count_together(source: str, whole: bool, too_many: bool) -> None:
    counter = StateCounter()
    faults = [counter.add(Pattern(source, whole=whole)) for _ in range(100)]
    assert [bool(fault) for fault in faults].count(True) == too_many  # it is reported once
    is_over = counter.states > MAX_TOTAL or counter.size > MAX_TOTAL_SIZE or counter.work > MAX_TOTAL_WORK
    assert is_over == too_many


def test_each_costly_pattern_of_a_file_is_reported() -> None:
    counter = StateCounter()
    sources = [
        "(a|b)*a(a|b){40}c",
        "Lees ook.*",
        ".{1,60} - .{1,60}",
        "x(?:" + "|".join(map(chr, range(5_000, 6_000))) + ")",
    ]
    faults = [counter.add(Pattern(source, whole=True)) for source in sources]
    assert [bool(fault) for fault in faults] == [True, False, True, True]
    assert "'.*' instead of '.{0,80}'" in str(faults[2])


def test_counting_stops_when_its_steps_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(states, "MAX_STEPS", 1_000_000)
    counter = StateCounter()
    faults = [bool(counter.add(Pattern(f".{{1,60}} {letter} .{{1,60}}", whole=True))) for letter in "abcdefgh"]
    assert 1 < faults.count(True) < len(faults)
    assert faults == sorted(faults, reverse=True)  # after the last fault, no pattern is counted


def test_what_was_counted_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the same count, and takes the same steps, without a second automaton."""
    source = "Meer over .{1,40} - .{0,9}"
    first, second = StateCounter(), StateCounter()
    assert first.add(one := Pattern(source, whole=True)) is None
    monkeypatch.setattr(states, "Automaton", None)
    assert second.add(other := Pattern(source, whole=True)) is None
    counts = [(each.states, each.size, each.work, each._steps.left) for each in (first, second)]
    assert counts == [counts[0]] * 2
    assert one.breadth == other.breadth > 0
    with pytest.raises(TypeError):
        StateCounter().add(Pattern(source, whole=False))  # this one may start anywhere in a line
    monkeypatch.setattr(states, "MAX_STEPS", states.MAX_STEPS - first._steps.left - 1)
    assert str(StateCounter().add(other)).startswith("counting the states of the patterns of this file takes too long")


def of_lines(texts: list[str]) -> tuple[Block, ...]:
    return tuple(Block(text, 0, len(text)) for text in texts)


SPLIT = Pattern("[a-z].*#|[a-z]", whole=False)
ALL = Pattern(".*[a-z].*", whole=True)


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [(SPLIT, ["a" * 100_000]), (ALL, ["a"] * 170_000)],
    ids=["a line that is searched for each of its letters", "a match in every line"],
)
def test_patterns_stop_when_their_work_is_spent(pattern: Pattern, texts: list[str]) -> None:
    lines = Lines(of_lines(texts), PatternSet([pattern]))
    found = len(lines.numbers(pattern))
    assert lines.is_spent()
    assert 0 < found < sum(map(len, texts))
    assert lines.work < MAX_SEARCHED * 1.01


@pytest.mark.parametrize("text", ["a" * (MAX_SET // 10), "a" * MAX_SET * 2], ids=["in a set", "one by one"])
def test_a_pattern_is_found_in_a_set_and_by_itself(text: str) -> None:
    here, missing = Pattern("a*", whole=True), Pattern("a*b", whole=True)
    lines = Lines(of_lines([text, "zin"]), PatternSet([here, missing]))
    assert (lines.numbers(here), lines.numbers(missing)) == ([0], [])


def test_a_quoted_byte_is_text() -> None:
    assert Pattern(r"\Q\C\E\\C", whole=True).matches(r"\C\C")


def counted(source: str, *, whole: bool) -> Pattern:
    """Return a pattern as the pack of a user has it."""
    pattern = Pattern(source, whole=whole)
    assert StateCounter().add(pattern) is None
    return pattern


GROUPS = "([ab]+) ?([ab]{0,300}) ?([ab]*)"


@pytest.mark.parametrize(
    ("source", "length", "found"),
    [(GROUPS, 50, True), (GROUPS, 50_000, False), (GROUPS.replace("(", "(?:"), 50_000, True)],
    ids=["a short match", "a long match", "a long match without groups"],
)
def test_groups_are_looked_for_in_short_matches(source: str, length: int, found: bool) -> None:
    """RE2 takes a step for each byte and each position of the pattern to find the groups."""
    pattern = counted(source, whole=True)
    lines = Lines(of_lines(["ab" * length]), PatternSet([pattern]))
    assert bool(lines.find(pattern)) == found
    assert lines.is_spent() == (not found)
    assert lines.numbers(pattern) == ([0] if found else [])


@pytest.mark.parametrize(
    ("line", "found", "spent"),
    [("ab" * 100 + "c", True, False), ("ab" * 100_000 + "c", False, True), ("ab" * 100_000, False, False)],
    ids=["a short line", "a long line with a match", "a long line without one"],
)
def test_a_place_in_a_line_is_looked_for_only_where_the_line_matches(line: str, found: bool, spent: bool) -> None:
    """RE2 has a state for each order in which attempts to match began. Here, each `a` may begin one, or not."""
    pattern = counted("a?[ab]{40}c", whole=False)
    lines = Lines(of_lines([line, "zin"]), PatternSet([pattern]))
    assert (bool(lines.find(pattern)), lines.is_spent()) == (found, spent)


@pytest.mark.parametrize("counts", [True, False], ids=["a pack of a user", "a shipped pack"])
def test_parts_of_lines_are_found_where_they_are(*, counts: bool) -> None:
    pattern = counted("a+|^b|c$", whole=False) if counts else Pattern("a+|^b|c$", whole=False)
    lines = Lines(of_lines(["b aa bac", "zin", "a"]), PatternSet([pattern]))
    assert [(hit.line, hit.start, hit.end) for hit in lines.find(pattern)] == [
        (0, 0, 1), (0, 2, 4), (0, 6, 7), (0, 7, 8), (2, 0, 1),
    ]  # fmt: skip


BYLINE = r"Door (\pL+ [\pL .-]{1,40})"


@pytest.mark.parametrize("counts", [True, False], ids=["a pack of a user", "a shipped pack"])
def test_many_lines_with_groups_are_within_what_a_page_may_cost(*, counts: bool) -> None:
    """Groups are found forwards. Backwards, many more instructions wait: any letter may be in the repetition."""
    pattern = counted(BYLINE, whole=True) if counts else Pattern(BYLINE, whole=True)
    lines = Lines(of_lines(["Door Jan van der Veen uit de provincie Zeeland", SENTENCE] * 2_000), PatternSet([pattern]))
    assert len(lines.find(pattern)) == 2_000
    assert not lines.is_spent()


def test_shipped_patterns_with_groups_are_not_broader_than_assumed() -> None:
    patterns = {
        pattern for program in load().programs.values() for rule in program.line_rules for pattern in rule.patterns
    }
    breadths = [Automaton(pattern, Steps()).count().breadth for pattern in patterns if pattern.groups]
    assert UNCOUNTED / 2 < max(breadths) <= UNCOUNTED


def test_numbers_of_lines_need_no_groups() -> None:
    pattern = counted(GROUPS, whole=True)
    lines = Lines(of_lines(["ab" * 50_000]), PatternSet([pattern]))
    assert lines.numbers(pattern) == [0]
    assert not lines.is_spent()


@pytest.mark.parametrize(
    ("source", "length", "in_set"),
    [("[^{}]x", 50_000, True), ("[^{}]{{300}}x", 500, True), ("[^{}]{{300}}x", 50_000, False)],
    ids=["narrow patterns", "broad patterns, a short page", "broad patterns, a long page"],
)
def test_broad_patterns_do_not_run_as_a_set_over_a_long_page(source: str, length: int, in_set: bool) -> None:
    patterns = [counted(source.format(letter), whole=False) for letter in "abcdefgh"]
    lines = Lines(of_lines(["y" * length]), PatternSet(patterns))
    work = lines.work
    assert not any(lines.may_have(frozenset([pattern])) for pattern in patterns)
    assert (lines.work == work) == in_set  # a set has found the patterns already


@pytest.mark.parametrize(("length", "in_set"), [(500, True), (50_000, False)], ids=["a short page", "a long page"])
def test_broad_signatures_are_looked_for_one_by_one_in_a_long_page(length: int, *, in_set: bool) -> None:
    patterns = [counted(f"[^{letter}]{{300}}x", whole=False) for letter in "abcdefgh"]
    together = PatternSet(patterns)
    data = b"\n".join([b"y" * length, b"a" * 300 + b"x"])
    assert together.present(data) == set(patterns[1:])
    assert together.suits(len(data)) == in_set
    assert ["_alone" in vars(pattern) for pattern in patterns] == [not in_set] * 8


@pytest.mark.parametrize("counts", [True, False], ids=["a pack of a user", "a shipped pack"])
def test_the_patterns_of_users_are_only_read_forwards(*, counts: bool) -> None:
    """`match` starts at a known place. To say where a match starts, RE2 reads it backwards, which can be very slow."""
    source = r"[\pL ]{1,40}.{0,10}d|zin"
    pattern = counted(source, whole=True) if counts else Pattern(source, whole=True)
    lines = Lines(of_lines(["één woord", "12", "zin", "3"]), PatternSet([pattern]))
    vars(pattern)["regex"] = SimpleNamespace(match=pattern.regex.match)
    if counts:
        assert lines.numbers(pattern) == [0, 2]
        assert lines.numbers(pattern, 2) == [0]
        assert lines.numbers(pattern, 0) == []
    else:
        with pytest.raises(AttributeError, match="finditer"):
            lines.numbers(pattern)


@pytest.mark.parametrize("counts", [True, False], ids=["a pack of a user", "a shipped pack"])
def test_the_start_of_the_text_is_not_that_of_each_line(*, counts: bool) -> None:
    pattern = counted(r"\Azin|noot\z", whole=False) if counts else Pattern(r"\Azin|noot\z", whole=False)
    lines = Lines(of_lines(["zin", "noot", "zin", "noot"]), PatternSet([pattern]))
    assert lines.numbers(pattern) == [0, 3]


def test_a_copy_of_a_pattern_has_its_breadth() -> None:
    """Workers get their patterns in the same way."""
    pattern = counted("[^a]{300}x", whole=False)
    assert copy.copy(pattern).breadth == pattern.breadth == 1_204


@pytest.mark.parametrize("texts", [["een zin"], ["een andere"]], ids=["the same lines", "other lines"])
def test_the_work_of_earlier_lines_counts(texts: list[str]) -> None:
    patterns = PatternSet([ALL])
    first = Lines(of_lines(["een zin"]), patterns)
    first.numbers(ALL)
    work = first.work
    assert Lines(of_lines(texts), patterns, first).work > work > Lines(first.blocks, patterns).work


@pytest.mark.slow
@pytest.mark.parametrize(("number", "stops"), [(100, False), (20_000, True)])
def test_rules_stop_on_a_long_page_with_a_warning(tmp_path: Path, number: int, stops: bool) -> None:
    rules = "".join(f"- drop_run: {{line: '.*[a-z].*x{{0,{n}}}', at_least: 9999999}}\n" for n in range(1, 30))
    (tmp_path / "own.yaml").write_text(
        f"pack: own\nversion: 1\nhosts: [own.nl]\nrules:\n{rules}- drop: {{line: Advertentie}}\n", encoding="utf-8"
    )
    page = f"Advertentie\n{SENTENCE}\n" * number
    article = Cleaner(tmp_path).clean(page, "https://own.nl/a")
    assert (TOO_MUCH in texts(article.warnings)) == stops
    assert ("Advertentie" in article.text) == stops  # nothing is lost, only not removed
    assert article.pack == "own"


def copied(size: int) -> tuple[str, int]:
    """Return a page of this many characters whose body stands in it twice, and the characters of its article."""
    rng = random.Random(1)
    words = [" ".join(f"w{rng.randrange(10**6)}" for _ in range(40)) + "." for _ in range(size // 600)]
    article = Cleaner().clean("\n".join(words) + "\n" + " ".join(words), "https://own.nl/a")
    assert (copies.TOO_LONG in texts(article.warnings)) == (sum(map(len, words)) * 2 > copies.MAX_CHARACTERS)
    return "\n".join(words), len(article.text)


@pytest.mark.slow
@pytest.mark.parametrize(("size", "looked_for"), [(250_000, True), (500_000, False)])
def test_copies_are_looked_for_only_in_pages_of_some_length(size: int, looked_for: bool) -> None:
    once, left = copied(size)
    assert (left < 1.1 * len(once)) == looked_for


@pytest.mark.parametrize(("lines", "looked_for"), [(23_000, True), (23_100, False)])
def test_copies_are_looked_for_only_in_pages_of_some_lines(lines: int, looked_for: bool) -> None:
    """Each line counts as ten characters more."""
    draft = draft_of(read_text("een\n" * lines), load().programs["generic"])
    assert (copies.TOO_LONG not in texts(copies.remove_copies(draft).warnings)) == looked_for


@pytest.mark.slow
@pytest.mark.parametrize(("above", "known"), [(MAX_SIGNED - 1_000, True), (MAX_SIGNED, False)])
def test_a_signature_is_looked_for_at_the_start_of_a_page(above: int, known: bool) -> None:
    article = Cleaner().clean("x" * above + "\nLogo NU.nl\n" + BODY)
    assert (article.pack == "nu") == known


def test_rules_that_did_not_run_are_reported(tmp_path: Path) -> None:
    """Also if none of them would have matched before the work was spent."""
    rules = ", ".join(f"{{drop: {{line: Geen regel {n}}}}}" for n in range(60))
    (tmp_path / "a.yaml").write_text(
        f"{{pack: a, version: 1, hosts: [a.nl], rules: [{rules}, {{drop: {{line: Weg met deze regel}}}}]}}"
    )
    article = Cleaner(tmp_path).clean(
        "Een zin van vijf woorden.\n" * 90_000 + "x" * 2_000_000 + "\nWeg met deze regel", "https://a.nl/1"
    )
    assert "Weg met deze regel" in article.text
    assert TOO_MUCH in texts(article.warnings)


@pytest.mark.parametrize(("place", "missed"), [("before", True), ("after", False)])
def test_a_rule_that_did_not_run_is_not_reported_as_missed(tmp_path: Path, place: str, missed: bool) -> None:
    """A rule before the one that spends the work has run, and did not fire. Rules after it might have fired."""
    usual = "{drop: {line: Advertentie, expect: usually}}"
    costly = "{split: {after: '[a-z].*#|[a-z]'}}"
    rules = ", ".join([usual, costly] if place == "before" else [costly, usual])
    (tmp_path / "a.yaml").write_text(f"{{pack: a, version: 1, hosts: [a.nl], rules: [{rules}]}}", encoding="utf-8")
    article = Cleaner(tmp_path).clean(f"{BODY}\n{'a ' * 50_000}", "https://a.nl/1")
    assert TOO_MUCH in texts(article.warnings)
    assert any("usually fires, and did not" in warning.text for warning in article.warnings) == missed


@pytest.mark.parametrize(("lines", "asked"), [(MAX_LINES, True), (MAX_LINES + 1, False)])
def test_the_line_model_is_asked_about_a_text_of_some_length(lines: int, asked: bool) -> None:
    article = Cleaner().clean("Sport\n" * lines)
    assert any("the line model was not asked" in warning.text for warning in article.warnings) != asked
