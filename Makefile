VENV := .venv
PYTHON ?= python3
BIN := $(VENV)/bin
PORT ?= 8000
CONSTRAINTS := example_site/constraints.txt

ELSEWHERE := --ignore=tests/example_site --ignore=tests/browser --ignore=tests/packaging \
	--ignore=tests/spam/bench --ignore=tests/spam/test_corpus.py -m "not browser"

.PHONY: help demo test lint test-databases test-postgresql test-mariadb test-base-page test-lowest \
	test-newest test-constraints
.DEFAULT_GOAL := help

help:  ## show what can be made
	@grep -hE '^[a-z-]+:.*  ## ' $(MAKEFILE_LIST) | sed -E 's/:.*  ## /\t/' | expand -t 18

demo: $(VENV)/.demo  ## serve the example site with demo content (PORT=8000)
	@$(BIN)/python example_site/manage.py demo --port $(PORT)

test: $(VENV)/.installed  ## run every test
	$(BIN)/python -m pytest

lint: $(VENV)/.installed  ## style, types, and migrations that are missing
	$(BIN)/pip install --quiet --disable-pip-version-check -c $(CONSTRAINTS) -e ".[dev]"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python tests/manage.py makemigrations --check --dry-run

# The four below leave out what has its own environment or database (example site, browser, wheel)
# and what does not depend on either (the corpus, the bench of bots).

POSTGRESQL_URL ?= postgres://postgres@127.0.0.1/test
MARIADB_URL ?= mysql://root@127.0.0.1/test

test-databases: test-postgresql test-mariadb  ## the tests on PostgreSQL and MariaDB (POSTGRESQL_URL, MARIADB_URL)

test-postgresql: $(VENV)/.installed
	DATABASE_URL=$(POSTGRESQL_URL) $(BIN)/python -m pytest -q $(ELSEWHERE)

test-mariadb: $(VENV)/.mariadb
	DATABASE_URL=$(MARIADB_URL) $(BIN)/python -m pytest -q $(ELSEWHERE)

test-base-page: $(VENV)/.installed  ## the tests on a site with its own base page
	WAGTAIL_PAGE_MODEL=basepage.BasePage $(BIN)/python -m pytest -q $(ELSEWHERE)

test-lowest:  ## the tests on the oldest supported versions (PYTHON=python3.10)
	$(PYTHON) -m venv $(VENV)-lowest
	$(VENV)-lowest/bin/pip install --quiet --disable-pip-version-check -e ".[test]" \
		wagtail==7.4 Django==5.2 django-taggit==5.0.1 bleach==6.0.0
	$(VENV)-lowest/bin/python tests/manage.py makemigrations --check --dry-run
	$(VENV)-lowest/bin/python -m pytest -q $(ELSEWHERE)

test-newest:  ## the tests on the newest versions there are (PYTHON=python3.12 or later)
	$(PYTHON) -m venv $(VENV)-newest
	$(VENV)-newest/bin/pip install --quiet --disable-pip-version-check --upgrade -e ".[test]"
	$(VENV)-newest/bin/python -m pytest -q $(ELSEWHERE)

test-constraints:  ## whether a Python can install the versions that are pinned (PYTHON=python3.10)
	$(PYTHON) -m venv --clear $(VENV)-constraints
	$(VENV)-constraints/bin/pip install --quiet --disable-pip-version-check --dry-run \
		-c $(CONSTRAINTS) -e ".[nh3,train]"

$(BIN)/pip:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 10))" 2>/dev/null || { echo "Python 3.10 or newer is needed as '$(PYTHON)'; another one: make demo PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c "import venv, ensurepip" 2>/dev/null || { echo "Python's venv module is missing: install the package python3-venv."; exit 1; }
	@echo "Making an environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: $(BIN)/pip pyproject.toml $(CONSTRAINTS)
	@echo "Installing; this takes a minute or two the first time ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check -c $(CONSTRAINTS) -e ".[nh3]"
	@touch $@

$(VENV)/.installed: $(BIN)/pip pyproject.toml $(CONSTRAINTS)
	$(BIN)/pip install --quiet --disable-pip-version-check -c $(CONSTRAINTS) -e ".[test,train]"
	touch $@

$(VENV)/.mariadb: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -c $(CONSTRAINTS) -e ".[mariadb]"
	touch $@
