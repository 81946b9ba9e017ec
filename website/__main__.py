"""Builds the site into a folder: `python -m website build/docs`, in the root of the project.

A warning of Sphinx, such as that of a link that leads nowhere, is an error. Nothing is fetched.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.cmd.build import main

HERE = Path(__file__).parent

if __name__ == "__main__":
    (target,) = sys.argv[1:]
    options = ["--quiet", "--fail-on-warning", "--keep-going", "--fresh-env", "--conf-dir", str(HERE)]
    sys.exit(main([*options, "--doctree-dir", f"{target}.doctrees", str(HERE.parent), target]))
