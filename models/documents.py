"""Documents as text become plain values: YAML 1.2 or JSON, and every fault says line and column."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Never

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer, MaxDepthExceededError
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.resolver import VersionedResolver

from models.errors import BadInput, Fault

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

MOST_BYTES = 20_000_000
"""The largest document that is read at all."""

MOST_YAML = 1_000_000
"""The largest YAML document, in characters: about 10,000 visits."""

MOST_FLOW = 100_000
"""The largest document that opens with a bracket and is tried as YAML, when it is no JSON."""

MOST_VALUES, MOST_JSON_VALUES = 200_000, 500_000
"""The most values in one document: 500,000 are 10,000 visits with every phase worked out.

Reading YAML of so many takes seconds, JSON a tenth of one; but were each of them wrong, saying so
would take seconds and hundreds of megabytes.
"""

DEEPEST = 40
"""The deepest nesting in YAML; the vocabulary needs eight."""

TIMESTAMP = "tag:yaml.org,2002:timestamp"

_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]')


def parse(text: bytes | str, name: str) -> object:
    """Return what a YAML or JSON document says: mappings, lists, text, numbers, true, false, null.

    Dates and times stay text; the models read them. Aliases, anchors and tags are refused, for no
    document needs them and a few lines of aliases can stand for gigabytes; so are two equal keys
    in one mapping, of which one would be lost without a word.

    Args:
        text: the document; bytes are UTF-8, with or without a byte order mark.
        name: which document it is, for the faults ("day.yaml").

    Raises:
        BadInput: the text cannot be read, with line, column and what would be right.
    """
    written = _decoded(text, name)
    if written.lstrip()[:1] not in {"{", "["}:
        return _yaml(written, name)
    try:
        return _json(written, name)
    except BadInput:
        # A flow mapping like {use: day.yaml} is YAML, but no JSON.
        if len(written) > MOST_FLOW:
            raise
        try:
            return _yaml(written, name)
        except BadInput:
            pass
        raise


def _decoded(text: bytes | str, name: str) -> str:
    if len(text) > MOST_BYTES:
        _refuse(name, "the document is too large", f"at most {MOST_BYTES // 1_000_000} MB are read")
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = text[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        _refuse(_at(name, line, column), "this is not text", "save the document as UTF-8")


def _json(text: str, name: str) -> object:
    # Each value but the first follows a comma or a bracket: counted from above, without parsing.
    if sum(map(text.count, ",[{")) >= MOST_JSON_VALUES:
        _refuse(name, "too many values", f"at most {MOST_JSON_VALUES:,} are read")
    try:
        return json.loads(text, object_pairs_hook=_mapping, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        _refuse(
            _at(name, error.lineno, error.colno),
            f"not JSON: {error.msg.lower()}",
            "look for a comma, quote or bracket missing or too many up to this place",
        )
    except _TwiceError:
        line, column = _second_key(text)
        _refuse(
            _at(name, line, column), "this key stands twice in one object", "keep one of the two"
        )
    except RecursionError:
        _refuse(name, "nested too deeply", "no document needs more than eight levels")
    except ValueError:
        _refuse(name, "a number has too many digits, or is none", "write plain numbers")


class _TwiceError(Exception):
    """A key stands twice in one object."""


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise _TwiceError
    return mapping


def _no_constant(constant: str) -> Never:
    raise ValueError(f"{constant} is no number")


def _second_key(text: str) -> tuple[int, int]:
    """Find line and column of the first key that its object has already."""
    keys: list[set[str]] = []
    token_before, at_before = "", 0
    for token in _JSON_TOKEN.finditer(text):
        match token[0]:
            case "{" | "[":
                keys.append(set())
            case "}" | "]":
                keys.pop()
            case ":":
                key = json.loads(token_before)
                if key in keys[-1]:
                    break
                keys[-1].add(key)
        token_before, at_before = token[0], token.start()
    return text.count("\n", 0, at_before) + 1, at_before - text.rfind("\n", 0, at_before)


class _TooManyError(MarkedYAMLError):
    """The document holds more values than are read."""


class _PlainComposer(Composer):
    """Composes nodes that stand where they are written: no alias, no anchor, no tag."""

    _values = 0

    def compose_node(self, parent: Node | None, index: object) -> Node:
        """Compose one node, unless it points somewhere else or names a type of its own."""
        event = self.parser.peek_event()
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise MarkedYAMLError(
                None, None, "aliases and anchors ('*', '&') are not read", event.start_mark
            )
        if getattr(event, "ctag", None):
            raise MarkedYAMLError(None, None, "tags ('!') are not read", event.start_mark)
        self._values += 1
        if self._values > MOST_VALUES:
            raise _TooManyError(None, None, None, event.start_mark)
        node: Node = super().compose_node(parent, index)
        return node


class _PlainResolver(VersionedResolver):
    """Resolves plain scalars as YAML 1.2 does; dates are left as text for the models to read."""

    @property
    def processing_version(self) -> tuple[int, int]:
        """Return 1.2 whatever the document says: in 1.1 a plain 9:10 is a number."""
        return (1, 2)

    def resolve(self, kind: object, value: object, implicit: object) -> object:
        """Return the scalar's tag."""
        tag: object = super().resolve(kind, value, implicit)
        return self.DEFAULT_SCALAR_TAG if str(tag) == TIMESTAMP else tag


def _yaml(text: str, name: str) -> object:
    if len(text) > MOST_YAML:
        _refuse(
            name,
            "the YAML document is too large",
            f"at most {MOST_YAML:,} characters of YAML are read; write a larger one as JSON",
        )
    reader = YAML(typ="safe", pure=True)
    reader.Composer = _PlainComposer
    reader.Resolver = _PlainResolver
    reader.max_depth = DEEPEST
    try:
        return reader.load(text)
    except DuplicateKeyError as error:
        _refuse(_marked(name, error), "this key stands twice in one mapping", "keep one of the two")
    except _TooManyError as error:
        _refuse(
            _marked(name, error),
            "too many values",
            f"at most {MOST_VALUES:,} are read from YAML; write a larger document as JSON",
        )
    except MaxDepthExceededError as error:
        _refuse(_marked(name, error), "nested too deeply", f"at most {DEEPEST} levels are read")
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        column = error.position - text.rfind("\n", 0, error.position)
        _refuse(_at(name, line, column), "a control character", "write plain text")
    except MarkedYAMLError as error:
        _refuse(
            _marked(name, error),
            f"not YAML: {error.problem or error.context}",
            "look for indentation, quotes and ':' up to this place",
        )
    except (YAMLError, ValueError):
        _refuse(name, "a number has too many digits, or is none", "write plain numbers")


def _marked(name: str, error: MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    return name if mark is None else _at(name, mark.line + 1, mark.column + 1)


def _at(name: str, line: int, column: int) -> str:
    return f"{name}, line {line}, column {column}"


def _refuse(where: str, problem: str, expected: str) -> Never:
    raise BadInput([Fault(where, "", problem, expected)]) from None
