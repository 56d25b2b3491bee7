"""What the queues promise: order within a group, one of what is the same, again what failed."""

from itertools import count

from kweek.core.incoming import Incoming

NUMBERS = count(1)


def message(contact, name=None):
    name = name or f"n{next(NUMBERS)}"
    return Incoming(id=name, type="track", event="E", at=1, received_at=1, contact=contact)


def taken(place):
    """The ids of all that can be taken now, each done at once."""
    found = []
    while (got := place.receive()) is not None:
        found.append(place.id_of(got))
        place.takes(got)
    return found


def test_a_group_comes_in_its_order_and_the_same_message_once(place):
    sent = [message("ada", "1"), message("bob", "1"), message("ada", "2"), message("ada", "1")]
    place.send(*sent)

    found = taken(place)

    assert sorted(found) == ["1", "1", "2"]
    assert found.index("2") > found.index("1")


def test_what_failed_comes_again_and_its_group_waits_behind_it(place):
    place.send(message("ada", "1"), message("ada", "2"), message("bob", "3"))
    first = place.receive()
    place.fails(first)

    others = taken(place)
    place.passes(1)

    assert (place.id_of(first), others) == ("1", ["3"])
    assert taken(place) == ["1", "2"]
