"""The JSON Schema of each kind of file, for editors: made from the shapes that the readers use.

A shape says which keys a map has, and what most of them are. What a key holds that is read by more
than its shape stands in `MEANINGS`, by its name, which means the same in every file.
"""

from collections.abc import Mapping

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
from kweek.catalogue.schema_shapes import Shapes
from kweek.catalogue.schema_words import (
    NOTHING,
    TEXT,
    VALUE,
    Schema,
    by_name,
    closed,
    either,
    many,
    one_or_many,
    ref,
)
from kweek.catalogue.scoring_file import _File, _Interest, _Points, _Score
from kweek.catalogue.shape import Shape
from kweek.catalogue.step_shapes import SHAPES, CaseShape, WaitMapShape
from kweek.catalogue.tracking_file import ANY, TrackingShape

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


def schemas() -> dict[str, Schema]:
    """The schema of each kind of file, by the names of `PLACES`."""
    made = Shapes.of([one for several in _SHAPES for one in several], MEANINGS, _NOT_YET)
    _give_keys_of_their_own(made)
    made.defs.update(schema_words.small())
    made.defs.update(schema_words.conditions(_all(made, _CONDITIONS)))
    made.defs["enter"] = schema_words.ways_in(_all(made, _WAYS))
    said = {
        "segments": by_name(ref("rule")),
        "stages": ref("stages"),
        "lists": by_name(TEXT),
        **_all(made, _WHOLE),
    }
    return {kind: made.file(place, said[kind]) for kind, place in PLACES.items()}


def _all(made: Shapes, shapes: Mapping[str, type[Shape]]) -> dict[str, Schema]:
    return {name: made[one] for name, one in shapes.items()}


def _give_keys_of_their_own(made: Shapes) -> None:
    """What a key of one shape holds, where its name says too little."""
    owner = closed({"otherwise": made.ref(_Owner)}, "otherwise")
    taker = closed({"if": ref("condition"), "to": made.ref(_Owner)}, "if", "to")
    addresses = one_or_many({"type": "string", "pattern": f"^{PATTERN.pattern}$"})
    shares = by_name(either({"type": "integer", "minimum": 1}, VALUE))
    steps = either(*(made.ref(one) for one in SHAPES.values()))
    made.put(_JourneyShape, steps=many(steps))
    made.put(_JourneyShape, re_entry=either({"enum": ["never", "again"]}, made.ref(_ReEntry)))
    made.put(_EventCondition, then=either(made.ref(_Then), NOTHING))
    made.put(_Segment, segment=ref("names"))
    made.put(_AfterJourney, journey=ref("names"))
    made.put(_Schedule, schedule=either(TEXT, made.ref(_Recurring)))
    made.put(_Hours, to=ref("time"))
    made.put(_Policy, owners=by_name(many(either(owner, taker))))
    made.put(_Policy, only_to=either(addresses, by_name(addresses)))
    made.put(_File, scores=by_name(made.ref(_Score)), interests=by_name(made.ref(_Interest)))
    made.put(_Score, points=many(made.ref(_Points)))
    made.put(MailFile, links=by_name(either(TEXT, made.ref(MailLink))))
    brings = either({"const": ANY}, {"type": "array", "items": TEXT})
    made.put(TrackingShape, events=by_name(brings))
    last = closed({"otherwise": TEXT}, "otherwise")
    for does, shape in SHAPES.items():
        step = made[shape]
        step["required"] = [*step["required"], *({does} - {*step["required"]})]
        if "then" in step["properties"]:
            made.put(shape, then=either(by_name(TEXT), NOTHING))
    made.put(SHAPES["wait"], wait=either(ref("duration"), made.ref(WaitMapShape)))
    made.put(SHAPES["branch"], branch=many(either(made.ref(CaseShape), last)))
    made.put(SHAPES["split"], split=shares)
