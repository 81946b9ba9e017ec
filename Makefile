# `make demo` and `make test` need Python 3.10 or later, git and make; they install everything else into .venv.
# `make test-all` also needs a PostgreSQL server's programs, Java and Chromium.
PYTHON ?= python3
BIN := .venv/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILED := hatch_build.py src/cleaner/readers/_compiled.pyx src/cleaner/page/_words.pyx
PYTEST := $(BIN)/pytest --numprocesses=auto --dist=worksteal

.PHONY: demo test test-all docs check golden schema share lock bench model soak worst fuzz audit release clean

demo: .venv/installed
	@$(PYTHON) -c 'print("\n\033[1mcleaner explain < golden/nl/zeelandnet/stoltenberg/input.txt\033[0m\n")'
	@$(BIN)/cleaner explain < golden/nl/zeelandnet/stoltenberg/input.txt
	@$(PYTHON) -c 'print("\n\033[1mcleaner < golden/nl/zeelandnet/stoltenberg/input.txt\033[0m\n")'
	@$(BIN)/cleaner < golden/nl/zeelandnet/stoltenberg/input.txt

# Everything that needs no framework and no server, except for the tests that are marked as slow.
test: check
	$(BIN)/mypy --cache-dir=.mypy_cache/test --exclude=/integrations/ --follow-imports=silent src tests
	$(PYTEST) -m "not slow" --ignore=src/cleaner/integrations --ignore=tests/integrations

# Everything: `make test`, and then what that leaves out, with all packages installed.
test-all: test
	$(MAKE) .venv/installed-all
	$(BIN)/mypy
	$(PYTEST) -m "slow or frameworks"

# The documentation site, in build/docs. Open build/docs/index.html in a browser.
docs: .venv/installed-all
	$(BIN)/python -m website build/docs

check: .venv/installed-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/cleaner packs lint --strict

# Writes the present output for each golden page to its expected files, for a person to review.
golden: .venv/installed-test
	-$(BIN)/cleaner packs test --update
	git diff --stat golden

schema: .venv/installed
	for kind in pack shared; do $(BIN)/cleaner packs schema $$kind > rules/$$kind.schema.json; done
	$(BIN)/cleaner packs schema case > golden/case.schema.json

# Makes the manual page and the completion for shells, which the wheel brings along, from the parser of the command.
share: .venv/installed-test
	$(BIN)/python -m share.generate

LOCK := uv pip compile pyproject.toml --universal --python-version 3.10 --generate-hashes --no-emit-index-url \
  --custom-compile-command "make lock"
lock:
	$(LOCK) --all-extras --group test-all --group bench -o requirements.lock
	$(LOCK) --extra arrow --extra near-duplicates --extra warc --group test --constraint requirements.lock -o requirements-test.lock

bench: .venv/installed-all
	$(BIN)/python benchmarks/text.py
	$(BIN)/python -m benchmarks.hostile
	$(BIN)/python benchmarks/quality.py --packs

# Trains the line model on these data sets, which are not part of the checkout: see docs/line-model.md. It takes five minutes.
DATA ?= train.jsonl.gz
model: .venv/installed-all
	$(BIN)/python -m training.line_model $(DATA) --into src/cleaner/generic/text

# 50,000 pages in one process, and in workers that some pages cause to hang, starve or crash. It takes about twenty minutes.
soak: .venv/installed-all
	$(BIN)/python -m benchmarks.soak --plot docs/soak.svg

# Searches for the slowest pages within the default limits, and fails if it finds one that is slower than docs/limits.md says.
WORST ?= --minutes 10
worst: .venv/installed-all
	$(BIN)/python -m benchmarks.worst $(WORST)

# Runs each fuzzer for a minute. Inputs that reach new code are kept in .fuzz, and failures in tests/fuzz/found.
FUZZ ?= -max_total_time=60
fuzz: .venv/installed-all
	$(PIP_INSTALL) atheris==3.0.0
	for target in reading cleaning packing; do \
	  mkdir -p .fuzz/$$target; \
	  $(BIN)/python -m tests.fuzz.run $$target $(FUZZ) -verbosity=0 -print_final_stats=1 \
	    .fuzz/$$target tests/fuzz/corpus/$$target tests/fuzz/found/$$target golden rules || exit 1; \
	done

# Looks for known vulnerabilities of the installed packages. It asks the service of PyPI itself, because mirrors do not
# have it, and fails if it cannot reach it.
audit: .venv/installed-all
	$(PIP_INSTALL) pip-audit==2.10.1
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

# Builds, checks and tags a release, and prints the commands that publish it: see docs/releasing.md.
release:
	$(PYTHON) scripts/release.py

# With a new pip: one before 23.3 warns that lxml has no extra 'html_clean', because lxml 6 spells it 'html-clean'.
.venv/bin/python:
	$(PYTHON) -m venv --upgrade-deps .venv

# All targets share one environment: requirements.lock has all packages of requirements-test.lock, in the same versions.
.venv/installed: .venv/bin/python pyproject.toml $(COMPILED)
	$(PIP_INSTALL) --editable .
	@touch $@

.venv/installed-test: .venv/bin/python pyproject.toml requirements-test.lock $(COMPILED)
	$(PIP_INSTALL) --no-deps --require-hashes --requirement requirements-test.lock
	$(PIP_INSTALL) --no-deps --editable .
	@touch $@ .venv/installed

.venv/installed-all: .venv/bin/python pyproject.toml requirements.lock $(COMPILED)
	$(PIP_INSTALL) --no-deps --require-hashes --requirement requirements.lock
	$(PIP_INSTALL) --no-deps --editable .
	@touch $@ .venv/installed-test .venv/installed

clean:
	rm -rf .venv .fuzz dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis
