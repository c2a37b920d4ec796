PYTHON ?= python3
VENV ?= .venv
BIN := $(CURDIR)/$(VENV)/bin
SQL := dbt_project macros examples/diamonds/models examples/diamonds/analyses examples/flights/models examples/loans/models tests/unit_project/models

# dbt reports its use to its makers unless told not to.
export DBT_SEND_ANONYMOUS_USAGE_STATS := false

# Two processes, a file's tests in one of them; with more threads each, XGBoost would stall.
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses 2 --dist loadfile

.PHONY: demo test test-fast emulators lint format benchmark package docs clean

$(VENV)/.run: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --group run
	touch $@

$(VENV)/.test: pyproject.toml $(VENV)/.run
	$(BIN)/python -m pip install --quiet --group test
	touch $@

$(VENV)/.benchmark: pyproject.toml $(VENV)/.test
	$(BIN)/python -m pip install --quiet --group benchmark
	touch $@

# Builds the example in examples/diamonds and prints what was found and where to look.
demo: $(VENV)/.run
	cd examples/diamonds && $(BIN)/dbt --quiet deps && $(BIN)/dbt build
	cd examples/diamonds && $(BIN)/python show_results.py

test: $(VENV)/.test lint
	$(PYTEST) -m "not emulators"

# Without the engines that have to be started.
test-fast: $(VENV)/.test lint
	$(PYTEST) -m "not emulators and not spark and not postgres and not dbt2"

# Smoke tests: emulators of Snowflake and BigQuery, each in an environment of its own.
emulators: $(VENV)/.test
	$(BIN)/python -m pytest -m emulators

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/yamllint --strict .
	$(BIN)/sqlfmt --quiet --check $(SQL)

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfmt --quiet $(SQL)

# Measures against NannyML, Evidently and a bare scan and writes docs/benchmarks.md; ARGS=--quick shows in minutes that it works.
benchmark: $(VENV)/.benchmark
	$(BIN)/python benchmarks/run.py $(ARGS)

# What users install, without tests and history: a branch `package` and a tarball in dist/, to be pushed and uploaded.
package: $(VENV)/.run
	$(BIN)/python scripts/make_package.py

docs: $(VENV)/.run
	cd examples/diamonds && $(BIN)/dbt --quiet deps && $(BIN)/dbt docs generate

clean:
	rm -rf $(VENV) examples/*/target examples/*/dbt_packages examples/*/*.duckdb examples/*/logs
