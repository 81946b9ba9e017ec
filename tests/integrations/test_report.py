"""The report of `cleaner explain --html` in a real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from cleaner import Cleaner
from cleaner.authoring.explanation import NamedPage, explain_page
from cleaner.authoring.report import report
from cleaner.errors import InputError
from cleaner.work.task import Task

from ..golden import ROOT
from .browsing import Shown

KNACK = ROOT / "be/knack/html-2021/input.html"
pytestmark = pytest.mark.timeout(180)


class Report(Shown):
    """A report in the browser."""

    def __init__(self, browser: Browser, path: Path, **options: Any) -> None:
        super().__init__(browser, path.as_uri(), **options)

    def wait_for_page(self, name: str) -> None:
        """Wait until the page with this name is shown: it is drawn after the key."""
        self.page.wait_for_function("name => document.querySelector('#name').textContent === name", arg=name)

    def press(self, keys: str) -> None:
        for key in keys.split():
            self.page.keyboard.press(key)

    @property
    def lines(self) -> list[str]:
        """The texts of the lines that no filter hides; most are not laid out before somebody scrolls to them."""
        return self.page.locator(".line:not([hidden]) .text").all_text_contents()

    @property
    def selected(self) -> list[str]:
        return self.page.locator(".line[aria-current] .text").all_inner_texts()

    def script(self, source: str) -> Any:
        return self.page.evaluate(source)


def written(tmp_path: Path, pages: Mapping[str, str | bytes], **options: Any) -> Path:
    cleaner = Cleaner()

    def explained() -> Iterator[NamedPage]:
        for name, page in pages.items():
            try:
                yield NamedPage(name, explain_page(Task(page, **options), cleaner))
            except InputError as error:
                yield NamedPage(name, error=error)

    path = tmp_path / "report.html"
    path.write_text(report(explained(), cleaner.packs), encoding="utf-8")
    return path


def text_of(name: str) -> str:
    return (ROOT / name / "input.txt").read_text(encoding="utf-8")


HOSTILE_LINES = [
    "</script><script>alert(1)</script>",
    "<!-- <script> -->",
    "]]><img src=x onerror=alert(2)>",
    "{{constructor.constructor('alert(3)')()}} ${alert(4)}",
    "</style><style>*{background:url(https://evil.example/css)}</style>",
    "javascript:alert(5) ' \" ` \\ &lt;b&gt; &amp;",
    "een\u202ednilb\u2066drie\ufeffvier",
]
HEADLINE = "</title><script>alert(10)</script>"
SHOWN_LINES = [*HOSTILE_LINES[:-1], "eenU+202EdnilbU+2066drieU+FEFFvier"]


def hostile_page() -> str:
    """Return HTML with the hostile lines as text, and with hostile names and addresses."""
    escaped = [line.replace("&", "&amp;").replace("<", "&lt;") for line in HOSTILE_LINES]
    paragraphs = "".join(
        f'<p onclick="alert(6)" style="background:url(https://evil.example/p)">{x}</p>' for x in escaped
    )
    return (
        "<head><title></title></script><script>alert(7)</script>"
        "<meta http-equiv=refresh content='0;url=https://evil.example/r'>"
        '<link rel=canonical href="javascript:alert(8)//\'>"><base href=https://evil.example/></head>'
        "<body onload=alert(9)><h1>&lt;/title&gt;&lt;script&gt;alert(10)&lt;/script&gt;</h1><main id='x\"><script>'>"
        f"<p>De raad van Goes kwam woensdag bijeen om over de haven te praten, en ging uiteen.</p>{paragraphs}"
        "<p><a href='javascript:alert(11)'>Klik</a> en lees hoe de raad over de haven sprak, zegt de burgemeester.</p>"
        "<iframe src=https://evil.example/f></iframe><img src=https://evil.example/i></main>"
    )


def test_a_hostile_page_is_text_and_nothing_else(browser: Browser, tmp_path: Path) -> None:
    names = ["</script><img src=x onerror=alert(12)>.html", "javascript:alert(13)\u2028"]
    shown = Report(browser, written(tmp_path, {names[0]: hostile_page(), names[1]: "\n\n".join(HOSTILE_LINES)}))
    for number in (1, 2):
        shown.script(f"location.hash = 'page-{number}'")
        shown.page.wait_for_timeout(50)
        lines = shown.lines
        assert set(SHOWN_LINES) <= set(lines)
        for _ in lines:
            shown.press("j")
        assert shown.script("document.querySelectorAll('iframe, img, link, base, object, embed').length") == 0
        assert shown.script("document.querySelectorAll('[onclick], [onload], [onerror], [style]').length") == 0
    assert sorted(shown.texts("#pages .label")) == ["</script><script>alert(1)</script>", HEADLINE]
    shown.wait_for_page("javascript:alert(13)U+2028")
    assert shown.requests == [shown.page.url.partition("#")[0]]
    assert shown.faults == []
    scripts = "[...document.scripts].filter((each) => each.type !== 'application/json').length"
    assert shown.script(scripts) == 1


ATTACKS = {
    "a script": "const s = document.createElement('script'); s.text = 'window.hit = 1'; document.body.append(s)",
    "a handler": "document.body.setAttribute('onclick', 'window.hit = 1'); document.body.click()",
    "HTML": "document.body.innerHTML = '<img src=x>'",
    "a picture": "const i = new Image(); i.src = 'https://evil.example/'; document.body.append(i)",
    "a request": "fetch('https://evil.example/').catch(() => 0)",
    "eval": "eval('window.hit = 1')",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_the_policy_would_stop_what_got_through(browser: Browser, tmp_path: Path, attack: str) -> None:
    shown = Report(browser, written(tmp_path, {"a": KNACK.read_bytes()}))
    source = f"""() => new Promise((done) => {{
        document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective));
        setTimeout(() => done("none"), 2000);
        const element = document.createElement("div");
        setTimeout(() => {{ {attack} }}, 0);
    }})"""
    assert shown.script(source) in {"script-src-elem", "script-src-attr", "script-src", "img-src", "connect-src"} | {
        "require-trusted-types-for"
    }
    assert shown.script("window.hit") is None


def test_the_keyboard(browser: Browser, tmp_path: Path) -> None:
    pages: dict[str, str | bytes] = {"a.html": KNACK.read_bytes(), "b.txt": text_of("nl/zeelandnet/stoltenberg")}
    shown = Report(browser, written(tmp_path, pages))
    every = shown.lines
    shown.press("j j j")
    assert shown.selected == ["AanmeldenAbonneren"]
    assert shown.texts(".detail dd")[2] == "div.rmgTop > div.rmgUser"
    assert shown.script("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    shown.press("k ArrowUp ArrowDown")
    assert shown.selected == ["KnackTrendsSport/VoetbalmagazineKnack WeekendKnack FocusData News"]
    shown.press("/ Z e n n e")
    shown.page.wait_for_timeout(300)
    assert len(shown.lines) == sum("zenne" in text.lower() for text in every) > 3
    assert all("zenne" in text.lower() for text in shown.lines)
    shown.press("Enter")
    assert "Zenne" in shown.selected[0]
    shown.press("Escape")
    assert len(shown.lines) == 43
    shown.press("+")
    assert len(shown.lines) == 10
    shown.press("- j r")
    assert shown.texts("#chip") == ["select be/knack.yaml:27"]
    shown.press("Escape n")
    shown.wait_for_page("b.txt")
    assert shown.texts("#pages [aria-current] .label") == shown.texts("#title")
    shown.press("n")  # there is no further page
    shown.wait_for_page("b.txt")
    shown.press("p ?")
    shown.wait_for_page("a.html")
    assert shown.texts("#help-title") == ["Keys"]
    shown.press("Escape")
    assert shown.texts("#help-title") == []
    assert shown.faults == []


def test_every_control_is_reached_with_tab(browser: Browser, tmp_path: Path) -> None:
    shown = Report(browser, written(tmp_path, {"a": KNACK.read_bytes(), "b": text_of("nl/nu/navo-full")}))
    reached = set()
    for _ in range(40):
        shown.press("Tab")
        reached.add(shown.script("document.activeElement.id || document.activeElement.innerText.split('\\n')[0]"))
    assert {"keys", "search", "All 43", "+ Kept 10", "select be/knack.yaml:27", "WHAT TOOK LINES"} <= reached


def test_filters(browser: Browser, tmp_path: Path) -> None:
    shown = Report(browser, written(tmp_path, {"a.html": KNACK.read_bytes()}))
    assert not shown.page.locator("#pages").is_visible()
    rules = shown.texts("#rules > details > ul button code")
    assert rules == ["select be/knack.yaml:27", "headline", "drop _shared/nl.yaml:33"]
    idle = shown.page.locator("#idle")
    assert re.fullmatch(r"\d+ rules of knack took no line", idle.locator("summary").inner_text())
    idle.locator("summary").click()
    assert "remove be/knack.yaml" in idle.inner_text()
    shown.page.get_by_role("button", name="drop _shared/nl.yaml:33").click()
    assert shown.lines == ["Lees ook: Hoe Gent de Reep weer openmaakte"]
    assert shown.texts("#status") == ["1 of 43 lines"]
    shown.page.locator(".line:visible").click()
    yaml = shown.page.locator(".detail pre").inner_text()
    assert yaml.startswith("- drop: {line:")
    assert yaml.strip() in (ROOT.parent / "rules/_shared/nl.yaml").read_text(encoding="utf-8")
    shown.page.locator("#chip").click()
    assert len(shown.lines) == 43
    shown.page.get_by_role("button", name="Removed 33").click()
    assert set(shown.page.locator(".line:not([hidden]) .mark").all_text_contents()) == {"−"}
    shown.page.locator("#search").fill("nergens")
    shown.page.get_by_role("button", name="Show all lines").click()
    assert len(shown.lines) == 43
    shown.page.locator("#article [data-line]", has_text="Propere rivier").click()
    assert shown.selected == ["Propere rivier"]
    assert shown.texts("#article .here") == ["Propere rivier"]


def test_pages_with_problems_come_first(browser: Browser, tmp_path: Path) -> None:
    pages: dict[str, str | bytes] = {
        "good.html": KNACK.read_bytes(),
        "menu.txt": "Menu\n\nSport",
        "weak.txt": text_of("be/knack/magazine-list"),
        "data.json": '{"a": 1}',
        "unknown.txt": text_of("nl/nu/navo-full"),
    }
    shown = Report(browser, written(tmp_path, pages))
    assert shown.texts("#pages .label")[0] == "data.json"
    assert {*shown.texts("#pages .label")[1:3]} == {"menu.txt", "weak.txt"}
    assert shown.texts("#pages .problem")[0] == "cannot be read: this is JSON, not a page"
    assert shown.texts("#summary") == ["5 pages, 3 with problems"]
    assert shown.texts("#title") == ["No article"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "view"), [(1400, "desktop"), (390, "phone")])
def test_it_is_readable(browser: Browser, tmp_path: Path, scheme: str, width: int, view: str) -> None:
    """Nothing is wider than the window, and all text has enough contrast."""
    path = written(tmp_path, {"a.html": KNACK.read_bytes(), "menu.txt": "Menu"})
    shown = Report(browser, path, viewport={"width": width, "height": 844}, color_scheme=scheme)
    shown.script("location.hash = 'page-2'")
    shown.press("j")
    assert shown.page.locator("#pages ol").is_visible() == (view == "desktop")
    assert shown.script("document.documentElement.scrollWidth") <= width
    picture = shown.page.screenshot(path=tmp_path / f"{view}-{scheme}.png")
    assert len(picture) > 10_000
    back = [int(part) for part in re.findall(r"\d+", shown.script("getComputedStyle(document.body).backgroundColor"))]
    assert (sum(back) < 200) == (scheme == "dark")
    assert shown.script(CONTRAST) == []
    if view == "phone":
        assert not shown.page.locator("#article").is_visible()
        shown.page.get_by_role("button", name="Article").click()
        assert shown.page.locator("#article").is_visible()
        assert not shown.page.locator("#input").is_visible()


CONTRAST = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = numbers(colour).map((v) => (v /= 255, v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      if (numbers(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const faint = [];
  for (const element of document.querySelectorAll("body *:not(script)")) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!hasText || !element.checkVisibility()) continue;
    const [a, b] = [light(getComputedStyle(element).color), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) faint.push([element.tagName, element.className, element.innerText.slice(0, 30), ratio]);
  }
  return faint;
}"""


def test_many_large_pages(browser: Browser, tmp_path: Path) -> None:
    """100 pages of 200 KB, all text: the file is hardly larger than they are, and one page at a time is laid out."""
    lines = "".join(f"<p>Regel {number}: de raad van Goes kwam bijeen over de haven.</p>" for number in range(3_300))
    cleaner = Cleaner()
    pages = [NamedPage(f"{number}.html", explain_page(Task(lines), cleaner)) for number in range(3)]
    assert len(lines) > 200_000
    path = tmp_path / "report.html"
    path.write_text(report([NamedPage(f"{n}.html", pages[n % 3].explanation) for n in range(100)], cleaner.packs))
    assert path.stat().st_size < 60_000_000
    shown = Report(browser, path)
    assert len(shown.page.locator(".line").all()) == len(pages[0].explanation.lines if pages[0].explanation else ())
    shown.press("n j")
    shown.wait_for_page("1.html")
    assert shown.faults == []
