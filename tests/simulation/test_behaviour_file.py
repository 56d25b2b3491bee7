"""What is wrong in behaviour.yaml is told as in every other file: where, what, what to write."""

import pytest
from small import BEHAVIOUR, workspace

from kweek.catalogue.campaigns import read_campaigns
from kweek.simulation.behaviour_file import read_behaviour

VALUES = "write a value, { value: weight, … }, new or in 2d..9d"
WRONG = {
    "starts: monday": ("starts: 'monday' is no day; write 2027-01-04",),
    "arrive_within: some": ("arrive_within: 'some' is no share; write 40%",),
    "arives_within: 10%": (
        "arives_within: 'arives_within' is not known here; did you mean 'arrive_within'?",
    ),
    "come: [ { form: guid } ]": ("come[1].form: no form is called 'guid'; did you mean 'guide'?",),
    "come: [ { share: 3 } ]": (
        "come[1]: must say one thing that people do; write one of: event, form, journey",
    ),
    "come: [ { form: guide, share: 0 } ]": ("come[1].share: must be greater than 0",),
    "mails: { click: [ { chance: 3%, links: { guide: -1 } } ] }": (
        "mails.click[1].links.guide: must be greater than or equal to 0",
    ),
    "habits: [ { journey: gide } ]": (
        "habits[1].journey: no journey is called 'gide'; did you mean 'guide'?",
    ),
    "habits: [ { event: Order Complete } ]": (
        "habits[1].event: no event is called 'Order Complete'; did you mean 'Order Completed'?",
    ),
    "habits: [ { event: Page Viewed, every: often } ]": (
        "habits[1].every: 'often' is no duration; write 6d, 4h, 30m or 1d12h",
    ),
    "habits: [ { event: Page Viewed, came_by: gide } ]": (
        "habits[1].came_by: no form or event is called 'gide'; did you mean 'guide'?",
    ),
    "traits: { age: { old: none } }": (
        f"traits.age: each value needs a weight, and one above nought; {VALUES}",
    ),
    "traits: { renewal: in 9d..2d }": (f"traits.renewal: 9d is later than 2d; {VALUES}",),
    "mails: { opens: [ { chance: 3% } ] }": (
        "mails.opens: 'opens' is nothing that people do about a mail; did you mean 'open'?",
    ),
    "mails: { open: [ { mail: helo, chance: 3% } ] }": (
        "mails.open[1].mail: no mail is called 'helo'; did you mean 'hello'?",
    ),
    "mails: { open: [ { segment: rich, chance: 3% } ] }": (
        "mails.open[1].segment: no segment is called 'rich'",
    ),
    "mails: { open: [ { stage: customers, chance: 3% } ] }": (
        "mails.open[1].stage: no stage is called 'customers'; did you mean 'customer'?",
    ),
    "mails: { goal: [ { journey: guid, chance: 3% } ] }": (
        "mails.goal[1].journey: no journey is called 'guid'; did you mean 'guide'?",
    ),
    "mails: { click: [ { mail: hello, chance: 3%, links: { gide: 1 } } ] }": (
        "mails.click[1].links.gide: no link is called 'gide'; did you mean 'guide'?",
    ),
    "mails: { open: [ { chance: 300% } ] }": (
        "mails.open[1].chance: '300%' is no share; write 40%",
    ),
    "mails: { open: [ { after: 3d } ] }": ("mails.open[1].chance: is missing",),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return workspace(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def campaigns(root):
    return read_campaigns(root)


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_line_is_told_with_its_place_and_what_to_write(root, campaigns, line):
    (root / "behaviour.yaml").write_text(f"# made-up people\n{line}\n")

    _, problems = read_behaviour(root, campaigns)

    assert [str(one) for one in problems] == [f"behaviour.yaml:2: {said}" for said in WRONG[line]]


def test_a_right_file_has_no_problems_and_its_lines_go_before_what_is_assumed(root, campaigns):
    (root / "behaviour.yaml").write_text(BEHAVIOUR)

    behaviour, problems = read_behaviour(root, campaigns)

    assert problems == ()
    assert [line.chance for line in behaviour.acts["click"]] == [1, 0]
    assert [deed.name for deed, _ in behaviour.come] == ["form guide"]


def test_what_the_file_leaves_out_is_assumed(root, campaigns):
    (root / "behaviour.yaml").write_text("mails: { click: [ { mail: hello, chance: 90% } ] }\n")

    behaviour, _ = read_behaviour(root, campaigns)

    assert [line.chance for line in behaviour.acts["click"]] == [0.9, 0.128]
    assert [line.source[:9] for line in behaviour.acts["click"]] == ["", "Mailchimp"]
    assert [deed.name for deed, _ in behaviour.come] == ["form guide"]
    assert [deed.name for deed in behaviour.habits] == [
        "Page Viewed",
        "form guide",
        "Order Completed",
    ]
