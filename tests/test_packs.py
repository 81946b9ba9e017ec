"""Packs are checked before they are used: each fault, its place, and what to write instead."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from cleaner import Cleaner, PackError, UsageError
from cleaner.packs.loading import SHARED, load, shipped_rules
from cleaner.packs.schema import SCHEMAS, schema_text
from cleaner.verbs import VERBS

from .golden import cases

HEAD = "pack: own\nversion: 1\nhosts: [own.example]\nrules:\n"

# The rules of a pack, and what is said of them: line:column (of the whole file) and a part of the message.
FAULTY_RULES = [
    ("- dorp: {line: Lees ook}", "5:3", "unknown verb 'dorp'; did you mean 'drop'?"),
    ("- drop: {lime: Lees ook, line: x}", "5:10", "unknown key 'lime'; did you mean 'line'?"),
    ("- drop: {}", "5:9", "the key 'line' is missing"),
    ("- drop: Lees ook", "5:9", "a mapping is wanted here, this is a single value"),
    ("- drop", "5:3", "a mapping is wanted here, this is a single value"),
    ("- {drop: {line: a}, keep: {line: b}}", "5:3", "a rule is a mapping of one verb to its options"),
    ("- drop: {line: [a, b]}", "5:16", "a single value is wanted here, this is a list"),
    ("- drop: {line: a, within: many}", "5:27", "'many' does not fit: expected `int`"),
    ("- drop: {line: a, within: 0}", "5:27", "'0' does not fit: expected `int` >= 1"),
    ("- drop: {line: a, expect: often}", "5:27", "'often' does not fit: invalid enum value"),
    ("- drop: {line: a, line: b}", "5:19", "the key 'line' stands here twice"),
    ("- drop: {line: '(a'}", "5:16", "RE2 refuses this pattern: missing ): "),
    ("- drop: {line: 'a)(b'}", "5:16", "RE2 refuses this pattern: unexpected ): "),
    ("- drop: {line: '(a)\\1'}", "5:16", "RE2 refuses this pattern: invalid escape sequence"),
    ("- drop: {line: '(?=a)b'}", "5:16", "RE2 refuses this pattern: invalid perl operator"),
    ("- drop: {line: '(?&month_)x'}", "5:16", "no shared file has a phrase 'month_'; did you mean 'month'?"),
    ("- drop: {line: ' Lees ook'}", "5:16", "this can never match: a line has no white space at its start"),
    ("- drop: {line: 'Lees ook '}", "5:16", "this can never match: a line has no white space at its end"),
    ("- drop: {line: 'Lees\\nook'}", "5:16", "this can never match: a pattern sees one line at a time"),
    ("- drop: {line: ''}", "5:16", "this can never match: no line is empty"),
    ("- drop: {line: '.*'}", "5:16", "this matches every line"),
    ("- drop: {line: '.+'}", "5:16", "this matches every line"),
    ("- split: {after: 'x*'}", "5:18", "this matches everywhere"),
    ("- from: {within: 3}", "5:9", "'from' needs either 'line'"),
    ("- from: {line: a, after: b}", "5:9", "'from' needs either 'line'"),
    ("- title: {min_words: 3}", "5:10", "'title' needs 'repeated: true' or 'before'"),
    ("- reject: {within: 3}", "5:11", "'reject' needs either 'line' or 'doubled_label: true'"),
    ("- meta: {field: author, line: 'Door .+'}", "5:9", "no group of 'line' tells which part of it to take"),
    ("- meta: {field: writer, line: '(.+) x'}", "5:17", "'writer' does not fit: invalid enum value"),
    ("- title: {repeated: maybe}", "5:21", "'maybe' does not fit: write true or false"),
    ("- drop: {line: 'a\u00a0b'}", "5:16", "a non-breaking space is read as a space"),
    ("- use: nil", "5:3", "no shared file 'nil'"),
    (
        "- drop: {line: Lees ook.*}\n- drop: {line: Lees ook dit}",
        "6:3",
        "this can never fire: the rule 'drop' on line 5",
    ),
    ("- until: {line: a b}\n- drop: {line: a b}", "6:3", "this can never fire: the rule 'until' on line 5"),
    ("- drop: &a {line: x}\n- keep: *a", "5:9", "anchors and aliases are not allowed"),
]

# A whole file, and the same.
FAULTY_FILES = [
    ("", "1:1", "the file is empty"),
    ("pack: own\nversion: 1\n", "1:1", "the key 'rules' is missing"),
    ("pack: Own\nversion: 1\nrules: []\n", "1:7", "'Own' does not fit"),
    ("pack: own\nversion: zero\nrules: []\n", "2:10", "'zero' does not fit: expected `int`"),
    ("pack: own\nversion: 1\nrules: []\nhosts: [https://own.example]\n", "4:9", "'https://own.example' does not fit"),
    ("pack: own\nversion: 1\nrules: []\nhosts: own.example\n", "4:8", "a list is wanted here, this is a single value"),
    ("pack: own\nversion: 1\nrules: []\nhost: [own.example]\n", "4:1", "unknown key 'host'; did you mean 'hosts'?"),
    ("pack: own\nversion: 1\nrules: []\nhosts: [nu.nl]\n", "4:9", "nu.nl belongs to the pack 'nu'"),
    ("pack: own\nversion: 1\nrules: []\nlistings: [/l/*]\n", "1:1", "'listings' are paths of the pack's hosts"),
    (
        "pack: own\nversion: 1\nrules: []\nsignature: {need: 3, lines: [{line: a b}]}\n",
        "4:12",
        "this can never be met: the lines weigh 1 together and 'need' is 3",
    ),
    ("pack: own\nversion: 1\nrules: [\n", "4:1", "no valid YAML"),
    ("pack: !!python/object/apply:os.system [true]\nversion: 1\nrules: []\n", "1:7", "tags such as"),
    ("[" * 400_000 + "]" * 400_000, "1:1", "nested more than 100 deep"),
    ("- " * 5_000 + "a", "1:1", "nested more than 100 deep"),
    ("[" * 101 + "]" * 101, "1:1", "nested more than 100 deep"),
    ("[" * 100 + "]" * 100, "1:1", "a mapping is wanted here, this is a list"),
    ("pack: \x07\n", "1:1", "no valid YAML"),
    ("pack: none\nversion: 1\nrules: []\n", "1:1", "no pack can be named 'none'"),
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


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
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


def test_two_files_of_one_name(tmp_path: Path) -> None:
    for file in ("a.yaml", "b.yaml"):
        (tmp_path / file).write_text("pack: own\nversion: 1\nrules: []\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"b\.yaml:1:1: .*a\.yaml is named 'own' too; rename one of them"):
        load(tmp_path)


@pytest.mark.parametrize(
    "rules",
    [
        "- drop: {line: 'Lees ook.*', within: 2}\n- drop: {line: Lees ook dit}",
        "- until: {line: a b, rest: 'c.*'}\n- drop: {line: a b}",
        "- keep: {line: a b}\n- drop: {line: a b}",
        "- drop: {line: '[^.]+'}",
        "- split: {after: '^ ?x'}",
        "- drop: {line: 2022}",
        "- drop: {line: no}",
        "- drop: {line: ' *x|y '}",
        "- drop: {line: Sport}\n- split: {after: '^Nieuws'}\n- drop: {line: Sport}",
    ],
)
def test_a_sound_rule(tmp_path: Path, rules: str) -> None:
    (tmp_path / "own.yaml").write_text(HEAD + rules, encoding="utf-8")
    assert "own" in load(tmp_path).programs


def test_an_own_pack_wins_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_an_own_pack_can_use_shipped_phrases_and_its_own_shared_file(tmp_path: Path) -> None:
    (tmp_path / SHARED).mkdir()
    (tmp_path / SHARED / "mine.yaml").write_text(
        "shared: mine\nversion: 2\nphrases: {gone: 'Weg (?&month)'}\nrules:\n"
        "- drop: {line: '(?&gone)', why: it goes}\n",
        encoding="utf-8",
    )
    (tmp_path / "own.yaml").write_text(HEAD + "- use: mine\n", encoding="utf-8")
    article = Cleaner(tmp_path).clean("De raad kwam woensdag weer bijeen.\n\nWeg mei", "https://own.example/1")
    (removal,) = (entry for entry in article.ledger.removed if entry.cause.rule != "layout")
    assert str(removal.cause) == "drop _shared/mine.yaml:5"
    assert (removal.cause.pack, removal.cause.version, removal.cause.why) == ("mine", 2, "it goes")


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


def test_after_cut_needs_something_cut(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        HEAD + "- drop: {line: Menu}\n- title: {before: 'De .*', after_cut: true}\n", encoding="utf-8"
    )
    cleaner, url = Cleaner(tmp_path), "https://own.example/1"
    assert cleaner.clean("Menu\nKop van het stuk\nDe raad kwam woensdag bijeen.", url).headline == "Kop van het stuk"
    assert cleaner.clean("Kop van het stuk\nDe raad kwam woensdag bijeen.", url).headline is None


def test_a_folder_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="no folder of packs at /nowhere"):
        load("/nowhere")


def test_the_shipped_packs_are_thoroughly_sound() -> None:
    assert load(thorough=True).programs


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_shipped_schema_is_that_of_the_code(name: str) -> None:
    """If this fails: make schema."""
    shipped = (shipped_rules() / name).read_text(encoding="utf-8")
    assert shipped == schema_text(SCHEMAS[name])
    jsonschema.Draft202012Validator.check_schema(json.loads(shipped))


PACK_FILES = sorted(shipped_rules().rglob("*.yaml"))


@pytest.mark.parametrize("path", PACK_FILES, ids=lambda path: path.name)
def test_each_pack_names_the_schema_it_conforms_to(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    modeline, name = text.split("\n", 1)[0].split("$schema=")
    assert modeline == "# yaml-language-server: "
    schema = json.loads((path.parent / name).read_text(encoding="utf-8"))
    jsonschema.validate(yaml.safe_load(text), schema)


@pytest.mark.parametrize(
    "rules", [rules for rules, _, message in FAULTY_RULES if "unknown" in message or "fit" in message]
)
def test_the_schema_finds_what_an_editor_should(rules: str) -> None:
    schema = json.loads((shipped_rules() / "pack.schema.json").read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(HEAD + rules), schema)


def test_the_schema_describes_every_option() -> None:
    schema = json.loads((shipped_rules() / "pack.schema.json").read_text(encoding="utf-8"))
    for verb in VERBS.values():
        for name, option in schema["$defs"][verb.options.__name__]["properties"].items():
            assert "description" in option or "enum" in option, name
