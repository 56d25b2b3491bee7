"""Every story ends in the virtual world as it does over moto: not one of them differs."""

import pytest

from tests.grammar import folder
from tests.stack.kweek_stack import Stack
from tests.worlds import over_moto, virtually
from tests.worlds.stories import journeys, stories

pytestmark = pytest.mark.usefixtures("the_secret")


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "many",
    [pytest.param(50, marks=pytest.mark.slow), pytest.param(200, marks=pytest.mark.night)],
)
def test_stories_end_over_moto_as_in_the_virtual_world(many, aws, tmp_path, proven):
    told_here = stories(many)
    root = folder.write(tmp_path / "campaigns", journeys(told_here), quiet=False)
    stack = Stack(aws, root, tmp_path)
    nobody = stack.saved()

    over = {}
    for story in told_here:
        stack.restore(nobody)
        over[story.life.email] = over_moto.told(stack, story)

    virtual = {story.life.email: virtually.told(stack.built, story) for story in told_here}
    assert len(over) == many
    assert virtual == over
    mails = sum(len(ending.mails) for ending in over.values())
    runs = sum(len(ending.runs) for ending in over.values())
    told_of = f"{many} in {len(journeys(told_here))} journeys, {runs} runs and {mails} mails"
    proven("random stories in the virtual world and over moto", f"{told_of}: all end alike")
