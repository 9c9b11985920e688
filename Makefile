# Everything happens in .venv; nothing outside this folder is touched.
# PYTHON names the interpreter .venv is made with: make test PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCK_VENV := .venv-lock
FAULTS := tests/engine/jobs/test_workers.py tests/engine/jobs/test_database_gone.py \
    tests/engine/store/test_publications.py tests/solvers/test_process.py
PIP := -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test test-thorough test-long test-faults test-load bench check audit format rules coverage lock clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

demo: $(READY) ## re-plan an example day and show the answer
	$(BIN)/huddle demo

test: $(READY) ## run the tests, in less than ten minutes
	$(BIN)/python -m pytest -n 2 --dist worksteal --benchmark-disable

test-thorough: $(READY) ## run more of the same, and the slow ones, as CI does
	$(BIN)/python -m pytest -m 'thorough and not long' -n 2 --dist worksteal --benchmark-disable

test-long: $(READY) ## run the tests that take minutes
	$(BIN)/python -m pytest -m long

test-faults: $(READY) ## try every fault and the load in full on each database: an hour or two
	$(BIN)/python -m pytest -m '' tests/faults $(FAULTS)

test-load: $(READY) ## send events for five minutes on each database, and write down how it went
	TESTS_LOAD_REPORT=benchmarks/results/load.md $(BIN)/python -m pytest -s -m long \
	    tests/faults/test_load.py

bench: $(READY) ## run the benchmark suites
	$(BIN)/python -m pytest benchmarks/ --benchmark-only

check: $(READY) ## format, lint, types, import contracts, dependencies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry .

audit: $(READY) ## look for known flaws in what the lock has; without a network it says so
	$(BIN)/python -m tests.house.dependency_audit

format: $(READY) ## write the format and what lint can repair
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

rules: $(READY) ## write the defaults into the tables of rules
	$(BIN)/python -m tests.house.rule_table
	$(BIN)/python -m tests.house.roster_rule_table

coverage: $(READY) ## run the tests with branch coverage
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 2 --dist worksteal --benchmark-disable
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# The stamp is younger than what it was made from, so a second call installs nothing.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo 'Huddle needs Python 3.11 or later; name one: make PYTHON=python3.12' >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || \
	    { rm -rf $(VENV); echo 'On Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	$(BIN)/python $(PIP) install --require-hashes -r requirements.lock
	$(BIN)/python $(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

lock: ## renew requirements.lock from pyproject.toml
	$(PYTHON) -m venv --clear $(LOCK_VENV)
	$(LOCK_VENV)/bin/python $(PIP) install 'pip-tools>=7.5,<8'
	CUSTOM_COMPILE_COMMAND='make lock' $(LOCK_VENV)/bin/pip-compile --quiet --upgrade \
	    --extra dev --extra bench --extra traces --generate-hashes --strip-extras --allow-unsafe \
	    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options \
	    --output-file requirements.lock pyproject.toml
	rm -rf $(LOCK_VENV)

clean: ## remove .venv and what the tools left behind
	rm -rf $(VENV) $(LOCK_VENV) build dist *.egg-info .coverage .coverage.* htmlcov
	rm -rf .benchmarks .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
