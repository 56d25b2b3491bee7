"""What is made of compiled JSON is remembered by identity, for a while."""

from kweek.core.lately import MOST, lately


def test_the_same_part_is_looked_at_once():
    asked = []
    size = lately(lambda part: asked.append(part) or len(part))
    part = {"event": "pages"}

    assert [size(part), size(part), size({"event": "pages"})] == [1, 1, 1]
    assert asked == [part, {"event": "pages"}]


def test_a_part_that_is_gone_gives_its_place_to_no_other():
    first = lately(lambda part: part["count"])

    # Each is dropped at once, so that the next may get its address.
    assert [first({"count": count}) for count in range(3 * MOST)] == list(range(3 * MOST))


def test_what_was_made_long_ago_is_made_again():
    asked = []
    size = lately(lambda part: asked.append(1) or len(part))
    part = ["one"]
    size(part)
    others = [[number] for number in range(MOST)]
    for other in others:
        size(other)

    assert size(part) == 1
    assert len(asked) == MOST + 2
