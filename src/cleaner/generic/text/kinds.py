"""Which lines of plain text are subheads and list items. In HTML, the tags say so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from ...page.blocks import Block
from ...page.marks import BULLET, CLEAR_BULLETS, DASHES, NUMBER
from ...page.sentences import ends_sentence

MAX_SUBHEAD = 100
"""Characters of a subhead."""
SUBHEAD_LEVEL = 2
MIN_TOGETHER = 2
MIN_APART = 3
"""The fewest lines of a list: if they follow one another, and if they are numbered and other lines stand between them
or their numbers do not begin at 1."""


def with_kinds(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of a text, each with its kind.

    A subhead is a short line without a stop above a longer line, if neither opens with a mark. Two or more lines that
    follow one another and open with the same mark are the items of a list, unless they are speech: most of them are
    sentences that open with a dash, and no colon stands above. A line that opens with "•" is always an item. Numbered
    lines are items if their numbers run on from 1, or down to 1, or if three or more of them follow one another; so a
    line that begins with a date is not an item.

    >>> lines = ["Militair pact", "Twee eisen zijn dat de troepen gaan.", "• Nog een", "24. Februar 2022 war ein Tag."]
    >>> [block.kind for block in with_kinds([Block(line, 0, len(line)) for line in lines])]
    ['heading', 'paragraph', 'list item', 'paragraph']
    """
    numbers = dict(_ordered(blocks))
    items = set(_unordered(blocks)).union(numbers)
    found: list[Block] = []
    below: Block | None = None
    for place in range(len(blocks) - 1, -1, -1):
        block = blocks[place]
        if place in items:
            block = replace(block, kind="list item", number=numbers.get(place, 0))
        elif below and below.kind == "paragraph" and _is_subhead(block.text, below.text):
            block = replace(block, kind="heading", level=SUBHEAD_LEVEL)
        found.append(block)
        below = block
    return tuple(reversed(found))


def _unordered(blocks: Sequence[Block]) -> Iterator[int]:
    """Yield the places of the items of lists whose marks are bullets, stars or dashes."""
    runs: list[list[int]] = []
    above = ""
    for place, block in enumerate(blocks):
        match = BULLET.match(block.text)
        mark = match[0][0] if match else ""
        if mark and mark == above:
            runs[-1].append(place)
        elif mark:
            runs.append([place])
        above = mark
    for run in runs:
        mark = blocks[run[0]].text[0]
        if mark in CLEAR_BULLETS or (len(run) >= MIN_TOGETHER and not (mark in DASHES and _is_speech(blocks, run))):
            yield from run


def _is_speech(blocks: Sequence[Block], run: Sequence[int]) -> bool:
    """Return whether these lines, which open with a dash, are speech: most are sentences, and no colon announces them.

    A list of whole sentences without a colon above looks the same. It is taken for speech.
    """
    is_announced = run[0] > 0 and blocks[run[0] - 1].text.endswith(":")
    texts = [blocks[place].text for place in run]
    sentences = sum(ends_sentence(text) or text.endswith(":") for text in texts)
    return not is_announced and 2 * sentences > len(texts)


def _ordered(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Yield the places and numbers of the items of numbered lists."""
    run: list[tuple[int, int]] = []
    previous_mark = ""
    for place, block in enumerate(blocks):
        match = NUMBER.match(block.text)
        if match is None:
            continue
        number, mark = int(match[1]), match[2]
        step = run[1][1] - run[0][1] if len(run) > 1 else 0
        runs_on = run and mark == previous_mark and number - run[-1][1] in ((step,) if step else (1, -1))
        if not runs_on:
            yield from _counted(blocks, run)
            run = []
        run.append((place, number))
        previous_mark = mark
    yield from _counted(blocks, run)


def _counted(blocks: Sequence[Block], run: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Return these lines, whose numbers run on, if they are a list; else nothing."""
    if len(run) < MIN_TOGETHER:
        return ()
    is_together = run[-1][0] - run[0][0] == len(run) - 1
    has_one = 1 in (run[0][1], run[-1][1])
    if len(run) >= MIN_APART and has_one:
        return run
    is_enough = is_together and (has_one or len(run) >= MIN_APART)
    return run if is_enough and not _are_dates([blocks[place].text for place, _ in run]) else ()


def _are_dates(texts: Sequence[str]) -> bool:
    """Return whether these numbered lines may be dates: sentences that all have the same word after the number.

    >>> _are_dates(["24. Februar war kalt.", "25. Februar auch."]), _are_dates(["1. De brug", "2. De haven"])
    (True, False)
    """
    return all(map(ends_sentence, texts)) and len({text.split(maxsplit=2)[1] for text in texts}) == 1


def _is_subhead(text: str, below: str) -> bool:
    return (
        len(text) <= MAX_SUBHEAD
        and len(below) > len(text)
        and not text.endswith((",", ":", ";"))
        and not (ends_sentence(text) and text[-1] != "?")
        and not any(BULLET.match(line) or NUMBER.match(line) for line in (text, below))
    )
