"""A small catalogue in the form that synth writes, for tests of the core."""

from kweek.core.rules import Rules

EMPTY = {
    "schema": 1,
    "version": "test",
    "predicates": {},
    "scores": {},
    "interests": {},
    "stages": [],
    "segments": {},
    "journeys": {},
    "links": {},
    "mails": {},
    "policy": {
        "time_zone": "Europe/Amsterdam",
        "topics": {"nurture": {"consent": "required"}, "news": {"consent": "none"}},
        "quiet_hours": {"from": "21:00", "to": "08:00"},
        "owners": {},
        "sender": {"name": "Luwte", "address": "hello@example.com"},
    },
}


def raw(**parts):
    return {**EMPTY, **parts}


def rules(**parts):
    return Rules.from_json(raw(**parts))


def predicate(*events, keep=1, **where):
    """What an event must be: its names, and `property=[[operator, operand], ...]`."""
    return {"events": list(events), "where": where, "keep": keep}


def journey(**parts):
    return {
        "title": "A journey",
        "status": "live",
        "topic": "nurture",
        "version": "1",
        "enter": [],
        "only_if": None,
        "re_entry": {"kind": "again"},
        "goal": None,
        "exit_when": None,
        "target": None,
        **parts,
    }
