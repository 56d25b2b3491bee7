"""The JSON Schema of the small words and of conditions: what stands in many files.

Made from what the readers go by (their patterns, operators and words), so that what they learn is
known to editors as well.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from kweek.catalogue import comparisons, durations, small_words
from kweek.catalogue.conditions import CONDITIONS
from kweek.catalogue.entries import WAYS
from kweek.catalogue.names import RISING, STAGES
from kweek.catalogue.wait_words import WORDS

Schema: TypeAlias = dict[str, Any]

#: In a journey any value may be one of its `values`.
VALUE: Schema = {"type": "string", "pattern": r"^\$[A-Za-z]"}
TEXT: Schema = {"type": "string", "minLength": 1}
NUMBER: Schema = {"anyOf": [{"type": "number"}, VALUE]}
NOTHING: Schema = {"type": "null"}
NOT_YET = ("grade",)


def ref(name: str) -> Schema:
    """One of the definitions."""
    return {"$ref": f"#/$defs/{name}"}


def either(*schemas: Schema) -> Schema:
    """Any of them."""
    return {"anyOf": list(schemas)}


def one_or_many(schema: Schema) -> Schema:
    """One, or a list that is not empty."""
    return either(schema, many(schema))


def many(schema: Schema) -> Schema:
    """A list that is not empty."""
    return {"type": "array", "items": schema, "minItems": 1}


def closed(properties: Mapping[str, Schema], *required: str) -> Schema:
    """A map with these keys and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def by_name(schema: Schema) -> Schema:
    """A map of names of one's own."""
    return {"type": "object", "additionalProperties": schema}


def small() -> dict[str, Schema]:
    """Durations, times, days, shares, names, and what things are compared with."""
    day = "|".join("".join(f"[{c}{c.upper()}]" for c in one) for one in small_words.WEEK)
    groups: Schema = {"enum": [*small_words.GROUPS]}
    return {
        "duration": _text(durations.DURATION.pattern),
        "pace": _text(rf"{durations.DURATION.pattern}\.\.{durations.DURATION.pattern}"),
        "time": _text(small_words.TIME.pattern),
        "share": _text(small_words.PERCENT.pattern),
        "days": either(groups, one_or_many(_text(f"(?:{day})[A-Za-z]*"))),
        "names": one_or_many(TEXT),
        "stage": one_or_many({"enum": list(STAGES)}),
        "value": {"type": ["string", "number", "boolean"]},
        "values": one_or_many(ref("value")),
        "comparisons": {**closed(_compared(comparisons.OPERATORS)), "minProperties": 1},
        "where": by_name(either(ref("values"), ref("comparisons"))),
    }


def conditions(shapes: Mapping[str, Schema]) -> dict[str, Schema]:
    """Conditions: anywhere, as a journey's goal, as the rule of a set, in a wait.

    `shapes` are the schemas of those that are read by a shape.
    """
    word: Schema = {"enum": list(WORDS)}
    named = {**by_name(ref("condition")), "properties": {"clicked": TEXT}}
    return {
        "condition": either(word, *_asked(shapes, {})),
        "goal": either(word, *_asked(shapes, {"target": ref("share")})),
        "rule": either(*_asked(shapes, {"accept": by_name(TEXT)})),
        "stages": closed({name: ref("rule") for name in RISING}),
        "wait_for": one_or_many(either(word, named)),
    }


def ways_in(shapes: Mapping[str, Schema]) -> Schema:
    """`enter`: one way in or several; each has a shape but the one that is a word."""
    return one_or_many(either({"const": "manual"}, *(shapes[way] for way in WAYS)))


def _asked(shapes: Mapping[str, Schema], beside: Mapping[str, Schema]) -> list[Schema]:
    """Every condition that is a map; `beside` are keys that may stand in any of them."""
    keys: dict[str, dict[str, Schema]] = {
        **{word: {word: many(ref("condition"))} for word in ("all", "any", "none")},
        **{noun: {noun: ref("names")} for noun in ("segment", "list")},
        **{noun: {noun: TEXT} for noun in ("consent", "clicked")},
        "stage": {"stage": ref("stage")},
        "trait": {"trait": TEXT, **_compared(comparisons.OPERATORS)},
        "score": {"score": TEXT, **_compared(comparisons.SCORE_OPERATORS)},
    }
    plain = {name: closed(properties, name) for name, properties in keys.items()}
    known = {**plain, **shapes}
    return [
        {**known[name], "properties": {**known[name]["properties"], **beside}}
        for name in CONDITIONS
        if name not in NOT_YET
    ]


def _compared(operators: tuple[str, ...]) -> dict[str, Schema]:
    kinds: dict[str, Schema] = {
        **dict.fromkeys(("is", "is_not"), ref("values")),
        **dict.fromkeys(("at_least", "at_most", "above", "below"), NUMBER),
        **dict.fromkeys(("contains", "starts_with"), TEXT),
        "exists": {"type": "boolean"},
    }
    return {operator: kinds[operator] for operator in operators}


def _text(regex: str) -> Schema:
    return {"type": "string", "pattern": f"^(?:{regex})$|{VALUE['pattern']}"}
