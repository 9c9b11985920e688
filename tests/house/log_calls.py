"""Every call of a logger in the tree, found by reading the code, and made with references."""

from __future__ import annotations

import ast
import builtins
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from api.operation.logs import FIELDS, Lines

METHODS = {"debug", "info", "warning", "error", "critical", "exception", "log"}
SETTING_UP = {"addHandler", "handlers", "setLevel", "propagate", "disabled"}
REFERENCE = "a-1042"


class Poison(Exception):
    """Stands for whatever a name may hold, and shows a reference wherever it is written out."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return poison()

    def __call__(self, *_given: Any, **_named: Any) -> Any:
        return poison()

    def __getitem__(self, _key: Any) -> Any:
        return poison()

    def __iter__(self) -> Iterator[Any]:
        return iter([poison()])

    def __lt__(self, _other: object) -> bool:
        return True

    def __len__(self) -> int:
        return 1

    def __index__(self) -> int:
        return 7

    def __float__(self) -> float:
        return 7.0

    def __str__(self) -> str:
        return REFERENCE

    def __repr__(self) -> str:
        return REFERENCE

    def __format__(self, _spec: str) -> str:
        return REFERENCE


def poison() -> Poison:
    """Return an error that was raised, with a reference for its message."""
    try:
        raise Poison(REFERENCE)
    except Poison as error:
        return error


@dataclass(frozen=True)
class LogCall:
    """One call of a logger.

    Attributes:
        path: the module's file, from the root of the tree.
        line: its line there.
        method: the logger's method.
        arguments: what it is handed, in order; with `log` the level is left out.
        keywords: what it is handed by name.
    """

    path: str
    line: int
    method: str
    arguments: tuple[ast.expr, ...]
    keywords: dict[str | None, ast.expr]

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"

    @property
    def template(self) -> str | None:
        """The sentence, if it stands there as it is."""
        first = self.arguments[0] if self.arguments else None
        said = first.value if isinstance(first, ast.Constant) else None
        return said if isinstance(said, str) else None

    def written(self, safe: set[str]) -> str:
        """Return the line that is logged when every name holds a reference.

        Args:
            safe: expressions, as they stand in the code, that hold none.
        """
        module = vars(import_module(self.path.removesuffix(".py").replace("/", ".")))
        handed = [self._value(each, module, safe) for each in self.arguments[1:]]
        extra = self.keywords.get("extra")
        facts = {} if extra is None else self._value(extra, module, safe)
        if isinstance(facts, dict):
            # Where a fact is text, what a name holds would be text.
            texts = {name for name, kind in FIELDS.items() if kind is str}
            held = {name for name, value in facts.items() if isinstance(value, Poison)}
            facts |= dict.fromkeys(texts & held, REFERENCE)
        logger = logging.getLogger("huddle.test")
        record = logger.makeRecord(
            logger.name, logging.ERROR, self.path, self.line, self.template, tuple(handed), None,
            extra=facts if isinstance(facts, dict) else {},
        )  # fmt: skip
        return Lines("json").format(record)

    @staticmethod
    def _value(expression: ast.expr, module: dict[str, Any], safe: set[str]) -> Any:
        if ast.unparse(expression) in safe:
            return 1
        names = {each.id for each in ast.walk(expression) if isinstance(each, ast.Name)}
        unknown = {name for name in names if name not in module and not hasattr(builtins, name)}
        code = compile(ast.Expression(expression), "<logged>", "eval")
        return eval(code, module | {name: poison() for name in unknown})


def log_calls(root: Path, path: str) -> Iterator[LogCall]:
    """Yield the calls of loggers in one module."""
    tree = ast.parse((root / path).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if (
                method in METHODS and name.strip("_") in {"log", "logger", "logging"}
            ):
                arguments = tuple(node.args[1:] if method == "log" else node.args)
                keywords = {each.arg: each.value for each in node.keywords}
                yield LogCall(path, node.lineno, method, arguments, keywords)


def loggers(root: Path, path: str) -> Iterator[str]:
    """Yield the names that a module's loggers go by; '?' for one that goes by none.

    One that is only set up, another library's, logs nothing here.
    """
    tree = ast.parse((root / path).read_text(encoding="utf-8"))
    set_up = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in SETTING_UP
    }
    named = {
        id(node.value): node.targets[0].id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func)
            in {
                "logging.getLogger",
                "getLogger",
            }
            and id(node) not in set_up
        ):
            yield named.get(id(node), "?")
