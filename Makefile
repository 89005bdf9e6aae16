VENV := .venv
PYTHON ?= python3
BIN := $(VENV)/bin

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c "import venv, ensurepip" 2>/dev/null || { echo "Python's venv module is missing: install the package python3-venv."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet -e ".[test]"
	touch $@

.PHONY: test
test: $(VENV)/.installed  ## run every test
	$(BIN)/python -m pytest
