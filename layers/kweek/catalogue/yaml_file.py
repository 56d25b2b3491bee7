"""YAML 1.2 with the line of every key: duplicate keys are errors; `on`, `no`, `10:00` are text."""

import re
from functools import lru_cache
from pathlib import Path as File
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from kweek.catalogue.piece import Path, Piece
from kweek.catalogue.problems import Problem, Problems

_DIRECTIVE = re.compile(r"^%YAML", re.MULTILINE)
_TAG = "tag:yaml.org,2002:"


def read_yaml(campaigns: File, file: File, problems: Problems) -> Piece | None:
    """The whole file as one piece; None when it cannot be read at all."""
    name = file.relative_to(campaigns).as_posix()
    try:
        text = file.read_text(encoding="utf-8")
        if directive := _DIRECTIVE.search(text):
            # Under YAML 1.1 `on` and `no` are no text, and 10:00 is 600.
            line = text.count("\n", 0, directive.start()) + 1
            problems.add(Problem(name, line, "", "says which YAML it is", "leave that line out"))
            return None
        node = _composed(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        said = " ".join(filter(None, (error.context, error.problem)))
        problems.add(Problem(name, line, "", f"is not YAML: {said}"))
        return None
    except UnicodeDecodeError:
        problems.add(Problem(name, 1, "", "is not text", "save it as UTF-8"))
        return None
    reading = _Reading(name, problems)
    data = reading.value(node, (), ()) if node is not None else None
    return Piece(data, name, reading.lines, columns=reading.columns)


@lru_cache(maxsize=256)
def _composed(text: str) -> Node | None:
    """The nodes of a file, which are only read: `kweek watch` meets most files unchanged."""
    node: Node | None = YAML(typ="rt", pure=True).compose(text)
    return node


class _Reading:
    """Turns composed nodes into plain data and remembers the lines."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.file = file
        self.problems = problems
        self.lines: dict[Path, int] = {}
        self.columns: dict[Path, int] = {}

    def value(self, node: Node, path: Path, around: tuple[int, ...]) -> Any:
        self._mark(path, node)
        if id(node) in around:
            self._wrong(node, path, "an alias holds itself")
            return None
        around = (*around, id(node))
        if isinstance(node, MappingNode):
            return self._map(node, path, around)
        if isinstance(node, SequenceNode):
            return [
                self.value(item, (*path, index), around) for index, item in enumerate(node.value)
            ]
        return self._scalar(node, str(node.tag).removeprefix(_TAG), path)

    def _mark(self, path: Path, node: Node) -> None:
        """Where a piece begins: at its key, when it has one."""
        self.lines.setdefault(path, node.start_mark.line + 1)
        self.columns.setdefault(path, node.start_mark.column + 1)

    def _map(self, node: MappingNode, path: Path, around: tuple[int, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._wrong(key_node, path, "a key must be text")
                continue
            key = str(key_node.value)
            if key in found:
                first = self.lines[(*path, key)]
                self._wrong(key_node, (*path, key), f"stands here twice; first on line {first}")
                continue
            self._mark((*path, key), key_node)
            found[key] = self.value(value_node, (*path, key), around)
        return found

    def _scalar(self, node: Node, tag: str, path: Path) -> Any:
        text = str(node.value)
        match tag:
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return int(text, 10 if text.lstrip("+-").isdecimal() else 0)
            case "float" if text.strip("+-")[:2].lower() not in (".i", ".n"):
                return float(text)
            case "str" | "timestamp" | "float":
                return text
        self._wrong(node, path, f"the tag '{node.tag}' is not known here")
        return None

    def _wrong(self, node: Node, path: Path, text: str) -> None:
        parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path]
        field = "".join(parts).removeprefix(".")
        self.problems.add(Problem(self.file, node.start_mark.line + 1, field, text))
