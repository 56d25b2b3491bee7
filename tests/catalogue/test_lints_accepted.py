"""`accept:` in the files: which warnings it covers, and what is told of it when it is wrong."""

import pytest
from planting import POLICY

from kweek.catalogue.checking import read_checked
from kweek.catalogue.problems import errors, warnings

JOURNEY = """\
title: A journey
status: live
topic: nurture
enter: manual
{top}
steps:
  - step: hello
    send: hello
    within: 7d
    then: {{ opened: rest, otherwise: end }}
    {step}
  - {{ step: rest, wait: 1d }}
"""
OPENS, END = "hangs-on-opens", "dead-end"


@pytest.fixture
def told(write):
    """What is told of a journey with two warnings, in its own file only."""

    def told(top="", step="", **files):
        journey = JOURNEY.format(top=top, step=step)
        return read_checked(write({"mail/hello": "", "journeys/j.yaml": journey, **files})).problems

    return told


def shown(problems):
    return [(one.line, one.field, one.code, one.accepted) for one in problems]


def test_what_is_not_accepted_is_told(told):
    assert shown(told()) == [
        (10, "hello.then.opened", OPENS, ""),
        (12, "rest.wait", END, ""),
    ]


def test_what_a_step_accepts_is_accepted_of_that_step(told):
    found = told(step=f"accept: {{ {OPENS}: we know }}")

    assert shown(found) == [
        (10, "hello.then.opened", OPENS, "we know"),
        (12, "rest.wait", END, ""),
    ]
    assert (errors(found), shown(warnings(found))) == ([], [(12, "rest.wait", END, "")])


def test_what_a_journey_accepts_is_accepted_of_all_its_steps(told):
    assert shown(told(top=f"accept: {{ {OPENS}: we know, {END}: and this }}")) == [
        (10, "hello.then.opened", OPENS, "we know"),
        (12, "rest.wait", END, "and this"),
    ]


def test_the_reason_of_the_step_outweighs_that_of_the_journey_which_is_then_in_vain(told):
    found = told(top=f"accept: {{ {OPENS}: ours }}", step=f"accept: {{ {OPENS}: its own }}")

    assert shown(found) == [
        (5, f"accept.{OPENS}", "accepted-in-vain", ""),
        (10, "hello.then.opened", OPENS, "its own"),
        (12, "rest.wait", END, ""),
    ]


def test_what_is_accepted_and_not_there_is_told(told):
    [vain, _] = warnings(told(step=f"accept: {{ too-close: we know, {OPENS}: we know }}"))

    assert str(vain) == (
        "journeys/j.yaml:11: hello.accept.too-close: warning: accepts a warning that is not given "
        "any more; take this line out [accepted-in-vain]"
    )


@pytest.mark.parametrize(
    ("accepted", "problem"),
    [
        (
            "{ hangs-on-open: we know }",
            (
                "hello.accept.hangs-on-open: no warning is called 'hangs-on-open'; "
                "did you mean 'hangs-on-opens'?"
            ),
        ),
        (
            "{ whatever: we know }",
            (
                "hello.accept.whatever: no warning is called 'whatever'; "
                "copy the word in brackets from the warning"
            ),
        ),
        (
            "{ accepted-in-vain: we know }",
            (
                "hello.accept.accepted-in-vain: no warning is called 'accepted-in-vain'; "
                "copy the word in brackets from the warning"
            ),
        ),
        (
            "{ hangs-on-opens: ' ' }",
            "hello.accept.hangs-on-opens: does not say why; write hangs-on-opens: the reason",
        ),
        ("{ hangs-on-opens: '' }", "hello.accept.hangs-on-opens: must not be empty"),
        ("{ hangs-on-opens: }", "hello.accept.hangs-on-opens: must be text"),
        ("hangs-on-opens", "hello.accept: must be a map of names and values"),
    ],
)
def test_an_acceptance_that_means_nothing_is_an_error(told, accepted, problem):
    found = errors(told(step=f"accept: {accepted}"))

    assert f"journeys/j.yaml:11: {problem}" in map(str, found)


def test_a_reason_may_say_what_looks_like_a_reference(told):
    reason = "'see $contact.plan, ${x} and $5 a month'"

    [opens, _] = told(step=f"accept: {{ {OPENS}: {reason} }}")

    assert opens.accepted == "see $contact.plan, ${x} and $5 a month"


def test_each_file_accepts_what_is_told_of_it(write):
    plain = "thanks: { redirect: http://www.example.com/ }"
    accept = "accept: {{ {}: {} }}\n".format
    root = write(
        {
            "policy.yaml": POLICY + accept("no-fallback", "of the part"),
            "segments.yaml": "lone:\n  stage: lead\n  " + accept("unused-segment", "of segments"),
            "stages.yaml": "mql:\n  trait: plan\n  " + accept("unknown-trait", "of stages"),
            "scoring.yaml": "scores:\n  warmth:\n    points: [ { event: Sold, points: 1 } ]\n    "
            + accept("unknown-event", "of scores")
            + "interests:\n  Prices:\n    event: Asked\n    "
            + accept("unknown-event", "of interests"),
            "forms/ask.yaml": "title: Ask\n" + accept("not-https", "of forms") + "fields:\n"
            "  - { field: email, label: E-mail, type: email, required: true }\n" + plain + "\n",
            "mail/hello": 'kind: nurture\nsubject: "{{ first_name }}"\n'
            + accept("no-fallback", "of mails"),
            "journeys/j.yaml": "title: A journey\nstatus: live\ntopic: nurture\n"
            "enter: { event: Form Submitted }\nsteps: [ { step: a, send: hello } ]\n",
        }
    )
    (root / "mail" / "_parts").mkdir()
    (root / "mail" / "_parts" / "end.txt").write_text("\n{{ first_name }}\n")

    found = read_checked(root).problems

    assert [(one.file, one.line, one.code, one.accepted) for one in found] == [
        ("forms/ask.yaml", 5, "not-https", "of forms"),
        ("mail/_parts/end.txt", 2, "no-fallback", "of the part"),
        ("mail/hello/mail.yaml", 2, "no-fallback", "of mails"),
        ("scoring.yaml", 3, "unknown-event", "of scores"),
        ("scoring.yaml", 7, "unknown-event", "of interests"),
        ("segments.yaml", 1, "unused-segment", "of segments"),
        ("stages.yaml", 2, "unknown-trait", "of stages"),
    ]


def test_an_error_leaves_the_acceptances_alone_that_it_may_hide(told):
    found = told(step=f"accept: {{ {OPENS}: we know }}", **{"segments.yaml": "lone: { stag: x }\n"})

    assert [one.code for one in found] == [OPENS, END, ""]


def test_a_segment_may_accept_but_is_not_what_it_accepts(write):
    root = write(
        {"segments.yaml": "lone:\n  stage: lead\n  accept: { unused-segment: we look at it }\n"}
    )

    found = read_checked(root)

    assert found.segments == {"lone": {"stage": ["lead"]}}
    assert [one.code for one in found.problems] == ["accepted-in-vain"]  # no journeys, no warning
