"""Packs are checked before they are used. Each fault is reported with its place and what to write instead."""

from __future__ import annotations

import json
import pickle
from contextlib import nullcontext
from pathlib import Path
from shutil import copytree

import jsonschema
import pytest
import yaml
from msgspec import Struct

from cleaner import Cleaner, PackError, UsageError
from cleaner.packs.folders import SHARED, shipped_rules
from cleaner.packs.loading import load
from cleaner.packs.reading import _read_shipped, load_folders
from cleaner.packs.schema import Pack, Shared, schema_text
from cleaner.verbs import VERBS

from .golden import cases, validator

HEAD = "pack: own\nversion: 1\nhosts: [own.example]\nrules:\n"

# The rules of a pack, and its only fault: line:column (in the whole file) and a part of the message.
FAULTY_RULES = [
    ("- dorp: {line: Lees ook}", "5:3", "unknown verb 'dorp'; did you mean 'drop'?"),
    ("- drop: {lime: Lees ook, line: x}", "5:10", "unknown key 'lime'; did you mean 'line'?"),
    ("- drop: {}", "5:9", "the key 'line' is missing; add it, as in - drop: {line: 'Lees ook ?[:|].*'}"),
    ("- drop: Lees ook", "5:9", "a mapping, not a single value, as in - drop: {line: 'Lees ook ?[:|].*'}"),
    ("- dateline: {start: [a]}", "5:21", r"as in - dateline: {start: '\p{Lu}[\p{Lu} ]+ \(ANP\) - '}"),
    ("- drop: {line: a}\n- drop", "6:3", "this has to be a mapping"),
    ("- drop", "5:3", "this has to be a mapping, not a single value"),
    ("- {drop: {line: a}, keep: {line: b}}", "5:3", "a rule has to be one verb and its options"),
    ("- drop: {line: [a, b]}", "5:16", "this has to be a single value, not a list"),
    ("- drop: {line: a, within: many}", "5:27", "'many' does not fit: write a whole number, at least 1"),
    ("- drop: {line: a, within: 0}", "5:27", "'0' does not fit: write a whole number, at least 1"),
    (f"- drop: {{line: a, within: {'x' * 60}}}", "5:27", f"'{'x' * 60}' does not fit"),
    (f"- drop: {{line: a, within: {'x' * 61}}}", "5:27", f"'{'x' * 59}…' does not fit"),
    ("- drop: {line: a, expect: often}", "5:27", "'often' does not fit: write one of 'always', 'usually', 'rare'"),
    ("- drop: {line: a, line: b}", "5:19", "the key 'line' is here twice"),
    ("- drop: {line: '(a'}", "5:16", "RE2 refuses this pattern: missing ): "),
    ("- drop: {line: 'a)(b'}", "5:16", "RE2 refuses this pattern: unexpected ): "),
    ("- drop: {line: '(a)\\1'}", "5:16", "RE2 refuses this pattern: invalid escape sequence"),
    ("- drop: {line: '(?=a)b'}", "5:16", "RE2 refuses this pattern: invalid perl operator"),
    (r"- drop: {line: 'a\C'}", "5:16", r"\C is not allowed: it takes one byte"),
    (r"- drop: {line: '\Qx\E[a\]]\C{2}'}", "5:16", r"\C is not allowed"),
    (r"- drop: {line: '\p{Lu}\8'}", "5:16", "RE2 refuses this pattern: invalid escape sequence"),
    ("- drop: {line: '(?&month_)x'}", "5:16", "in a shared file; did you mean 'month'?"),
    ("- drop: {line: ' Lees ook'}", "5:16", "this can never match: no line starts with white space"),
    ("- drop: {line: 'Lees ook '}", "5:16", "this can never match: no line ends with white space"),
    ("- drop: {line: 'Lees\\nook'}", "5:16", "this can never match: a pattern sees one line at a time"),
    ("- drop: {line: ''}", "5:16", "this can never match: no line is empty"),
    ("- drop: {line: '.*'}", "5:16", "this matches every line"),
    ("- drop: {line: '.+'}", "5:16", "this matches every line"),
    ("- split: {after: 'x*'}", "5:18", "this matches everywhere"),
    ("- from: {within: 3}", "5:9", "'from' needs either 'line'"),
    ("- from: {line: a, after: b}", "5:9", "'from' needs either 'line'"),
    ("- title: {min_words: 3}", "5:10", "'title' needs 'repeated: true' or 'before'"),
    ("- reject: {within: 3}", "5:11", "'reject' needs either 'line' or 'doubled_label: true'"),
    ("- reject: {line: a, doubled_label: true}", "5:11", "'reject' needs either 'line' or 'doubled_label: true'"),
    ("- reject: {doubled_label: true}", "5:11", "too weak a sign to reject a page; add 'at_least: 2'"),
    ("- meta: {field: author, line: 'Door .+'}", "5:9", "'line' has no group"),
    (
        "- meta: {field: writer, line: '(.+) x'}",
        "5:17",
        "'writer' does not fit: write one of 'author', 'date', 'section'",
    ),
    ("- title: {repeated: maybe}", "5:21", "'maybe' does not fit: write true or false"),
    ("- drop: {line: 'a\u00a0b'}", "5:16", "pages are read with plain spaces"),
    ("- use: nil", "5:3", "no shared file 'nil'"),
    (
        "- drop: {line: Lees ook.*}\n- drop: {line: Lees ook dit}",
        "6:3",
        "this can never fire: the rule 'drop' on line 5",
    ),
    ("- until: {line: a b}\n- drop: {line: a b}", "6:3", "this can never fire: the rule 'until' on line 5"),
    ("- reject: {line: a b}\n- drop: {line: a b}", "6:3", "this can never fire: the rule 'reject' on line 5"),
    (
        "- meta: {field: author, line: '(a) b'}\n- drop: {line: '(a) b'}",
        "6:3",
        "this can never fire: the rule 'meta' on line 5",
    ),
    ("- drop: {line: a b}\n- keep: {line: x}\n- drop: {line: a b}", "7:3", "the rule 'drop' on line 5"),
    ("- drop: {line: a b}\n- use: nl\n- drop: {line: a b}", "7:3", "the rule 'drop' on line 5"),
    ("- drop: {line: a b}\n- drop: {line: a b, after_cut: true}", "6:3", "the rule 'drop' on line 5"),
    (f"- drop: {{line: {'a' * 10_001}}}", "5:16", "has 10,001 characters with its phrases; 10,000 are allowed"),
    (f"- select: {{css: '{'p,' * 500}p'}}", "5:17", "it has 1,001 characters; 1,000 are allowed"),
    (f"- select: {{xpath: {'//p|' * 250}p}}", "5:19", "it has 1,001 characters; 1,000 are allowed"),
    ("- drop: {line: a}\n" * 1_001, "5:1", "a list of 1,001 items is too long; 1,000 are allowed"),
    ("- drop: &a {line: x}\n- keep: *a", "5:9", "anchors and aliases are not allowed"),
]

# A whole file, and its only fault.
FAULTY_FILES = [
    ("", "1:1", "the file is empty"),
    ("pack: own\nversion: 1\n", "1:1", "the key 'rules' is missing"),
    (
        "pack: own\nversion: 1\nthen: trafilatura\nrules: []\n",
        "3:7",
        "'trafilatura' does not fit: write 'generic', or leave this key out",
    ),
    ("pack: Own\nversion: 1\nrules: []\n", "1:7", "'Own' does not fit"),
    ("pack: own\nversion: zero\nrules: []\n", "2:10", "'zero' does not fit: write a whole number, at least 1"),
    (
        "pack: own\nversion: 1\nrules: []\nhosts: [https://own.example]\n",
        "4:9",
        "'https://own.example' does not fit: A host in lower case, without 'https://'; it includes its subdomains.",
    ),
    (
        "pack: own\nversion: 1\nrules: []\nhosts: [Own.example]\n",
        "4:9",
        "'example.com/sport/*'. Example: zeelandnet.nl",
    ),
    ("pack: own\nversion: 1\nrules: []\nlimits: {max_drop: 0}\n", "4:20", "write a number, more than 0, at most 1"),
    ("pack: own\nversion: 1\nrules: []\nlimits: {max_drop: 2}\n", "4:20", "write a number, more than 0, at most 1"),
    ("pack: own\nversion: 1\nrules: [{select: {css: ''}}]\n", "3:24", "'' does not fit: it is empty; write a value"),
    ("# nothing\n", "1:1", "the file is empty; it needs at least 'pack', 'version', 'rules'"),
    (
        "pack: own\nversion: 1\nrules: []\nhosts: own.example\n",
        "4:8",
        "a list, not a single value; put it in brackets: [own.example]",
    ),
    ("pack: own\nversion: 1\nrules: []\nhost: [own.example]\n", "4:1", "unknown key 'host'; did you mean 'hosts'?"),
    ("pack: own\nversion: 1\nrules: []\nhosts: [nu.nl]\n", "4:9", "nu.nl belongs to the pack 'nu'"),
    ("pack: own\nversion: 1\nrules: []\nlistings: [/l/*]\n", "1:1", "'listings' are paths on the hosts of the pack"),
    (
        "pack: own\nversion: 1\nrules: []\nsignature: {need: 3, lines: [{line: a b}]}\n",
        "4:12",
        "this can never match: all lines together weigh 1, less than 'need' (3)",
    ),
    ("pack: own\nversion: 1\nrules: [\n", "4:1", "this is not valid YAML"),
    ("pack: !!python/object/apply:os.system [true]\nversion: 1\nrules: []\n", "1:7", "tags such as"),
    ("[" * 400_000 + "]" * 400_000, "1:1", "nested more than 100 deep"),
    ("- " * 5_000 + "a", "1:1", "nested more than 100 deep"),
    ("[" * 101 + "]" * 101, "1:1", "nested more than 100 deep"),
    ("[" * 100 + "]" * 100, "1:1", "this has to be a mapping, not a list"),
    (f"pack: own\nversion: 1\nrules: []\n{'#' * 999_970}", "1:1", "this file has more than 1,000,000 bytes"),
    (
        f"pack: own\nversion: 1\nrules: []\nhosts: [own.nl/{'a' * 994}]\n",
        "4:9",
        "it has 1,001 characters; 1,000 are allowed",
    ),
    (f"{HEAD}- drop: {{line: a}}\nlistings: [/{'a' * 1_000}]\n", "6:12", "it has 1,001 characters; 1,000 are allowed"),
    ("pack: \x07\n", "1:1", "this is not valid YAML"),
    ("pack: none\nversion: 1\nrules: []\n", "1:1", "a pack cannot have the name 'none'"),
    (
        "pack: own\nversion: 1\nrules: []\nchecked: {by: me, when: '2026-11-28'}\n",
        "4:15",
        "'me' does not fit: write one of 'stored pages', 'fixtures', 'unverified'",
    ),
    (
        "pack: own\nversion: 1\nrules: []\nchecked: {by: fixtures, when: yesterday}\n",
        "4:31",
        "'yesterday' does not fit: The day, as YYYY-MM-DD; for 'unverified', the day on which the pack was written.",
    ),
    (
        "pack: own\nversion: 1\nrules: []\nchecked: {by: fixtures, when: 2026-02-30}\n",
        "4:31",
        "'2026-02-30' does not fit",
    ),
    ("pack: own\nversion: 1\nrules: []\nchecked: {by: fixtures}\n", "4:10", "the key 'when' is missing"),
    ("pack: own\nversion: 1\nrules: []\nchecked: fixtures\n", "4:10", "this has to be a mapping, not a single value"),
]


def faults_of(tmp_path: Path, content: str) -> list[str]:
    path = tmp_path / "own.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load(tmp_path)
    return [str(fault).removeprefix(f"{path}:") for fault in caught.value.faults]


@pytest.mark.parametrize(("rules", "place", "message"), FAULTY_RULES)
def test_a_faulty_rule(tmp_path: Path, rules: str, place: str, message: str) -> None:
    (fault,) = faults_of(tmp_path, HEAD + rules)
    assert fault.startswith(f"{place}: ")
    assert message in fault


@pytest.mark.parametrize(("content", "place", "message"), FAULTY_FILES)
def test_a_faulty_file(tmp_path: Path, content: str, place: str, message: str) -> None:
    (fault,) = faults_of(tmp_path, content)
    assert fault.startswith(f"{place}: ")
    assert message in fault


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_bytes(b"pack: \xff\xfe")
    with pytest.raises(PackError, match="cannot be read as UTF-8"):
        load(tmp_path)


def test_every_fault_of_every_file_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("pack: a\nversion: x\nrules:\n- dorp: {}\n- drop: {line: '('}\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("pack: b\nrules: 3\n", encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load(tmp_path)
    places = [(Path(fault.file).name, fault.line, fault.column) for fault in caught.value.faults]
    assert places == [("a.yaml", 2, 10), ("a.yaml", 4, 3), ("a.yaml", 5, 16), ("b.yaml", 1, 1), ("b.yaml", 2, 8)]


def test_two_files_with_the_same_name(tmp_path: Path) -> None:
    for file in ("a.yaml", "b.yaml"):
        (tmp_path / file).write_text("pack: own\nversion: 1\nrules: []\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"b\.yaml:1:1: .*a\.yaml has the name 'own' too; rename one of them"):
        load(tmp_path)


SOUND_RULES = [
    "- drop: {line: 'Lees ook.*', within: 2}\n- drop: {line: Lees ook dit}",
    "- drop: {line: 'Lees ook.*', after_cut: true}\n- drop: {line: Lees ook dit}",
    "- meta: {field: author, line: '(a b)', after_cut: true}\n- drop: {line: (a b)}",
    "- until: {line: a b, rest: 'c.*'}\n- drop: {line: a b}",
    "- until: {line: a b, followed_by: 'c.*'}\n- drop: {line: a b}",
    "- meta: {field: author, line: '(a b)', within: 3}\n- drop: {line: (a b)}",
    "- reject: {line: a b, at_least: 2}\n- drop: {line: a b}",
    "- reject: {line: a b, within: 2}\n- drop: {line: a b}",
    "- keep: {line: a b}\n- drop: {line: a b}",
    "- keep: {line: a b}\n- drop: {line: 'a .*'}\n- until: {line: a b}",
    "- reject: {doubled_label: true, at_least: 2}",
    "- drop: {line: '[^.]+'}",
    "- split: {after: '^ ?x'}",
    "- drop: {line: 2022}",
    "- drop: {line: no}",
    "- drop: {line: ' *x|y '}",
    "- drop: {line: Sport}\n- split: {after: '^Nieuws'}\n- drop: {line: Sport}",
    "- drop: {line: Sport}\n- use: crawl\n- drop: {line: Sport}",  # crawl splits lines
    "- use: nl\n- drop: {line: Advertentie}",  # a new version of a shared file cannot make a pack faulty
    *(f"- drop: {{line: '[^{start}].*'}}" for start in "aE1•Ω-"),
    f"- drop: {{line: {'a' * 10_000}}}",
    f"- select: {{css: '{'p,' * 499} p'}}",
    f"- select: {{xpath: '{'//p|' * 249} //p'}}",
    "".join(f"- drop: {{line: a {number}}}\n" for number in range(1_000)),
]
SOUND_FILES = [
    *(HEAD + rules for rules in SOUND_RULES),
    f"pack: own\nversion: 1\nrules: []\n{'#' * 999_969}",
    f"pack: own\nversion: 1\nrules: []\nhosts: [own.nl/{'a' * 993}]\n",
    f"{HEAD}- drop: {{line: a}}\nlistings: [/{'a' * 999}]\n",
    "pack: own\nversion: 1\nrules: []\nsignature: {need: 2, lines: [{line: a b}, {line: c d}]}\n",
]


@pytest.mark.parametrize("content", SOUND_FILES, ids=range(len(SOUND_FILES)))
def test_a_sound_file(tmp_path: Path, content: str) -> None:
    (tmp_path / "own.yaml").write_text(content, encoding="utf-8")
    assert "own" in load(tmp_path).programs


def test_a_shared_file_may_protect_lines(tmp_path: Path) -> None:
    (tmp_path / SHARED).mkdir()
    (tmp_path / SHARED / "mine.yaml").write_text(
        "shared: mine\nversion: 1\nrules: [{keep: {line: a b}}]\n", encoding="utf-8"
    )
    rules = "- use: mine\n- drop: {line: 'a .*'}\n- until: {line: a b}\n"
    (tmp_path / "own.yaml").write_text(HEAD + rules, encoding="utf-8")
    assert "own" in load(tmp_path).programs


def test_similar_phrases_are_named_for_the_first_faults_only(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, HEAD + "- drop: {line: '(?&month_)x'}\n" * 21)
    assert [fault.endswith("did you mean 'month'?") for fault in faults] == [True] * 20 + [False]


@pytest.mark.parametrize(("takers", "found"), [(199, True), (200, False)])
def test_only_a_limited_number_of_rules_are_compared(tmp_path: Path, takers: int, found: bool) -> None:
    """Rule 200 is the last one that is compared with all rules above it: then 20,000 pairs are used up."""
    rules = "".join(f"- drop: {{line: '{number} .*'}}\n" for number in range(takers))
    (tmp_path / "own.yaml").write_text(f"{HEAD}{rules}- drop: {{line: 7 x}}\n", encoding="utf-8")
    with pytest.raises(PackError, match="the rule 'drop' on line 12") if found else nullcontext():
        load(tmp_path)


def test_an_own_pack_replaces_a_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nu.yaml").write_text(
        "pack: nu\nversion: 7\nhosts: [nu.nl]\nrules:\n- drop: {line: 'Weg.*'}\n", encoding="utf-8"
    )
    page, url = "De raad kwam woensdag bijeen.\n\nWeg ermee\n\nNUjij-reacties", "https://www.nu.nl/a/1/b.html"
    article = Cleaner(tmp_path).clean(page, url)
    assert (article.text, article.pack_version) == ("De raad kwam woensdag bijeen.\n\nNUjij-reacties", 7)
    monkeypatch.setenv("CLEANER_PACKS", str(tmp_path))
    assert Cleaner().clean(page, url) == article
    monkeypatch.setenv("CLEANER_PACKS", "")
    assert Cleaner().clean(page, url).pack_version != 7


@pytest.mark.parametrize("expect", ["always", "usually"])
def test_a_shared_rule_has_fired_whichever_pack_ran_it(tmp_path: Path, expect: str) -> None:
    """The generic pack uses this file too, and runs first."""
    (tmp_path / "_shared").mkdir()
    rule = f"{{line: 'Lees ook.*', expect: {expect}}}"
    (tmp_path / "_shared/nl.yaml").write_text(f"shared: nl\nversion: 1\nrules:\n- drop: {rule}\n", encoding="utf-8")
    (tmp_path / "own.yaml").write_text(
        "pack: own\nversion: 1\nhosts: [own.example]\nthen: generic\nrules: [{use: nl}]\n", encoding="utf-8"
    )
    days = "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"
    body = "".join(f"<p>De raad kwam {day} bijeen om te praten over de haven van de stad.</p>" for day in days)
    page = f"<title>De haven</title><article><h1>De haven</h1>{body}<p>Lees ook: iets anders.</p></article>"
    article = Cleaner(tmp_path).clean(page, "https://own.example/a")
    assert (article.pack, article.warnings, article.confidence) == ("own", (), 1.0)


def test_a_second_rule_that_protects_a_line_fires_in_the_second_round(tmp_path: Path) -> None:
    """Lines are protected in one round only. In the first round, the first rule has protected this line already."""
    rules = (
        "- drop: {line: Menu}\n- keep: {line: 'Info.*', after_cut: true}\n- keep: {line: 'Info.*', expect: usually}\n"
    )
    (tmp_path / "own.yaml").write_text(HEAD + rules, encoding="utf-8")
    sentence = "De raad kwam woensdag bijeen om te praten over de haven van de stad, en over de brug daar."
    article = Cleaner(tmp_path).clean(f"Menu\n{sentence}\nInfo: de haven\n{sentence[:-1]} en meer.", pack="own")
    assert (article.warnings, article.confidence) == ((), 1.0)


def test_an_own_pack_can_use_shipped_phrases_and_its_own_shared_file(tmp_path: Path) -> None:
    (tmp_path / SHARED).mkdir()
    (tmp_path / SHARED / "mine.yaml").write_text(
        "shared: mine\nversion: 2\nphrases: {gone: 'Weg (?&month)'}\nrules:\n"
        "- drop: {line: '(?&gone)', why: an advertisement}\n",
        encoding="utf-8",
    )
    (tmp_path / "own.yaml").write_text(HEAD + "- use: mine\n", encoding="utf-8")
    article = Cleaner(tmp_path).clean("De raad kwam woensdag weer bijeen.\n\nWeg mei", "https://own.example/1")
    (removal,) = (entry for entry in article.ledger.removed if entry.cause.rule != "layout")
    assert str(removal.cause) == "drop _shared/mine.yaml:5"
    assert (removal.cause.pack, removal.cause.version, removal.cause.why) == ("mine", 2, "an advertisement")


def test_an_own_phrase_leaves_the_shipped_packs_alone(tmp_path: Path) -> None:
    (tmp_path / SHARED).mkdir()
    (tmp_path / SHARED / "mine.yaml").write_text(
        "shared: mine\nversion: 1\nphrases: {dateline: XX, teaser: YY}\n", encoding="utf-8"
    )
    case = next(case for case in cases() if case.name == "nl/zeelandnet/stoltenberg")
    assert Cleaner(tmp_path).clean(case.page).text + "\n" == case.expected


def test_a_shared_file_cannot_use_another(tmp_path: Path) -> None:
    (tmp_path / SHARED).mkdir()
    (tmp_path / SHARED / "mine.yaml").write_text("shared: mine\nversion: 1\nrules: [{use: nl}]\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"mine\.yaml:3:10: a shared file cannot use another"):
        load(tmp_path)


def test_an_article_has_five_words_unless_the_pack_says_otherwise(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(HEAD + "- drop: {line: Menu}\n", encoding="utf-8")
    cleaner, url = Cleaner(tmp_path), "https://own.example/1"
    assert cleaner.clean("Menu\nDe raad kwam niet bijeen.", url).method == "pack"
    assert cleaner.clean("Menu\nDe raad kwam bijeen.", url).method != "pack"


def test_after_cut_needs_something_cut(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        HEAD + "- drop: {line: Menu}\n- title: {before: 'De .*', after_cut: true}\n", encoding="utf-8"
    )
    cleaner, url = Cleaner(tmp_path), "https://own.example/1"
    assert cleaner.clean("Menu\nKop van het stuk\nDe raad kwam woensdag bijeen.", url).headline == "Kop van het stuk"
    assert cleaner.clean("Kop van het stuk\nDe raad kwam woensdag bijeen.", url).headline is None


def test_a_folder_that_does_not_exist() -> None:
    with pytest.raises(UsageError, match="no folder of packs at /nowhere"):
        load("/nowhere")


@pytest.mark.slow
def test_the_shipped_packs_are_thoroughly_sound() -> None:
    assert load(thorough=True).programs


@pytest.mark.slow
def test_the_rules_of_a_shipped_pack_are_the_same_whenever_they_are_read() -> None:
    at_once, later = load(thorough=True).programs, load().programs
    assert list(at_once) == list(later)
    for name, program in later.items():
        assert (program.pack.hosts, program.pack.signature is None) == (
            at_once[name].pack.hosts,
            at_once[name].pack.signature is None,
        )
        assert [(rule.cause, str(rule.options)) for rule in program.all_rules] == [
            (rule.cause, str(rule.options)) for rule in at_once[name].all_rules
        ]
    assert load() == load(thorough=True)


def test_only_the_rules_of_the_pack_that_runs_are_read() -> None:
    _read_shipped.cache_clear()  # other tests may have read more
    cleaner = Cleaner()
    cleaner.clean("Een zin.", "https://www.nu.nl/a/1")
    read = [name for name, program in cleaner.packs.programs.items() if "rules" in vars(program)]
    assert "nu" in read
    assert "zeelandnet" not in read


@pytest.mark.parametrize(("name", "kind"), [("pack", Pack), ("shared", Shared)])
def test_the_shipped_schema_is_that_of_the_code(name: str, kind: type[Struct]) -> None:
    """If this fails: make schema."""
    shipped = (shipped_rules() / f"{name}.schema.json").read_text(encoding="utf-8")
    assert shipped == schema_text(kind)
    jsonschema.Draft202012Validator.check_schema(json.loads(shipped))


PACK_FILES = sorted(shipped_rules().rglob("*.yaml"))


@pytest.mark.parametrize("path", PACK_FILES, ids=lambda path: path.name)
def test_each_pack_names_the_schema_it_conforms_to(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    modeline, name = text.split("\n", 1)[0].split("$schema=")
    assert modeline == "# yaml-language-server: "
    validator((path.parent / name).resolve()).validate(yaml.safe_load(text))


@pytest.mark.parametrize(
    "rules", [rules for rules, _, message in FAULTY_RULES if "unknown" in message or "fit" in message]
)
def test_the_schema_finds_the_faults_that_an_editor_should(rules: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        validator(shipped_rules() / "pack.schema.json").validate(yaml.safe_load(HEAD + rules))


def test_shipped_packs_are_read_again_only_if_a_file_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = tmp_path / "rules"
    copytree(shipped_rules(), rules)
    monkeypatch.setattr("cleaner.packs.reading.shipped_rules", lambda: rules)
    before = load_folders([rules], thorough=False)
    assert load_folders([rules], thorough=False)["nu"] is before["nu"]
    path = rules / before["nu"].file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"version: {before['nu'].pack.version}", "version: 1234"), encoding="utf-8")
    assert load_folders([rules], thorough=False)["nu"].pack.version == 1234


def test_a_shared_file_of_a_user_changes_shipped_packs_only_for_that_user(tmp_path: Path) -> None:
    (tmp_path / "_shared").mkdir()
    (tmp_path / "_shared/nl.yaml").write_text("shared: nl\nversion: 1234\nrules: []\n", encoding="utf-8")

    def versions(own: Path | None) -> set[int]:
        return {rule.cause.version for rule in load(own)["knack"].all_rules if rule.cause.pack == "nl"}

    shipped = versions(None)
    assert shipped - {1234}
    assert versions(tmp_path) == set()  # it has no rules
    assert versions(None) == shipped


def test_the_schema_describes_every_option() -> None:
    schema = json.loads((shipped_rules() / "pack.schema.json").read_text(encoding="utf-8"))
    for verb in VERBS.values():
        for name, option in schema["$defs"][verb.options.__name__]["properties"].items():
            assert "description" in option or "enum" in option, name


class TestFilesThatChange:
    PACK = "pack: a\nversion: 1\nrules: [{use: own}]\n"
    USED = "shared: own\nversion: 1\nrules: [{drop: {line: Reclame}}]\n"

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / SHARED).mkdir()
        (tmp_path / SHARED / "own.yaml").write_text(self.USED)
        (tmp_path / "a.yaml").write_text(self.PACK)
        return tmp_path

    def test_packs_are_equal_if_their_rules_are(self, folder: Path) -> None:
        packs = load(folder)
        assert pickle.loads(pickle.dumps(packs)) == packs == load(folder)  # noqa: S301
        assert len({packs, load(folder)}) == 1
        (folder / SHARED / "own.yaml").write_text(self.USED.replace("Reclame", "Advertentie"))
        assert load(folder) != packs
        assert load() not in (packs, None)

    def test_how_a_pack_was_checked_does_not_count(self, folder: Path) -> None:
        packs = load(folder)
        (folder / "a.yaml").write_text(f"{self.PACK}checked: {{by: fixtures, when: 2026-11-28}}\n")
        assert load(folder) == packs
        (folder / "a.yaml").write_text(f"{self.PACK}language: nl\n")
        assert load(folder) != packs

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.yaml", PACK.replace("version: 1", "version: 2")),
            (f"{SHARED}/own.yaml", USED + "# more\n"),
            ("b.yaml", PACK.replace("pack: a", "pack: b")),
            ("a.yaml", None),
        ],
        ids=["a pack", "a shared file", "a new pack", "a pack that is gone"],
    )
    def test_files_that_changed_are_named(self, name: str, content: str | None, folder: Path) -> None:
        packs = load(folder)
        assert packs.files.changed() == []
        if content is None:
            (folder / name).unlink()
        else:
            (folder / name).write_text(content)
        assert packs.files.changed() == [str(folder / name)]
        (folder / "notes.txt").write_text("not a pack")
        assert pickle.loads(pickle.dumps(packs)).files.changed() == [str(folder / name)]  # noqa: S301
