# Needs Python 3.11 or newer with its venv module, make and git; everything else goes into .venv.
# Another interpreter: make PYTHON=python3.12 …

PYTHON ?= python3
VENV := .venv
IN_VENV := $(VENV)/bin/python -m
TESTS := pytest -n 2 --dist worksteal

.DEFAULT_GOAL := help
.NOTPARALLEL: # what is missing on the system must be known before a download starts
.PHONY: help run test all-tests tests-with-floor lowest soak coverage faults bench fix shots words app app-check python libraries

help:
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile

run: libraries $(VENV)/.run ## Start ConvStudio; make run FILE=… opens an experiment
	@$(IN_VENV) convstudio $${FILE:+"$$FILE"}

test: libraries $(VENV)/.dev ## Check format, lint, types and the import contract, then run all tests
	$(IN_VENV) ruff format --check
	$(IN_VENV) ruff check
	$(IN_VENV) mypy -n 2
	$(VENV)/bin/lint-imports --no-logo
	@$(MAKE) --no-print-directory $(if $(CI),tests-with-floor,all-tests)

all-tests:
	$(IN_VENV) $(TESTS)

# All tests, as `make test` runs them in continuous integration: the rooms without a window have a floor of branch coverage of
# their own, by their own tests. With the tests of the window too (`make coverage`), all takes half as long again.
tests-with-floor:
	$(IN_VENV) coverage erase
	$(IN_VENV) coverage run -m $(TESTS) --ignore=tests/studio
	$(IN_VENV) coverage combine --quiet
	$(IN_VENV) coverage report --omit='convstudio/studio/*' --fail-under=95
	$(IN_VENV) $(TESTS) tests/studio

lowest: libraries $(VENV)/.lowest ## Run all tests with the oldest versions that pyproject.toml allows
	$(VENV)/lowest/bin/python -m $(TESTS)

soak: libraries $(VENV)/.dev ## For an hour or two: random deeds, damaged files and pictures, killed saves, and what stays in memory
	$(IN_VENV) tests.soak.kills --count 200
	$(IN_VENV) tests.soak.memory
	$(IN_VENV) tests.soak.mutants --count 100000
	$(IN_VENV) tests.soak.pictures --count 20000
	$(IN_VENV) tests.soak.monkey --seeds 10 --actions 3000

coverage: libraries $(VENV)/.dev ## Run all tests and print which branches they reach; fails below the floor of pyproject.toml
	$(IN_VENV) coverage erase
	$(IN_VENV) coverage run -m $(TESTS)
	$(IN_VENV) coverage combine --quiet
	$(IN_VENV) coverage report

faults: libraries $(VENV)/.dev ## Seed small faults, one after the other, and see whether the tests notice
	$(IN_VENV) tests.faults

bench: libraries $(VENV)/.bench ## Measure the engine, beside PyTorch and SciPy
	$(IN_VENV) tests.benchmarks

fix: $(VENV)/.dev ## Format the code, and mend what the linter can mend by itself
	$(IN_VENV) ruff format
	$(IN_VENV) ruff check --fix

shots: libraries $(VENV)/.dev ## Take pictures of the windows, into shots/
	$(IN_VENV) tests.shots

words: $(VENV)/.dev ## Renew the template and the catalogues of translations, and list what is not translated
	$(IN_VENV) tests.languages

app: libraries $(VENV)/.app ## Build what a person without Python can start, into dist/: a folder, a single file, a .deb
	$(VENV)/app/bin/python -m installers

app-check: libraries $(VENV)/.dev ## Start and drive what `make app` built on a bare Debian (as root, with debootstrap, xvfb, xdotool)
	$(IN_VENV) pytest -o faulthandler_timeout=0 tests/installers/bare_machine.py

# Only `run` opens windows; this decides also which system libraries are needed.
test lowest soak coverage faults bench shots: export QT_QPA_PLATFORM = offscreen
# What is built holds libraries of a window, which must be here for that.
app: export QT_QPA_PLATFORM = xcb
app-check: export QT_QPA_PLATFORM = offscreen
# The tests start the program hundreds of times: each start would compile all of it anew, which takes longer than the start.
test lowest coverage faults: export PYTHONDONTWRITEBYTECODE =
export FILE

python:
	@command -v $(PYTHON) > /dev/null || { \
	  echo "ConvStudio needs Python 3.11 or newer; there is no $(PYTHON) here."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "ConvStudio needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). To use another: make PYTHON=python3.12"; \
	  exit 1; }

libraries: python
	@packages=$$($(PYTHON) -m convstudio.preflight) || exit 1; \
	if [ -z "$$packages" ]; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then \
	  $(PYTHON) -m convstudio.preflight --problem; exit 1; fi; \
	export DEBIAN_FRONTEND=noninteractive; \
	apt-get update && apt-get install -y --no-install-recommends $$packages

# A new environment rather than an update: nothing stays that the project no longer names.
$(VENV)/.fresh: pyproject.toml constraints.txt | python
	@$(PYTHON) -c 'import venv, ensurepip' 2> /dev/null || { \
	  echo "$(PYTHON) lacks its venv module; on Debian and Ubuntu type: sudo apt-get update && sudo apt-get install -y python3-venv"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

# The program alone is half the download: `make run` does not fetch the developers' tools.
$(VENV)/.run: $(VENV)/.fresh
	$(IN_VENV) pip install --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.dev $(VENV)/.bench: $(VENV)/.fresh
	$(IN_VENV) pip install --disable-pip-version-check --no-compile -c constraints.txt -e '.[$(patsubst .%,%,$(@F))]'
	@$(IN_VENV) compileall -q -j 0 $(VENV)/lib > /dev/null 2>&1 || true # on all cores; pip would compile on one
	@touch $@ $(VENV)/.run

# By itself: what is installed beside would be packed too.
$(VENV)/.app: $(VENV)/.fresh
	$(PYTHON) -m venv --clear $(VENV)/app
	$(VENV)/app/bin/python -m pip install --disable-pip-version-check -c constraints.txt '.[app]'
	$(VENV)/app/bin/python -m pip uninstall --yes --quiet convstudio
	@touch $@

# Lowest only of what pyproject.toml names: what those need in turn says its own bounds.
$(VENV)/.lowest: $(VENV)/.fresh
	$(PYTHON) -m venv --clear $(VENV)/lowest
	$(VENV)/lowest/bin/python -m pip install --disable-pip-version-check uv
	$(VENV)/lowest/bin/python -m uv pip install --python $(VENV)/lowest --resolution lowest-direct -e '.[dev]'
	@touch $@
