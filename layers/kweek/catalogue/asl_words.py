"""What a step does, in a few words: comments in the machine and boxes in the drawing."""

from kweek.catalogue.durations import in_words
from kweek.catalogue.journey import Step, Wait

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEK = list(range(7))


#: By action; the names are settings of the step.
_DOES = {
    "send": "Sends {mail}",
    "wait_for": "Sends nothing",
    "branch": "Chooses by rule",
    "update": "Changes the contact",
    "notify": "Tells {to} by {mail}",
    "handoff": "Hands over to {to}",
    "start": "Starts {start}",
    "end": "Ends the run",
    "not yet": "Is not run by this version",
}


def comment(step: Step) -> str:
    """`Sends ebook-video, waits 6 days at most for: clicked`."""
    does = _pauses(step) if step.do == "wait" else _DOES[step.do].format(**step.settings)
    return f"{does}, {_waits(step.wait)}" if step.wait else does


def _pauses(step: Step) -> str:
    said = step.settings
    long = f"Waits {in_words(said['for'])}" if said["for"] else "Waits"
    if "at" not in said:
        return long
    days = "" if said["days"] == _WEEK else f" on {', '.join(_DAYS[day] for day in said['days'])}"
    return f"{long}, then until {said['at']}{days}"


def _waits(wait: Wait) -> str:
    names = " or ".join(name for name, _ in wait.immediate)
    return f"waits {in_words(wait.within)}" + (f" at most for: {names}" if names else "")
