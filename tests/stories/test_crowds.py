"""What is asked of a whole crowd, and what is said when it does not hold."""

import pytest

from kweek.core.times import DAY


@pytest.fixture
def few(crowd):
    return crowd(people=24, days=120)  # short enough for a life to be told whole


def test_what_should_never_be_sent_is_told_with_whom_and_all_that_happened(few):
    nudged = [mail for mail in few.sent if mail.name == "ebook-remind"]

    with pytest.raises(AssertionError) as error:
        few.never(lambda person, mail: mail.name == "ebook-remind" and person.stage == "mql")

    head, first, *rest = str(error.value).split("\n")
    assert head == f"{len(nudged)} of {len(few.sent)} mails should never go:"
    assert first.startswith(f"  ebook-remind (ebook-drip) to {nudged[0].to.email} on ")
    assert any(f"What happened to {nudged[0].to.email}" in line for line in rest)
    assert any(line.endswith("got ebook-remind (ebook-drip, step remind)") for line in rest)


def test_people_are_asked_as_they_were_when_the_mail_went(few):
    """Who asks for the e-book is a lead still; some are more than that later."""
    few.never(lambda person, mail: mail.name == "ebook" and person.stage in ("sql", "customer"))
    stages = {one.stage for one in few.everybody if one.did("Form Submitted", form="ebook")}

    assert stages > {"customer"}


def test_what_somebody_did_later_they_had_not_done_then(few):
    welcomed = [mail for mail in few.sent if mail.name == "onboarding-welcome"]
    earlier = {mail.to.email for mail in few.sent if not mail.to.did("Order Completed")}

    assert welcomed
    assert all(mail.to.did("Order Completed") for mail in welcomed)
    assert earlier & {mail.to.email for mail in welcomed}


def test_too_many_mails_within_a_time_are_those_and_no_others(few):
    nurture = [mail for mail in few.sent if mail.kind == "nurture"]
    close = [
        later
        for place, later in enumerate(nurture)
        if any(
            one.to.contact.id == later.to.contact.id and later.at - one.at < 20 * DAY
            for one in nurture[:place]
        )
    ]

    with pytest.raises(AssertionError) as error:
        few.at_most(1, "20d", of=lambda mail: mail.kind == "nurture")

    assert close
    assert str(error.value).startswith(f"{len(close)} mails are one more than 1 in 20d:\n")


def test_what_is_true_of_somebody_in_the_end_is_told(few):
    customers = [one.email for one in few.everybody if one.stage == "customer"]

    with pytest.raises(AssertionError) as error:
        few.nobody(lambda person: person.stage == "customer")

    head = str(error.value).split("\n", maxsplit=1)[0]
    names = ", ".join(customers[:3])
    assert head == f"{len(customers)} of {len(few.everybody)} people should not be so: {names}"


def test_one_crowd_lives_once_for_all_who_ask_and_the_same_in_every_telling(crowd):
    again = crowd(people=5, days=60)

    assert crowd(people=5, days=60) is again
    assert crowd(people=5, days=60, seed=2).sent != again.sent
