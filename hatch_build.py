"""Builds what makes a wheel faster, and what it can do without.

- The compiled modules, if this machine has a compiler for C. Without them, Python does the same.
- The shipped packs in a form that is read quickly. Without it, they are read from YAML.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("src/cleaner/readers/_compiled.pyx", "src/cleaner/page/_words.pyx")


PREBUILD = """
import sys
from pathlib import Path
from cleaner.packs.folders import rule_paths, shipped_rules
from cleaner.packs.prebuilt import prebuilt
from cleaner.packs.reading import load_folders
folder = shipped_rules()
Path(sys.argv[1]).write_bytes(prebuilt(load_folders([folder], thorough=False), rule_paths(folder), folder))
"""


class FasterParts(BuildHookInterface[Any]):
    """Adds the compiled modules to the wheel, or to the sources for an editable install, and the packs to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the parts; if that fails, say so and go on."""
        if version == "standard":
            self._add_packs(build_data)
        if not os.environ.get("CLEANER_PURE_PYTHON"):
            self._add_modules(build_data)

    def _add_packs(self, build_data: dict[str, Any]) -> None:
        self.folder = tempfile.TemporaryDirectory()  # it is removed with this object, after the wheel was written
        file = Path(self.folder.name) / "prebuilt.pickle"
        search = {"PYTHONPATH": os.pathsep.join([str(Path(self.root) / "src"), *sys.path])}
        # without `site`: pip's own `sitecustomize` would take the sources away, if they are installed as editable
        command = [sys.executable, "-S", "-c", PREBUILD, str(file)]
        ended = subprocess.run(  # noqa: S603  (our own Python and code)
            command, env=os.environ | search, capture_output=True, text=True, check=False
        )
        if ended.returncode:
            self.app.display_warning(f"the packs of this wheel will be read from YAML, which is slower: {ended.stderr}")
        else:
            build_data["force_include"][str(file)] = f"cleaner/rules/{file.name}"

    def _add_modules(self, build_data: dict[str, Any]) -> None:
        try:
            _build(Path(self.root))
        except (Exception, SystemExit) as error:  # compilers fail in many ways
            self.app.display_warning(f"cleaner is built without its compiled modules, and will be slower: {error}")
            return
        names = [source.removesuffix(".pyx") for source in SOURCES]
        build_data["artifacts"] += [f"{name}.*{ending}" for name in names for ending in (".so", ".pyd")]
        build_data["pure_python"], build_data["infer_tag"] = False, True


def _build(root: Path) -> None:
    import lxml
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension

    headers = lxml.get_include()
    with tempfile.TemporaryDirectory() as folder:
        extensions = [
            Extension(".".join(Path(source).with_suffix("").parts[1:]), [str(root / source)], include_dirs=headers)
            for source in SOURCES
        ]
        modules = cythonize(extensions, build_dir=folder, include_path=headers, quiet=True)
        command = Distribution({"ext_modules": modules, "package_dir": {"": str(root / "src")}}).get_command_obj(
            "build_ext"
        )
        command.inplace, command.build_temp, command.build_lib = True, folder, folder
        command.ensure_finalized()
        command.run()
