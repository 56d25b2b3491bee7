"""The first weeks of a customer, as their author means them."""

import pytest


@pytest.fixture
def story(journey, person):
    """Ada's first order, on a Friday morning; she never said yes to any marketing."""
    return journey("onboarding").of(person("ada@example.org")).happens("Order Completed")


def test_a_customer_is_welcomed_in_the_same_moment_without_any_marketing_consent(story):
    story.expect(mails=["onboarding-welcome"], stage="customer", at="parcel")
    story.expect(trait={"onboarding": "started"}, in_list="customer-programme")


def test_the_first_steps_come_when_the_parcel_is_there_on_a_working_morning(story):
    story.until_sent("onboarding-first-steps")

    assert f"{story.now:%A %H:%M}" == "Monday 09:00"


def test_whoever_sets_up_a_sensor_needs_no_help(story):
    story.until_sent("onboarding-first-steps").clicks("setup").advance("30d")

    story.expect(not_sent="onboarding-help", sent="onboarding-check-in", ended="finished")


def test_whoever_does_not_within_five_days_is_offered_a_hand(story):
    story.until_sent("onboarding-first-steps").advance("5d")

    story.expect(sent="onboarding-help", at="settle")


def test_after_a_fortnight_they_are_asked_whether_it_is_of_use(story):
    story.until_sent("onboarding-first-steps").clicks("setup").until_sent("onboarding-check-in")

    assert f"{story.now:%A %d %B %H:%M}" == "Monday 01 February 09:00"
    story.expect(ended="finished", goal=False)


def test_a_sensor_that_comes_online_is_what_we_hope_for_and_ends_nothing(story):
    story.happens("Sensor Online").expect(goal=True, ended=False)


def test_a_second_order_begins_nothing_anew(story):
    story.advance("60d").happens("Order Completed").advance("30d").expect(entered=1)
