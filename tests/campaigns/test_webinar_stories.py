"""The webinar invitation, as its author means it: it begins on Thursday 11 February at 15:00."""

import pytest

WEBINAR = {"webinar": "pipework-2027"}


@pytest.fixture
def ada(person):
    """A customer in the Netherlands who wants our invitations."""
    return person("ada@example.org", traits={"country": "NL"}, consent="events")


def test_whoever_registers_is_thanked_at_once_let_in_on_the_day_and_gets_an_article(journey, ada):
    story = journey("webinar").enrol(ada).expect(mails=["webinar-invite"])

    story.advance("1d").clicks("register").happens("Webinar Registered", **WEBINAR)
    story.expect(sent="webinar-thanks", goal=True, at="day")

    story.until("2027-02-11 08:00").expect(sent="webinar-today")
    story.until("2027-02-15 09:00").expect(sent="related-article", ended="finished")
    story.expect(not_sent=["webinar-nudge", "webinar-almost-there"])


def test_whoever_is_silent_for_three_days_is_nudged_and_then_left_alone(journey, ada):
    story = journey("webinar").enrol(ada)

    story.advance("71h").expect(mails=["webinar-invite"], at="invite")
    story.advance("1h").expect(sent="webinar-nudge", at="watch")
    story.until("2027-02-11 15:00").expect(ended="finished", goal=False)
    story.expect(mails=["webinar-invite", "webinar-nudge"])


def test_whoever_clicks_and_does_not_register_gets_answers_to_their_questions(journey, ada):
    story = journey("webinar").enrol(ada).advance("1d").clicks("register")

    story.advance("1d").expect(mails=["webinar-invite"])
    story.advance("1d").expect(mails=["webinar-invite", "webinar-almost-there"], at="watch")


def test_whoever_opened_the_invitation_is_left_to_think_about_it(journey, ada):
    story = journey("webinar").enrol(ada).advance("1d").opens()

    story.advance("2d").expect(mails=["webinar-invite"], at="watch")


def test_pictures_that_a_proxy_fetched_are_no_open(journey, ada):
    journey("webinar").enrol(ada).opens(proxy=True).advance("3d").expect(sent="webinar-nudge")


def test_whoever_registers_late_is_thanked_as_well(journey, ada):
    story = journey("webinar").enrol(ada).until("2027-02-10 12:00").expect(at="watch")

    story.happens("Webinar Registered", **WEBINAR).expect(sent="webinar-thanks", at="day")


def test_whoever_registers_on_the_day_itself_has_the_way_in_already(journey, ada):
    story = journey("webinar").enrol(ada).until("2027-02-11 10:00")

    story.happens("Webinar Registered", **WEBINAR).until("2027-02-16 09:00")
    story.expect(sent=["webinar-thanks", "related-article"], not_sent="webinar-today")


def test_whoever_found_the_article_by_themselves_does_not_get_it(journey, ada):
    story = journey("webinar").enrol(ada).happens("Webinar Registered", **WEBINAR)

    story.happens("File Downloaded", file="pressure-map.pdf").until("2027-02-20")
    story.expect(ended="finished", not_sent="related-article")


def test_a_dutch_customer_is_invited_by_their_first_order_and_only_once(journey, ada):
    story = journey("webinar").of(ada).expect(entered=0)

    story.happens("Order Completed").expect(entered=1, sent="webinar-invite")
    story.becomes(country="DE").becomes(country="NL").advance("10d").expect(entered=1)


def test_a_customer_elsewhere_is_not_invited(journey, person):
    ben = person(traits={"country": "DE"}, consent="events")

    journey("webinar").of(ben).happens("Order Completed").expect(entered=0)


def test_who_has_registered_is_not_invited(journey, ada):
    story = journey("webinar").of(ada).happens("Webinar Registered", **WEBINAR)

    story.happens("Order Completed").expect(stage="customer", entered=0)


def test_nobody_is_invited_in_the_last_four_days(journey, world, ada):
    world.until("2027-02-07 15:00")

    journey("webinar").of(ada).happens("Order Completed").expect(entered=0)


def test_whoever_complains_of_something_else_is_left_alone(journey, ada):
    story = journey("webinar").enrol(ada).advance("1d").becomes(complaint="open")

    story.expect(ended="exited", exit="segment do-not-disturb")
    story.advance("30d").expect(mails=["webinar-invite"])


def test_who_never_said_yes_to_invitations_gets_none(journey, person):
    ben = person(traits={"country": "NL"})

    story = journey("webinar").enrol(ben)
    story.expect(ended="exited", exit="unreachable", held={"webinar-invite": "no consent"})


def test_an_invitation_that_would_come_at_night_waits_for_the_morning(journey, world, ada):
    world.until("2027-01-19 23:30")

    story = journey("webinar").enrol(ada).expect(held={"webinar-invite": "quiet hours"}, mails=[])
    story.until("2027-01-20 08:00").expect(mails=["webinar-invite"])
    story.advance("3d").expect(sent="webinar-nudge")  # the three days count from the morning
