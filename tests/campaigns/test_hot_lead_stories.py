"""The hand-off to sales, as its author means it: a person takes over, and is reminded once."""

import pytest


@pytest.fixture
def story(journey, person):
    """Ada asks for a visit: a lead as hot as they come."""
    ada = person("ada@example.org", known=False, traits={"company": "Mill Ltd", "country": "NL"})
    return journey("hot-lead").of(ada).posts_form("survey")


def test_sales_is_told_at_once_and_by_name_for_a_dutch_lead(story):
    story.expect(stage="sql", told="lead-handoff", mails=[])

    assert story.person.notice().to == "joris@example.com"


def test_another_country_goes_to_the_sales_desk(journey, person):
    ben = person(known=False, traits={"company": "Usine", "country": "FR"})
    journey("hot-lead").of(ben).posts_form("survey").expect(told="lead-handoff")

    assert ben.notice().to == "sales@example.com"


def test_who_accepts_the_lead_is_not_asked_again(story):
    story.advance("2h").is_accepted().expect(at="beside")

    story.advance("5d")
    assert [mail.name for mail in story.person.notices] == ["lead-handoff"]


def test_a_lead_that_nobody_accepts_within_a_day_is_asked_for_once_more(story):
    story.advance("1d").expect(told="lead-waiting", at="again")

    story.advance("30d").expect(ended="finished")
    assert [mail.name for mail in story.person.notices] == ["lead-handoff", "lead-waiting"]


def test_beside_the_calls_the_lead_gets_stories_of_customers_on_a_working_morning(story):
    story.is_accepted().until_sent("customer-stories")

    assert f"{story.now:%A %H:%M}" == "Thursday 10:00"
    story.expect(ended="finished", mails=["customer-stories"])


def test_who_buys_gets_no_more_sales_mail(story):
    story.is_accepted().advance("2d").happens("Order Completed").advance("30d")

    story.expect(exit="stage customer", goal=True, mails=[])


def test_a_lead_may_be_handed_over_again_after_ninety_days_and_not_before(story, journey):
    story.is_accepted().advance("89d")

    with pytest.raises(AssertionError, match=r"^hot-lead did not take .*: entered before"):
        journey("hot-lead").enrol(story.person)
    story.advance("1d")
    journey("hot-lead").enrol(story.person).expect(entered=2, at="tell")
