"""G11: losing every execution loses no journey, and mails nobody twice."""

import random

import pytest

from kweek.cli.lost_runs import Found
from kweek.core.counting import report
from kweek.core.times import DAY, HOUR, MINUTE
from tests.stack import campaign
from tests.stack.kweek_stack import Stack
from tests.stack.losing import loses_everything, recovers, recovery, stops_everything

pytestmark = pytest.mark.usefixtures("the_secret")

PEOPLE = 6


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    return campaign.write(tmp_path_factory.mktemp("campaigns"))


def address(number):
    return f"person-{number}@example.org"


def acts(stack, number, what, message_id):
    """Something a person does, if they have got so far."""
    match what:
        case "letter" | "ebook":
            traits = {"country": "NL"} if number % 2 else {}
            stack.posts_form(what, address(number), message_id, traits=traits)
        case "trial":
            stack.happens(message_id, event="Trial Started", user_id=f"user-{number}")
        case "uses":
            stack.happens(message_id, event="Feature Used", user_id=f"user-{number}")
        case "buys":
            stack.happens(message_id, event="Order Completed", user_id=f"user-{number}")
        case _:
            sent = [mail for mail in stack.ses.mails if mail.to == address(number)]
            if sent:
                about = {"send": sent[-1].send_id}
                kind, event = "open", "Email Opened"
                if what == "clicks":
                    links = stack.built.mails[sent[-1].name]["links"]
                    kind, event = "click", "Email Link Clicked"
                    about["link"] = next(iter(links))
                stack.happens(message_id, kind, event, contact=sent[-1].contact, properties=about)


def story(dice, people=PEOPLE):
    """Who does what, and when (ms from the start): at half hours, away from every deadline."""
    found = []
    for number in range(people):
        found += [(0, number, "letter" if number % 3 == 0 else "ebook"), (0, number, "trial")]
        for _ in range(dice.randrange(4)):
            at = dice.randrange(1, 12 * 24) * HOUR + 30 * MINUTE
            found.append((at, number, dice.choice(["opens", "clicks", "uses", "buys"])))
    return sorted(found)


def told(stack, story, losses=(), lose=loses_everything):
    """Play a story, losing every execution now and then; what came of it."""
    begin = stack.ms
    for count, (at, number, what) in enumerate(sorted([*story, *((at, -1, "") for at in losses)])):
        stack.passes(begin + at - stack.ms)
        if number < 0:
            lose(stack)
            recovery(stack).look()
        else:
            acts(stack, number, what, f"message-{number}-{at}-{what}-{count if at else 0}")
            stack.run()
    stack.passes(begin + 30 * DAY - stack.ms)
    mails = [(mail.to, mail.name) for mail in sorted(stack.ses.mails, key=lambda m: m.to)]
    people = range(1 + max(number for _, number, _ in story))
    users = [stack.user(f"user-{number}") for number in people]
    return {
        "mails": mails,
        "runs": [stack.runs(address(number)) for number in people],
        "trials": [(stack.only_run(one).status, one.trait("trial")) for one in users],
        "letters": [stack.contact(address(n)).trait("letter") for n in people],
    }


@pytest.fixture
def stack(aws, campaigns, tmp_path):
    return Stack(aws, campaigns, tmp_path)


def test_g11_a_run_whose_execution_was_stopped_by_hand_is_shown_failed_and_comes_back(stack):
    stack.happens("1", event="Trial Started", user_id="ada")
    stack.run()
    [run_id] = stack.user("ada").enrolments

    stops_everything(stack)
    broken = stack.only_run(stack.user("ada"))
    found = recovers(stack)

    mended = stack.only_run(stack.user("ada"))
    assert (broken.shown, broken.broken) == ("failed", "machine aborted")
    assert found == {run_id}
    assert (mended.shown, mended.broken, mended.epoch) == ("active", "", 1)
    counted = report({key[1:]: n for key, n in stack.counted().items()})
    assert (counted["started"], counted["failed"]) == (1, 0)


def test_g11_what_happens_while_a_run_is_broken_is_looked_back_at(stack):
    stack.happens("1", event="Trial Started", user_id="ada")
    stops_everything(stack)
    stack.passes(HOUR)
    stack.happens("2", event="Feature Used", user_id="ada")
    stack.run()

    recovers(stack)

    ada = stack.user("ada")
    assert (stack.only_run(ada).status, ada.trait("trial")) == ("finished", "used")


def test_g11_whoever_leaves_while_their_run_is_broken_does_not_come_back(stack):
    stack.posts_form("ebook", address(1))
    stops_everything(stack)
    stack.happens("2", event="Order Completed", contact=stack.contact(address(1)).id)
    stack.run()

    assert recovers(stack) == set()
    assert stack.runs(address(1)) == [("drip", "exited", "stage customer")]
    assert stack.mails(address(1)) == ["welcome"]


def test_g11_a_mail_that_lay_in_the_queue_of_a_broken_run_goes_once_and_when_recovered(stack):
    stack.posts_form("ebook", address(1))
    while not stack.queues.waiting("mails"):  # asked for, and not taken yet
        stack.consume("events.fifo") or stack.consume("orders")
    mails = stack.queues.waiting("mails")[:]
    stack.queues.waiting("mails").clear()
    stops_everything(stack)
    stack.queues.waiting("mails").extend(mails)
    stack.run()
    before = stack.mails()

    recovers(stack)

    assert (before, stack.mails()) == ([], [(address(1), "welcome")])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "lose"),
    [
        *((n, loses_everything) for n in (1, 2, 3, 4)),
        *((n, stops_everything) for n in (1, 2, 3, 4)),
    ],
)
def test_g11_every_journey_ends_as_its_unharmed_twin(aws, campaigns, tmp_path, seed, lose):
    dice = random.Random(seed)  # noqa: S311 - a story that can be told again
    what = story(dice)
    losses = [dice.randrange(13 * 24) * HOUR + 17 * MINUTE for _ in range(3)]
    stack = Stack(aws, campaigns, tmp_path)
    empty = stack.saved()
    unharmed = told(stack, what)
    stack.restore(empty)

    assert told(stack, what, losses, lose) == unharmed
    assert recovery(stack).look() == Found()
