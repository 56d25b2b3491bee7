"""The year-end programme, as its author means it: for those we have lost touch with."""

import pytest


@pytest.fixture
def ada(world, person):
    """Ada read a page of ours in July, and neither of us was heard of since."""
    world.begins("2027-07-01 10:00")
    ada = person("ada@example.org", consent="offers").views("/cases/mill")
    world.until("2027-11-01 09:00")
    return ada


@pytest.fixture
def story(journey, ada):
    """Ada in the first days of November: the first mail has come, one of two by chance."""
    return journey("year-end").of(ada).expect(entered=1, at=first_step(ada))


def first_step(ada):
    return {"year-news": "news", "year-sum": "sum"}[ada.mail().name]


def test_whoever_was_quiet_for_months_enters_when_the_season_opens(story):
    assert len(story.seen.mails) == 1


def test_whoever_gets_quiet_in_the_season_enters_then(journey, world, person):
    world.begins("2027-08-20 10:00")
    story = journey("year-end").of(person(consent="offers").views("/cases/mill"))

    story.until("2027-11-18 08:59").expect(entered=0)
    story.until("2027-11-18 09:00").expect(entered=1)  # 90 days, of which the last are winter's


def test_nobody_enters_before_november_or_after_the_tenth_of_december(journey, world, person):
    world.begins("2027-07-01 10:00")
    early = person("early@example.org", consent="offers").views("/cases/mill")
    world.until("2027-09-12 10:00")
    late = person("late@example.org", consent="offers").views("/cases/mill")

    world.until("2027-10-31 23:59")
    journey("year-end").of(early).expect(segment="quiet-for-months", entered=0)
    world.until("2027-12-31")
    journey("year-end").of(late).expect(segment="quiet-for-months", entered=0)


def test_whoever_reads_it_and_acts_is_called_and_gets_no_offers(story):
    story.advance("1d").opens().expect(ended=False).views("/pricing")

    story.expect(told="lead-is-back", at="talk")
    story.until("2027-12-31").expect(
        ended="finished", goal=False, not_sent=["year-offer-1", "year-offer-2"]
    )


def test_what_comes_of_the_call_within_a_month_is_its_doing(story):
    story.until_sent("year-offer-1").clicks("survey").advance("10d").happens("Quote Requested")

    story.expect(ended="exited", exit="goal", goal=True)


def test_silence_is_followed_by_two_offers_and_then_by_peace(story):
    first = story.seen.mails[0]

    story.advance("7d").expect(mails=[first, "year-offer-1"])
    story.advance("7d").expect(mails=[first, "year-offer-1", "year-offer-2"])
    story.until("2027-12-31").expect(ended="finished", told=[])


def test_an_offer_that_is_clicked_is_for_sales(story):
    story.until_sent("year-offer-1").clicks("survey")

    story.expect(told="lead-is-back", at="talk")
    story.until("2027-12-31").expect(ended="finished", not_sent="year-offer-2")


def test_whoever_buys_gets_no_more_of_it(story):
    story.advance("1d").happens("Order Completed").expect(ended="exited", goal=True)

    story.until("2027-12-31").expect(not_sent=["year-offer-1", "year-offer-2"])


def test_whoever_never_asked_for_offers_gets_in_once_they_do(journey, world, person):
    world.begins("2027-07-01 10:00")
    ben = person("ben@example.org").views("/cases/mill")
    story = journey("year-end").of(ben).until("2027-11-05 09:00").expect(entered=0)

    story.posts_form("news", first_name="Ben").advance("90d").expect(entered=0)  # no more quiet


def test_a_customer_is_never_offered_what_they_own(journey, world, person):
    world.begins("2027-07-01 10:00")
    owner = person(consent="offers").happens("Order Completed")

    story = journey("year-end").of(owner).until("2027-12-31")
    story.expect(stage="customer", entered=0, mails=[])


def test_nothing_of_it_comes_after_the_twentieth_of_december(journey, world, person):
    world.begins("2027-09-09 10:00")
    late = person(consent="offers").views("/cases/mill")

    story = journey("year-end").of(late).until("2027-12-09 10:00").expect(entered=1)
    story.until("2027-12-31").expect(ended="exited", exit="ended", sent="year-offer-1")
    story.expect(not_sent="year-offer-2")


def test_next_year_it_comes_again(story):
    story.until("2028-02-01").views("/cases/mill")

    story.until("2028-11-01 09:00").expect(entered=2)
