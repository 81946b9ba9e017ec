"""The manual page and the completion: they are those of the present parser, and shells complete with them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from share.generate import COMPLETIONS, MANUAL, SHARE, generated

FILES = dict(generated())


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_what_the_parser_gives(name: str) -> None:
    assert (SHARE / name).read_text(encoding="utf-8") == FILES[name], "run `make share`"


def test_the_manual_page_has_all_subcommands_and_options() -> None:
    assert not [line for line in FILES[MANUAL].splitlines() if line.startswith("'")]  # groff would drop it
    man = shutil.which("man")
    if not man:
        pytest.skip("needs man")
    done = subprocess.run(
        [man, "--warnings", "-l", str(SHARE / MANUAL)],
        capture_output=True,
        text=True,
        check=True,
        env={"MANWIDTH": "80", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    assert done.stderr == ""
    for text in (
        "cleaner - extract exactly the article from news pages",
        "       cleaner [OPTION ...] [FILE ...]\n       cleaner SUBCOMMAND ...\n",
        "   cleaner packs new\n",
        "   cleaner search index\n",
        "EXIT STATUS\n       0 each page has an article;",
        "EXAMPLES\n       cleaner page.html\n",
        "         cleaner packs schema > pack.schema.json\n",
        "         cleaner search stale articles | xargs -d '\\n' cleaner search index --into articles\n",
        "--max-count N",
    ):
        assert text in done.stdout


LINES = {
    "a subcommand or a file": ("cleaner pa", {"packs", "page.html", "pages"}),
    "a subcommand of a subcommand": ("cleaner packs l", {"list", "lint", "learn"}),
    "a file": ("cleaner page.", {"page.html"}),
    "a second file": ("cleaner other.html page.", {"page.html"}),
    "a file for a subcommand": ("cleaner explain page.", {"page.html"}),
    "an option": ("cleaner --strip", {"--strip-dateline"}),
    "an option after a file": ("cleaner page.html --strip", {"--strip-dateline"}),
    "an option of a subcommand": ("cleaner search index --ra", {"--raw"}),
    "a word of an option": ("cleaner --format m", {"markdown"}),
    "a folder of an option": ("cleaner --packs pa", {"pages"}),
    "a file of an option": ("cleaner batch other.html --out page.", {"page.html"}),
    "a word of a subcommand": ("cleaner packs schema sh", {"shared"}),
    "nothing": ("cleaner packs xyz", set()),
}
"""What is typed in a folder with two pages and the folder `pages`, and what is offered."""
SCRIPTS = {
    "bash": r"""
source "$1"
read -ra COMP_WORDS <<< "$2"
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_shtab_cleaner
printf '%s\n' "${COMPREPLY[@]}"
""",
    "fish": r"""
source $argv[1]
complete -C $argv[2]  # with descriptions, behind a tab
""",
    # zsh only completes at a terminal. What is offered goes through `compadd`, which writes it to a file here.
    "zsh": r"""
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "fpath=(${1:h} \$fpath); autoload -Uz compinit; compinit -u -D"
zpty -w shell 'compadd() {
  [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]] || {
    local -a offered; builtin compadd -A offered "$@"; print -rl -- $offered >> offered
  }
  builtin compadd "$@"
}'
zpty -w shell 'finish() { print END >> offered }; complete() { comppostfuncs=(finish); _main_complete }'
zpty -w shell "zle -C complete-word complete-word complete; bindkey '^I' complete-word"
zpty -w -n shell "$2"$'\t'
until [[ -e offered && $(<offered) == *END ]]; do
  zpty -r -t shell ignored '*' > /dev/null
  sleep 0.05
done
zpty -d shell
grep -vx END offered
exit 0
""",
}
FLAGS = {"bash": ["--norc"], "fish": ["--no-config"], "zsh": ["-f"]}


@pytest.mark.parametrize("shell", ["bash", "fish", pytest.param("zsh", marks=pytest.mark.slow)])
@pytest.mark.parametrize(("line", "offered"), LINES.values(), ids=LINES)
def test_a_shell_completes(line: str, offered: set[str], shell: str, tmp_path: Path) -> None:
    program = shutil.which(shell)
    if not program:
        pytest.skip(f"needs {shell}")
    for name in ("page.html", "other.html"):
        (tmp_path / name).touch()
    (tmp_path / "pages").mkdir()
    script = tmp_path / "script"
    script.write_text(SCRIPTS[shell], encoding="utf-8")
    done = subprocess.run(
        [program, *FLAGS[shell], str(script), str(SHARE / COMPLETIONS[shell]), line],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        timeout=30,
    )
    assert done.stderr == ""
    assert {row.partition("\t")[0].rstrip("/") for row in done.stdout.splitlines() if row} == offered
