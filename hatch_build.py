"""Builds the compiled part of the reader, if this machine has a compiler for C. Without it, Python does the same."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path("src/cleaner/readers/_compiled.pyx")


class CompiledReader(BuildHookInterface[Any]):
    """Adds the module to the wheel, or to the sources for an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the module; if that fails, say so and go on."""
        if os.environ.get("CLEANER_PURE_PYTHON"):
            return
        try:
            _build(Path(self.root))
        except (Exception, SystemExit) as error:  # compilers fail in many ways
            self.app.display_warning(f"cleaner is built without its compiled part, and will be slower: {error}")
            return
        build_data["artifacts"] += [f"{SOURCE.parent}/{SOURCE.stem}.*{ending}" for ending in (".so", ".pyd")]
        build_data["pure_python"], build_data["infer_tag"] = False, True


def _build(root: Path) -> None:
    import lxml
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension

    headers = lxml.get_include()
    name = ".".join(SOURCE.with_suffix("").parts[1:])
    with tempfile.TemporaryDirectory() as folder:
        extension = Extension(name, [str(root / SOURCE)], include_dirs=headers)
        modules = cythonize([extension], build_dir=folder, include_path=headers, quiet=True)
        command = Distribution({"ext_modules": modules, "package_dir": {"": str(root / "src")}}).get_command_obj(
            "build_ext"
        )
        command.inplace, command.build_temp = True, folder
        command.ensure_finalized()
        command.run()
