"""Mistakes in what is declared for `kweek check` itself: tracking.yaml, and the pace of mails."""

import pytest

from kweek.catalogue.checking import read_checked

TRACKING = {
    "events: [Bought]": "1: events: must be a map of names and values",
    "events: { Bought: }": (
        "1: events.Bought: must be a list of the properties it brings; "
        "write [order_id, total], [] for none, or any"
    ),
    "events: { Bought: [order_id, 3] }": (
        "1: events.Bought: must be a list of the properties it brings; "
        "write [order_id, total], [] for none, or any"
    ),
    "traits: [plan]": "1: traits: must be a map of names and values",
    "traits: { plan: '' }": "1: traits.plan: must not be empty",
    "event: {}": "1: event: 'event' is not known here; did you mean 'events'?",
}
PACES = {
    "6d": "'6d' is no pace; write from..to, as in 6d..30d",
    "6d-30d": "'6d-30d' is no pace; write from..to, as in 6d..30d",
    "6..30d": "'6' is no duration; write 6d, 4h, 30m or 1d12h",
    "6d..": "'' is no duration; write 6d, 4h, 30m or 1d12h",
    "30d..6d": "'30d..6d' is longer at its beginning than at its end; write 6d..30d",
}


@pytest.mark.parametrize("text", TRACKING)
def test_a_mistake_in_what_others_tell_is_told(text, write):
    [problem] = read_checked(write({"tracking.yaml": f"{text}\n"})).problems

    assert str(problem) == f"tracking.yaml:{TRACKING[text]}"


@pytest.mark.parametrize("pace", PACES)
def test_a_pace_that_is_none_is_told(pace, planted):
    assert planted(f"pace: {pace}\n") == [f"5: pace: {PACES[pace]}"]
