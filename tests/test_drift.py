"""Drift: what is found and what is not, in counts, in stored pages and in a history, and what is proposed."""

from __future__ import annotations

import json
import math
import random
import subprocess
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

import pytest
from benchmarks.drift import CHANGES, changed, delay, false_alarms, pack_of, pages_of, sites, try_site, windows_of
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cleaner import Cleaner, UsageError
from cleaner.authoring.drift import detector
from cleaner.authoring.drift.bounds import lower_bound, upper_bound
from cleaner.authoring.drift.detector import Detector
from cleaner.authoring.drift.plot import svg
from cleaner.authoring.drift.report import lines
from cleaner.authoring.drift.signs import Sign, Window, signs_of
from cleaner.authoring.drift.sources import Series, from_history
from cleaner.authoring.drift.watch import BASELINE, MIN_BASELINE, Watched, baseline_length, watch
from cleaner.authoring.trying import cleaner_with
from cleaner.history.file import History
from cleaner.history.tallies import AGREEMENT, ARTICLES, DISCARDED, KEPT, PAGES, RULE, RUNNING, Figure, Group
from cleaner.packs.loading import load

from .commands import COMMAND, clean_environment

SELECT, DROP, RARE = "select {css: article}", "drop {line: Lees ook: .*}", "drop {line: Advertentie}"


def page(name: object, *rules: str, kept: int = 40, article: bool = True, **figures: int) -> Window:
    """A window of one page, on which these rules fired."""
    found = Counter({Figure(PAGES): 1})
    if article:
        found.update([Figure(ARTICLES), Figure(KEPT, kept), *(Figure(f"{RULE}{rule}") for rule in rules)])
        found.update(Figure(figure.replace("_", " "), step) for figure, step in figures.items())
    return Window(str(name), found)


def usual(number: int) -> Window:
    """A page of a site that has not changed: one rule always fires, one mostly, one hardly ever."""
    draw = random.Random(number)
    rules = [SELECT, *([DROP] if draw.random() < 0.8 else []), *([RARE] if draw.random() < 0.05 else [])]
    return page(number, *rules, kept=draw.randint(37, 43), agreement=19, running_text=18)


def watched(after: Sequence[Window], before: int = 200) -> Watched:
    return watch([*map(usual, range(before)), *after], BASELINE)


DRIFT: dict[str, tuple[list[Window], str]] = {
    "a rule stops": ([page(n, DROP) for n in range(20)], f"the rule {SELECT} does not fire"),
    "a frequent rule stops": ([page(n, SELECT) for n in range(20)], f"the rule {DROP} does not fire"),
    "articles are gone": ([page(n, article=False) for n in range(20)], "there is no article"),
    "results are discarded": ([page(n, SELECT, DROP, discarded=0) for n in range(20)], "is discarded"),
    "articles are short": ([page(n, SELECT, DROP, kept=20) for n in range(20)], "fewer than 282 characters are kept"),
    "articles are long": ([page(n, SELECT, DROP, kept=60) for n in range(20)], "more than 3,699 characters are kept"),
    "articles are lists": ([page(n, SELECT, DROP, running_text=6) for n in range(20)], "is running text"),
    "generic disagrees": ([page(n, SELECT, DROP, agreement=6) for n in range(20)], "agrees with generic extraction"),
    "a third of the pages changes": (
        [page(n, *([] if n % 3 == 0 else [SELECT, DROP])) for n in range(60)],
        f"the rule {SELECT} does not fire",
    ),
}


@pytest.mark.parametrize("name", DRIFT)
def test_drift_is_found(name: str) -> None:
    after, what = DRIFT[name]
    result = watched(after)
    found = [finding for finding in result.findings if what in finding.sign.what]
    assert len(found) == 1, [finding.sign.what for finding in result.findings]
    assert abs(found[0].first - 200) <= 3
    assert found[0].level >= detector.RUN
    assert found[0].since[0] - found[0].since[1] <= (0 if "third" not in name else 45)
    assert [finding.last for finding in result.findings] == sorted(finding.last for finding in result.findings)


NO_DRIFT: dict[str, list[Window]] = {
    "nothing has changed": list(map(usual, range(1000, 1400))),
    "a rule fires more often": [page(n, SELECT, DROP) for n in range(60)],
    "a rare rule stops": [page(n, SELECT, *([DROP] if n % 5 else [])) for n in range(60)],
    "two pages are odd": [page(1), page(2), *map(usual, range(1000, 1060))],
    "one page in twenty is odd": [page(n) if n % 20 == 0 else usual(1000 + n) for n in range(200)],
    "all of an article is running text": [page(n, SELECT, DROP, running_text=20, agreement=20) for n in range(60)],
    "sizes vary as before": [page(n, SELECT, DROP, kept=37 + 6 * (n % 2)) for n in range(60)],
}


@pytest.mark.parametrize("name", NO_DRIFT)
def test_no_drift_is_found(name: str) -> None:
    assert [finding.sign.what for finding in watched(NO_DRIFT[name]).findings] == []


def test_days_are_pages_whose_order_is_not_known() -> None:
    """The same pages, added up by day, show the same changes, some pages later."""
    changed_pages = [page(n, DROP) for n in range(40)]
    windows = [*map(usual, range(200)), *changed_pages]
    days = [
        Window(f"day{day}", sum((Counter(each.figures) for each in windows[day * 20 : day * 20 + 20]), Counter()))
        for day in range(12)
    ]
    result = watch(days, baseline_length(days))
    assert [finding.sign.what for finding in result.findings] == [f"the rule {SELECT} does not fire"]
    assert (result.windows[result.findings[0].first].name, result.findings[0].since) == ("day10", (40, 40))
    assert not watch(days[:10], 5).findings


def test_an_alarmed_window_never_joins_the_baseline() -> None:
    result = watched([page(n, DROP) for n in range(500)])
    finding = result.findings[0]
    assert finding.sign.what == f"the rule {SELECT} does not fire"
    assert finding.before[1] == 0
    assert finding.since == (500, 500)


def test_the_baseline_grows_with_pages_that_came_without_an_alarm() -> None:
    short, long = (watch([*map(usual, range(n)), *(page(x, DROP) for x in range(20))], BASELINE) for n in (150, 600))
    assert short.findings[0].before[0] < long.findings[0].before[0] < 600


def test_rules_that_hardly_ever_fire_are_not_watched() -> None:
    signs, rare = signs_of(map(usual, range(200)))
    assert rare == [RARE]
    assert {sign.rule for sign in signs} == {SELECT, DROP, None}


def test_a_rule_of_a_layout_is_watched_on_pages_with_that_layout() -> None:
    def laid_out(number: int, layout: str, *rules: str) -> Window:
        found = Counter(page(number, *(f"[{layout}] {rule}" for rule in rules)).figures)
        found[Figure(f"layout {layout}")] += 1
        return Window(str(number), found)

    before = [laid_out(n, "old" if n % 2 else "new", SELECT) for n in range(200)]
    assert not watch([*before, *(laid_out(n, "new", SELECT) for n in range(60))], BASELINE).findings
    result = watch([*before, *(laid_out(n, "new") for n in range(20))], BASELINE)
    assert [finding.sign.rule for finding in result.findings] == [f"[new] {SELECT}"]


LENGTHS = {
    "the first pages": ([1] * 1000, BASELINE),
    "half of a few pages": ([1] * 60, 30),
    "at least some": ([1] * 30, MIN_BASELINE),
    "days": ([40, 40, 40, 40, 40], 3),
    "two large days": ([5000, 5000], 1),
}


@pytest.mark.parametrize("name", LENGTHS)
def test_length_of_the_baseline(name: str) -> None:
    pages, length = LENGTHS[name]
    assert baseline_length([Window("x", {Figure(PAGES): each}) for each in pages]) == length


FEW = {
    "pages": ([1] * MIN_BASELINE, "there are 20, and a baseline needs 20"),
    "one page": ([1], "there is 1, and"),
    "one day": ([5000], "all 5,000 are of one day, and"),
    "two small days": ([3, 3], "there are 6, and"),
    "none": ([], "there are 0, and"),
}


@pytest.mark.parametrize("name", FEW)
def test_too_few_pages(name: str) -> None:
    pages, message = FEW[name]
    with pytest.raises(UsageError, match=f"too few pages to compare: {message}"):
        baseline_length([Window("x", {Figure(PAGES): each}) for each in pages])


def exact_tail(hits: int, pages: int, p: float) -> float:
    """The probability of at most so many hits."""
    return sum(math.comb(pages, k) * p**k * (1 - p) ** (pages - k) for k in range(hits + 1))


@given(st.integers(1, 60), st.data(), st.sampled_from([0.05, 0.01, 0.001]))
def test_bounds_hold(pages: int, data: st.DataObject, doubt: float) -> None:
    hits = data.draw(st.integers(0, pages))
    bound = upper_bound(hits, pages, doubt)
    assert hits / pages <= bound <= 1
    assert exact_tail(hits, pages, bound) <= doubt * (1 + 1e-6) or bound == 1
    assert lower_bound(hits, pages, doubt) == pytest.approx(1 - upper_bound(pages - hits, pages, doubt))
    assert upper_bound(hits, pages, doubt) <= upper_bound(hits, pages, doubt / 10)


def test_false_alarms_are_as_rare_as_they_are_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a proportion that is exactly the one that is taken for the highest of the baseline: the worst case."""
    monkeypatch.setattr(detector, "RUN", 200.0)
    monkeypatch.setattr(detector, "SLACK", 0.0)
    draw, lengths = random.Random(1), []
    for _ in range(200):
        watching = Detector((100, 10), 1)
        p = upper_bound(10, 100, detector.DOUBT)
        lengths.append(next(n for n in range(1, 10**6) if watching.add(1, draw.random() < p)))
    assert sum(lengths) / len(lengths) >= 200


def test_a_day_counts_as_its_pages() -> None:
    """A day whose pages all show the sign is no weaker evidence than the last of these pages, one by one."""
    single, whole = Detector((100, 0), 10), Detector((100, 0), 10)
    alarms = [single.add(1, 1) for _ in range(20)]
    assert whole.add(20, 20) is alarms[-1] is True
    assert whole.level >= single.level
    assert not Detector((100, 0), 10).add(20, 1)


def test_a_sign_that_all_pages_of_the_baseline_show_is_never_an_alarm() -> None:
    assert not any(Detector((50, 50), 3).add(1, 1) for _ in range(1000))
    assert not any(Detector((0, 0), 3).add(1, 1) for _ in range(1000))


def test_a_redesign_of_a_made_up_site_is_found() -> None:
    """A small form of `benchmarks/drift.py`, with pages that are really cleaned."""
    site = next(each for each in sites() if each.is_html)
    cleaner = cleaner_with(pack_of(site))
    before = windows_of(site, cleaner, "before", 200)
    assert not watch(before, BASELINE).findings
    for change in ("class names", "labels"):
        result = watch([*before, *windows_of(changed(site, change), cleaner, change, 20)], BASELINE)
        assert result.findings, change
        assert all(abs(finding.first - 200) <= 5 for finding in result.findings[:2]), change


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_few_false_alarms_and_short_delays_on_several_sites() -> None:
    tried = [try_site(site, pages=800, trials=2) for site in sites()[::8]]
    assert sum(each.false_alarms for each in tried) <= 1
    for change in CHANGES:
        most = 20 if change in CHANGES[:2] else 200
        assert all((delay or 999) <= most for each in tried for delay in each.delays.get(change, [])), change


def test_counting_of_false_alarms_begins_anew_after_each() -> None:
    calm, odd = list(map(usual, range(150))), [page(n, DROP) for n in range(20)]
    assert false_alarms(calm) == 0
    assert false_alarms([*calm, *odd]) == 1
    assert delay(list(map(usual, range(600))), odd, 0, 0) is not None
    assert delay(list(map(usual, range(600))), list(map(usual, range(900, 920))), 0, 0) is None


# History


def history_of(path: Path, days: Sequence[tuple[str, int, Sequence[Window]]], pack: str = "krant") -> None:
    for day, version, windows in days:
        group = Group(pack, version, "html", day)
        tally = Counter((group, figure) for window in windows for figure in window.figures)
        History(str(path)).add(tally)


USED = {
    "a new version": ([("2026-01-01", 2), ("2025-12-31", 1), ("2026-01-02", 2)], 2, ["2026-01-01", "2026-01-02"]),
    "a new version that was taken back": (
        [("2026-01-01", 1), ("2026-01-02", 2), ("2026-01-03", 1)],
        1,
        ["2026-01-01", "2026-01-03"],
    ),
    "a version that came on the newest day": (
        [("2026-01-01", 1), ("2026-01-02", 1), ("2026-01-02", 2)],
        2,
        ["2026-01-02"],
    ),
}


@pytest.mark.parametrize("name", USED)
def test_days_of_the_version_in_use_are_read(name: str, tmp_path: Path) -> None:
    days, version, read = USED[name]
    path = tmp_path / "history"
    history_of(path, [(day, number, [usual(1)]) for day, number in days])
    series = from_history(str(path))
    assert [(each.pack, each.version, [window.name for window in each.windows]) for each in series] == [
        ("krant", version, read)
    ]


def test_a_history_without_the_asked_pack_is_an_error(tmp_path: Path) -> None:
    history_of(tmp_path / "history", [("2026-01-01", 1, [usual(1)])])
    (tmp_path / "empty").touch()
    for file, pack, message in (("history", "other", "no pages of other"), ("empty", None, "no pages of any pack")):
        with pytest.raises(UsageError, match=message):
            from_history(str(tmp_path / file), pack)


# The command


def drift(*arguments: object, cwd: Path | None = None) -> tuple[int, str, str]:
    done = subprocess.run(
        [*COMMAND, "packs", "drift", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=clean_environment(),
        timeout=50,
        cwd=cwd,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up site with stored pages before and after a change, its pack, and a golden page."""
    root = tmp_path_factory.mktemp("site")
    site = replace(next(each for each in sites() if each.is_html), name="krant", classes=("story",) * 3, strange=0.0)
    after = replace(site, classes=("article-text",) * 3)
    for name in ("packs", "old", "pages"):
        (root / name).mkdir()
    (root / "packs/krant.yaml").write_text(pack_of(site).replace("div.story, div.story, ", ""), encoding="utf-8")
    pages = [*islice(pages_of(site, "before"), 60), *islice(pages_of(replace(after, empty=0.0), "after"), 15)]
    for number, text in enumerate(pages):
        for each in ("pages", *(["old"] if number < 60 else [])):
            (root / each / f"{number:03}.html").write_text(text, encoding="utf-8")
            (root / each / f"{number:03}.url").write_text(f"https://krant.example/{number}", encoding="utf-8")
    return root


def test_stored_pages_that_have_changed(folder: Path, tmp_path: Path) -> None:
    plot = tmp_path / "drift.svg"
    code, out, err = drift("--pages", folder / "pages", "--packs", folder / "packs", "--plot", plot)
    assert (code, err) == (1, "")
    assert "krant, version 1, html: changed since 060.html, on the last 15 of 75 pages" in out
    assert "the rule select {css: div.story} does not fire (krant.yaml:" in out
    assert "since 060.html: on 15 of 15 pages; with 99 % certainty on 74 % or more" in out
    assert "█" in out
    drawn = ElementTree.fromstring(plot.read_text(encoding="utf-8"))  # noqa: S314  (we have just written it)
    assert "since 060.html" in [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]


def test_stored_pages_that_have_not_changed(folder: Path, tmp_path: Path) -> None:
    plot = tmp_path / "drift.svg"
    code, out, err = drift("--pages", folder / "old", "--packs", folder / "packs", "--plot", plot)
    assert (code, err) == (0, "")
    assert out == "krant, version 1, html: nothing has changed on 60 pages since 000.html\n"
    assert "nothing has changed" in plot.read_text(encoding="utf-8")


def test_a_baseline_in_a_folder_of_its_own(folder: Path) -> None:
    code, out, _ = drift(
        "--pages", folder / "pages", "--baseline", folder / "old", "--packs", folder / "packs", "--format", "json"
    )
    assert code == 1
    [found] = json.loads(out)
    assert (found["pages"], found["baseline"], found["drifted"]) == (135, 60, True)
    first = found["findings"][0]
    assert (first["first"], first["since"]["hits"], first["since"]["pages"]) == ("060.html", 15, 15)
    assert first["before"]["bounds"][1] < first["since"]["bounds"][0]


def test_a_history(tmp_path: Path) -> None:
    days = [(f"2026-03-{day:02}", 1, [usual(100 * day + n) for n in range(40)]) for day in range(1, 10)]
    history_of(tmp_path / "calm", days)
    assert drift("--history", tmp_path / "calm")[:2] == (
        0,
        "krant, version 1, html: nothing has changed on 360 pages since 2026-03-01\n",
    )
    history_of(tmp_path / "drifted", [*days, ("2026-03-10", 1, [page(n, DROP) for n in range(40)])])
    code, out, _ = drift("krant", "--history", tmp_path / "drifted")
    assert code == 1
    assert "changed since 2026-03-10, on the last 40 of 400 pages" in out


def test_a_pack_with_too_few_pages_is_named(tmp_path: Path) -> None:
    days = [(f"2026-03-{day:02}", 1, [usual(100 * day + n) for n in range(40)]) for day in range(1, 5)]
    history_of(tmp_path / "history", days)
    history_of(tmp_path / "history", days[:1], pack="ander")
    code, out, err = drift("--history", tmp_path / "history")
    assert code == 0
    assert "ander, version 1, html: there are too few pages to compare" in err
    assert out.startswith("krant, version 1, html: nothing has changed")
    assert drift("ander", "--history", tmp_path / "history")[0] == 2


WRONG = {
    "neither": ([], "one of the arguments --history --pages is required"),
    "both": (["--history", "x", "--pages", "y"], "not allowed with argument"),
    "no history": (["--history", "missing"], "there is no history missing"),
    "no folder": (["--pages", "missing"], "there is no folder missing"),
    "a baseline of days": (["--history", "x", "--baseline", "y"], "it needs --pages"),
    "a proposal without a pack": (["--pages", "x", "--propose", "y"], "--propose needs PACK"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_usage(name: str) -> None:
    arguments, message = WRONG[name]
    code, _, err = drift(*arguments)
    assert code == 2
    assert message in err


def test_pages_that_no_pack_knows(folder: Path) -> None:
    code, _, err = drift("--pages", folder / "old")
    assert code == 2
    assert "no pack knows any of these pages" in err


def test_a_page_that_cannot_be_read_is_left_out(folder: Path, tmp_path: Path) -> None:
    for path in (folder / "old").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "030.html").write_bytes(b"\x1f\x8b" + bytes(64))
    code, out, err = drift("--pages", tmp_path, "--packs", folder / "packs")
    assert code == 0
    assert "030.html: " in err
    assert "the page is left out" in err
    assert "on 59 pages" in out


# Proposals


def test_a_proposal_is_a_patch_with_a_new_layout(folder: Path, tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    packs.mkdir()
    before = (folder / "packs/krant.yaml").read_text(encoding="utf-8")
    (packs / "krant.yaml").write_text(before, encoding="utf-8")
    patch = tmp_path / "krant.patch"
    arguments = ("krant", "--pages", folder / "pages", "--packs", "packs", "--propose", "krant.patch")
    code, out, err = drift(*arguments, cwd=tmp_path)
    assert code == 1, err
    assert "a layout, learned from 15 pages since the change" in out
    assert "60 pages before the change: 60 keep the same article" in out
    assert (packs / "krant.yaml").read_text(encoding="utf-8") == before  # nothing is applied
    text = patch.read_text(encoding="utf-8")
    assert "+    sign: {css: div.article-text}" in text
    subprocess.run(["git", "apply", "krant.patch"], check=True, cwd=tmp_path)  # noqa: S607
    cleaner = Cleaner(packs)
    for name, layout in (("000", "before-version-2"), ("070", "version-2")):
        url = (folder / f"pages/{name}.url").read_text(encoding="utf-8")
        article = cleaner.clean((folder / f"pages/{name}.html").read_bytes(), url)
        assert (article.method, article.pack_version) == ("pack", 2)
        assert f"layout {layout}" in article.recognised


def test_a_proposal_that_breaks_a_golden_page_is_not_written(folder: Path, tmp_path: Path) -> None:
    """The golden page has the sign of the new layout beside the old article."""
    packs = tmp_path / "packs"
    case = packs / "golden/krant/both"
    case.mkdir(parents=True)
    (packs / "krant.yaml").write_bytes((folder / "packs/krant.yaml").read_bytes())
    old = (folder / "pages/001.html").read_text(encoding="utf-8")
    sentence = "De raad van Goes kwam bijeen over iets heel anders, en ging zonder besluit weer uiteen."
    source = old.replace("<footer>", f"<div class=article-text><p>{sentence} {sentence}</div><footer>")
    url = "https://krant.example/1"
    article = Cleaner(packs).clean(source, url)
    assert sentence not in article.text
    (case / "input.html").write_text(source, encoding="utf-8")
    (case / "expected.txt").write_text(article.text + "\n", encoding="utf-8")
    facts = f"url: {url}\npack: krant\nheadline: {article.headline}\nbare: false\nnote: both\n"
    (case / "case.yaml").write_text(facts, encoding="utf-8")
    patch = tmp_path / "krant.patch"
    code, out, err = drift("krant", "--pages", folder / "pages", "--packs", packs, "--propose", patch)
    assert code == 1
    assert "1 golden page; these would fail: krant/both" in out
    assert "was not written, because golden pages would fail" in err
    assert not patch.exists()


def test_nothing_is_proposed_if_nothing_has_changed(folder: Path, tmp_path: Path) -> None:
    patch = tmp_path / "krant.patch"
    code, _, _ = drift("krant", "--pages", folder / "old", "--packs", folder / "packs", "--propose", patch)
    assert code == 0
    assert not patch.exists()


# Reports


def test_names_of_pages_cannot_end_the_drawing() -> None:
    windows = [*map(usual, range(200)), *(page(f"</svg><b>{n}", DROP) for n in range(20))]
    series = Series("krant", 1, "html", tuple(windows))
    ElementTree.fromstring(svg([(series, watch(windows, BASELINE))]))  # noqa: S314


def test_a_rule_that_the_pack_has_no_more_has_no_place() -> None:
    windows = [*map(usual, range(200)), *(page(n, DROP) for n in range(20))]
    series = Series("krant", 1, "html", tuple(windows))
    text = "\n".join(lines(series, watch(windows, BASELINE), load()))
    assert f"  the rule {SELECT} does not fire\n" in text


def test_made_up_sites_change_as_they_should() -> None:
    site = next(each for each in sites() if each.is_html)
    for change in CHANGES:
        after = changed(site, change)
        differing = sum(
            one != other
            for pair in ((site.classes, after.classes), (site.labels, after.labels))
            for one, other in zip(*pair, strict=True)
        )
        assert differing == (1 if "one template" in change else 3)


def test_sizes_out_of_range() -> None:
    sign = Sign("x", KEPT, below=30)
    assert sign.count({Figure(KEPT, 29): 2, Figure(KEPT, 30): 3, Figure(RUNNING, 1): 4}) == (5, 2)
    assert sign.count({Figure(AGREEMENT, 1): 4, Figure(DISCARDED): 1}) == (0, 0)
