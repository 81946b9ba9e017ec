"""Runs one of the fuzzers: `python -m tests.fuzz.run TARGET [options of libFuzzer] [folders of inputs]`.

Options: https://llvm.org/docs/LibFuzzer.html#options. An input that breaks a law is written to
`tests/fuzz/found/TARGET`, and is a test from then on.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys


def main() -> None:
    """Fuzz the target that the first argument names."""
    import atheris  # only `make fuzz` installs it

    with atheris.instrument_imports(include=["cleaner"]):
        import cleaner
        from tests.fuzz.targets import FOLDER, TARGETS

        for module in pkgutil.walk_packages(
            cleaner.__path__, "cleaner."
        ):  # including modules that are imported when they are needed
            if module.name != "cleaner.__main__":
                importlib.import_module(module.name)
    target = sys.argv.pop(1)
    for kind in ("corpus", "found"):
        (FOLDER / kind / target).mkdir(parents=True, exist_ok=True)
    options = [
        f"-artifact_prefix={FOLDER}/found/{target}/",
        f"-dict={FOLDER}/words.dict",
        "-timeout=60",
        "-max_len=6000",
    ]
    atheris.Setup([sys.argv[0], *options, *sys.argv[1:]], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
