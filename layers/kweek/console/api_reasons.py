"""What the admin API answers when it is asked why."""

from kweek.console.api_schemas import RUN_STATUS, SEND_STATE, STAGE
from kweek.console.api_words import (
    ANYTHING,
    INSTANT,
    NUMBER,
    TEXT,
    Schema,
    by_name,
    fields,
    many,
    maybe,
    ref,
    told,
)


def _kind(word: str, **more: Schema) -> Schema:
    return fields(kind={"const": word}, at=INSTANT, **more)


_CAUSE: Schema = {
    "description": "What something followed from",
    "oneOf": [
        _kind("event", event=TEXT, id=TEXT, properties=ANYTHING),
        _kind("mail", mail=TEXT, journey=TEXT),
        _kind("time"),
        _kind("step"),
    ],
}
_RULE = told(maybe(TEXT), "The rule in plain words; null when the rules no longer have it")
_STAGE = fields(stage=STAGE, before=STAGE, at=INSTANT, rule=_RULE, because=ref("Cause"))
_SEGMENT = fields(
    inside={"type": "boolean"}, since=INSTANT, rule=_RULE, because=maybe(ref("Cause"))
)
_SCORE = fields(
    now=NUMBER,
    half_life_days=maybe(NUMBER),
    expires_days=maybe(NUMBER),
    points=many(
        fields(
            label=TEXT,
            points=NUMBER,
            left=told(NUMBER, "What time has left of them"),
            event=TEXT,
            id=TEXT,
            at=INSTANT,
        )
    ),
)
_RUN = fields(
    journey=TEXT,
    run=TEXT,
    status=RUN_STATUS,
    since=INSTANT,
    because=ref("Cause"),
    step=maybe(TEXT),
    waits=maybe(fields(**{"for": many(TEXT)}, until=INSTANT)),
    goal=maybe(INSTANT),
    ended=maybe(INSTANT),
    reason=maybe(TEXT),
)
_MAIL = fields(
    id=TEXT,
    mail=TEXT,
    journey=TEXT,
    run=TEXT,
    step=TEXT,
    at=INSTANT,
    state=SEND_STATE,
    hold=maybe(TEXT),
    until=told(maybe(INSTANT), "Until when it is held back"),
    because=maybe(ref("Cause")),
)
_HOLD = fields(
    reason=TEXT,
    topic=maybe(TEXT),
    journey=maybe(TEXT),
    mail=told(maybe(TEXT), "The one mail that is meant; null: all mail"),
    since=maybe(INSTANT),
    until=maybe(INSTANT),
)

SCHEMAS: dict[str, Schema] = {
    "Cause": _CAUSE,
    "Explanation": fields(
        contact=TEXT,
        why=fields(
            stage=many(_STAGE),
            scores=by_name(_SCORE),
            segments=by_name(_SEGMENT),
            journeys=many(_RUN),
            refused=told(
                many(fields(journey=TEXT, reason=TEXT, at=INSTANT, event=TEXT)),
                "Entries that a journey's rules kept out",
            ),
            mails=many(_MAIL),
            holds=many(_HOLD),
        ),
        sentences=told(many(TEXT), "The same for people, with the firm's local times"),
    ),
}
