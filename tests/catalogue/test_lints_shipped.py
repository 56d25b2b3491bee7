"""The shipped campaigns, spoilt in many places at once: each is told where it is, and no other."""

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from kweek.catalogue.checking import read_checked

CAMPAIGNS = Path(__file__).parents[2] / "campaigns"
JOURNEY = "journeys/{}.yaml".format


class Plant(NamedTuple):
    """What is told, and the line on which it is; some follow from a change made by another."""

    file: str
    old: str
    new: str
    at: str
    field: str
    said: str


def follows(file, at, field, said):
    """What another plant brings about as well."""
    return Plant(file, "", "", at, field, said)


def gap(field):
    return (
        f"'{field}' may be empty, and then there is a gap; write {{{{ {field} or '…' }}}}, "
        f"or put it between {{% if {field} %}} and {{% endif %}} [no-fallback]"
    )


OPENS = (
    "this path hangs on an open alone, and many opens are never seen; "
    "ask for a click where it matters [hangs-on-opens]"
)
SUM = """\
    send: year-sum
    wait_for: { acted: { all: [ opened, { any: [ clicked, { event: Page Viewed } ] } ] } }
"""
RISKS = {
    "a pause that nothing follows any more": Plant(
        JOURNEY("hot-lead"),
        "\n  - step: proof\n    send: customer-stories\n",
        "",
        "wait: { for: 6d",
        "beside.wait",
        "waits, and then nothing follows; say what comes after it, or take it out [dead-end]",
    ),
    "and so a mail that nobody sends": follows(
        "mail/customer-stories/mail.yaml",
        "kind: nurture",
        "",
        (
            "no journey sends this mail; write `send: customer-stories` in one, or remove the "
            "folder [unused-mail]"
        ),
    ),
    "a mail for whoever was seen to open": Plant(
        JOURNEY("year-end"),
        "    then: { clicked: tell, otherwise: end }",
        "    then: { clicked: tell, opened: tell, otherwise: end }",
        "opened: tell",
        "offer-2.then.opened",
        OPENS,
    ),
    "an answer that comes too late": Plant(
        JOURNEY("webinar"),
        "      clicked: almost            # judged after the three days, in this order\n"
        "      opened: watch              # read, and thinking about it\n",
        "      opened: watch\n      clicked: almost\n",
        "clicked: almost",
        "invite.then.clicked",
        (
            "is never reached: whoever clicks has opened as well, and that comes first; wait for "
            "the click too, or put it above `opened` [shadowed]"
        ),
    ),
    "people who come in when the webinar is over": Plant(
        JOURNEY("webinar"),
        "enter_until: $starts - 4d\n",
        "",
        "    until: $starts",
        "watch.until",
        (
            "whoever enters after this date goes on at once; say `enter_until:` at the top, or "
            "`late: STEP` here [date-passes]"
        ),
    ),
    "a first wait that takes longer than the year does": Plant(
        JOURNEY("year-end"),
        SUM + "    within: 7d",
        SUM + "    within: 60d",
        "within: 60d",
        "sum.within",
        (
            "takes too long for anybody: the runs end on 12-20, and this is over 60 days after "
            "entering; wait less, let people in earlier, or end later [outlives-end]"
        ),
    ),
    "and so a silence of two months": follows(
        JOURNEY("year-end"),
        "send: year-offer-1",
        "offer-1.send",
        (
            "may come 60 days after 'sum', with no mail in between; mail them within 30 days, or "
            "say another `pace:` [too-silent]"
        ),
    ),
    "a drip that hurries": Plant(
        JOURNEY("year-end"),
        "    wait_for: clicked\n    within: 7d\n",
        "    wait_for: clicked\n    within: 2d\n",
        "send: year-offer-2",
        "offer-2.send",
        (
            "may come 2 days after 'offer-1', and nurture mails are 6 days apart; wait longer, or "
            "write `kind: reaction` if it answers what somebody did [too-close]"
        ),
    ),
    "and what was accepted of its end is so no more": follows(
        JOURNEY("year-end"),
        "outlives-end: whoever",
        "offer-1.accept.outlives-end",
        ("accepts a warning that is not given any more; take this line out [accepted-in-vain]"),
    ),
    "and a last wait for a mail to sales comes too late": follows(
        JOURNEY("year-end"),
        "within: 5d",
        "offer-2.within",
        (
            "takes too long for whoever enters last: the runs end on 12-20, and this is over 14 "
            "days after entering; wait less, let people in earlier, or end later [outlives-end]"
        ),
    ),
    "a quote that is spelt in another way": Plant(
        JOURNEY("year-end"),
        "goal: { event: [Quote Requested,",
        "goal: { event: [Quote Request,",
        "goal: { event: [Quote Request,",
        "goal.event[1]",
        (
            "nobody is known to send 'Quote Request'; did you mean 'Quote Requested'? if not, name "
            "it under `events` in tracking.yaml [unknown-event]"
        ),
    ),
    "a score on what no shop tells": Plant(
        "scoring.yaml",
        "{ event: Checkout Started, points: 15, label: Went to the till }",
        "{ event: Checkout Begun, points: 15, label: Went to the till }",
        "Checkout Begun",
        "scores.shopping.points[3].event",
        (
            "nobody is known to send 'Checkout Begun'; did you mean 'Checkout Started'? if not, "
            "name it under `events` in tracking.yaml [unknown-event]"
        ),
    ),
    "a property that no order has": Plant(
        JOURNEY("delivery-day"),
        "enter: { event: [Order Completed, Order Updated], where: { delivery_date:",
        "enter: { event: [Order Completed, Order Updated], where: { delivery_day:",
        "where: { delivery_day:",
        "enter.where.delivery_day",
        (
            "'Order Completed' is not known to bring 'delivery_day'; did you mean 'delivery_date'? "
            "if not, name it under `events` in tracking.yaml [unknown-property]"
        ),
    ),
    "and so the day of the delivery is not sure any more": follows(
        "mail/product-manual/body.mjml",
        "{{ entry.delivery_date",
        "",
        gap("entry.delivery_date"),
    ),
    "neither in the plain text": follows(
        "mail/product-manual/body.txt",
        "{{ entry.delivery_date",
        "",
        gap("entry.delivery_date"),
    ),
    "a trait that no form asks for": Plant(
        "stages.yaml",
        "{ trait: role, is:",
        "{ trait: rolle, is:",
        "trait: rolle",
        "disqualified.trait",
        (
            "nobody is known to tell the trait 'rolle'; did you mean 'role'? if not, name it under "
            "`traits` in tracking.yaml [unknown-trait]"
        ),
    ),
    "and so is used by nobody": follows(
        "segments.yaml",
        "quiet-for-months:",
        "quiet-for-months",
        (
            "no journey, stage or other segment asks for it; use it, or take it out; if people "
            "look at it, accept this and say so [unused-segment]"
        ),
    ),
    "a name that is not always there": Plant(
        "mail/year-news/mail.yaml",
        "subject: What we learned about leaks this year",
        'subject: "{{ first_name }}, what we learned about leaks this year"',
        "subject:",
        "subject",
        gap("first_name"),
    ),
    "a greeting without its neutral form": Plant(
        "mail/ebook-case/body.txt",
        "{{ ' ' ~ first_name if first_name }}",
        " {{ first_name }}",
        "{{ first_name }}",
        "",
        gap("first_name"),
    ),
    "a field that no basket has": Plant(
        "mail/cart-questions/body.txt",
        "{{ ' ' ~ first_name if first_name }}",
        "{{ ' ' ~ entry.colour if entry.colour }}",
        "entry.colour",
        "",
        (
            "nothing that starts the journey is known to bring 'colour'; if it is right, name it "
            "under `events` in tracking.yaml [unknown-property]"
        ),
    ),
    "a link without its lock": Plant(
        "mail/ebook-summary/mail.yaml",
        "survey: https://www.example.com/leak-survey",
        "survey: http://www.example.com/leak-survey",
        "survey: http:",
        "links.survey",
        "'http://www.example.com/leak-survey' is not encrypted; write https:// [not-https]",
    ),
    "a mail that no night lets through": Plant(
        JOURNEY("abandoned-cart"),
        "    send: cart-reminder\n",
        "    send: cart-reminder\n    hold_up_to: 8h\n",
        "hold_up_to: 8h",
        "remind.hold_up_to",
        (
            "a mail of the evening is given up before morning: quiet hours last 11 hours; let it "
            "wait for a night at least [hold-too-short]"
        ),
    ),
    "a loop that hardly rests": Plant(
        JOURNEY("abandoned-cart"),
        "    then: { clicked: call, otherwise: end }",
        "    then: { clicked: call, otherwise: look }\n"
        "  - { step: look, wait: 20m }\n"
        "  - { step: again, wait: 10m, next: look }",
        "step: look",
        "look",
        (
            "goes round every 30 minutes: 48 times a day; wait longer on the way; each round of "
            "each person costs money [too-busy]"
        ),
    ),
    "a choice that is none": Plant(
        JOURNEY("onboarding"),
        "  - step: welcome\n",
        "  - step: which\n"
        "    branch: [ { if: { segment: dutch }, to: welcome }, { otherwise: welcome } ]\n"
        "  - step: welcome\n",
        "branch: [ { if: { segment: dutch }",
        "which.branch",
        (
            "leads to 'welcome' whatever the answer is; lead one of the answers elsewhere, or take "
            "the branch out [same-way]"
        ),
    ),
    "and a form that starts nothing": follows(
        "forms/survey.yaml",
        "title: A leak survey",
        "",
        (
            "starts no journey, is asked for by no rule, and brings no consent; enter by "
            "{ event: Form Submitted, where: { form: survey } }, or remove it [unused-form]"
        ),
    ),
}
#: What makes some of them so, and is not told itself.
CHANGES = (
    (JOURNEY("hot-lead"), "goal: { event: Order Completed, target: 20% }\n", ""),
    (
        JOURNEY("year-end"),
        "enter: { segment: quiet-for-months, members: all }",
        "enter: { segment: dutch-customers, members: all }",
    ),
    ("forms/survey.yaml", "  topics: [nurture, sales]", "  topics: [sales]"),
    ("stages.yaml", "form: survey", "form: visit"),
)
MISTAKES = {
    "a step that is misspelt": Plant(
        JOURNEY("ebook-drip"),
        "then: { downloaded: pause, otherwise: remind }",
        "then: { downloaded: pause, otherwise: remnid }",
        "remnid",
        "deliver.then.otherwise",
        "no step is called 'remnid'; did you mean 'remind'?",
    ),
    "a segment that is misspelt": Plant(
        "policy.yaml",
        "{ if: { segment: dutch }",
        "{ if: { segment: duch }",
        "segment: duch",
        "owners.account-owner[1].if.segment",
        "no segment is called 'duch'; did you mean 'dutch'?",
    ),
    "a step that nobody comes to": Plant(
        JOURNEY("onboarding"),
        "then: { clicked: settle, otherwise: help }",
        "then: { clicked: settle, otherwise: settle }",
        "- step: help",
        "help",
        "is never reached; lead a step to it, or remove it",
    ),
    "a step that falls into another's target": Plant(
        JOURNEY("hot-lead"),
        "accept_within: 1d }\n    next: beside\n",
        "accept_within: 1d }\n",
        "- step: again",
        "again",
        "falls into 'beside', to which other ways lead; say `next: beside`, or another step",
    ),
    "a loop that never rests": Plant(
        JOURNEY("year-end"),
        "    wait_for: goal\n    within: 30d\n    then: { goal: end, otherwise: end }\n",
        "    update: { traits: { told: true } }\n    next: tell\n",
        "- step: tell",
        "tell",
        (
            "goes round without a wait: tell → talk → tell; put `wait: 1d` on the way, or lead it "
            "elsewhere"
        ),
    ),
    "a loop for whoever can get no mail": Plant(
        JOURNEY("abandoned-cart"),
        "    then: { clicked: shop, otherwise: help }",
        "    then: { clicked: shop, otherwise: remind }",
        "- step: remind",
        "remind",
        (
            "goes round without a wait when its mail cannot go: remind → remind; say in `then` "
            "where `held:` and `failed:` lead"
        ),
    ),
    "a wait of more than a year": Plant(
        JOURNEY("delivery-day"),
        "    within: 4d",
        "    within: 400d",
        "within: 400d",
        "manual.within",
        "'400d' is longer than one wait can be; wait 300d at most, and then wait again",
    ),
    "a name that no machine can have": Plant(
        JOURNEY("webinar"),
        "  - step: article ",
        f"  - step: {'article-' * 10}x ",
        "- step: article-",
        f"{'article-' * 10}x",
        f"'{'article-' * 10}x' cannot name a step; use a-z, 0-9 and -, at most 79 of them",
    ),
}


def spoilt(root, plants, changes=()):
    """A copy of the campaigns with all plants in it; what must be told of it, and what is told."""
    shutil.copytree(CAMPAIGNS, root)
    written = [(one.file, one.old, one.new) for one in plants.values() if one.old]
    for file, old, new in (*written, *changes):
        text = (root / file).read_text()
        assert text.count(old) == 1, (file, old)
        (root / file).write_text(text.replace(old, new))
    told = (problem for problem in read_checked(root).problems if not problem.accepted)
    return {name: remark(root, one) for name, one in plants.items()}, {str(one) for one in told}


def remark(root, plant):
    lines = (root / plant.file).read_text().splitlines()
    [line] = [number for number, text in enumerate(lines, 1) if plant.at in text]
    field = f"{plant.field}: " if plant.field else ""
    level = "warning: " if plant.said.endswith("]") else ""
    return f"{plant.file}:{line}: {field}{level}{plant.said}"


@pytest.fixture(scope="module")
def risky(tmp_path_factory):
    return spoilt(tmp_path_factory.mktemp("risky") / "campaigns", RISKS, CHANGES)


@pytest.fixture(scope="module")
def wrong(tmp_path_factory):
    quiet = (JOURNEY("abandoned-cart"), "    wait: 4h\n", "    wait: 4h\n    next: remind\n")
    return spoilt(tmp_path_factory.mktemp("wrong") / "campaigns", MISTAKES, [quiet])


@pytest.mark.parametrize("plant", RISKS)
def test_a_risk_planted_in_the_shipped_campaigns_is_told_where_it_is(risky, plant):
    expected, told = risky

    assert expected[plant] in told


@pytest.mark.parametrize("plant", MISTAKES)
def test_a_mistake_planted_in_the_shipped_campaigns_is_told_where_it_is(wrong, plant):
    expected, told = wrong

    assert expected[plant] in told


def test_nothing_else_is_told_of_them(risky, wrong):
    for expected, told in (risky, wrong):
        assert sorted(told - set(expected.values())) == []
