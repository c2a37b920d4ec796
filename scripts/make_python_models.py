"""Writes python_models/*.py: modules of src/ml_monitor/dbt_models with what they reach of src/ml_monitor/runtime (`make python-models`).

Decision 0021 says why a model is one file, and why the copies have no annotations. A module has functions and constants. It imports other
modules by `from ml_monitor... import name`, and all else inside functions. tests/package/test_made_python_models.py compares the files.
"""

from __future__ import annotations

import ast
import builtins
import subprocess
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCE = REPOSITORY / "src"
MADE = REPOSITORY / "python_models"
MODELS = "ml_monitor.dbt_models"


class SourceError(Exception):
    """Why a module cannot become one file."""


@dataclass
class Module:
    """What a module defines, each as text with the comments above it; the names that each text uses; the modules that names come from."""

    name: str
    path: str
    docstring: str
    texts: dict[str, str] = field(default_factory=dict)
    uses: dict[str, set[str]] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)


def without_annotations(source: str) -> str:
    """The source without the annotations of arguments, results and variables."""
    text = source.encode()  # ast counts bytes
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def start(node: ast.AST) -> int:
        return starts[node.lineno - 1] + node.col_offset

    def end(node: ast.AST) -> int:
        return starts[node.end_lineno - 1] + node.end_col_offset

    cuts = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.arg) and node.annotation:
            cuts.append((start(node) + len(node.arg.encode()), end(node)))
        elif isinstance(node, ast.FunctionDef) and node.returns:
            cuts.append((text.rindex(b"->", 0, start(node.returns)), end(node.returns)))
        elif isinstance(node, ast.AnnAssign) and node.value:
            cuts.append((end(node.target), end(node.annotation)))
    for first, last in sorted(cuts, reverse=True):
        text = text[:first] + text[last:]
    return text.decode()


def outer_names(definition: ast.stmt) -> set[str]:
    """The names that a definition reads, but for those that it binds itself and those of Python."""
    read, bound = set(), set(dir(builtins))
    for node in ast.walk(definition):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.FunctionDef) and node is not definition:
            bound.add(node.name)
    return read - bound


def read_module(name: str) -> Module:
    path = f"{name.replace('.', '/')}.py"
    source = without_annotations((SOURCE / path).read_text())
    lines, tree = source.splitlines(keepends=True), ast.parse(source)
    module = Module(name, f"src/{path}", ast.get_docstring(tree) or "")
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("ml_monitor."):
            module.imported |= {alias.name: node.module for alias in node.names}
        elif isinstance(node, (ast.FunctionDef, ast.Assign)):
            defined = node.name if isinstance(node, ast.FunctionDef) else ast.unparse(node.targets[0])
            first = min(part.lineno for part in [node, *getattr(node, "decorator_list", [])]) - 1
            while lines[first - 1].startswith("#"):
                first -= 1
            module.texts[defined] = "".join(lines[first : node.end_lineno])
            module.uses[defined] = outer_names(node)
        elif not isinstance(node, (ast.Expr, ast.ImportFrom, ast.If)):
            raise SourceError(f"Line {node.lineno} of {module.path} is neither a function nor a constant.")
    return module


def add_modules(name: str, modules: dict[str, Module]) -> None:
    """Adds a module, after all that it imports from."""
    module = read_module(name)
    for origin in dict.fromkeys(module.imported.values()):
        if origin not in modules:
            add_modules(origin, modules)
    modules[name] = module


def add_reached(module: Module, name: str, modules: dict[str, Module], owners: dict[str, Module]) -> None:
    """Notes which module a name that `module` uses is defined in, and so on for all that its definition uses."""
    if name in module.imported:
        add_reached(modules[module.imported[name]], name, modules, owners)
    elif name not in module.texts:
        raise SourceError(f"`{name}` is used in {module.path}, or imported from it, but it is neither defined nor imported there.")
    elif name not in owners:
        owners[name] = module
        for used in sorted(module.uses[name]):
            add_reached(module, used, modules, owners)
    elif owners[name] is not module:
        raise SourceError(f"`{name}` is defined in {owners[name].path} and in {module.path}, and one file needs both: rename one.")


def made(name: str) -> str:
    """The file of a model: its docstring, what it reaches of each module, and at the end what its own module defines."""
    modules: dict[str, Module] = {}
    owners: dict[str, Module] = {}
    add_modules(f"{MODELS}.{name}", modules)
    model = modules[f"{MODELS}.{name}"]
    add_reached(model, "model", modules, owners)
    head = f"# Made by `make python-models`: change {model.path} and what it imports, not this file."
    parts = [f'{head}\n"""{model.docstring}\n"""\n']
    for module in modules.values():
        texts = [text for defined, text in module.texts.items() if owners.get(defined) is module]
        title = f"--- {module.path} ---\n" + (module.docstring if module is not model else "")
        if texts:
            parts += [textwrap.indent(title, "# ").replace("\n\n", "\n#\n"), *texts]
    # Without annotations most signatures fit into one line, so their last commas go.
    command = [sys.executable, "-m", "ruff", "format", "--quiet", "--config", "format.skip-magic-trailing-comma=true"]
    command += ["--stdin-filename", str(MADE / f"{name}.py"), "-"]
    return subprocess.run(command, input="\n\n".join(parts), stdout=subprocess.PIPE, text=True, check=True, cwd=REPOSITORY).stdout


def files() -> dict[Path, str]:
    return {MADE / path.name: made(path.stem) for path in sorted((SOURCE / MODELS.replace(".", "/")).glob("monitor_*.py"))}


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text)
