"""The scripts of the measured pages run rarely: what they take from each other is there."""

from __future__ import annotations

import ast

from consumer import REPOSITORY

SCRIPTS = {path.stem: ast.parse(path.read_text()) for path in (REPOSITORY / "benchmarks").glob("*.py")}


def top_names(tree: ast.Module) -> set[str]:
    """What a module defines or imports, outside of functions."""
    names = set()
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        names |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {alias.asname or alias.name for alias in node.names}
    return names


def test_every_name_that_a_script_takes_from_another_is_there():
    missing, taken = [], 0
    for script, tree in SCRIPTS.items():
        aliases = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module in SCRIPTS:
                taken += len(node.names)
                missing += [(script, node.module, alias.name) for alias in node.names if alias.name not in top_names(SCRIPTS[node.module])]
            if isinstance(node, ast.Import):
                aliases |= {alias.asname or alias.name: alias.name for alias in node.names if alias.name in SCRIPTS}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
                taken += 1
                module = aliases[node.value.id]
                missing += [(script, module, node.attr)] if node.attr not in top_names(SCRIPTS[module]) else []
    assert taken > 100
    assert missing == []
