"""The report to show around: whole in one file, with people drawn on every journey."""

import re
from html.parser import HTMLParser

import pytest

from kweek.simulation.html_report import html
from kweek.simulation.plots import bars


@pytest.fixture(scope="module")
def page(plain):
    return html(plain.figures, plain.future)


class Tags(HTMLParser):
    """Collects every tag with its attributes, and that each is closed."""

    EMPTY = frozenset({"meta", "line", "rect", "path", "polygon", "br"})

    def __init__(self):
        super().__init__()
        self.found, self.open = [], []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.EMPTY:
            assert self.open.pop() == tag


def tags_of(page):
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    return tags.found


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing(page):
    found = tags_of(page)

    assert {tag for tag, _ in found}.isdisjoint({"script", "link", "img", "iframe", "object"})
    named = [value for _, attrs in found for key, value in attrs.items() if key in ("href", "src")]
    assert set(named) == {"#guide"}
    assert "url(" not in page
    assert "@import" not in page


def test_people_are_drawn_on_the_steps_and_on_the_arrows(page):
    said = re.sub(r"<[^>]+>", "|", page[page.index('class="picture"') :])

    assert "10 people" in said
    assert "|clicked|10|" in said.replace("||", "|")
    assert "|otherwise|0|" in said.replace("||", "|")


def test_an_arrow_that_more_take_is_thicker(page):
    thick = {float(one) for one in re.findall(r"stroke-width:([\d.]+)px", page)}

    assert thick == {1.2, 9.0}


def test_the_goal_stands_beside_its_target(page):
    assert "Goal: 10 of 10, 100%; target 50%: met" in page


def test_bars_reach_up_to_round_numbers():
    assert [tick for tick, _ in bars([3, 251, 40], ["", "", ""], "mails").ticks] == [
        0,
        100,
        200,
        300,
    ]
    assert [tick for tick, _ in bars([7], [""], "mails").ticks] == [0, 2, 4, 6, 8]
    assert [tick for tick, _ in bars([], [], "mails").ticks] == [0, 1]


def test_a_bar_is_as_high_as_its_part_and_says_what_it_is():
    drawn = bars([100, 50], ["all", "half & half"], "mails").svg

    assert 'y="0.0"' in drawn
    assert 'y="50.0" width="0.78" height="50"' in drawn
    assert "<title>half &amp; half</title>" in drawn
