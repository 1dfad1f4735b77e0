# Two commands: `make run` and `make test`. Both set up what they need; everything stays in .venv, node_modules and .diwan.
PYTHON ?= python3
VENV ?= .venv
BIN = "$(VENV)/bin"
# Files of tests are shared out in their order: browsers come last, see tests/conftest.py.
PARALLEL = -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
SHELL = /bin/sh
.DELETE_ON_ERROR:
.PHONY: run ready test test-long quality fix guide lock clean help

help: ## this list
	@grep -hE '^[a-z-]+:.*##' "$(firstword $(MAKEFILE_LIST))" | sed 's/:.*##/\t/'

run: $(VENV)/.base node_modules/.ready ## set up everything and serve Diwan with demo data (PORT, DIWAN_HOME, DATABASE_URL)
	@exec $(BIN)/diwan up

ready: $(VENV)/.dev node_modules/.ready
	@$(BIN)/python -m tools.messages compile

test: ready ## set up what tests need and run them: unit, house, browser
	@$(BIN)/python -m pytest -m "not long" $(PARALLEL) $(ARGS)

test-long: ready ## kills and full disks (DIWAN_KILLS, 100, and DIWAN_EXCHANGE_LETTERS, 6: ten minutes each)
	@$(BIN)/python -m pytest -m long $(ARGS)

quality: $(VENV)/.dev ## everything that reads the code: format, lint, types, templates, imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --lint --quiet diwan
	PYTHONPATH=. $(BIN)/lint-imports
	@# Settings are read and no database is needed: naming one keeps the embedded one from being started.
	DATABASE_URL=postgresql:///unused $(BIN)/mypy diwan config tools

fix: $(VENV)/.dev ## mend what can be mended by machine
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

guide: ready ## the printed guide for clerks, from the real screens: build/guide-ar.pdf, build/guide-fr.pdf (about two minutes)
	$(BIN)/python -m tools.guide

lock: $(VENV)/.dev ## pin the dependencies again from pyproject.toml, with hashes
	$(BIN)/python -m tools.lock

clean: ## forget what was set up (the data in .diwan stays)
	rm -rf "$(VENV)" node_modules

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Diwan needs Python 3.11 or newer; try PYTHON=python3.11 make run"; exit 1; }
	@$(PYTHON) -m venv "$(VENV)" || { echo "Python cannot make virtual environments here; on Debian: apt-get install python3-venv"; rm -rf "$(VENV)"; exit 1; }

$(VENV)/.base: $(VENV)/bin/python requirements/base.txt pyproject.toml
	@echo "Installing the libraries…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch "$@"

$(VENV)/.dev: $(VENV)/.base requirements/dev.txt
	@echo "Installing what tests need…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch "$@"

# Not `npm ci`: it refuses a lock that lacks optional packages of other platforms, which we leave out. The lock still binds
# versions and hashes.
node_modules/.ready: package.json package-lock.json $(VENV)/.base
	@echo "Installing the pages' packages…"
	@$(BIN)/python -m tools.npm install --no-save --omit=optional --ignore-scripts --loglevel=error
	@touch "$@"
