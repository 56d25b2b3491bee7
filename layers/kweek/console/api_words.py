"""The few words in which the API's document is written: JSON Schema, shortened."""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
ANYTHING: Schema = {"type": "object", "additionalProperties": True}
INSTANT: Schema = {
    "type": "string",
    "format": "date-time",
    "description": "UTC, to the millisecond",
    "examples": ["2027-01-15T08:00:00.000Z"],
}
EMAIL: Schema = {"type": ["string", "null"], "examples": ["ada@example.org"]}
NEXT: Schema = {
    "type": ["string", "null"],
    "description": "Give it back as `next` for the page after this one; null on the last page.",
}


def ref(name: str) -> Schema:
    """One of the document's schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


def fields(**properties: Schema) -> Schema:
    """An object with these fields, all of them and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def many(items: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": items}


def by_name(values: Schema) -> Schema:
    """An object whose field names are the marketer's own."""
    return {"type": "object", "additionalProperties": values}


def maybe(schema: Schema) -> Schema:
    """The same, or null."""
    if isinstance(schema.get("type"), str):
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def told(schema: Schema, description: str) -> Schema:
    """The same, with a sentence about it."""
    return {**schema, "description": description}


def one_of(*values: str) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": list(values)}
