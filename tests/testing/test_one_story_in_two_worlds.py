"""The same people, the same chances: the virtual world ends as a stack of real handlers does."""

import json

import pytest

from kweek.core.times import DAY
from kweek.shell.codec import encode
from kweek.shell.packing import unpacked
from kweek.testing.virtual_world import VirtualWorld
from tests.stack.kweek_stack import ROOT, START, Stack
from tests.testing.crowd import Crowd

pytestmark = pytest.mark.usefixtures("the_secret")

#: Where several people are served in one millisecond, chance says who is first; the machine's
#: time of entering a state, what is named after it, and SES's numbers follow from that.
OF_THE_ORDER = {"entered", "id", "message_id", "outbox"}


@pytest.fixture
def stack(aws, tmp_path):
    return Stack(aws, ROOT / "campaigns", tmp_path)


@pytest.mark.parametrize(
    ("people", "days"), [(2, 30), pytest.param(30, 60, marks=pytest.mark.slow)]
)
def test_one_story_ends_the_same_in_the_virtual_world_and_on_a_stack(stack, people, days):
    world = VirtualWorld(stack.built, start=START)
    crowd = Crowd(world, stack.built, people, days)
    world.mailbox.readers.append(crowd.reads)
    theirs = Crowd(stack, stack.built, people, days)
    stack.ses.meanwhile = lambda: theirs.reads(stack.ses.mails[-1])

    world.advance(days * DAY)
    stack.passes(days * DAY)

    assert sorted((mail.to, mail.name) for mail in world.mailbox) == sorted(stack.mails())
    assert len(stack.mails()) > people
    for number in range(people):
        address = f"person-1-{number}@example.org"
        mine, other = world.contact(address), stack.contact(address)
        assert whole(mine) == whole(other)
        assert by_mail(world.ledger(mine)) == by_mail(stack.ledger(address))
        assert essence(world.timeline(mine)) == essence(stack.timeline(address))
    assert world.items.counted == stack.counted()


def whole(contact):
    body = encode(contact)
    text = body["S"] if "S" in body else unpacked(body["B"])
    return contact.id, contact.version, essence(json.loads(text))


def by_mail(ledger):
    return sorted(essence(ledger), key=lambda row: (row["at"], row["mail"]))


def essence(part):
    """A part of the story without what depends on who came first in one millisecond."""
    if isinstance(part, dict):
        return {k: essence(v) for k, v in part.items() if k not in OF_THE_ORDER}
    return [essence(one) for one in part] if isinstance(part, list | tuple) else part
