"""Where the counts come from: a history, or stored pages that are cleaned now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from ...cleaner import Cleaner
from ...errors import InputError, UsageError
from ...history.file import read_history
from ...history.tallies import Form, figures_in
from ...work.task import Task
from ..stored_pages import Stored
from .signs import Window


class Series(Struct, frozen=True):
    """The windows of a version of a pack, in the order of time; HTML and text are apart, because their rules are.

    `baseline` is how many of them are the baseline, or None if that is to be found out.
    """

    pack: str
    version: int
    form: Form
    windows: tuple[Window, ...]
    baseline: int | None = None


def from_history(path: str, pack: str | None = None) -> list[Series]:
    """Return the days in a history, for the version of each pack, or of one, that was used on the newest day.

    This is not always the highest version, because a new version may be taken back. If there are several on that day,
    it is the highest of them.

    Raises `UsageError` if there is no such file, if it is not a history, or if it has no pages of that pack.
    """
    found: dict[tuple[str, Form], dict[int, list[Window]]] = {}
    for group, figures in read_history(path, pack).items():
        versions = found.setdefault((group.pack, group.form), {})
        versions.setdefault(group.version, []).append(Window(group.day, figures))
    if not found:
        raise UsageError(f"{path} has no pages of {pack or 'any pack'}")
    return [_newest(name, form, versions) for (name, form), versions in found.items()]


def _newest(name: str, form: Form, versions: Mapping[int, list[Window]]) -> Series:
    version = max(versions, key=lambda number: (versions[number][-1].name, number))
    return Series(name, version, form, tuple(versions[version]))


def from_pages(
    pages: Sequence[Stored],
    baseline: Sequence[Stored],
    cleaner: Cleaner,
    pack: str | None,
    report: Callable[[InputError], None],
) -> list[Series]:
    """Clean stored pages, and return a window for each, by pack.

    Pages of sites without a pack are left out. With `pack`, all pages are taken for pages of that pack. `report` gets
    the error of a page that cannot be cleaned. Raises `UsageError` if no page is left, and what `Cleaner.clean` raises.
    """
    found: dict[tuple[str, int, Form], tuple[list[Window], list[Window]]] = {}
    for number, stored in enumerate((baseline, pages)):
        for key, window in _windows(stored, cleaner, pack, report):
            found.setdefault(key, ([], []))[number].append(window)
    if not found:
        raise UsageError("no pack knows any of these pages; name the pack, or store the URL of NAME.html in NAME.url")
    return [
        Series(*key, (*before, *after), len(before) if baseline else None) for key, (before, after) in found.items()
    ]


def _windows(
    stored: Sequence[Stored], cleaner: Cleaner, pack: str | None, report: Callable[[InputError], None]
) -> Iterator[tuple[tuple[str, int, Form], Window]]:
    for each in stored:
        try:
            figures = cleaner.run(Task(each.data, each.url, pack=pack, figures=1.0)).figures
        except InputError as error:
            report(InputError(error.reason, url=each.name, offset=error.offset))
            continue
        if figures:
            key: tuple[str, int, Form] = (figures.pack, figures.version, "html" if figures.is_html else "text")
            yield key, Window(each.name, dict.fromkeys(figures_in(figures), 1), each)
