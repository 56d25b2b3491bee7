"""The picture of a journey: everything is on it, nothing lies over something else."""

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from all_forms import JOURNEY

from kweek.catalogue.campaigns import read_campaigns
from kweek.catalogue.drawing import drawing
from kweek.catalogue.drawing_layout import laid
from kweek.catalogue.drawing_svg import svg_of
from kweek.catalogue.drawing_text import width_of, wrapped

CAMPAIGNS = Path(__file__).parents[2] / "campaigns"
SHIPPED = sorted(file.stem for file in (CAMPAIGNS / "journeys").glob("*.yaml"))
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def shipped():
    return read_campaigns(CAMPAIGNS)


def drawn(campaigns, name, beside=None):
    journey, asked = campaigns.journeys[name], campaigns.predicates
    named = {**asked.found, **asked.sequences, **journey.predicates}
    return drawing(journey, named, campaigns.mails, beside)


def texts(element):
    return [each.text for each in element.iter(f"{SVG}text")]


def boxes(drawn, places):
    """Left, top, right and bottom of each card and of each label."""
    for card in drawn.cards:
        (x, y), wide, high = places.middles[card.name], card.width, card.height
        yield card.name, (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
    for line, place in zip(drawn.lines, places.labels, strict=True):
        if place:
            (x, y), (wide, high) = place, line.size
            name = f"{line.source} to {line.arrow.target}"
            yield name, (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


def apart(one, other):
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize("name", SHIPPED)
def test_no_card_and_no_label_lies_over_another_or_outside_the_picture(shipped, name):
    picture = drawn(shipped, name)
    places = laid(picture)

    found = list(boxes(picture, places))
    paper = (0, 0, places.width, places.height)
    over = [(a, b) for (a, one), (b, other) in combinations(found, 2) if not apart(one, other)]
    outside = [
        name
        for name, box in found
        if box[0] < paper[0] or box[1] < paper[1] or box[2] > paper[2] or box[3] > paper[3]
    ]

    assert (over, outside) == ([], [])
    assert len(found) > len(picture.cards)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_first_step_stands_above_what_follows_and_the_end_below_all(shipped, name):
    picture = drawn(shipped, name)
    places = laid(picture).middles

    heights = {card.name: places[card.name][1] for card in picture.cards}

    assert min(heights, key=heights.__getitem__) == "start"
    assert max(heights, key=heights.__getitem__) == "end"


@pytest.mark.parametrize("name", SHIPPED)
def test_the_same_journey_gives_the_same_picture(shipped, name):
    assert svg_of(drawn(shipped, name)) == svg_of(drawn(shipped, name))


def test_every_form_has_its_card_and_every_way_its_arrow(write):
    campaigns = read_campaigns(write({"journeys/all.yaml": JOURNEY}))
    picture = drawn(campaigns, "all", {"tell": "41 came by"})

    found = ET.fromstring(svg_of(picture))  # noqa: S314 - our own

    looks = {
        card.get("data-step"): card.get("class").removeprefix("card ")
        for card in found.iter(f"{SVG}g")
        if card.get("data-step")
    }
    labels = [
        " ".join(texts(label)) for label in found.iter(f"{SVG}g") if label.get("class") == "label"
    ]
    assert looks == {
        "start": "start",
        "watch": "wait",
        "rest": "wait",
        "which": "choice",
        "pause": "wait",
        "tell": "system",
        "note": "system",
        "ways": "choice",
        "end": "end",
    }
    assert [(line.source, line.arrow.target) for line in picture.lines] == [
        ("start", "watch"),
        ("watch", "end"),
        ("watch", "which"),
        ("watch", "rest"),
        ("watch", "rest"),
        ("rest", "which"),
        ("which", "pause"),
        ("which", "tell"),
        ("pause", "watch"),
        ("tell", "pause"),
        ("tell", "note"),
        ("note", "ways"),
        ("ways", "pause"),
        ("ways", "end"),
    ]
    assert labels == [
        "goal",
        "seen",
        "otherwise or late",
        "skipped",
        "40 %",
        "60 %",
        "failed",
        "done",
        "Page Viewed, then Order Completed within 2 days at …",
        "plan is the entry's plan or otherwise",
    ]
    assert "41 came by" in texts(found)


def test_a_mail_is_told_by_its_subject_with_the_values_of_the_journey(shipped):
    cards = {card.name: card for card in drawn(shipped, "webinar").cards}

    assert cards["invite"].lines == ("“Invitation: Where your pipework", "loses pressure”")
    assert cards["invite"].foot == ("Waits 3 days at most for: goal",)
    assert cards["thanks"].lines == ("“Your seat on Thursday 11 February", "2027”")


def test_what_people_write_is_text_in_the_picture_and_nothing_more(write):
    journey = JOURNEY.replace("title: All forms", 'title: "<b> & co"').replace("/a,", '"<i>",')
    campaigns = read_campaigns(write({"journeys/all.yaml": journey}))

    found = svg_of(drawn(campaigns, "all"))

    title = ET.fromstring(found).find(f"{SVG}title")  # noqa: S314 - our own
    assert title.text == "<b> & co"
    assert re.findall(r"<[bi]>", found) == []


def test_a_text_too_long_for_its_lines_ends_in_an_ellipsis():
    found = wrapped("one two three four five six seven", 12, 60, 2)

    assert found == ["one two", "three …"]
    assert all(width_of(line, 12) <= 60 for line in wrapped("x" * 80 + " y", 12, 60, 3))
