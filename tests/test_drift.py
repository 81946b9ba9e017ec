"""Drift: what is found and what is not, in counts, in stored pages and in a history, and what is proposed."""

from __future__ import annotations

import json
import math
import os
import random
import shlex
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

import pytest
from benchmarks.drift import (
    CHANGES,
    changed,
    delay,
    false_alarms,
    pack_of,
    pages_of,
    rates_table,
    sites,
    try_site,
    windows_of,
)
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cleaner import Cleaner, UsageError
from cleaner.authoring.drift import detector, proposal
from cleaner.authoring.drift.bounds import lower_bound, upper_bound
from cleaner.authoring.drift.detector import Detector
from cleaner.authoring.drift.plot import svg
from cleaner.authoring.drift.proposal import effect, propose
from cleaner.authoring.drift.report import lines, to_dict
from cleaner.authoring.drift.signs import Sign, Window, signs_of
from cleaner.authoring.drift.sources import Series, from_history, from_pages
from cleaner.authoring.drift.watch import (
    BASELINE,
    MIN_BASELINE,
    WEEK,
    Finding,
    Watched,
    baseline_length,
    check_baseline,
    watch,
)
from cleaner.authoring.stored_pages import Stored, read_pages
from cleaner.authoring.trying import cleaner_with
from cleaner.history.file import History
from cleaner.history.tallies import AGREEMENT, ARTICLES, DISCARDED, FIRED, KEPT, PAGES, RULE, RUNNING, Figure, Group
from cleaner.packs.loading import load
from cleaner.page.words import plural

from .commands import run_here

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
    assert found[0].level >= math.log(detector.RUN)
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


def week_days(share: float, days: range, pages: int = 150) -> list[Window]:
    """Days on which a rule does not fire on 5 % of the pages, and at weekends on another share."""
    found = []
    for day in days:
        draw = random.Random(f"{day} {share}")
        p = share if day % 7 in (5, 6) else 0.05
        rows = [page(n, *([] if draw.random() < p else [SELECT])) for n in range(pages)]
        found.append(Window(str(day), sum((Counter(each.figures) for each in rows), Counter())))
    return found


def test_weekends_that_differ_are_no_change() -> None:
    """A baseline of a week has two such days, which count; a single one is an odd day, and does not."""
    days = week_days(0.3, range(56))
    assert watch(days, WEEK).findings == ()
    assert watch(days, 5).findings
    assert watch(week_days(0.3, range(6, 13)) + week_days(0.6, range(13, 41)), WEEK).findings
    stopped = watch([*days, *week_days(1.0, range(61, 63))], WEEK)  # a weekend on which the rule never fires
    assert [finding.sign.rule for finding in stopped.findings] == [SELECT]


def test_a_single_odd_day_of_the_baseline_does_not_count() -> None:
    odd, usual_days = week_days(1.0, range(5, 6)), week_days(0.05, range(20))
    stopped = week_days(1.0, range(33, 35))
    result = watch([*odd, *usual_days, *stopped], WEEK)
    assert [finding.sign.rule for finding in result.findings] == [SELECT]
    assert not watch([*odd, *usual_days], WEEK).findings


@pytest.mark.parametrize("pages", [200, 5_000, 10**9])
def test_the_certainty_of_a_busy_day_is_shown_as_a_number_of_pages(pages: int) -> None:
    """More pages at once than a `float` has room for in their evidence."""
    rows = [Counter(usual(number).figures) for number in range(40)]
    calm, busy = sum(rows, Counter()), Counter({figure: pages * n for figure, n in page(1, DROP).figures.items()})
    windows = [*(Window(f"day{day}", calm) for day in range(8)), Window("day8", busy)]
    result = watch(windows, 7)
    finding = result.findings[0]
    assert finding.sign.what == f"the rule {SELECT} does not fire"
    assert math.log(1e9) < finding.level < math.inf
    series = Series("krant", 1, "html", tuple(windows))
    assert "by chance once in more than a billion pages" in "\n".join(lines(series, result, load()))
    assert to_dict(series, result, load())["findings"][0]["chanceOncePerPages"] == 1e9


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


def laid_out(number: int, layout: str, *fired: str) -> Window:
    return Window(str(number), Counter(page(number, *fired).figures) + Counter([Figure(f"layout {layout}")]))


LAYOUT_RULE = f"[new] {SELECT}"
LATER: dict[str, tuple[int, list[tuple[str, ...]], list[str | None]]] = {
    "its rule stops": (150, [()] * 20, [LAYOUT_RULE]),
    "its rule goes on": (150, [(LAYOUT_RULE,)] * 60, []),
    "its rule has fired on a few pages": (40, [()] * 20, []),
    "its rule stops for longer than it fired": (150, [()] * 900, [LAYOUT_RULE]),
}


@pytest.mark.parametrize("name", LATER)
def test_a_layout_that_comes_after_the_baseline(name: str) -> None:
    """Its rules are watched when enough pages with it have become part of the baseline."""
    calm, after, rules = LATER[name]
    rows = [laid_out(n, "old", f"[old] {SELECT}") for n in range(BASELINE)]
    rows += [laid_out(n, "new", LAYOUT_RULE) for n in range(calm)]
    result = watch([*rows, *(laid_out(n, "new", *fired) for n, fired in enumerate(after))], BASELINE)
    assert [finding.sign.rule for finding in result.findings] == rules
    assert all(finding.first == BASELINE + calm for finding in result.findings)


OLD_RULE = f"[old] {SELECT}"
JOINED_ROWS = {"twenty": (20, [LAYOUT_RULE]), "nineteen": (19, [])}


@pytest.mark.parametrize("name", JOINED_ROWS)
def test_how_many_pages_of_a_later_layout_have_to_be_part_of_the_baseline(name: str) -> None:
    """The first 25 pages after the first baseline become part of it when 60 others have come."""
    new, rules = JOINED_ROWS[name]
    rows = [laid_out(n, "old", OLD_RULE) for n in range(BASELINE)]
    rows += [laid_out(n, "new", LAYOUT_RULE) for n in range(new)]
    rows += [laid_out(n, "old", OLD_RULE) for n in range(85 - new)]
    result = watch([*rows, *(laid_out(n, "new") for n in range(20))], BASELINE)
    assert [finding.sign.rule for finding in result.findings] == rules


def test_a_rule_of_a_later_layout_that_hardly_ever_fires_is_not_watched() -> None:
    rows = [laid_out(n, "old", OLD_RULE) for n in range(BASELINE)]
    rows += [laid_out(n, "new", LAYOUT_RULE, *(["[new] rare"] if n == 0 else [])) for n in range(85)]
    result = watch(rows, BASELINE)
    assert LAYOUT_RULE in {sign.rule for sign in result.signs}
    assert result.rare == ("[new] rare",)


def old_pages(count: int) -> list[Window]:
    """Pages of a layout with a rule that fires on each, and one that fires on nine of ten."""
    return [laid_out(n, "old", OLD_RULE, *(["[old] most"] if n % 10 else [])) for n in range(count)]


# What comes after a change: seven pages without a rule that most pages had
STAYS: dict[str, list[Window]] = {
    "three pages of a layout with 40 rules": [laid_out(n, "new", *(f"[new] {x}" for x in range(40))) for n in range(3)],
    "many such pages": [laid_out(n, "new", *(f"[new] {x}" for x in range(40))) for n in range(200)],
    "pages as before": old_pages(200),
    "other changes": [page(n, article=False) for n in range(50)],
}


@pytest.mark.parametrize("name", STAYS)
def test_an_alarm_stays_whatever_comes_later(name: str) -> None:
    rows = [*old_pages(500), *(laid_out(n, "old", OLD_RULE) for n in range(7))]
    [alarm] = watch(rows, 400).findings
    [same] = [each for each in watch([*rows, *STAYS[name]], 400).findings if each.sign == alarm.sign]
    assert (same.first, same.last, same.level, same.before) == (alarm.first, alarm.last, alarm.level, alarm.before)
    assert not watch(rows[:-1], 400).findings  # a threshold that is any higher would not be reached


def test_an_alarm_of_a_later_layout_stays() -> None:
    """Also if its rule then fires on less than a fifth of all pages with the layout."""
    rows = [laid_out(n, "old", OLD_RULE) for n in range(BASELINE)]
    rows += [laid_out(n, "new", LAYOUT_RULE) for n in range(20)]
    rows += [laid_out(n, "old", OLD_RULE) for n in range(70)]
    rows += [laid_out(n, "new") for n in range(200)]
    lasts = {finding.last for end in range(190, 390, 10) for finding in watch(rows[:end], BASELINE).findings}
    assert lasts == {finding.last for finding in watch(rows, BASELINE).findings}
    assert len(lasts) == 1


def test_the_threshold_of_a_later_layout_is_that_of_all_signs() -> None:
    """The more rules it has, the more evidence is needed; the certainty that is told takes that into account."""
    found = []
    for rules in (1, 400):
        fired = [f"[new] {n:03}" for n in range(rules)]
        rows = [laid_out(n, "old", OLD_RULE) for n in range(BASELINE)]
        rows += [laid_out(n, "new", *fired) for n in range(100)]
        rows += [laid_out(n, "new", *fired[1:]) for n in range(20)]
        [finding] = watch(rows, BASELINE).findings
        assert math.log(detector.RUN) <= finding.level < math.log(detector.RUN) + 3
        found.append(finding.last)
    assert found[0] < found[1]


def labelled(number: int, *, changed: bool, together: bool = True) -> Window:
    """A page of a site with three labels, each on 70 % of its pages. A third of the pages loses them by a change.

    `together` is whether the number of rules that fired was counted.
    """
    draw = random.Random(number)
    rules = [SELECT, *(f"drop {{line: {each}}}" for each in "abc" if draw.random() < 0.7)]
    if changed and number % 3 == 0:
        rules = [SELECT]
    return page(number, *rules, rules_fired=len(rules)) if together else page(number, *rules)


TOGETHER: dict[str, tuple[bool, bool, list[str]]] = {
    "they stop": (True, True, ["fewer than 2 rules fire"]),
    "they stop, and each is seen only alone": (True, False, []),
    "nothing has changed": (False, True, []),
}


@pytest.mark.parametrize("name", TOGETHER)
def test_rules_that_stop_on_the_same_pages(name: str) -> None:
    changes, together, found = TOGETHER[name]
    before = [labelled(n, changed=False, together=together) for n in range(400)]
    after = [labelled(n, changed=changes, together=together) for n in range(1000, 1060)]
    assert [finding.sign.what for finding in watch([*before, *after], BASELINE).findings] == found


def test_few_rules_are_no_finding_if_it_is_known_which_has_stopped() -> None:
    rows = [labelled(n, changed=False) for n in range(400)]
    stopped = watch([*rows, *(page(n, DROP, rules_fired=0) for n in range(20))], BASELINE)
    assert FIRED in {sign.figure for sign in stopped.signs}
    assert f"{RULE}{SELECT}" in {finding.sign.figure for finding in stopped.findings}
    assert FIRED not in {finding.sign.figure for finding in stopped.findings}


def with_box(number: int, *, changed: bool = False, box: bool = True) -> Window:
    """The same as `labelled`, with one more rule, which stops on its own."""
    usual_page = labelled(number, changed=changed)
    rules = [name.removeprefix(RULE) for name in (each.name for each in usual_page.figures) if name.startswith(RULE)]
    rules += ["remove {css: aside}"] if box else []
    return page(number, *rules, rules_fired=len(rules))


BOX, FEW_FIRE = "the rule remove {css: aside} does not fire", "fewer than 3 rules fire"
# What comes after a baseline of pages with a box: pages of which a third have lost their labels, or pages without a box
EXPLAINED: dict[str, tuple[list[Window], list[str]]] = {
    "a rule stops, and fires again long before others stop": (
        [
            *(with_box(n, box=False) for n in range(2000, 2007)),
            *(with_box(n) for n in range(2100, 2400)),
            *(with_box(n, changed=True) for n in range(1000, 1060)),
        ],
        [BOX, FEW_FIRE],
    ),
    "it fires again when others stop": (
        [
            *(with_box(n, box=False) for n in range(2000, 2060)),
            *(with_box(n, changed=True) for n in range(1000, 1300)),
        ],
        [BOX, FEW_FIRE],
    ),
    "it fires again, and nothing else has changed": (
        [*(with_box(n, box=False) for n in range(2000, 2060)), *(with_box(n) for n in range(2100, 2400))],
        [BOX],
    ),
    "others stop for a while long after it": (
        [
            *(with_box(n, box=False) for n in range(2000, 2007)),
            *(with_box(n) for n in range(2100, 2400)),
            *(with_box(n, changed=True) for n in range(1000, 1060)),
            *(with_box(n) for n in range(2400, 2700)),
        ],
        [BOX, FEW_FIRE],
    ),
    "it stops for a while with others": (
        [*(page(n, SELECT, rules_fired=1) for n in range(60)), *(with_box(n) for n in range(2100, 2400))],
        [BOX],
    ),
    "it stops and does not fire again": ([with_box(n, box=False) for n in range(2000, 2060)], [BOX]),
    "it stops after others": (
        [
            *(with_box(n, changed=True) for n in range(1000, 1060)),
            *(with_box(n, changed=True, box=False) for n in range(1060, 1070)),
        ],
        [FEW_FIRE, BOX],
    ),
}


@pytest.mark.parametrize("name", EXPLAINED)
def test_few_rules_are_a_finding_unless_a_rule_that_has_stopped_explains_them(name: str) -> None:
    after, found = EXPLAINED[name]
    result = watch([*(with_box(n) for n in range(400)), *after], 400)
    assert FEW_FIRE in [sign.what for sign in result.signs]
    assert [finding.sign.what for finding in result.findings if finding.sign.what in (BOX, FEW_FIRE)] == found


# On how many of 100 pages 0, 1, 2 and 3 rules fire, whether the pages have a layout, and the sign
FEW_RULES: dict[str, tuple[tuple[int, int, int, int], bool, list[str]]] = {
    "five pages of 100 have none": ((5, 10, 20, 65), False, ["no rule fires"]),
    "six have none": ((6, 10, 20, 64), False, []),
    "none has none, and five have one": ((0, 5, 30, 65), False, ["fewer than 2 rules fire"]),
    "all have three": ((0, 0, 0, 100), False, ["fewer than 3 rules fire"]),
    "they have a layout": ((0, 0, 0, 100), True, []),
    "the pack has one rule": ((0, 100, 0, 0), False, []),
}


@pytest.mark.parametrize("name", FEW_RULES)
def test_how_many_rules_are_few(name: str) -> None:
    pages, has_layout, found = FEW_RULES[name]
    rows = [page(n, *"abc"[:fired], rules_fired=fired) for fired, count in enumerate(pages) for n in range(count)]
    layout = {Figure("layout 2024"): 1} if has_layout else {}
    signs, _ = signs_of([Window(row.name, {**row.figures, **layout}) for row in rows])
    assert [sign.what for sign in signs if sign.figure == FIRED] == found


# On how many of 100 pages in each stretch of the baseline a sign shows, and whether it is an alarm if it then shows
# on every second page
STRETCHES: dict[str, tuple[list[int], bool]] = {
    "two stretches had nearly as many": ([0, 40, 0, 0, 40, 0], False),
    "only one had": ([0, 0, 0, 0, 40, 0], True),
    "two had far fewer": ([0, 10, 0, 0, 10, 0], True),
    "two half stretches had as many": ([0, 20, 0, 0, 20, 0], True),
}


@pytest.mark.parametrize("name", STRETCHES)
def test_the_share_of_a_site_goes_up_and_down(name: str) -> None:
    stretches, is_alarm = STRETCHES[name]
    detector = Detector([(1, int(n < hits)) for hits in stretches for n in range(100)], 10)
    assert any(detector.add(1, n % 2) for n in range(60)) is is_alarm


def test_pages_that_have_none_of_the_layouts() -> None:
    def laid_out(number: int, layout: str = "", *, article: bool = True) -> Window:
        figures = Counter(page(number, article=article).figures)
        return Window(str(number), figures + Counter([Figure(f"layout {layout}")] if layout else []))

    what = "the page has none of the layouts of the pack"
    before = [laid_out(n, "old" if n % 2 else "new") for n in range(200)]
    result = watch([*before, *(laid_out(n) for n in range(20))], BASELINE)
    assert [(finding.sign.what, finding.since) for finding in result.findings] == [(what, (20, 20))]
    assert not watch([*before, *(laid_out(n, "third") for n in range(60))], BASELINE).findings
    gone = watch([*before, *(laid_out(n, article=False) for n in range(60))], BASELINE)
    assert [finding.sign.what for finding in gone.findings] == ["there is no article"]
    assert what not in [sign.what for sign in signs_of([page(n) for n in range(50)])[0]]


ENDS: dict[str, tuple[list[Window], str | None]] = {
    "it goes on": ([], None),
    "too few pages to tell": ([usual(n) for n in range(300, 303)], None),
    "it is over": ([usual(n) for n in range(300, 400)], "214"),
    "half of it goes on": ([page(n, *([SELECT] if n % 2 else []), DROP) for n in range(300)], None),
}


@pytest.mark.parametrize("name", ENDS)
def test_a_change_that_is_over_has_an_end(name: str) -> None:
    after, end = ENDS[name]
    result = watched([*(page(n, DROP) for n in range(200, 215)), *after])
    [finding] = result.findings
    windows = result.windows
    assert (windows[finding.first].name, finding.until and windows[finding.until].name) == ("200", end)
    assert result.until == finding.until
    series = Series("krant", 1, "html", windows)
    text = "\n".join(lines(series, result, load()))
    if end:
        assert finding.since == (15, 15)
        assert "changed from 200 to 214, and no longer, on 15 of 315 pages" in text
        assert "from 200 to 214, and no longer: on 15 of 15 pages" in text
    else:
        assert "no longer" not in text
    assert to_dict(series, result, load())["findings"][0]["until"] == end


LENGTHS = {
    "the first pages": ([1] * 1000, BASELINE),
    "half of a few pages": ([1] * 60, 30),
    "at least some": ([1] * 30, MIN_BASELINE),
    "days": ([40, 40, 40, 40, 40], 3),
    "two large windows": ([5000, 5000], 1),
}


@pytest.mark.parametrize("name", LENGTHS)
def test_length_of_the_baseline(name: str) -> None:
    pages, length = LENGTHS[name]
    assert baseline_length([Window("x", {Figure(PAGES): each}) for each in pages]) == length


FEW: dict[str, tuple[list[int], int, str]] = {
    "pages": ([1] * MIN_BASELINE, 1, "too few pages to compare: there are 20, and a baseline needs 20"),
    "one page": ([1], 1, "too few pages to compare: there is 1, and"),
    "none": ([], 1, "too few pages to compare: there are 0, and"),
    "one day": ([5000], WEEK, "too few days to compare: there is 1, and a baseline needs 7"),
    "a week": ([100] * WEEK, WEEK, "too few days to compare: there are 7, and a baseline needs 7"),
    "eight small days": ([1] * 8, WEEK, "too few pages to compare: there are 8, and"),
}


@pytest.mark.parametrize("name", FEW)
def test_too_few_pages(name: str) -> None:
    pages, least, message = FEW[name]
    with pytest.raises(UsageError, match=message):
        baseline_length([Window("x", {Figure(PAGES): each}) for each in pages], least)


def test_the_baseline_of_a_history_has_each_day_of_the_week() -> None:
    assert baseline_length([Window("x", {Figure(PAGES): 5000})] * 9, WEEK) == WEEK
    assert baseline_length([Window("x", {Figure(PAGES): 2})] * 30, WEEK) == 15  # more days, if a day has few pages


SIDES = {
    "both": (MIN_BASELINE, 1, None),
    "a small baseline": (MIN_BASELINE - 1, 50, "the baseline has 19 of this form, and needs 20; 50 come after it"),
    "no baseline": (0, 31, "the baseline has 0 of this form"),
    "nothing later": (120, 0, "0 come after it"),
}


@pytest.mark.parametrize("name", SIDES)
def test_a_given_baseline_and_the_later_pages_are_enough(name: str) -> None:
    before, after, message = SIDES[name]
    windows = [page(n) for n in range(before + after)]
    if message is None:
        check_baseline(windows, before)
    else:
        with pytest.raises(UsageError, match=f"too few pages to compare: .*{message}"):
            check_baseline(windows, before)


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
        watching = Detector([(100, 10)], 1)
        p = upper_bound(10, 100, detector.DOUBT)
        lengths.append(next(n for n in range(1, 10**6) if watching.add(1, draw.random() < p)))
    assert sum(lengths) / len(lengths) >= 200


def test_a_day_counts_as_its_pages() -> None:
    """A day whose pages all show the sign is no weaker evidence than the last of these pages, one by one."""
    single, whole = Detector([(100, 0)], 10), Detector([(100, 0)], 10)
    alarms = [single.add(1, 1) for _ in range(20)]
    assert whole.add(20, 20) is alarms[-1] is True
    assert whole.level >= single.level
    assert not Detector([(100, 0)], 10).add(20, 1)


def test_a_sign_that_all_pages_of_the_baseline_show_is_never_an_alarm() -> None:
    assert not any(Detector([(50, 50)], 3).add(1, 1) for _ in range(1000))
    assert not any(Detector([(0, 0)], 3).add(1, 1) for _ in range(1000))


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


def test_the_table_of_delays_is_that_of_the_documentation() -> None:
    """It depends on the bound, the changes that are sought, and the threshold for all signs together."""
    text = (Path(__file__).parent.parent / "docs/drift.md").read_text(encoding="utf-8")
    assert "\n".join(rates_table()) in text


RATE_ROWS = {"a fifth": (20, True), "less than a fifth": (19, False)}


@pytest.mark.parametrize("name", RATE_ROWS)
def test_how_often_a_rule_has_to_fire(name: str) -> None:
    hits, is_watched = RATE_ROWS[name]
    signs, rare = signs_of([page(n, *([DROP] if n < hits else [])) for n in range(100)])
    assert (DROP in {sign.rule for sign in signs}, DROP in rare) == (is_watched, not is_watched)


SIZE_ROWS = {
    "all alike, a little less": ([40] * 100, 38, 0),
    "all alike, less": ([40] * 100, 37, 1),
    "all alike, a little more": ([40] * 100, 42, 0),
    "all alike, more": ([40] * 100, 43, 1),
    "two steps about the middle": ([38, 40, 42] * 33 + [40], 33, 0),
    "below these": ([38, 40, 42] * 33 + [40], 32, 1),
}


@pytest.mark.parametrize("name", SIZE_ROWS)
def test_the_range_of_a_size(name: str) -> None:
    """It is 2.5 spreads wide; a spread is at least a step of the histogram, and 1.48 times the median distance."""
    sizes, step, hits = SIZE_ROWS[name]
    signs, _ = signs_of([page(n, kept=size) for n, size in enumerate(sizes)])
    assert sum(sign.count({Figure(KEPT, step): 1})[1] for sign in signs if sign.figure == KEPT) == hits


HOLD_ROWS = {"84 without an alarm": (80, 100), "85": (81, 125)}


@pytest.mark.parametrize("name", HOLD_ROWS)
def test_pages_join_the_baseline_when_sixty_more_have_come(name: str) -> None:
    calm, pages = HOLD_ROWS[name]
    rows = [*(page(n, SELECT) for n in range(BASELINE + calm)), *(page(n) for n in range(20))]  # 4, then an alarm
    assert watch(rows, BASELINE).findings[0].before[0] == pages


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
    done = run_here("packs", "drift", *arguments, folder=cwd)
    return done.code, done.out.decode(), done.err


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
    report = json.loads(out)
    [found] = report["packs"]
    assert (report["skipped"], report["proposal"]) == ([], None)
    assert (found["pages"], found["baseline"], found["drifted"]) == (135, 60, True)
    first = found["findings"][0]
    assert (first["first"], first["since"]["hits"], first["since"]["pages"]) == ("060.html", 15, 15)
    assert first["before"]["bounds"][1] < first["since"]["bounds"][0]
    select = next(each for each in found["findings"] if each["rule"] == "select {css: div.story}")
    assert select["figure"] == "rule select {css: div.story}"
    assert found["windows"][-1] == {"name": "074.html", "pages": 1}
    assert len(found["windows"]) == len(select["windows"]) == 135
    assert select["windows"][-15:] == [[1, 1]] * 15


def test_a_baseline_of_another_form(folder: Path, tmp_path: Path) -> None:
    """HTML before and text since then: nothing is compared, so nothing can be said."""
    for number in range(40):
        (tmp_path / f"{number:03}.txt").write_text(f"De raad van Goes kwam bijeen over zaak {number}.\n" * 3)
    arguments = ("krant", "--pages", tmp_path, "--baseline", folder / "old", "--packs", folder / "packs")
    code, out, err = drift(*arguments)
    assert (code, out) == (2, "")
    assert "html: there are too few pages to compare: the baseline has 60 of this form, and needs 20; 0 come" in err
    assert "text: there are too few pages to compare: the baseline has 0 of this form, and needs 20; 40 come" in err


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
    days = [(f"2026-03-{day:02}", 1, [usual(100 * day + n) for n in range(40)]) for day in range(1, 9)]
    history_of(tmp_path / "history", days)
    history_of(tmp_path / "history", days[:1], pack="ander")
    code, out, err = drift("--history", tmp_path / "history")
    assert code == 0
    assert "ander, version 1, html: there are too few days to compare: there is 1" in err
    [skipped] = json.loads(drift("--history", tmp_path / "history", "--format", "json")[1])["skipped"]
    assert (skipped["pack"], skipped["reason"][:24]) == ("ander", "there are too few days t")
    assert out.startswith("krant, version 1, html: nothing has changed")
    assert drift("ander", "--history", tmp_path / "history")[0] == 2


WRONG = {
    "neither": ([], "one of the arguments --history --pages is required"),
    "both": (["--history", "x", "--pages", "y"], "not allowed with argument"),
    "no history": (["--history", "missing"], "there is no history missing"),
    "no folder": (["--pages", "missing"], "there is no folder missing"),
    "a baseline of days": (["--history", "x", "--baseline", "y"], "it needs --pages"),
    "a proposal without a pack": (["--pages", "x", "--propose", "y"], "--propose needs PACK"),
    "an empty name": (["", "--pages", "x"], "the name of the pack is empty"),
    "a drawing over a file": (["--pages", "x", "--plot", __file__], "test_drift.py exists; name another file"),
    "a drawing in no folder": (["--pages", "x", "--plot", "missing/x.svg"], "there is no folder missing"),
    "a patch over the pack": (
        ["x", "--pages", "x", "--packs", "x", "--propose", __file__],
        "test_drift.py exists; name another file",
    ),
    "a patch in no folder": (
        ["x", "--pages", "x", "--packs", "x", "--propose", "missing/x.patch"],
        "there is no folder missing",
    ),
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
    assert "  60 pages before the change: 60 keep the same article\n" in out
    assert "  15 pages since the change: " in out
    assert "    the new rule select {css: div.article-text} fires on 15\n" in out
    assert "apply it with: git -C packs apply ../krant.patch" in err
    assert (packs / "krant.yaml").read_text(encoding="utf-8") == before  # nothing is applied
    text = patch.read_text(encoding="utf-8")
    assert "+    sign: {css: div.article-text}" in text
    subprocess.run(["git", "-C", "packs", "apply", "../krant.patch"], check=True, cwd=tmp_path)  # noqa: S607
    cleaner = Cleaner(packs)
    for name, layout in (("000", "before-version-2"), ("070", "version-2")):
        url = (folder / f"pages/{name}.url").read_text(encoding="utf-8")
        article = cleaner.clean((folder / f"pages/{name}.html").read_bytes(), url)
        assert (article.method, article.pack_version) == ("pack", 2)
        assert f"layout {layout}" in article.recognised


def since_the_change(pages: Sequence[str]) -> Watched:
    """Three pages of a made-up site as they were, and then these pages, all of which show that it has changed."""
    old = islice(pages_of(PLAIN, "before"), 3)
    stored = [Stored(str(n), text.encode(), f"https://krant.example/{n}") for n, text in enumerate([*old, *pages])]
    windows = tuple(Window(each.name, {Figure(PAGES): 1}, each) for each in stored)
    sign = Sign("there is no article", ARTICLES, PAGES, is_missing=True)
    finding = Finding(sign, (3, 0), (len(pages), len(pages)), 3, len(windows) - 1, 20.0)
    return Watched(windows, 3, (sign,), (), (finding,))


PLAIN = replace(
    next(each for each in sites() if each.is_html),
    name="krant",
    classes=("story",) * 3,
    rates=(),
    labels=((),) * 3,
    empty=0.0,
    strange=0.0,
)
NEW_CLASS = "article-text"


def without_class(text: str) -> str:
    return text.replace(f"class={NEW_CLASS}", "class=other")


SELECTED = f"select {{css: div.{NEW_CLASS}}}"
# How many pages come since the change, on how many of them the element has another class, on how many the rules give
# what generic cleaning gives, and what is learned: from how many pages, and on how many the new rule fires; or why
# nothing is
LEARNED: dict[str, tuple[int, int, int, tuple[int, int] | str]] = {
    "the sign is on eight pages of ten": (10, 2, 10, (10, 8)),
    "the sign is on seven": (10, 3, 10, "show nothing in common that those before it lack"),
    "the article comes out on eight pages of ten": (10, 0, 8, (10, 10)),
    "the article comes out on seven": (10, 0, 7, "nothing sure was learned from 10 pages"),
    "twenty pages are enough": (21, 0, 20, (20, 21)),
}


@pytest.mark.parametrize("name", LEARNED)
def test_what_a_layout_is_learned_from(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count, unlike, agreeing, learned = LEARNED[name]
    monkeypatch.setattr(proposal, "agreeing", lambda *_: agreeing)
    (tmp_path / "krant.yaml").write_text(pack_of(PLAIN), encoding="utf-8")
    pages = list(islice(pages_of(replace(PLAIN, classes=(NEW_CLASS,) * 3), "after"), count))
    result = since_the_change([*map(without_class, pages[:unlike]), *pages[unlike:]])
    if isinstance(learned, str):
        with pytest.raises(UsageError, match=learned):
            propose(result, "krant", str(tmp_path))
    else:
        found = propose(result, "krant", str(tmp_path))
        assert (found.learned, found.fired[SELECTED]) == learned


@pytest.mark.slow
def test_a_proposal_is_for_one_form_and_the_other_is_named(folder: Path, tmp_path: Path) -> None:
    site = replace(next(each for each in sites() if each.is_html), name="krant", is_html=False)
    texts = [*islice(pages_of(site, "before"), 60), *islice(pages_of(changed(site, "labels"), "after"), 15)]
    for number, text in enumerate(texts):
        (tmp_path / f"{number:03}b.txt").write_text(text, encoding="utf-8")
        (tmp_path / f"{number:03}.html").write_bytes((folder / f"pages/{number:03}.html").read_bytes())
    arguments = ("--pages", tmp_path, "--packs", copy_of_packs(folder, tmp_path))
    code, out, err = drift("krant", *arguments, "--propose", tmp_path / "krant.patch")
    assert code == 1
    assert "html: changed since 060.html" in out
    assert "text: changed since 06" in out
    assert "pages of text have changed, too, but the proposal is for html alone" in err
    assert (tmp_path / "krant.patch").is_file()


def copy_of_packs(folder: Path, root: Path, change: Callable[[str], str] = str) -> Path:
    """A copy of the folder of packs, with a change of the text of the pack."""
    packs = root / "packs"
    packs.mkdir()
    text = (folder / "packs/krant.yaml").read_text(encoding="utf-8")
    (packs / "krant.yaml").write_text(change(text), encoding="utf-8", newline="")
    return packs


PACK_TEXTS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "no newline at its end": lambda text: text.rstrip("\n"),
    "a separator of lines in a reason": lambda text: text.replace("why: a box", 'why: "a\u2028box"'),
    "ends of lines as on Windows": lambda text: text.replace("\n", "\r\n"),
}


@pytest.mark.parametrize(
    "name", ["as it is", *(pytest.param(name, marks=pytest.mark.slow) for name in [*PACK_TEXTS][1:])]
)
def test_a_patch_can_be_applied_from_another_folder(folder: Path, tmp_path: Path, name: str) -> None:
    copy_of_packs(folder, tmp_path, PACK_TEXTS[name])
    elsewhere = tmp_path / "here"
    elsewhere.mkdir()
    arguments = ("krant", "--pages", folder / "pages", "--packs", "../packs", "--propose", "krant.patch")
    _, _, err = drift(*arguments, cwd=elsewhere)
    command = err.strip().partition("apply it with: ")[2]
    assert command == "git -C ../packs apply ../here/krant.patch"
    subprocess.run(shlex.split(command), check=True, cwd=elsewhere)
    text = (tmp_path / "packs/krant.yaml").read_bytes().decode()
    assert text == proposed_text(folder, tmp_path, PACK_TEXTS[name])


def proposed_text(folder: Path, root: Path, change: Callable[[str], str]) -> str:
    """The text that is proposed for a pack."""
    (root / "again").mkdir()
    packs = copy_of_packs(folder, root / "again", change)
    [series] = from_pages(
        read_pages(str(folder / "pages")), [], Cleaner(packs), "krant", lambda error: pytest.fail(str(error))
    )
    return propose(watch(series.windows, baseline_length(series.windows)), "krant", str(packs)).after


@pytest.mark.slow
def test_pages_and_their_baseline_may_have_the_same_names(folder: Path, tmp_path: Path) -> None:
    """As when each crawl has a folder, and when names are not UTF-8, and look alike in messages."""
    packs = copy_of_packs(folder, tmp_path)
    for part, numbers in (("before", range(60)), ("after", range(60, 75))):
        (tmp_path / part).mkdir()
        for place, number in enumerate(numbers):
            name = bytes([0xC0 + place]) if part == "after" else f"{place:03}".encode()
            for ending in (".html", ".url"):
                data = (folder / f"pages/{number:03}{ending}").read_bytes()
                (tmp_path / part / os.fsdecode(name + ending.encode())).write_bytes(data)
                if part == "after":
                    (tmp_path / part / f"{place:03}{ending}").write_bytes(data)
    arguments = ("--pages", tmp_path / "after", "--baseline", tmp_path / "before", "--packs", packs)
    code, out, err = drift("krant", *arguments, "--propose", tmp_path / "krant.patch")
    assert code == 1
    assert "a layout, learned from 20 pages since the change" in out, err
    assert "  60 pages before the change: 60 keep the same article\n" in out
    assert (tmp_path / "krant.patch").is_file()


def test_a_proposal_is_part_of_the_json(folder: Path, tmp_path: Path) -> None:
    packs, patch = copy_of_packs(folder, tmp_path), tmp_path / "krant.patch"
    arguments = ("krant", "--pages", folder / "pages", "--packs", packs, "--propose", patch, "--format", "json")
    code, out, _ = drift(*arguments)
    proposed = json.loads(out)["proposal"]
    assert (code, patch.is_file()) == (1, True)
    assert (proposed["learned"], proposed["wouldFail"]) == (15, [])
    assert proposed["before"] == {"pages": 60, "same": 60, "gone": 0, "added": 0}
    assert proposed["fired"]["select {css: div.article-text}"] == 15


def test_a_change_is_told_even_if_nothing_can_be_proposed(folder: Path, tmp_path: Path) -> None:
    packs = copy_of_packs(folder, tmp_path, lambda text: text + "language: nl\n")  # rules are not its last key
    patch = tmp_path / "krant.patch"
    code, out, err = drift("krant", "--pages", folder / "pages", "--packs", packs, "--propose", patch)
    assert code == 1
    assert "changed since 060.html" in out
    assert "nothing is proposed: " in err
    assert not patch.exists()


@pytest.mark.slow
def test_a_second_proposal_gets_a_name_of_its_own(folder: Path, tmp_path: Path) -> None:
    def with_layout(text: str) -> str:
        head, rules = text.split("rules:\n")
        moved = rules.replace("  - ", "      - ")
        return f"{head}layouts:\n  - name: version-2\n    rules:\n{moved}rules: []\n"

    packs, patch = copy_of_packs(folder, tmp_path, with_layout), tmp_path / "krant.patch"
    code, _, err = drift("krant", "--pages", folder / "pages", "--packs", packs, "--propose", patch)
    assert (code, "nothing is proposed" in err) == (1, False)
    assert "+  - name: version-2-2\n" in patch.read_text(encoding="utf-8")


def test_what_a_proposal_changes_is_counted(folder: Path) -> None:
    """A pack that does nothing, against one that selects and drops: lines go, and in one page a line is added."""
    packs = folder / "packs"
    nothing = cleaner_with("pack: krant\nversion: 1\nhosts: [krant.example]\nrules: []\n")
    pages = read_pages(str(folder / "old"))
    same = effect(Cleaner(packs), Cleaner(packs), pages, "krant")
    assert (same.pages, same.same, same.gone, same.added) == (60, 60, 0, 0)
    assert str(same) == "60 keep the same article"
    there, back = (effect(*pair, pages, "krant") for pair in ((nothing, Cleaner(packs)), (Cleaner(packs), nothing)))
    assert there.same == back.same < 60
    assert (there.gone, there.added) == (back.added, back.gone)
    assert there.gone > 0
    assert str(there) == (
        f"{there.same} keep the same article; from the others, {plural(there.gone, 'line')} would go, and"
        f" {there.added} would be added"
    )


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
    windows = [*map(usual, range(200)), *(page(f"</svg><b>\x01\uffff{n}", DROP) for n in range(20))]
    series = Series("krant", 1, "html", tuple(windows))
    ElementTree.fromstring(svg([(series, watch(windows, BASELINE))]))  # noqa: S314


@pytest.mark.parametrize("name", ENDS)
def test_the_end_of_a_change_is_drawn(name: str) -> None:
    """Below the line of characters, and as a second line across the curve, which is broken."""
    after, end = ENDS[name]
    result = watched([*(page(n, DROP) for n in range(200, 215)), *after])
    series = Series("krant", 1, "html", result.windows)
    *_, curve, below = lines(series, result, load())
    assert len(below) == len(curve) if end is None else len(below) < len(curve)
    assert below[-1] == ("─" if end is None else "┘")
    assert all((bar == "▁") == (mark == " ") for bar, mark in zip(curve[4:][:20], below[4:][:20], strict=True))
    drawn = svg([(series, result)])
    assert drawn.count("stroke-dasharray") == (end is not None)
    assert ("from 200 to 214" in drawn, "since 200" in drawn) == (end is not None, end is None)


def test_titles_of_curves_do_not_touch() -> None:
    long = "drop {line: " + "lang " * 20 + "}"
    windows = [*(page(n, long) for n in range(200)), *(page(f"{n} {'pagina' * 20}") for n in range(20))]
    drawn = ElementTree.fromstring(svg([(Series("k", 1, "html", ()), watch(windows, BASELINE))]))  # noqa: S314
    title, *_, span = [text.text or "" for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert title.startswith("k 1 (html): the rule drop {line: lang lang")
    assert title.endswith("…")
    assert span.startswith("since 0 pagina")
    assert span.endswith("…")
    assert len(title) + len(span) <= 108


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
