# idnode: set up, try, check. `make help` says what there is.
# Wants nothing but Python >= 3.11 and make; uses uv where it is installed. Tests that need more say so.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PACKAGES := schemas registry resolver node
CHECKED := $(PACKAGES) benchmarks tests hatch_build.py $(if $(wildcard samples/*.py),samples)
COMPILED := $(wildcard resolver/edge/*.c resolver/replica/*.[ch])

# The first Python that is new enough; `make venv PYTHON=...` takes another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
UV ?= $(shell command -v uv 2>/dev/null)

# Each takes a lock file; both refuse what the lock does not name by its hash.
ifneq ($(UV),)
install = "$(UV)" pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r $(1)
install_checkout = "$(UV)" pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps --editable .
else
pip = $(BIN)/python -m pip --disable-pip-version-check --quiet
install = $(pip) install --require-hashes -r $(1)
install_checkout = $(pip) install --no-build-isolation --no-deps --editable .
endif

.PHONY: help
help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

.PHONY: venv
venv: $(VENV)/checkout.stamp $(VENV)/compiled.stamp ## set up .venv from the lock file; .venv/bin/idnode is then there

.PHONY: demo
demo: venv ## start a node with a sample park in it and say what to try
	@$(BIN)/idnode demo

$(VENV)/made.stamp:
	@if [ -z "$(PYTHON)" ]; then echo "missing: Python 3.11 or newer (Debian: apt-get install python3 python3-venv)"; exit 1; fi
	@if [ -z "$(UV)" ] && ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "missing: Python's venv module (Debian: apt-get install python3-venv), or uv"; exit 1; fi
	@echo "setting up $(VENV) ..."
ifneq ($(UV),)
	@"$(UV)" venv --quiet --clear --python "$$(command -v $(PYTHON))" $(VENV)
else
	@$(PYTHON) -m venv --clear $(VENV)
endif
	@touch $@

$(VENV)/node.stamp: $(VENV)/made.stamp requirements.lock
	@echo "installing what the node needs ..."
	@$(call install,requirements.lock)
	@touch $@

$(VENV)/checkout.stamp: $(VENV)/node.stamp pyproject.toml hatch_build.py
	@$(install_checkout)
	@touch $@

# Editing the C source is enough: the next `make venv` (or demo, or test) compiles it.
$(VENV)/compiled.stamp: $(VENV)/checkout.stamp hatch_build.py $(COMPILED)
	@$(BIN)/python hatch_build.py
	@touch $@

$(VENV)/test.stamp: $(VENV)/node.stamp requirements-test.lock
	@echo "installing what the tests need ..."
	@$(call install,requirements-test.lock)
	@touch $@

.PHONY: tools
tools: venv $(VENV)/test.stamp

.PHONY: test
test: lint unit ## ruff, mypy --strict, import-linter and all tests

.PHONY: lint
lint: tools ## the checks that run nothing: ruff, mypy --strict, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict $(CHECKED)
	$(BIN)/lint-imports

# Exit status 5 is pytest's "no tests": today no test may need the machine to itself. What is started by the tests is
# compiled beforehand, as an installed node is: an environment may keep Python from doing so by itself.
.PHONY: unit
unit: tools ## all tests: those marked `serial` one at a time, then the others side by side
	@$(BIN)/python -m compileall -q -j 0 $(PACKAGES)
	$(BIN)/python -m pytest -n 0 -m serial || [ $$? -eq 5 ]
	$(BIN)/python -m pytest -n logical --dist loadgroup -m "not serial"

.PHONY: pictures
pictures: tools ## take the pictures of the console in docs/console anew (wants Chromium)
	$(BIN)/python -m tests.pictures

.PHONY: format
format: tools ## put the code into its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# UPGRADE=1 takes the newest versions that pyproject.toml allows; without it only what pyproject.toml asks for changes.
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) pyproject.toml --extra build

.PHONY: lock
lock: ## write the lock files anew (needs uv; UPGRADE=1 takes the newest)
	@command -v uv >/dev/null || { echo "missing: uv (python3 -m pip install uv)"; exit 1; }
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra test --constraint requirements.lock --output-file requirements-test.lock

.PHONY: wheel
wheel: tools ## build dist/idnode-*.whl
	$(BIN)/python -m hatchling build -t wheel

.PHONY: clean
clean: ## remove what these commands made (never var/, the node's data)
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	rm -f resolver/*/_*.so
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
