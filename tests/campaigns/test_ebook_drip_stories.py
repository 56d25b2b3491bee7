"""The e-book drip, as its author means it: from a form to a lead that sales wants, or an end."""

import pytest


@pytest.fixture
def story(journey, person):
    """Ada, whom nobody knows, asks for the e-book."""
    ada = person("ada@example.org", traits={"first_name": "Ada", "country": "NL"}, known=False)
    return journey("ebook-drip").of(ada).posts_form("ebook")


def test_the_e_book_comes_at_once_whatever_the_hour(journey, world, person):
    world.until("2027-01-18 23:45")

    story = journey("ebook-drip").of(person(known=False)).posts_form("ebook")
    story.expect(mails=["ebook"], stage="mql", trait={"first_name": None})


def test_whoever_downloads_it_hears_nothing_for_six_days_and_then_gets_the_film(story):
    story.advance("2h").clicks("ebook").expect(at="pause")

    story.advance("5d").expect(mails=["ebook"])
    story.until_sent("ebook-video", within="2d").expect(mails=["ebook", "ebook-video"])


def test_whoever_does_not_download_it_within_three_days_is_reminded_once(story):
    story.advance("71h").expect(mails=["ebook"], at="deliver")
    story.advance("1h").expect(mails=["ebook", "ebook-remind"], at="pause")


def test_whoever_watches_the_film_gets_the_story_of_a_dairy_at_once(story):
    story.clicks("ebook").until_sent("ebook-video").advance("1h").clicks("video")

    story.expect(sent="ebook-case", not_sent="ebook-summary", ended="finished")


def test_whoever_only_opens_that_mail_gets_the_story_six_days_later(story):
    story.clicks("ebook").until_sent("ebook-video").opens().expect(not_sent="ebook-case")

    story.advance("6d").expect(sent="ebook-case", not_sent="ebook-summary", ended="finished")


def test_whoever_lets_everything_pass_gets_a_summary_and_then_we_stop(story):
    story.advance("60d")

    story.expect(mails=["ebook", "ebook-remind", "ebook-video", "ebook-summary"])
    story.expect(ended="finished", goal=False, stage="mql")


def test_a_lead_that_gets_hot_leaves_the_drip_for_sales(story, journey):
    story.clicks("ebook").advance("1d").expect(ended=False)

    story.views("/pricing").views("/pricing").expect(stage="sql")
    story.expect(ended="exited", exit="stage sql", goal=True)
    journey("hot-lead").of(story.person).expect(entered=1, told="lead-handoff")
    story.advance("60d").expect(mails=["ebook"])


def test_whoever_orders_leaves_the_drip_and_is_welcomed(story, journey):
    story.advance("1d").happens("Order Completed", order_id="1").expect(exit="stage customer")

    journey("onboarding").of(story.person).expect(entered=1, mails=["onboarding-welcome"])
    story.advance("60d").expect(mails=["ebook"])


def test_whoever_unsubscribes_gets_no_more_of_it(story):
    story.advance("1d").unsubscribes().advance("60d")

    story.expect(mails=["ebook"], held={"ebook-remind": "unsubscribed"}, exit="unreachable")


def test_asking_for_the_other_booklet_does_not_begin_it_anew(story):
    story.advance("40d").posts_form("whitepaper", company="Mill Ltd").expect(entered=1)


def test_the_form_takes_nobody_who_does_not_say_yes(journey, person):
    eve = person(known=False)

    with pytest.raises(AssertionError, match="without it we may not mail you"):
        journey("ebook-drip").of(eve).posts_form("ebook", consents=False)
