"""Builds the compiled modules, if this machine has a compiler for C. Without them, Python does the same."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("src/cleaner/readers/_compiled.pyx", "src/cleaner/page/_words.pyx")


class CompiledModules(BuildHookInterface[Any]):
    """Adds the modules to the wheel, or to the sources for an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the modules; if that fails, say so and go on."""
        if os.environ.get("CLEANER_PURE_PYTHON"):
            return
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
