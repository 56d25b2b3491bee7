"""How a contact lies in its item."""

import json
from dataclasses import MISSING, fields, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kweek.core.contact import Contact, Erased, Given, MailTimes, Passed, Score, Send, Trait
from kweek.core.effects import Decided, KeepToken, LedgerRow, Mark, Order, Record
from kweek.core.enrolment import Enrolment, Pause, Trial, Wait
from kweek.core.tallies import Tally
from kweek.shell.codec import READABLE, decode, encode
from kweek.shell.packing import packed, unpacked

WAIT = Wait(
    step="s",
    lap=1,
    entered=7,
    since=5,
    deadline=9,
    closes=11,
    immediate=(("clicked", {"clicked": None}),),
    judged=(("opened", "opened"),),
    predicates={"p": {"events": ["Page Viewed"], "where": {}, "keep": 1}},
    send="x",
    claimed="clicked",
    by_tick=True,
    plan={"until": {"text": "2027-02-11"}, "late": True},
)
PAUSE = Pause("s", 1, 9, begun=5, plan={"do": "wait", "for": 4}, tries=2)
OWN = {"events": ["Order Completed"], "where": {"id": [["is", [{"ref": ["entry", "id"]}]]]}}
RUN = Enrolment(
    journey="drip",
    since=5,
    topic="nurture",
    version="3f9a",
    key="k1",
    epoch=2,
    begun=6,
    calls=4,
    step="s",
    lap=1,
    entered=7,
    answered="clicked",
    answered_at=8,
    not_before=20,
    lead_in=3,
    ends_at=30,
    waited_until=6,
    goal_at=7,
    broken="failed",
    entry={"form": "ebook"},
    entry_at=6,
    goal="goal",
    exit_when={"stage": ["customer"]},
    predicates={"own": {**OWN, "keep": 2}},
    tallies={"own": Tally(2, 6, 7, (6, 7))},
    wait=WAIT,
    pause=PAUSE,
)
EFFECTS = (
    Record("ada", "1", "Page Viewed", 5, 6, {"path": "/"}, ({"what": "x"},), (("drip", "", "n"),)),
    KeepToken("r", "token", "s", 0, 7),
    LedgerRow("ada", "x", "sent", "ebook", "drip", "s", "r", 5),
    Order("answer", "ada", "r", 0, "drip", output={"outcome": "sent"}),
    Mark("ada", "m", (("drip", "", "n"),)),
)
SEND = Send(
    mail="ebook",
    journey="drip",
    step="s",
    run="r",
    state="sent",
    at=5,
    asked_at=4,
    entered=7,
    settle_by=9,
    hold="quiet hours",
    until=20,
    message={"step": {"do": "send"}},
    opened=6,
    clicked={"l": 6},
    to_owner=True,
)
TRIAL = Trial("drip", "split", "a", 5, 9, {"event": "p"}, {"p": {"events": ["x"]}})
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
    filled="a1b2c3d4",
    buckets={"recent": {"20000": 5, "20001": 2.5}, "recent|p": {"20000": 5}},
    segments={"dutch": 5},
    lists=("press",),
    consent={"nurture": Given(5, "Yes", "ebook")},
    opted_out=8,
    suppressed="bounced",
    enrolments={
        "r": RUN,
        "q": Enrolment(
            "drip", 5, "nurture", "exited", left_at=9, exit="rule", broken="x", doubled=True
        ),
    },
    passed={"drip": Passed(5, 2, ("k0", "k1"))},
    sends={"x": SEND},
    mails={"ebook": MailTimes(5, 6)},
    trials={"t": TRIAL},
    outbox={"c#ada|e#1": Decided(EFFECTS, ({"what": "x"},), (("drip", "", "n"),), {"event": "x"})},
    due_at=99,
    erased=Erased(9, "hash", ("r",)),
)


def test_everything_about_a_contact_is_read_back():
    assert decode("ada", 7, encode(WHOLE)) == WHOLE


@pytest.mark.parametrize("shape", [Contact, Enrolment, Wait, Pause, Trial, Send, Given])
def test_that_contact_has_everything_that_a_contact_can_have(shape):
    """A field added to a shape is to be added to the contact above, so that it is read back."""
    parts = [WHOLE, *WHOLE.enrolments.values(), WAIT, PAUSE, TRIAL, SEND, *WHOLE.consent.values()]
    said = [part for part in parts if type(part) is shape]
    defaults = {one.name: _default(one) for one in fields(shape)}

    never = {
        name for name, plain in defaults.items() if all(getattr(p, name) == plain for p in said)
    }
    assert never == set()


def _default(one):
    return one.default_factory() if one.default_factory is not MISSING else one.default


def test_a_new_contact_takes_no_room_and_stays_readable():
    assert encode(Contact("ada")) == {"S": "{}"}
    assert encode(Contact("ada", stage="mql")) == {"S": '{"stage":"mql"}'}
    assert decode("ada", 0, {"S": "{}"}) == Contact("ada")


def test_a_contact_that_would_be_paid_for_twice_is_packed():
    just = Contact("ada", lists=("x" * (READABLE - len('{"lists":[""]}')),))
    over = Contact("ada", lists=(just.lists[0] + "x",))

    assert [list(encode(one)) for one in (just, over)] == [["S"], ["B"]]
    assert decode("ada", 0, encode(over)) == over
    assert len(encode(WHOLE)["B"]) < 1_300


@settings(derandomize=True)
@given(st.binary(max_size=5_000))
def test_whatever_is_packed_is_unpacked(data):
    assert unpacked(packed(data)) == data


def test_what_the_first_release_packed_is_read_for_ever():
    first = bytes.fromhex("78bbaf61e8c6ab464b41f0621a5c0e8382085be2ac0500ea571046")

    assert unpacked(first) == b'{"stage":"mql","lists":["press"],"as_of":1800000000000}'


def test_what_the_release_before_wrote_is_read_with_what_it_knew():
    was = (Path(__file__).parent / "contact-of-the-first-release.json").read_text()
    wait = Wait(
        "s", 1, 7, 5, 9, 11, (("clicked", {"clicked": None}),), (("opened", "opened"),), send="x"
    )

    assert decode("ada", 7, {"S": was}) == replace(
        WHOLE,
        filled="",
        buckets={},
        trials={},
        erased=None,
        enrolments={
            "r": Enrolment("drip", 5, "nurture", entry={"form": "ebook"}, goal="goal", wait=wait),
            "q": Enrolment("drip", 5, "nurture", "exited", exit="rule", pause=Pause("s", 0, 9)),
        },
        passed={"drip": Passed(5, 1)},
        sends={"x": Send("ebook", "drip", "s", "r", "sent", 5, 4, clicked={"l": 6})},
    )


def test_what_a_later_release_wrote_besides_is_passed_over():
    run = {"journey": "j", "since": 1, "topic": "t", "hats": 1}
    body = {"S": json.dumps({"stage": "mql", "hats": 3, "enrolments": {"r": run}})}

    assert decode("ada", 3, body) == Contact(
        "ada", version=3, stage="mql", enrolments={"r": Enrolment("j", 1, "t")}
    )
