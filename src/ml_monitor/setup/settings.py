"""The settings of a monitor as the YAML that a person would write, and their insertion into a file that stays as it is otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from ml_monitor.errors import UserError

# Settings come in this order.
ORDER = [
    *("problem_type", "scored", "reference", "analysis", "row_id", "timestamp", "chunk_period", "chunk_size"),
    *("y_true", "y_pred", "y_pred_proba", "classes", "continuous_columns", "categorical_columns", "judge"),
]
WIDTH = 110


def monitor_lines(name: str, settings: Mapping[str, Any], remarks: Mapping[str, str]) -> list[str]:
    """The lines of one entry of `ml_monitors`, without indentation in front.

    Args:
        name: the name of the monitor.
        settings: its settings.
        remarks: by setting, the comment behind it.
    """
    lines = [f"{_flow(name)[0]}:"]
    for key in [key for key in ORDER if key in settings]:
        first, *others = _flow(settings[key])
        remark = f"    # {remarks[key]}" if key in remarks and not others else ""
        lines += [f"  {key}: {first}{remark}", *(f"    {line}" for line in others)]
    return lines


def _flow(value: Any) -> list[str]:
    """A value in YAML's flow style, on as many lines as it needs."""
    text = yaml.safe_dump(value, default_flow_style=True, width=WIDTH, sort_keys=False, allow_unicode=True)
    return [line.strip() for line in text.removesuffix("\n").removesuffix("...").strip().splitlines()]


def with_monitor(text: str, name: str, settings: Mapping[str, Any], remarks: Mapping[str, str]) -> str:
    """A dbt_project.yml with one more entry in `vars: ml_monitors:`; not a byte of the rest changes.

    Args:
        text: the file as it is.
        name: the name of the monitor, which the file does not have yet.
        settings: its settings.
        remarks: comments by setting.

    Raises:
        UserError: the file is written in a way that lines cannot be added to.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    monitor = monitor_lines(name, settings, remarks)
    changed = with_lines(text.replace("\r\n", "\n"), ["vars", "ml_monitors"], monitor).replace("\n", newline)
    expected = yaml.safe_load(text) or {}
    expected["vars"] = {**(expected.get("vars") or {})}
    expected["vars"]["ml_monitors"] = {**(expected["vars"].get("ml_monitors") or {}), name: dict(settings)}
    try:
        is_as_expected = yaml.safe_load(changed) == expected
    except yaml.YAMLError:
        is_as_expected = False
    if not is_as_expected:
        raise UserError("`vars` is written in a way that this command cannot add to. Run it with --print and paste what it prints.")
    return changed


def with_lines(text: str, path: list[str], lines: list[str]) -> str:
    """A YAML text with lines put below a path of mappings; what is missing of the path is made, and the rest stays."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if node is None or not isinstance(node, yaml.MappingNode) or not node.value:
        return _joined(text.splitlines(), len(text.splitlines()), _nested(path, lines), 0)
    key_node = None
    indent = 0
    for depth, key in enumerate(path):
        found = [(k, v) for k, v in node.value if k.value == key]
        if not found:
            return _below(text, node, key_node, _nested(path[depth:], lines), indent)
        key_node, value = found[0]
        if not isinstance(value, yaml.MappingNode) or not value.value:
            return _in_place_of(text, key_node, value, _nested(path[depth + 1 :], lines))
        node = value
        indent = node.value[0][0].start_mark.column
    return _below(text, node, key_node, lines, indent)


def _nested(path: list[str], lines: list[str]) -> list[str]:
    for key in reversed(path):
        lines = [f"{key}:", *(f"  {line}" for line in lines)]
    return lines


def _joined(old: list[str], position: int, new: list[str], indent: int) -> str:
    spaced = [" " * indent + line for line in new]
    gap = [""] if indent == 0 and position and old[position - 1].strip() else []
    return "\n".join([*old[:position], *gap, *spaced, *old[position:]]) + "\n"


def _below(text: str, node: yaml.MappingNode, key_node: yaml.Node | None, lines: list[str], indent: int) -> str:
    """Puts lines behind the last entry of a mapping in block style."""
    old = text.splitlines()
    if node.flow_style or (key_node and key_node.start_mark.line == node.start_mark.line):
        raise UserError("`vars` is written in one line, which this command cannot add to. Run it with --print and paste what it prints.")
    if indent == 0:
        return _joined(old, len(old), lines, 0)
    return _joined(old, _last_line(node) + 1, lines, indent)


def _last_line(node: yaml.Node) -> int:
    """The last line with a part of a node, before the comments that follow."""
    if isinstance(node, yaml.MappingNode) and node.value and not node.flow_style:
        return max(_last_line(part) for part in node.value[-1])
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1])
    # The end of a block of text is the begin of the line after it.
    return int(node.end_mark.line) - (1 if node.end_mark.column == 0 and node.end_mark.line > node.start_mark.line else 0)


def _in_place_of(text: str, key_node: yaml.Node, value: yaml.Node, lines: list[str]) -> str:
    """Fills a key that has no value, or an empty one."""
    old = text.splitlines()
    number = key_node.start_mark.line
    if value.start_mark.index != value.end_mark.index:
        if value.start_mark.line != number or value.end_mark.line != number:
            raise UserError("`vars` is written in a way that this command cannot add to. Run it with --print and paste what it prints.")
        line = old[number]
        old[number] = line[: value.start_mark.column].rstrip() + line[value.end_mark.column :]
    return _joined(old, number + 1, lines, int(key_node.start_mark.column) + 2)
