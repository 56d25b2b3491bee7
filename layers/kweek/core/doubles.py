"""Two histories of one person may each have brought a run of the same journey: one is enough.

The anonymous one ends, since it can have mailed nobody. It ends at the next decision, which can
stop its machine; until then it is only marked.
"""

from collections.abc import Mapping

from kweek.core.contact import Contact
from kweek.core.enrolment import Enrolment
from kweek.core.re_entry import keeps_out
from kweek.core.rules import Journey


def marked(
    subject: Contact, past: Contact, journeys: Mapping[str, Journey]
) -> dict[str, Enrolment]:
    """The runs of an anonymous past; those that the subject could not have entered are marked."""
    return {
        run_id: run.changed(doubled=True)
        if run.status == "active" and _is_one_too_many(subject, run, journeys.get(run.journey))
        else run
        for run_id, run in past.enrolments.items()
    }


def _is_one_too_many(subject: Contact, run: Enrolment, journey: Journey | None) -> bool:
    theirs = subject.enrolments.values()
    if any(one.status == "active" and _are_same(one, run) for one in theirs):
        return True
    return journey is not None and keeps_out(journey, subject.passed.get(run.journey), run)


def _are_same(one: Enrolment, other: Enrolment) -> bool:
    return (one.journey, one.key) == (other.journey, other.key)
