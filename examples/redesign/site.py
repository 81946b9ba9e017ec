"""Writes a made-up site that gets a new layout, with its pack, for docs/redesign.md.

    python examples/redesign/site.py FOLDER

In FOLDER: `packs/krant.yaml`, `golden/krant/` with two pages and their articles, and `pages/` with 80 pages, named in
the order in which a crawler fetched them. From page 41 on, they have the new layout. `crawl.jsonl` has the same pages.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

BEFORE, AFTER = 40, 40
PLACES = ("Goes", "Veere", "Tholen", "Hulst", "Borsele", "Kapelle", "Reimerswaal", "Sluis")
TOPICS = ("de haven", "het zwembad", "de brug", "de markt", "het museum", "de dijk", "het station", "de school")
DEEDS = ("krijgt er geld bij", "gaat een jaar dicht", "wordt een stuk groter", "blijft voorlopig zoals het is")
SENTENCES = (
    "De raad van {place} praatte woensdagavond lang over {topic}, maar nam geen besluit.",
    "Volgens de wethouder is er in {place} al jaren te weinig geld voor {topic}.",
    "Bewoners van {place} maken zich zorgen, omdat niemand weet wat er met {topic} gebeurt.",
    "De oppositie noemt het plan voor {topic} te duur, en wil eerst meer cijfers zien.",
    "In het voorjaar staat {topic} opnieuw op de agenda, en dan moet het besluit vallen.",
    "Een woordvoerder zei na afloop dat {place} er met de provincie nog eens naar kijkt.",
)
PACK = """\
pack: krant
version: 1
hosts: [krant.example]
checked: {by: fixtures, when: '2026-11-28'}
language: nl
rules:
  - remove: {css: aside.box, why: teasers}
  - select: {css: div.story, why: the article}
  - drop: {line: 'Lees ook: .*', why: a link to another article}
"""


def url(number: int) -> str:
    """Return the URL of a page."""
    return f"https://krant.example/nieuws/{number}"


def article(number: int) -> list[str]:
    """Return the paragraphs of an article. The same number always gives the same article."""
    chance = random.Random(number)  # noqa: S311  (no secret)
    place, topic = chance.choice(PLACES), chance.choice(TOPICS)
    return [sentence.format(place=place, topic=topic) for sentence in chance.sample(SENTENCES, chance.randint(4, 6))]


def page(number: int, *, is_new: bool) -> str:
    """Return the HTML of a page in the old or the new layout."""
    chance = random.Random(-number)  # noqa: S311
    others = [f"{chance.choice(PLACES)}: {chance.choice(TOPICS)} {chance.choice(DEEDS)}" for _ in range(4)]
    name, label = ("article-text", "Meer hierover") if is_new else ("story", "Lees ook")
    first, *rest = (f"<p>{paragraph}</p>" for paragraph in article(number))
    body = "".join([first, f"<p><b>{label}: {others[0]}</b></p>", *rest])
    teasers = "".join(f"<li><a href=/nieuws/{n}>{title}</a></li>" for n, title in enumerate(others[1:]))
    return (
        f"<!doctype html><html lang=nl><head><title>{others[3]}</title></head><body><nav><a href=/>Voorpagina</a></nav>"
        f"<main><h1>{others[3]}</h1><div class={name}>{body}</div><aside class=box><ul>{teasers}</ul></aside></main>"
        "<footer>De Krant</footer></body></html>\n"
    )


def write(path: Path, text: str) -> None:
    """Write a file, and the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main(folder: Path) -> None:
    """Write the site."""
    write(folder / "packs" / "krant.yaml", PACK)
    for number in (1001, 1002):
        case = folder / "golden" / "krant" / str(number)
        title = page(number, is_new=False).partition("<h1>")[2].partition("</h1>")[0]
        write(case / "input.html", page(number, is_new=False))
        write(case / "expected.txt", "\n\n".join(article(number)) + "\n")
        write(case / "case.yaml", f"url: {url(number)}\npack: krant\nheadline: '{title}'\nnote: made up\n")
    pages = {number: page(number, is_new=number > BEFORE) for number in range(1, BEFORE + AFTER + 1)}
    for number, html in pages.items():
        write(folder / "pages" / f"{number:03}.html", html)
        write(folder / "pages" / f"{number:03}.url", url(number) + "\n")
    lines = (json.dumps({"url": url(number), "html": html}) for number, html in pages.items())
    write(folder / "crawl.jsonl", "\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
