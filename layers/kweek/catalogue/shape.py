"""The strict models of the files, and pydantic's complaints about them in plain words."""

from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import Problems, did_you_mean

#: pydantic's error types, as a marketer would say them.
_WORDS = {
    "missing": "is missing",
    "string_type": "must be text",
    "dict_type": "must be a map of names and values",
    "model_type": "must be a map of names and values",
    "mapping_type": "must be a map of names and values",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
}


#: What YAML 1.1 took for true and false, and 1.2 does not.
_ONCE = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


class Shape(BaseModel):
    """A map in a file: its keys are exactly the fields, and it never changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


S = TypeVar("S", bound=Shape)


def read(model: type[S], piece: Piece, problems: Problems) -> S | None:
    """The piece as that shape; None when something in it is wrong, and then it is told."""
    try:
        return model.model_validate(piece.data)
    except ValidationError as error:
        for each in error.errors():
            text, remedy = _in_plain_words(each, _keys_of(model, each["loc"][:-1]))
            place = piece
            for part in each["loc"]:
                place = place.around(part)
            problems.add(place.problem(text, remedy))
        return None


def true_or_false(value: Any) -> str:
    """The remedy where a word stands that is neither."""
    meant = _ONCE.get(value.lower()) if isinstance(value, str) else None
    return f"'{value}' is text here: write {meant}" if meant else ""


def _in_plain_words(error: ErrorDetails, keys: list[str]) -> tuple[str, str]:
    """The text and the remedy for one of pydantic's complaints; `keys` are the map's own."""
    kind = error["type"]
    if kind == "extra_forbidden":
        return f"'{error['loc'][-1]}' is not known here", (
            did_you_mean(str(error["loc"][-1]), keys) or f"write one of: {', '.join(keys)}"
        )
    if kind == "literal_error":
        expected = error["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        return f"{_shown(error['input'])} is not one of: {', '.join(expected)}", did_you_mean(
            str(error["input"]), expected
        )
    if kind == "string_type" and isinstance(error["input"], int | float):
        return "must be text", "put it in quotes"
    if kind == "value_error":
        return str(error["ctx"]["error"]), ""
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        return error["msg"].replace("Input should be", "must be"), ""
    remedy = true_or_false(error["input"]) if kind == "bool_type" else ""
    return _WORDS.get(kind, error["msg"]), remedy


def _keys_of(model: type[BaseModel], loc: tuple[Any, ...]) -> list[str]:
    """The keys that the map at `loc` inside `model` may have."""
    here: Any = model
    for part in loc:
        if isinstance(part, str) and isinstance(here, type) and issubclass(here, BaseModel):
            by_key = {field.alias or name: field for name, field in here.model_fields.items()}
            here = _shape_in(by_key[part].annotation) if part in by_key else None
    if isinstance(here, type) and issubclass(here, BaseModel):
        return [field.alias or name for name, field in here.model_fields.items()]
    return []


def _shape_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside `tuple[Field, ...] | None` and the like; at most one is there."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _shape_in(arg))), None)


def _shown(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)
