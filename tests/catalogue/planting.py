"""What stands around a mistake that is planted in a journey, and how it should be told."""

#: The files around a journey with a mistake in it; they have none themselves.
AROUND = {
    "mail/hello": "kind: nurture\nsubject: Hello\nlinks:\n  guide: https://www.example.com/guide\n",
    "mail/again": "",
    "mail/lead-handoff": "kind: service\nto: owner\nsubject: A lead\n",
    "mail/task": "kind: service\nto: owner\nsubject: A task\n",
    "segments.yaml": "warm: { stage: mql }\n",
    "scoring.yaml": "scores: { warmth: { points: [ { event: Page Viewed, points: 1 } ] } }\n",
}
OUTLINE = "title: A journey\nstatus: live\ntopic: nurture\n"
ENTER = "enter: { event: Form Submitted }\n"
#: For mistakes above the steps.
ONE_STEP = "steps:\n  - { step: a, send: hello }\n"


def whole(journey: str) -> str:
    """A journey given from its fourth line on, with a way in and a step when it has none."""
    enter = "" if journey.startswith("enter:") else ENTER
    steps = "" if "steps:" in journey else ONE_STEP
    return OUTLINE + enter + journey + steps


def said(problems: list[str | tuple[str, str]]) -> list[str]:
    """The expected problems as `LINE: field: text; remedy`; a pair is text and remedy."""
    return ["; ".join(one) if isinstance(one, tuple) else one for one in problems]
