"""The JSON Schema of each kind of file, for editors: made from the shapes that the readers use.

A shape says which keys a map has, and what most of them are. What a key holds that is read by more
than its shape stands in `MEANINGS`, by its name, which means the same in every file.
"""

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from kweek.catalogue import schema_words
from kweek.catalogue.conditions import _Journey, _Mail
from kweek.catalogue.entries import _Date, _Event, _Segment, _Stage
from kweek.catalogue.entries import _Journey as _AfterJourney
from kweek.catalogue.event_conditions import _Event as _EventCondition
from kweek.catalogue.event_conditions import _Then
from kweek.catalogue.form_file import _Form
from kweek.catalogue.journey_file import _JourneyShape
from kweek.catalogue.mail_file import MailFile, MailLink
from kweek.catalogue.only_to import PATTERN
from kweek.catalogue.policy_file import _Case, _Hours, _Owner, _Policy
from kweek.catalogue.re_entries import _ReEntry
from kweek.catalogue.schedules import _Recurring, _Schedule
from kweek.catalogue.schema_words import (
    TEXT,
    VALUE,
    Schema,
    by_name,
    closed,
    either,
    one_or_many,
    ref,
)
from kweek.catalogue.scoring_file import _File, _Interest, _Points, _Score
from kweek.catalogue.shape import Shape
from kweek.catalogue.step_shapes import SHAPES, CaseShape, WaitMapShape
from kweek.catalogue.tracking_file import ANY, TrackingShape

DRAFT = "http://json-schema.org/draft-07/schema#"
NOTHING: Schema = {"type": "null"}

#: Each kind of file, and where such files lie in a campaigns folder.
PLACES: Mapping[str, str] = {
    "journey": "journeys/*.yaml",
    "form": "forms/*.yaml",
    "mail": "mail/*/mail.yaml",
    "policy": "policy.yaml",
    "segments": "segments.yaml",
    "stages": "stages.yaml",
    "scoring": "scoring.yaml",
    "lists": "lists.yaml",
    "tracking": "tracking.yaml",
}
_WHOLE: Mapping[str, type[Shape]] = {
    "journey": _JourneyShape,
    "form": _Form,
    "mail": MailFile,
    "policy": _Policy,
    "scoring": _File,
    "tracking": TrackingShape,
}
_CONDITIONS: Mapping[str, type[Shape]] = {
    "event": _EventCondition,
    "journey": _Journey,
    "mail": _Mail,
}
_WAYS: Mapping[str, type[Shape]] = {
    "event": _Event,
    "schedule": _Schedule,
    "segment": _Segment,
    "stage": _Stage,
    "date": _Date,
    "journey": _AfterJourney,
}
_INSIDE = (_Then, _ReEntry, _Recurring, WaitMapShape, CaseShape, _Case, _Hours, _Owner)
_SHAPES = (
    *(_WHOLE.values(), _CONDITIONS.values(), _WAYS.values(), SHAPES.values()),
    *(_INSIDE, (MailLink, _Score, _Points, _Interest)),
)

_DURATIONS = (
    *("within", "every", "after", "in_last", "hold_up_to", "accept_within", "due", "timeout"),
    *("for", "half_life", "expires"),
)
#: What a key holds, in whichever map it stands.
MEANINGS: Mapping[str, Schema] = {
    **dict.fromkeys(("only_if", "exit_when", "judged_by", "if"), ref("condition")),
    **dict.fromkeys(_DURATIONS, ref("duration")),
    **dict.fromkeys(("at", "from"), ref("time")),
    **dict.fromkeys(("add_to", "remove_from"), ref("names")),
    **dict.fromkeys(("until", "date"), TEXT),
    "accept": by_name(TEXT),
    "count": either({"type": "integer", "minimum": 1}, VALUE),
    "days": ref("days"),
    "end": {},
    "enter": ref("enter"),
    "event": ref("names"),
    "goal": ref("goal"),
    "key": ref("value"),
    "pace": ref("pace"),
    "stage": ref("stage"),
    "wait_for": ref("wait_for"),
    "where": ref("where"),
}
#: Words of the grammar that this version reads and does not run.
_NOT_YET = ("caps", "gap", "grade", "mail_frequency")


class _Made:
    """All shapes as definitions, their keys with the meaning that they have."""

    def __init__(self) -> None:
        shapes = [one for many in _SHAPES for one in many]
        named, whole = models_json_schema([(one, "validation") for one in shapes])
        self.names = {one: named[one, "validation"]["$ref"].rpartition("/")[2] for one in shapes}
        self.defs: dict[str, Schema] = {
            name: _with_meanings(_bare(one)) for name, one in whole["$defs"].items()
        }
        self._give_keys_of_their_own()
        self.defs |= schema_words.small()
        self.defs |= schema_words.conditions(self._all(_CONDITIONS))
        self.defs["enter"] = schema_words.ways_in(self._all(_WAYS))

    def ref(self, shape: type[Shape]) -> Schema:
        return ref(self.names[shape])

    def file(self, kind: str) -> Schema:
        """What a file of this kind may say."""
        if kind in _WHOLE:
            return self.defs[self.names[_WHOLE[kind]]]
        if kind == "lists":
            return by_name(TEXT)
        return ref("stages") if kind == "stages" else by_name(ref("rule"))

    def _all(self, shapes: Mapping[str, type[Shape]]) -> dict[str, Schema]:
        return {name: self.defs[self.names[one]] for name, one in shapes.items()}

    def _give_keys_of_their_own(self) -> None:
        """What a key of one shape holds, where its name says too little."""
        owner = closed({"otherwise": self.ref(_Owner)}, "otherwise")
        taker = closed({"if": ref("condition"), "to": self.ref(_Owner)}, "if", "to")
        addresses = one_or_many({"type": "string", "pattern": f"^{PATTERN.pattern}$"})
        shares = by_name(either({"type": "integer", "minimum": 1}, VALUE))
        steps = either(*(self.ref(one) for one in SHAPES.values()))
        self._put(_JourneyShape, steps=_many(steps))
        self._put(_JourneyShape, re_entry=either({"enum": ["never", "again"]}, self.ref(_ReEntry)))
        self._put(_EventCondition, then=either(self.ref(_Then), NOTHING))
        self._put(_Segment, segment=ref("names"))
        self._put(_AfterJourney, journey=ref("names"))
        self._put(_Schedule, schedule=either(TEXT, self.ref(_Recurring)))
        self._put(_Hours, to=ref("time"))
        self._put(_Policy, owners=by_name(_many(either(owner, taker))))
        self._put(_Policy, only_to=either(addresses, by_name(addresses)))
        self._put(_File, scores=by_name(self.ref(_Score)), interests=by_name(self.ref(_Interest)))
        self._put(_Score, points=_many(self.ref(_Points)))
        self._put(MailFile, links=by_name(either(TEXT, self.ref(MailLink))))
        brings = either({"const": ANY}, {"type": "array", "items": TEXT})
        self._put(TrackingShape, events=by_name(brings))
        last = closed({"otherwise": TEXT}, "otherwise")
        for does, shape in SHAPES.items():
            step = self.defs[self.names[shape]]
            step["required"] = [*step["required"], *({does} - {*step["required"]})]
            if "then" in step["properties"]:
                self._put(shape, then=either(by_name(TEXT), NOTHING))
        self._put(SHAPES["wait"], wait=either(ref("duration"), self.ref(WaitMapShape)))
        self._put(SHAPES["branch"], branch=_many(either(self.ref(CaseShape), last)))
        self._put(SHAPES["split"], split=shares)

    def _put(self, shape: type[Shape], **keys: Schema) -> None:
        self.defs[self.names[shape]]["properties"] |= keys


def schemas() -> dict[str, Schema]:
    """The schema of each kind of file, by the names of `PLACES`."""
    made = _Made()
    return {
        kind: {
            "$schema": DRAFT,
            "title": f"Kweek: {place}",
            **made.file(kind),
            "$defs": _reached(made.file(kind), made.defs),
        }
        for kind, place in PLACES.items()
    }


def _many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema, "minItems": 1}


def _with_meanings(shape: Schema) -> Schema:
    """The shape without what is not run yet; a key that may be left out may say nothing."""
    required = shape.get("required", [])
    found = {}
    for key, said in shape.get("properties", {}).items():
        if key in MEANINGS:
            meant = MEANINGS[key]
            found[key] = meant if key in required or not meant else either(meant, NOTHING)
        elif key not in _NOT_YET:
            found[key] = said
    return {**shape, "properties": found, "required": required}


def _bare(said: Any) -> Any:
    """Without the titles that pydantic makes of the names of classes and fields, and defaults."""
    if isinstance(said, list):
        return [_bare(one) for one in said]
    if not isinstance(said, dict):
        return said
    own = {"title", "default"} if isinstance(said.get("title"), str) else {"default"}
    return {
        key: {name: _bare(one) for name, one in inside.items()}
        if key == "properties"
        else _bare(inside)
        for key, inside in said.items()
        if key not in own
    }


def _reached(said: Any, defs: Mapping[str, Schema]) -> dict[str, Schema]:
    """The definitions that a schema names, and those that they name."""
    found: dict[str, Schema] = {}
    pending = [said]
    while pending:
        one = pending.pop()
        if isinstance(one, list):
            pending += one
        elif isinstance(one, dict):
            name = str(one.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found[name] = defs[name]
                pending.append(defs[name])
            pending += one.values()
    return dict(sorted(found.items()))
