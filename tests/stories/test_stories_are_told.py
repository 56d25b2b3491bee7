"""What a story says, and what it answers when things are otherwise."""

import pytest


@pytest.fixture
def ada(person):
    return person("ada@example.org", traits={"country": "NL"}, consent="events")


def says(error):
    """The sentences of a failure, and the lines of what happened instead."""
    sentences, _, happened = str(error.value).partition("\n\n")
    return sentences.split("\n"), [line.strip() for line in happened.split("\n")[1:]]


def test_what_is_otherwise_is_said_with_all_that_happened_instead(journey, ada):
    story = journey("webinar").enrol(ada).advance("1d").clicks("register").advance("2d")

    with pytest.raises(AssertionError) as error:
        story.expect(sent="webinar-nudge", not_sent="webinar-invite", at="nudge", stage="sql")

    assert says(error) == (
        [
            (
                "webinar, ada@example.org: webinar-nudge was not sent; "
                "sent were: webinar-invite, webinar-almost-there"
            ),
            "webinar, ada@example.org: webinar-invite was sent",
            "webinar, ada@example.org: they are not at step nudge; they are at step watch",
            "webinar, ada@example.org: their stage is lead, not sql",
        ],
        [
            "Fri 15 Jan 2027 09:00  told us their email, country",
            "Fri 15 Jan 2027 09:00  came into segment dutch",
            "Fri 15 Jan 2027 09:00  was put into webinar by the story",
            "Fri 15 Jan 2027 09:00  entered webinar",
            "Fri 15 Jan 2027 09:00  got webinar-invite (webinar, step invite)",
            "Sat 16 Jan 2027 09:00  clicked register in webinar-invite",
            "Mon 18 Jan 2027 09:00  got webinar-almost-there (webinar, step almost)",
            "Mon 18 Jan 2027 09:00  came to step watch of webinar",
            (
                "Mon 18 Jan 2027 09:00  now: at step watch of webinar, waiting for goal "
                "until Thu 11 Feb 2027 15:00"
            ),
        ],
    )


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({"mails": []}, "not exactly none came; sent were: webinar-invite"),
        ({"told": "task"}, "nobody of ours was told by task; notices were: none"),
        ({"held": "webinar-nudge"}, "webinar-nudge was not held back; held were: none"),
        ({"entered": 2}, "they entered 1 times, not 2"),
        ({"ended": True}, "they should be through or out; they are at step invite"),
        ({"ended": "exited"}, "they should have exited; they are at step invite"),
        ({"exit": "ended"}, "they did not leave for the reason 'ended'; they are at step invite"),
        ({"goal": True}, "the goal was not reached"),
        ({"segment": "customers"}, "they are not in segment customers; they are in: dutch"),
        ({"not_segment": "dutch"}, "they are in segment dutch"),
        ({"in_list": "leave-alone"}, "they are not on list leave-alone; they are on: none"),
        ({"trait": {"country": "DE"}}, "their trait country is 'NL', not 'DE'"),
    ],
)
def test_everything_that_can_be_expected_can_be_otherwise(journey, ada, asked, answer):
    with pytest.raises(AssertionError) as error:
        journey("webinar").enrol(ada).expect(**asked)

    assert says(error)[0] == [f"webinar, ada@example.org: {answer}"]


def test_a_reason_is_compared_where_one_is_said(journey, world, ada):
    world.until("2027-01-18 23:00")
    story = journey("webinar").enrol(ada).expect(held="webinar-invite", mails=[])

    with pytest.raises(AssertionError) as error:
        story.expect(held={"webinar-invite": "no consent"})

    assert says(error)[0] == [
        (
            "webinar, ada@example.org: webinar-invite was held back for another reason: "
            "quiet hours, not no consent"
        )
    ]


def test_who_was_never_in_it_is_said_to_have_never_entered(journey, person):
    with pytest.raises(AssertionError, match=r"they are not at step invite; they never entered"):
        journey("webinar").of(person()).expect(at="invite")


def test_a_journey_that_does_not_take_somebody_says_why(journey, ada):
    ada.happens("Webinar Registered", webinar="pipework-2027")

    with pytest.raises(AssertionError, match=r"^webinar did not take .*: only_if does not hold"):
        journey("webinar").enrol(ada)


def test_nobody_is_put_twice_into_what_they_are_in(journey, ada):
    story = journey("webinar").enrol(ada)

    with pytest.raises(AssertionError, match=r"^webinar did not take .*: they are in it already"):
        story.enrol(ada)


def test_a_mail_that_never_came_cannot_be_opened(journey, ada):
    story = journey("webinar").enrol(ada)

    with pytest.raises(AssertionError, match=r"^ada@example.org has got no mail webinar-today\."):
        story.opens("webinar-today")
    with pytest.raises(AssertionError, match=r"has got no mail with a link seat\."):
        story.clicks("seat")
    with pytest.raises(AssertionError, match=r"has got no notice\."):
        story.is_accepted()


def test_what_is_never_sent_is_waited_for_no_longer_than_is_said(journey, world, ada):
    story = journey("webinar").enrol(ada)

    with pytest.raises(AssertionError, match=r"webinar-today was not sent within 20d"):
        story.until_sent("webinar-today", within="20d")
    assert world.now.date().isoformat() <= "2027-02-04"


def test_a_mail_that_comes_back_is_shown(journey, ada):
    story = journey("webinar").enrol(ada).bounces().advance("3d")

    assert "webinar-invite came back" in str(story)
    story.expect(held={"webinar-nudge": "suppressed"}, exit="unreachable")


def test_whoever_complains_is_mailed_no_more(journey, ada):
    story = journey("webinar").enrol(ada).complains().advance("3d")

    assert "called webinar-invite spam" in str(story)
    story.expect(mails=["webinar-invite"])


def test_a_journey_that_is_paused_goes_on_when_it_is_resumed(journey, world, ada):
    world.pauses("webinar")
    story = journey("webinar").enrol(ada).expect(held={"webinar-invite": "paused"})

    world.resumes().advance("1h")
    story.expect(mails=["webinar-invite"])


def test_several_people_share_one_world(journey, world, person):
    here, there = person(traits={"country": "NL"}), person(traits={"country": "DE"})

    one, other = journey("onboarding").of(here), journey("onboarding").of(there)
    here.happens("Order Completed")
    world.until("2027-01-20 12:00")

    one.expect(sent="onboarding-first-steps")
    other.expect(entered=0)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (lambda w: w.journey("webinars"), r"no journey is called 'webinars'; there are abandoned"),
        (lambda w: w.person(consent="news"), r"policy\.yaml has no topic 'news'"),
        (lambda w: (w.person("a@b.nl"), w.person("a@b.nl")), r"a@b\.nl is in this story already"),
        (lambda w: w.advance("3 days"), r"'3 days' is no duration; write 3d, 36h, 30m or 1d12h"),
        (lambda w: w.until("tomorrow"), r"'tomorrow' is no date; write 2027-02-11"),
        (lambda w: w.until("2026-01-01"), r"2026-01-01 is past: it is Fri 15 Jan 2027 09:00"),
        (lambda w: w.person().posts_form("ebok"), r"no form is called 'ebok'; there are ebook"),
        (lambda w: (w.person(), w.begins("2026-01-01")), r"say when a story begins before"),
        (lambda w: w.journey("webinar").advance("3d"), r"say whom the story is about"),
    ],
)
def test_what_cannot_be_told_is_refused_with_what_to_write(world, said, answer):
    with pytest.raises(ValueError, match=answer):
        said(world)


def test_dates_are_the_firms_and_a_story_may_begin_at_any(world):
    world.begins("2026-07-01 10:00")

    assert world.now.isoformat() == "2026-07-01T10:00:00+02:00"
    assert world.until("2026-12-24").now.isoformat() == "2026-12-24T00:00:00+01:00"
    assert world.advance("1d12h").now.isoformat() == "2026-12-25T12:00:00+01:00"
