"""G6: a worker dies before and after every AWS call of an erasure; somebody is erased before each
call of a story. Either way they are gone in the end, and nothing of them is left."""

import sys
from collections import Counter

import pytest

from kweek.core.erasing import SWEPT_AGAIN, erasure
from kweek.core.times import DAY, HOUR, MINUTE, SECOND
from kweek.shell.sweeping import erase
from kweek.shell.worker import world
from tests.stack import campaign, table
from tests.stack.erasing import asks_to_erase, everything
from tests.stack.kweek_stack import Stack

ADA, USER = "ada@example.org", "user-of-ada"
MARKERS = (ADA, USER, "Lovelace", "a page of hers")

pytestmark = [pytest.mark.usefixtures("the_secret"), pytest.mark.slow]


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    return campaign.write(tmp_path_factory.mktemp("campaigns"))


@pytest.fixture
def stack(aws, campaigns, tmp_path):
    return Stack(aws, campaigns, tmp_path)


def looks_and_asks(stack):
    about = {"path": "a page of hers"}
    stack.happens("page-1", "page", anonymous_id="visitor", properties=about)
    traits = {"country": "NL", "last_name": "Lovelace"}
    stack.posts_form("ebook", ADA, anonymous_id="visitor", traits=traits)
    stack.run()


def signs_in(stack):
    stack.ms += MINUTE
    stack.happens("in-1", "identify", "Identified", anonymous_id="visitor", user_id=USER)
    stack.happens("trial", "track", "Trial Started", user_id=USER)
    stack.run()


def clicks(stack):
    stack.ms += MINUTE
    if [mail for mail in stack.ses.mails if mail.name == "welcome"]:
        stack.clicks("welcome", "read")
    stack.run()


def time_passes(stack):
    stack.passes(3 * DAY)


STORY = (looks_and_asks, signs_in, clicks, time_passes)


def left():
    whole = everything()
    return [marker for marker in MARKERS if marker in whole]


def is_erased(stack):
    """The message is taken, whatever becomes of its worker; the rest, and the second sweep."""
    stack.ms += SECOND
    asks_to_erase(stack, ada_of(stack))
    stack.run()


def ada_of(stack):
    return stack.contact(ADA).id


def ending(stack):
    contacts = [one for one in table.items() if one["sk"]["S"] == "contact"]
    return {
        "items": Counter(one["sk"]["S"].partition("#")[0] for one in table.items()),
        "tombstones": sum("erased_at" in one for one in contacts),
        "machines": Counter(one.status for one in stack.machines.executions.values()),
        "mails": Counter(mail.send_id for mail in stack.ses.mails),
        "dead letters": {name: dead for name, dead in stack.queues.dead.items() if dead},
        "left": left(),
    }


def second_sweep(stack):
    stack.passes(SWEPT_AGAIN + HOUR)


def test_g6_a_crash_before_or_after_any_call_of_an_erasure_leaves_nothing(stack):
    for act in STORY[:-1]:
        act(stack)
    acts = (is_erased, second_sweep)
    stages, endings = [stack.saved()], []
    for act in acts:
        act(stack)
        stages.append(stack.saved())
        endings.append(ending(stack))
    first = len(stages[0][1])
    calls = list(stack.calls.seen)
    unlike = {}
    for number in range(first, len(calls)):
        for side in ("before", "after"):
            at = max(n for n, saved in enumerate(stages[:-1]) if len(saved[1]) <= number)
            stack.restore(stages[at])
            stack.calls.crash = (number, side)
            for act in acts[at:]:
                act(stack)
            assert stack.calls.crash is None, "it did not come to this call"
            if (found := ending(stack)) != endings[-1]:
                unlike[f"{number} {side} {calls[number]}"] = found
    points = "".join(f"\n{number:4} {call}" for number, call in enumerate(calls[first:], first))
    sys.stdout.write(f"\nan erasure: {len(calls) - first} calls{points}\n")
    assert unlike == {}
    assert endings[-1]["left"] == []
    assert endings[0]["left"] == []
    assert (endings[-1]["tombstones"], endings[-1]["dead letters"]) == (1, {})


def test_g6_whoever_is_erased_before_any_call_of_their_story_is_gone(stack):
    stages = [stack.saved()]
    for act in STORY:
        act(stack)
        stages.append(stack.saved())
    calls = list(stack.calls.seen)
    wrong, erased = {}, 0
    for call in list(dict.fromkeys(calls)):
        number = calls.index(call)
        act = max(n for n, saved in enumerate(stages[:-1]) if len(saved[1]) <= number)
        stack.restore(stages[act])
        done = []
        stack.calls.race = (call, lambda done=done: done.append(dies(stack)))
        STORY[act](stack)  # and no further: who does something later comes back as somebody new
        second_sweep(stack)
        if not done or not done[0]:
            continue  # nobody was there to be erased yet
        erased += 1
        dead = {name: dead for name, dead in stack.queues.dead.items() if dead}
        running = [one.name for one in stack.machines.executions.values() if one.token]
        if left() or dead or running:
            wrong[str(call)] = (left(), dead, running)
    assert wrong == {}
    assert erased > len(calls) / 100


def dies(stack):
    """Somebody else's worker erases her, between two calls of this one; whether she was there."""
    function, stack.calls.function = stack.calls.function, None
    ada = world().contacts.owner(ADA)
    if ada is not None:
        erase(world(), erasure(ada.id, stack.now()))
    stack.calls.function = function
    return ada is not None
