# `make demo` and `make test` need Python 3.10 or later, git and make; all else they install into .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check golden schema lock bench soak fuzz audit clean

demo: .venv/installed
	@$(PYTHON) -c 'print("\n\033[1mcleaner explain < golden/nl/zeelandnet/stoltenberg/input.txt\033[0m\n")'
	@$(BIN)/cleaner explain < golden/nl/zeelandnet/stoltenberg/input.txt
	@$(PYTHON) -c 'print("\n\033[1mcleaner < golden/nl/zeelandnet/stoltenberg/input.txt\033[0m\n")'
	@$(BIN)/cleaner < golden/nl/zeelandnet/stoltenberg/input.txt

test: check
	$(BIN)/pytest --numprocesses=auto --dist=worksteal

check: .venv/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/cleaner packs lint

# Writes what comes out of each golden page now into its expected files, for a person to review.
golden: .venv/installed-dev
	$(BIN)/python tests/golden.py
	git diff --stat golden

schema: .venv/installed
	$(BIN)/python -c "from cleaner.packs.schema import main; main('rules')"

lock:
	uv pip compile pyproject.toml --all-extras --group dev --group bench --universal --python-version 3.10 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" -o requirements.lock

bench: .venv/installed-dev
	$(BIN)/python benchmarks/text.py
	$(BIN)/python -m benchmarks.hostile
	$(BIN)/python benchmarks/quality.py --packs

# 50,000 pages in one process, and in workers that some pages hang, starve or crash: some twenty minutes.
soak: .venv/installed-dev
	$(BIN)/python -m benchmarks.soak --plot docs/soak.svg

# Each fuzzer for a while; inputs that reach new code are kept beside the corpus in .fuzz, failures in tests/fuzz/found.
FUZZ ?= -max_total_time=60
fuzz: .venv/installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check atheris==3.0.0
	for target in reading cleaning packing; do \
	  mkdir -p .fuzz/$$target; \
	  $(BIN)/python -m tests.fuzz.run $$target $(FUZZ) -verbosity=0 -print_final_stats=1 \
	    .fuzz/$$target tests/fuzz/corpus/$$target tests/fuzz/found/$$target golden rules || exit 1; \
	done

# Known vulnerabilities of what is installed. It asks PyPI's own service, which mirrors of PyPI do not have; where it
# cannot ask, it fails.
audit: .venv/installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/installed-dev: .venv/bin/python pyproject.toml requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@ .venv/installed

clean:
	rm -rf .venv .fuzz dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
