"""When a run must be over, by its journey's `ends`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from kweek.core.dates import Dates
from kweek.core.enrolment import Enrolment
from kweek.core.local_time import instant_of
from kweek.core.season import end_of
from kweek.core.times import Instant

_DATE = len("2027-12-20")


def end_of_run(ends: Mapping[str, Any] | None, run: Enrolment, dates: Dates) -> Instant | None:
    """The instant at which a run that entered at its `since` must be over; None without one.

    A day may be used whole: then it is the firm's midnight after it.
    """
    if ends is None:
        return None
    if "month_day" in ends:
        return end_of(ends["month_day"], run.since, dates.firms)
    moment = ends["moment"]
    found = dates.instant(moment, run.entry)
    text = dates.text(moment, run.entry)
    if found is None or {"plus", "at"} & moment.keys() or len(text.strip()) > _DATE:
        return found
    midnight = datetime.fromisoformat(text.strip()) + timedelta(days=1)
    return instant_of(midnight, dates.firms)
