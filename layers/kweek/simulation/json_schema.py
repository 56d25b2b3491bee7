"""The JSON Schema of `behaviour.yaml`, for editors: made from the shapes that its reader uses."""

from collections.abc import Mapping

from kweek.catalogue import schema_words
from kweek.catalogue.folder import BEHAVIOUR
from kweek.catalogue.names import STAGES
from kweek.catalogue.schema_shapes import Shapes
from kweek.catalogue.schema_words import Schema, by_name, closed, many, one_or_many, ref
from kweek.simulation.behaviour import ACTS
from kweek.simulation.behaviour_file import _Deed, _File, _Line

PLACE = f"{BEHAVIOUR}.yaml"
#: A word of one's own for each value: a chance, a list to choose from, a stretch of time.
_ANYTHING: Schema = by_name({})
MEANINGS: Mapping[str, Schema] = {
    **dict.fromkeys(("after", "every", "lasts"), ref("duration")),
    **dict.fromkeys(("chance", "arrive_within", "ticks_box"), ref("share")),
    "starts": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
    "stage": one_or_many({"enum": list(STAGES)}),
    "traits": _ANYTHING,
    "properties": _ANYTHING,
}


def schema() -> Schema:
    """What the file may say."""
    made = Shapes.of((_File, _Line, _Deed), MEANINGS)
    deeds, lines = many(made.ref(_Deed)), one_or_many(made.ref(_Line))
    made.put(_File, come=deeds, habits=deeds, mails=closed(dict.fromkeys(ACTS, lines)))
    made.defs.update(schema_words.small())
    return made.file(PLACE, made[_File])
