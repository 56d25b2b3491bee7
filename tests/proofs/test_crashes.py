"""Any call of any function goes wrong, in any way; whoever called it finishes what it left (B1).

The worker dies before the call or after it; AWS throttles it, or does it and answers with a
fault, or does half of a batch. Then messages are delivered again, requests made again, ticks
come again: the end is the same to the value, nothing is lost and no mail goes twice.
"""

import sys
from collections import Counter
from dataclasses import replace
from itertools import count

import pytest

from kweek.shell import aws as clients
from kweek.shell import intake, mailing
from kweek.shell.counters import Counters
from kweek.shell.executions import StepFunctions
from kweek.shell.performing import Performer
from tests.proofs import crashing_nurture, crashing_shop, crashing_troubles, crashing_webinar
from tests.proofs.crashing import Whole
from tests.proofs.crashing_tale import Tale
from tests.stack import table
from tests.stack.calls import Call
from tests.stack.rights import RIGHTS, Asked, used_by_code

FOLDERS = {
    "nurture": crashing_nurture,
    "troubles": crashing_troubles,
    "webinar": crashing_webinar,
    "shop": crashing_shop,
}
STORIES = {story: name for name, folder in FOLDERS.items() for story in folder.STORIES}
ENDED = "; 0 lost, 0 double, ends equal"
#: Each function has workers of its own there, which read the secret anew.
APART = {"at the front doors", "another system", "what SES tells", "held back"}
FUNCTIONS = [name for name in RIGHTS if name != "journeys"]

pytestmark = pytest.mark.usefixtures("the_secret")


@pytest.fixture(scope="module")
def folder_of(tmp_path_factory):
    """Each folder of campaigns, written when it is asked for."""
    written = {}

    def folder(name):
        if name not in written:
            written[name] = FOLDERS[name].write(tmp_path_factory.mktemp(name))
        return written[name]

    return folder


@pytest.fixture
def tell(aws, folder_of, tmp_path, keys):  # noqa: ARG001 - AWS is there
    """Tell a story on a stack of its own."""
    patches = []

    def told(story):
        undo()
        patches.append(pytest.MonkeyPatch())
        folder = STORIES[story]
        apart = story in APART
        stack = Whole(patches[-1], folder_of(folder), tmp_path / folder, keys, apart=apart)
        stack.ses.tells = ("Send",)
        stack.calls.asked = Asked(stack.calls)
        return Tale(stack, (*FOLDERS[folder].STORIES[story], Whole.is_counted))

    def undo():
        if patches:
            patches.pop().undo()
            clients.client("dynamodb").delete_table(TableName=table.NAME)
            clients.forget()

    yield told
    undo()


def shown(tale):
    return "".join(f"\n{number:4} {call}" for number, call in enumerate(tale.calls))


def test_g2_g3_g9_whatever_goes_wrong_at_a_call_a_story_ends_as_if_nothing_had(tell):
    tale = tell("by day")

    assert tale.unlike(list(tale.points())[::60]) == {}


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("folder", FOLDERS)
def test_g2_g3_g9_some_of_all_that_can_go_wrong_in_each_story(tell, folder, proven):
    unlike, calls, points = {}, 0, 0
    for story in FOLDERS[folder].STORIES:
        tale = tell(story)
        some = list(tale.points())[points % 31 :: 31]
        unlike |= {f"{story}: {point}": wrong for point, wrong in tale.unlike(some).items()}
        calls, points = calls + len(tale.calls), points + len(some)

    assert unlike == {}
    proven(f"calls gone wrong, sampled: {folder}", f"{points} points at {calls:,} calls{ENDED}")


@pytest.mark.night
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("story", STORIES)
def test_g2_g3_g9_everything_that_can_go_wrong_at_any_call_of_a_story(tell, story, proven):
    tale = tell(story)
    points = list(tale.points())
    sys.stdout.write(f"\n{story}: {len(tale.calls)} calls, {len(points)} points{shown(tale)}\n")

    assert tale.unlike(points) == {}
    kinds = Counter(side for _, side in points)
    crashes, faults = kinds["before"] + kinds["after"], kinds["refused"] + kinds["broken"]
    logged = f"; {tale.logged} clicks that only the log knows" if tale.logged else ""
    proven(
        f"calls gone wrong: {story}",
        f"{len(tale.calls)} calls: {crashes} crashes, {faults} faults, {kinds['partial']} batches"
        f" done by half{ENDED}{logged}",
    )


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_call_that_a_function_has_the_right_to_make_is_one_that_goes_wrong(tell, proven):
    rights, calls, points = {name: set() for name in FUNCTIONS}, Counter(), 0
    for story in STORIES:
        tale = tell(story)
        calls.update(tale.calls)
        points += len(list(tale.points()))
        for name, used in tale.stack.calls.asked.rights.items():
            rights[name] |= used
    listed = "".join(f"\n{n:5} {call}" for call, n in sorted(calls.items()))
    sys.stdout.write(f"\n{calls.total()} calls of {len(calls)} kinds{listed}\n")

    for name in FUNCTIONS:
        assert (name, rights[name]) == (name, used_by_code(name))
    proven(
        "calls that go wrong, all stories",
        f"{calls.total():,} calls of {len(calls)} kinds by {len(FUNCTIONS)} functions in"
        f" {len(STORIES)} stories: {points:,} points; each right of each function is used",
    )


# -- what the harness would see, if it were so


def planted(tale, call, side, patch, *planted):
    """How a story ends when a guard is gone and something befalls this call."""
    number = tale.calls.index(Call(*call))
    with pytest.MonkeyPatch.context() as without:
        without.setattr(*patch, *planted)
        return tale.harmed(number, side), tale.expected(number, side)


@pytest.mark.slow
def test_an_outbox_that_nobody_empties_would_be_seen(tell):
    order = ("ingest", "sqs", "SendMessage", "start")
    found, expected = planted(
        tell("by day"), order, "before", (Performer, "catch_up"), lambda *_: {}
    )

    assert found["machines"] != expected["machines"]


@pytest.mark.slow
def test_a_mail_that_no_commit_has_put_in_flight_would_be_seen_to_go_twice(tell):
    commit = mailing.commit

    def without_sends_in_flight(world, before, decision, left):
        if any(send.state == "inflight" for send in decision.contact.sends.values()):
            decision = replace(decision, contact=replace(before, version=before.version + 1))
        return commit(world, before, decision, left)

    mail = ("mailer", "sesv2", "send_email")
    found, expected = planted(
        tell("by night"), mail, "after", (mailing, "commit"), without_sends_in_flight
    )

    assert (len(found["twice"]), expected["twice"]) == (1, [])


@pytest.mark.slow
def test_a_throttled_start_that_is_taken_for_a_refused_one_would_be_seen(tell):
    real = StepFunctions._call  # noqa: SLF001

    def takes_all_for_known(self, expected, call, /, **given):
        return real(self, expected | {"ThrottlingException"}, call, **given)

    start = ("conductor", "stepfunctions", "start_execution")
    found, expected = planted(
        tell("by day"), start, "refused", (StepFunctions, "_call"), takes_all_for_known
    )

    assert found["mails"] != expected["mails"]


@pytest.mark.slow
def test_a_report_that_counts_without_its_marks_would_be_seen(tell):
    real, numbers = Counters._mark, count()  # noqa: SLF001

    def another_mark_each_time(self, record):
        return real(self, f"{record} {next(numbers)}")

    fold = ("report", "dynamodb", "TransactWriteItems", "transaction")
    found, expected = planted(
        tell("by day"), fold, "broken", (Counters, "_mark"), another_mark_each_time
    )

    assert (found["miscounted"], expected["miscounted"]) == (True, False)


@pytest.mark.slow
def test_messages_left_out_of_a_batch_that_nobody_sends_again_would_be_seen(tell):
    real = intake.call

    def says_nothing_of_them(*asked):
        return {**real(*asked), "Failed": []}

    message = ("collect", "sqs", "SendMessageBatch")
    found, expected = planted(
        tell("at the front doors"), message, "partial", (intake, "call"), says_nothing_of_them
    )

    assert found["told"] != expected["told"]
