"""What must hold for everybody, over a year of all journeys with made-up people in them."""

import pytest

SOME = 15


@pytest.fixture(params=[SOME, pytest.param(1_000, marks=pytest.mark.slow)])
def year(request, crowd):
    return crowd(people=request.param, days=365)


def test_nobody_is_offered_what_they_own(year):
    year.never(lambda person, mail: mail.topic == "offers" and person.stage == "customer")
    year.never(lambda person, mail: mail.topic == "offers" and person.did("Order Completed"))


def test_whoever_unsubscribed_gets_what_belongs_to_an_order_and_nothing_else(year):
    year.never(lambda person, mail: person.unsubscribed and mail.kind != "service")


def test_nobody_is_bothered_while_a_complaint_of_theirs_is_open(year):
    bothers = {"webinar", "abandoned-cart", "year-end"}
    year.never(lambda person, mail: mail.journey in bothers and "do-not-disturb" in person.segments)


def test_there_are_days_between_two_nurture_mails_but_to_those_who_clicked(year):
    year.at_most(1, "5d", of=lambda mail: mail.kind == "nurture" and mail.step != "case")
    year.at_most(2, "7d", of=lambda mail: mail.kind == "nurture")


def test_an_offer_comes_once_a_year(year):
    year.at_most(1, "300d", of=lambda mail: mail.name == "year-offer-1")
    year.at_most(1, "300d", of=lambda mail: mail.name == "year-offer-2")


def test_sales_is_not_asked_to_call_customers(year):
    year.nobody(lambda person: person.stage == "customer" and "hot-lead" in person.journeys)


def test_who_has_become_a_customer_is_in_their_programme_and_in_no_drip(year):
    year.nobody(lambda person: person.stage == "customer" and "ebook-drip" in person.journeys)
    year.nobody(
        lambda person: person.stage == "customer" and "customer-programme" not in person.lists
    )
