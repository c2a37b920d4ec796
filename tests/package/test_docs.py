"""What the pages, the yml and the comments name exists: models, columns, macros, tests, files, links, make targets, settings."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("dbt_project", "macros", "python_models", "docs", "examples", "benchmarks", "tests")
BUILT = {"target", "dbt_packages", "logs", ".cache", "__pycache__"}


def files(*patterns: str) -> list[Path]:
    """The files of the repository that fit, but for what dbt and the benchmark leave behind."""
    found = {path for pattern in patterns for path in REPOSITORY.glob(pattern)}
    return sorted(path for path in found if not BUILT & set(path.relative_to(REPOSITORY).parts))


PAGES = files("README.md", "CONTRIBUTING.md", "docs/**/*.md", "examples/**/*.md", "tests/golden/*.md")
DESCRIPTIONS = files("dbt_project/**/*.yml", "dbt_project/**/*.md", "macros/**/*.yml", "python_models/*.yml")
CODE = files(
    "dbt_project.yml", "Makefile", "pyproject.toml", *(f"{folder}/**/*.{kind}" for folder in FOLDERS for kind in ("sql", "py", "yml"))
)

TEXTS = {path: path.read_text() for path in {*PAGES, *DESCRIPTIONS, *CODE}}
YAMLS = {path: yaml.safe_load(TEXTS[path]) for path in DESCRIPTIONS if path.suffix == ".yml"}

MODELS = {model["name"]: model for content in YAMLS.values() for model in content.get("models", [])}
COLUMNS = {name: {column["name"] for column in model.get("columns", [])} for name, model in MODELS.items()}
DOCUMENTED_MACROS = [macro["name"] for content in YAMLS.values() for macro in content.get("macros", [])]

# Names of what is gone, on pages that tell what was measured when it was there.
GONE = {"monitor_univariate_drift": {"docs/measured/benchmarks.md", "docs/engines/scale-out.md"}}


def is_built(named: str) -> bool:
    """Whether dbt makes what is named."""
    return bool(BUILT & set(named.split("/"))) or named.endswith(".duckdb")


def place(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def quoted(path: Path) -> list[str]:
    """What is in backticks in a page or description, outside of blocks of code."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", TEXTS[path], flags=re.DOTALL | re.MULTILINE))


def defined_macros() -> set[str]:
    """The names of the package's macros as the yml has them."""
    names = set()
    for path in files("macros/**/*.sql"):
        text = TEXTS[path]
        names |= {name for name in re.findall(r"\{%-? ?macro (\w+)\(", text) if "__" not in name}
        names |= {f"test_{name}" for name in re.findall(r"\{%-? ?test (\w+)\(", text)}
        names |= {f"materialization_{name}_{adapter}" for name, adapter in re.findall(r'materialization (\w+), adapter="(\w+)"', text)}
    return names


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_lead_to_files_and_headings_that_exist():
    broken = []
    for path in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", TEXTS[path]):
            if re.match(r"\w+://", target):
                continue
            file, _, anchor = target.partition("#")
            linked = (path.parent / file).resolve() if file else path
            if not linked.exists() or (anchor and anchor not in anchors(linked)):
                broken.append((place(path), target))
    assert broken == []


def test_paths_that_are_named_exist():
    """In pages, descriptions and comments alike; from the root of the repository or, in a page, from the page's folder."""
    named_path = re.compile(rf"(?<![\w./{{<@-])((?:{'|'.join(FOLDERS)})/[\w./-]*\w)(?![\w*{{<])")
    comment = re.compile(r"\{#.*?#\}|^\s*#.*?$|^\s*--.*?$|\"\"\".*?\"\"\"|^\s+description:.*?$", re.DOTALL | re.MULTILINE)
    missing = []
    for path, text in TEXTS.items():
        for named in named_path.findall(text if path.suffix == ".md" else "\n".join(comment.findall(text))):
            if not any((root / named).exists() for root in (REPOSITORY, path.parent)) and not is_built(named):
                missing.append((place(path), named))
    assert missing == []


def test_models_and_columns_that_are_named_exist():
    columns = set().union(*COLUMNS.values())
    macros = defined_macros()
    unknown = []
    for path in [*PAGES, *DESCRIPTIONS]:
        for named in quoted(path):
            for model, column in re.findall(r"\b(monitor_\w+)(?:\.(\w+))?(?![\w*<])", named):
                if place(path) in GONE.get(model, ()):
                    continue
                known = model in MODELS or model in columns or model in macros
                if not known or (column and column not in COLUMNS.get(model, {column})):
                    unknown.append((place(path), named))
    assert unknown == []


def test_every_model_has_a_yml_and_every_yml_a_model():
    assert sorted(MODELS) == sorted(path.stem for path in files("dbt_project/models/**/*.sql", "python_models/*.py"))


def test_every_macro_is_documented_once_and_nothing_else_is():
    assert sorted(DOCUMENTED_MACROS) == sorted(defined_macros())


def test_arguments_that_are_documented_are_those_of_the_macro():
    signatures = {}
    for path in files("macros/**/*.sql"):
        for kind, name, arguments in re.findall(r"\{%-? ?(macro|test) (\w+)\((.*?)\) ?-?%\}", TEXTS[path], re.DOTALL):
            signatures["test_" * (kind == "test") + name] = [argument.split("=")[0].strip() for argument in arguments.split(",")]
    documented = {
        macro["name"]: macro["arguments"] for content in YAMLS.values() for macro in content.get("macros", []) if "arguments" in macro
    }
    assert documented
    assert {name: [argument["name"] for argument in arguments] for name, arguments in documented.items()} == {
        name: signatures[name] for name in documented
    }


def test_columns_of_python_models_are_those_that_they_give():
    """dbt holds SQL models to their columns by a contract, and takes none for Python models."""
    for path in files("python_models/*.py"):
        given = re.search(r"^COLUMNS = \{(.*?)^\}", TEXTS[path], re.DOTALL | re.MULTILINE)[1]
        assert re.findall(r'^    "(\w+)":', given, re.MULTILINE) == [column["name"] for column in MODELS[path.stem]["columns"]], path.stem


def test_tests_that_are_named_exist():
    tests = {name for path in files("tests/**/*.py") for name in re.findall(r"def (test_\w+)\(", TEXTS[path])}
    generic = {name for name in DOCUMENTED_MACROS if name.startswith("test_")}
    named = {(place(path), name) for path in PAGES for quote in quoted(path) for name in re.findall(r"\btest_\w+(?!\w|\.py)", quote)}
    modules = {path.stem for path in files("tests/**/*.py")}
    assert sorted((page, name) for page, name in named if name not in tests | generic | modules) == []


def test_make_targets_that_are_named_exist():
    targets = set(re.findall(r"^(\w[\w-]*):", TEXTS[REPOSITORY / "Makefile"], re.MULTILINE))
    assert targets
    named = {(place(path), target) for path in PAGES for target in re.findall(r"(?:`|^)make ([a-z][\w-]*)", TEXTS[path], re.MULTILINE)}
    assert sorted((page, target) for page, target in named if target not in targets) == []


def test_the_checks_of_the_page_are_those_of_the_rows():
    lists = "".join(TEXTS[path] for path in files("macros/chunking/*_list.sql"))
    checks = set(re.findall(r'\(\n\s+"(\w+)",\n\s+"(error|warning)",', lists))
    assert checks
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| (error|warning) \|", TEXTS[REPOSITORY / "docs/reference/configuration.md"], re.MULTILINE)
    assert {(name, severity) for names, severity in rows for name in re.findall(r"\w+", names)} == checks
    described = MODELS["monitor_input_checks"]["columns"]
    (check_name,) = [column["description"] for column in described if column["name"] == "check_name"]
    assert set(re.findall(r"`(\w+)`", check_name)) == {name for name, severity in checks if severity == "warning"}


def test_the_results_of_the_column_description_are_those_that_runs_are_told_of():
    results = set(re.findall(r'"name": "(\w+)"', TEXTS[REPOSITORY / "macros/incremental/result_registry.sql"]))
    assert results
    (described,) = [column["description"] for column in MODELS["monitor_versions"]["columns"] if column["name"] == "result_name"]
    fitted = {name for name in results if name.startswith("fitted_")}
    assert set(re.findall(r"`([a-z_]+)`", described)) == results - fitted
    assert {f"monitor_{name}" for name in fitted} <= set(MODELS)


def test_decisions_have_a_status_and_a_date_and_are_listed():
    index = TEXTS[REPOSITORY / "docs/decisions/index.md"]
    decisions = files("docs/decisions/[0-9]*.md")
    listed = []
    for path in decisions:
        title, status = re.match(
            r"# \d{4}: (.+)\n\nStatus: ((?:accepted|superseded by \[\d{4}\]\(.+?\)), \d{4}-\d\d-\d\d.*)\.\n\n## Context\n", TEXTS[path]
        ).groups()
        listed.append(f"| [{path.name[:4]}]({path.name}) | {title} | {status} |")
    assert re.findall(r"^\| \[.+$", index, re.MULTILINE) == listed


def test_spelling_is_american():
    """As in the names of settings and columns; what is in backticks or in a link is a name and stays."""
    british = re.compile(
        r"\b\w*(?:(?:summar|normal|standard|regular|real|recogn|organ|optim|initial)is(?:e|es|ed|ing|ation|ations)|colou?rs?(?<=lours)|colour|licence|labelled"
        r"|behaviour|favour\w*|artefact|centred|centre|modell\w+|neighbour\w*|grey|metres?)\b",
        re.IGNORECASE,
    )
    found = []
    for path in [*PAGES, *DESCRIPTIONS]:
        lines = TEXTS[path].splitlines()
        if path.suffix == ".yml":
            lines = [line for line in lines if not re.match(r"\s*- name: ", line)]
        for line in lines:
            prose = re.sub(r"`[^`]*`|\]\([^)]*\)|doc\('\w+'\)|docs \w+", "", line)
            found.extend((place(path), word) for word in british.findall(prose))
    assert found == []
