"""Which files of a folder are read, by patterns for their names, as in `find`."""

from __future__ import annotations

from fnmatch import fnmatchcase

from msgspec import Struct

from ..errors import UsageError


class Globs(Struct, frozen=True):
    """Patterns for the files in the folders of an input.

    A pattern without `/` is compared with the name of a file, like `find -name`. One with `/` is compared with the path
    below the folder that the user names, like `find -path`; there `*` also stands for `/`, and a `**/` at the beginning
    also for nothing.

    - `include`: only files that one of these fits are read; without any, all are;
    - `exclude`: files that one of these fits are not read, nor is anything in a folder that one fits.

    Raises `UsageError` for a pattern that fits nothing.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for pattern in (*self.include, *self.exclude):
            if not pattern.removeprefix("./").strip("/"):
                raise UsageError(f"{pattern!r} is no pattern for names of files; write one such as '*.html'")
        for pattern in self.include:
            if pattern.endswith("/"):
                raise UsageError(f"{pattern!r} fits no file; for all files in that folder, write '{pattern}*'")

    def has_file(self, path: str) -> bool:
        """Return whether a file is read. `path` is its path below the folder, with `/` between its parts.

        >>> globs = Globs(include=("*.html", "press/*.txt"), exclude=("draft-*",))
        >>> [path for path in ("a/b.html", "b.txt", "press/x/b.txt", "a/draft-b.html") if globs.has_file(path)]
        ['a/b.html', 'press/x/b.txt']
        """
        return (not self.include or _fits(path, self.include)) and not _fits(path, self.exclude)

    def has_folder(self, path: str) -> bool:
        """Return whether a folder is looked into."""
        return not _fits(path, self.exclude)


ALL = Globs()


def _fits(path: str, patterns: tuple[str, ...]) -> bool:
    name = path.rpartition("/")[2]
    return any(
        fnmatchcase(path if "/" in pattern else name, each)
        for pattern in patterns
        for each in _spellings(pattern.removeprefix("./").strip("/"))
    )


def _spellings(pattern: str) -> tuple[str, ...]:
    return (pattern, pattern.removeprefix("**/")) if pattern.startswith("**/") else (pattern,)
