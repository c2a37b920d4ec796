PYTHON ?= python3
VENV ?= .venv
BIN := $(CURDIR)/$(VENV)/bin
NEWEST := $(VENV)/newest-dbt
SQL := dbt_project macros examples/diamonds/models examples/diamonds/analyses examples/flights/models examples/loans/models tests/unit_project/models integration_tests/models

# dbt reports its use to its makers unless told not to.
export DBT_SEND_ANONYMOUS_USAGE_STATS := false

# Two processes, a file's tests in one of them, the longest files first (tests/conftest.py); with more threads each, XGBoost would stall.
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses 2 --dist loadscope --no-loadscope-reorder

# What `make check` runs: nothing here builds more than two tiny monitors.
CHECKED := tests/smoke tests/unit/test_dbt_unit_tests.py tests/unit/test_loss_models.py tests/unit/test_python_models.py \
	$(wildcard tests/unit/test_runtime_*.py) $(patsubst %,tests/package/test_%.py,docs made_python_models reference repository writing)

.PHONY: demo check test engines smoke-on-newest-dbt lint format python-models benchmark package docs clean

$(VENV)/.run: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --group run --editable ".[report,notify]"
	touch $@

$(VENV)/.test: pyproject.toml $(VENV)/.run
	$(BIN)/python -m pip install --quiet --group test
	touch $@

# The newest dbt-core requires its makers' new parser, whose package downloads the parser while it installs, from a place that a closed
# network does not reach; nothing here uses it. So all other dependencies come first, and then dbt-core alone, in an environment of its own.
$(NEWEST)/.smoke: pyproject.toml
	$(PYTHON) -m venv $(NEWEST)
	$(NEWEST)/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(NEWEST)/bin/python -m pip install --quiet --group run
	$(NEWEST)/bin/python -m pip install --quiet --group needs-of-newest-dbt
	$(NEWEST)/bin/python -m pip install --quiet --upgrade --no-deps "dbt-core>=1.12,<1.13"
	touch $@

$(VENV)/.docs: pyproject.toml $(VENV)/.run
	$(BIN)/python -m pip install --quiet --group docs
	touch $@

$(VENV)/.benchmark: pyproject.toml $(VENV)/.test
	$(BIN)/python -m pip install --quiet --group benchmark
	touch $@

# Builds the example in examples/diamonds, prints what was found, and writes the report of it.
demo: $(VENV)/.run
	cd examples/diamonds && $(BIN)/dbt --quiet deps && $(BIN)/dbt build
	cd examples/diamonds && $(BIN)/python show_results.py
	@cd examples/diamonds && $(BIN)/ml-monitor status && $(BIN)/ml-monitor report --output target/report.html

# The loop to work in, in less than a minute: layout, parsing with all warnings as errors, unit tests of macros and of Python, one smoke build.
check: $(VENV)/.test lint
	$(PYTEST) $(CHECKED)

# What CI runs: nearly everything on DuckDB; that Postgres and Spark give equal numbers on a small monitor; the smoke build on the newest dbt-core.
test: $(VENV)/.test lint smoke-on-newest-dbt
	$(PYTEST) -m "not engines"

# The long rest, before an issue is closed (CONTRIBUTING.md lists it): long chains of runs, kills, Spark's example, four monitors on Postgres and
# Spark, dbt 2, and emulators of Snowflake and BigQuery, each in an environment of its own.
engines: $(VENV)/.test
	$(PYTEST) -m engines

smoke-on-newest-dbt: $(NEWEST)/.smoke
	OMP_NUM_THREADS=1 $(NEWEST)/bin/python -m pytest -q tests/smoke

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/yamllint --strict .
	$(BIN)/sqlfmt --quiet --check $(SQL)

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfmt --quiet $(SQL)

# Writes python_models/*.py from src/ml_monitor/dbt_models and runtime; a test tells when it was forgotten.
python-models: $(VENV)/.test
	$(BIN)/python scripts/make_python_models.py

# Measures against NannyML, Evidently and a bare scan and writes docs/measured/benchmarks.md; ARGS=--quick shows in minutes that it works.
benchmark: $(VENV)/.benchmark
	$(BIN)/python benchmarks/run.py $(ARGS)

# What users install, without tests and history: a branch `package` and a tarball in dist/, to be pushed and uploaded.
package: $(VENV)/.run
	$(BIN)/python scripts/make_package.py

# What the reports of the examples are made of; they are made anew after a change of it.
REPORTED := $(shell find dbt_project.yml dbt_project macros python_models src examples/*/models examples/*/dbt_project.yml -type f -not -name '*.pyc')

# A dbt test that only warns is no failure: the examples show what goes wrong.
examples/%/target/report.html: $(VENV)/.run $(REPORTED)
	cd examples/$* && $(BIN)/dbt --quiet deps && $(BIN)/dbt build && $(BIN)/ml-monitor report --output target/report.html

# The pages of docs/ as a site in site/, which needs no network to be read, with the reports of two examples, which are built first if need be.
# A warning, such as a dead link, is an error.
docs: $(VENV)/.docs examples/diamonds/target/report.html examples/loans/target/report.html
	$(BIN)/python scripts/make_reference.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build

clean:
	rm -rf $(VENV) site examples/*/target examples/*/dbt_packages examples/*/*.duckdb examples/*/logs
