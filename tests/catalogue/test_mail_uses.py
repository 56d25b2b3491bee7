"""What a mail may say of the journeys that send it: their values, and a task."""

import pytest

from kweek.catalogue.build import check

JOURNEY = """\
title: A journey
status: live
topic: nurture
VALUES
enter: { event: Form Submitted }
steps:
  - STEP
"""
SEND = "{ step: a, send: hello }"
TASK = "{ step: a, task: { to: account-owner, title: Call them, due: 2d } }"
NOTICE = "kind: service\nto: owner\nsubject: "
AT = "mail/hello/mail.yaml:2: subject: "


@pytest.fixture
def told(write):
    def told(subject, *, mail="hello", start="kind: nurture\nsubject: ", **journeys):
        files = {
            f"journeys/{name}.yaml": JOURNEY.replace("VALUES", values).replace("STEP", step)
            for name, (values, step) in journeys.items()
        }
        root = write({f"mail/{mail}": f"{start}'{subject}'\n", **files})
        return [str(problem) for problem in check(root)]

    return told


def test_a_value_that_every_sender_has_can_be_said(told):
    problems = told(
        "{{ values.place }}",
        one=("values: { place: Sneek }", SEND),
        two=("values: { place: Joure, mail: hello }", "{ step: a, send: $mail }"),
    )

    assert problems == []


def test_a_value_that_one_of_the_senders_lacks_is_told_by_its_name(told):
    problems = told(
        "{{ values.place }}",
        one=("values: { place: Sneek }", SEND),
        two=("values: { places: 12 }", SEND),
    )

    assert problems == [
        f"{AT}journey 'two' sends this mail and has no value called 'place'; did you mean 'places'?"
    ]


def test_a_sender_without_any_values_is_told_as_well(told):
    assert told("{{ values.place }}", one=("", SEND)) == [
        (
            f"{AT}journey 'one' sends this mail and has no value called 'place'; "
            "add it to the journey's `values`"
        )
    ]


def test_a_value_in_a_mail_that_nobody_sends_is_told(told):
    assert told("{{ values.place }}") == [
        f"{AT}there is no 'values.place'; no journey sends this mail"
    ]


def test_a_value_is_one_thing_and_has_no_parts(told):
    one = ("values: { place: Sneek }", SEND)

    assert told("{{ values.place.street }} {{ values }}", one=one) == [
        f"{AT}'values' is not one value; say which, as in 'values.name'",
        f"{AT}there is no 'values.place.street'; nothing comes after the dot here",
    ]


def test_a_task_can_be_spoken_of_in_the_mail_of_a_task(told):
    problems = told("{{ task.title }} {{ task.due }}", mail="task", start=NOTICE, j=("", TASK))

    assert problems == []


def test_a_task_cannot_be_spoken_of_where_none_is_given(told):
    tell = "{ step: tell, notify: { to: account-owner, mail: hello } }"

    assert told("{{ task.title }}", start=NOTICE, j=("", tell)) == [
        (
            "mail/hello/mail.yaml:3: subject: only the mail of a task can say this; "
            "no `task` step sends this mail"
        )
    ]


def test_a_mail_that_goes_with_and_without_a_task_cannot_speak_of_it(told):
    both = (
        "{ step: a, task: { to: account-owner, title: Call, mail: hello } }\n"
        "  - { step: tell, notify: { to: account-owner, mail: hello } }"
    )

    assert told("{{ task.title }}", start=NOTICE, j=("", both)) == [
        (
            "mail/hello/mail.yaml:3: subject: only the mail of a task can say this, and 'j.tell' "
            "sends it without one; give the task a mail of its own"
        )
    ]


def test_a_mail_to_the_contact_knows_no_task(told):
    assert told("{{ task.title }}", j=("", SEND)) == [
        (
            f"{AT}there is no 'task'; use one of: contact, entry, first_name, link, policy, "
            "unsubscribe_url, values"
        )
    ]
