"""How rules are said: the words and the order of words of one language or register."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """Templates by what they say; a rule is put together from them, never from loose words."""

    both: str
    either: str
    nothing: str
    always: str
    #: The opposite of one phrase, and of several joined by `either`.
    not_one: str
    neither: str
    #: By unit: the word for one, and for several.
    spans: Mapping[str, tuple[str, str]]
    times: tuple[str, str]
    event: str
    often: str
    past: str
    sequence: str
    gone: str
    #: What is asked of an event's properties: all of it, and one of them.
    where: str
    property: str
    #: Comparisons with a value, in what is said of a person and in what is asked of an event.
    of_person: Words
    of_event: Words
    by_journey: Words
    by_mail: Words
    by_entry: Words
    phrases: Words
    #: What an event is called, and what one is called that has no word of its own.
    events: Words = field(default_factory=dict)
    other_event: str = "{name}"
    #: Stands in a list of values for a property that is not there.
    missing: str = "missing"


_COMPARED: Words = MappingProxyType(
    {
        "is": "{value}",
        "is_not": "not {value}",
        "at_least": "at least {value}",
        "at_most": "at most {value}",
        "above": "above {value}",
        "below": "below {value}",
        "contains": "containing {value}",
        "starts_with": "beginning with {value}",
        "exists": "known",
        "exists_not": "not known",
    }
)

#: Terse English: explanations, and the labels of drawings.
BRIEF = Tongue(
    both="and",
    either="or",
    nothing="nothing",
    always="always",
    not_one="not ({said})",
    neither="not ({said})",
    spans=MappingProxyType(
        {
            "day": ("day", "days"),
            "hour": ("hour", "hours"),
            "minute": ("minute", "minutes"),
            "second": ("second", "seconds"),
            "millisecond": ("millisecond", "milliseconds"),
        }
    ),
    times=("time", "times"),
    event="{what}{often}{past}",
    often=" at least {times}",
    past=" in the last {span}",
    sequence="{first}, then {then} within {span}",
    gone="an event of an earlier version of the rules",
    where=" ({said})",
    property="{name} {compared}",
    of_person=_COMPARED,
    of_event=_COMPARED,
    by_journey=MappingProxyType(
        {
            "active": "is in journey {name}",
            "finished": "has finished journey {name}",
            "exited": "has left journey {name}",
        }
    ),
    by_mail=MappingProxyType(
        {
            "sent": "mail {name} was sent",
            "opened": "mail {name} was opened",
            "clicked": "mail {name} was clicked",
        }
    ),
    by_entry=MappingProxyType({"entry": "the entry's {name}", "contact": "the contact's {name}"}),
    phrases=MappingProxyType(
        {
            "score": "score {name} {compared}",
            "trait": "{name} is {compared}",
            "segment": "in segment {name}",
            "list": "on list {name}",
            "stage": "at stage {name}",
            "grade": "grade {name}",
            "consent": "said yes to {name}",
            "opened": "the mail was opened",
            "goal": "the goal was reached",
            "clicked": "a link was clicked",
            "clicked_link": "its link was clicked",
            "accepted": "the owner accepted",
        }
    ),
)
