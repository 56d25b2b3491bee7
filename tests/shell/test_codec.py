"""How a contact lies in its item."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from kweek.core.contact import (
    Contact,
    Enrolment,
    Given,
    MailTimes,
    Passed,
    Pause,
    Score,
    Send,
    Tally,
    Trait,
    Wait,
)
from kweek.core.effects import Decided, KeepToken, LedgerRow, Mark, Order, Record
from kweek.shell.codec import READABLE, decode, encode
from kweek.shell.packing import packed, unpacked

WAIT = Wait(
    "s", 1, 7, 5, 9, 11, (("clicked", {"clicked": None}),), (("opened", "opened"),), {}, "x"
)
EFFECTS = (
    Record("ada", "1", "Page Viewed", 5, 6, {"path": "/"}, ({"what": "x"},), (("drip", "", "n"),)),
    KeepToken("r", "token", "s", 0, 7),
    LedgerRow("ada", "x", "sent", "ebook", "drip", "s", "r", 5),
    Order("answer", "ada", "r", 0, "drip", output={"outcome": "sent"}),
    Mark("ada", "m", (("drip", "", "n"),)),
)
WHOLE = Contact(
    "ada",
    version=7,
    as_of=9,
    created_at=1,
    address="ada@example.org",
    user_id="u1",
    aliases=("a", "b"),
    traits={"name": Trait("Ada", 3), "tags": Trait(["x"], 4)},
    stage="sql",
    scores={"engagement": Score(2.5, 6)},
    tallies={"p": Tally(3, 1, 3, (1, 2, 3))},
    segments={"dutch": 5},
    lists=("press",),
    consent={"nurture": Given(5, "Yes", "ebook")},
    opted_out=8,
    suppressed="bounced",
    enrolments={
        "r": Enrolment("drip", 5, "nurture", wait=WAIT, goal="goal", entry={"form": "ebook"}),
        "q": Enrolment("drip", 5, "nurture", "exited", exit="rule", pause=Pause("s", 0, 9)),
    },
    passed={"drip": Passed(5, 1)},
    sends={"x": Send("ebook", "drip", "s", "r", "sent", 5, 4, clicked={"l": 6})},
    mails={"ebook": MailTimes(5, 6)},
    outbox={"c#ada|e#1": Decided(EFFECTS, ({"what": "x"},), (("drip", "", "n"),), {"event": "x"})},
    due_at=99,
)


def test_everything_about_a_contact_is_read_back():
    assert decode("ada", 7, encode(WHOLE)) == WHOLE


def test_a_new_contact_takes_no_room_and_stays_readable():
    assert encode(Contact("ada")) == {"S": "{}"}
    assert encode(Contact("ada", stage="mql")) == {"S": '{"stage":"mql"}'}
    assert decode("ada", 0, {"S": "{}"}) == Contact("ada")


def test_a_contact_that_would_be_paid_for_twice_is_packed():
    just = Contact("ada", lists=("x" * (READABLE - len('{"lists":[""]}')),))
    over = Contact("ada", lists=(just.lists[0] + "x",))

    assert [list(encode(one)) for one in (just, over)] == [["S"], ["B"]]
    assert decode("ada", 0, encode(over)) == over
    assert len(encode(WHOLE)["B"]) < 800


@settings(derandomize=True)
@given(st.binary(max_size=5_000))
def test_whatever_is_packed_is_unpacked(data):
    assert unpacked(packed(data)) == data


def test_what_the_first_release_packed_is_read_for_ever():
    first = bytes.fromhex("78bbaf61e8c6ab464b41f0621a5c0e8382085be2ac0500ea571046")

    assert unpacked(first) == b'{"stage":"mql","lists":["press"],"as_of":1800000000000}'


def test_what_a_later_release_wrote_besides_is_passed_over():
    run = {"journey": "j", "since": 1, "topic": "t", "hats": 1}
    body = {"S": json.dumps({"stage": "mql", "hats": 3, "enrolments": {"r": run}})}

    assert decode("ada", 3, body) == Contact(
        "ada", version=3, stage="mql", enrolments={"r": Enrolment("j", 1, "t")}
    )
