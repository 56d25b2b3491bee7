"""One person's days in plain sentences, and how they stand at the end."""

from kweek.simulation.following import Followed


def test_a_persons_days_are_told_in_the_order_in_which_they_came(plain):
    assert [one["said"] for one in plain.future.followed.timeline()] == [
        "They filled in the form guide.",
        "They entered the journey guide.",
        "We sent them the mail hello (step deliver of guide).",
        "They opened the mail hello.",
        "They clicked guide in the mail hello.",
        "Order Completed.",
        "They did what the journey guide is for.",
        "We sent them the mail again (step ask of guide).",
        "We sent sales or a colleague the mail lead-handoff (step tell of guide).",
        "Sales took them over.",
        "They came to the end of the journey guide.",
        "They opened the mail again.",
    ]


def test_times_are_those_of_the_firm(plain):
    first = plain.future.followed.timeline()[0]

    assert first["at"].endswith("+01:00")


def test_the_end_of_the_story_says_why_they_stand_where_they_stand(plain):
    told = list(plain.future.followed.told())

    assert told[0] == "person-2@example.org, one of many"
    assert told[-5] == "At the end:"
    assert "Finished" in told[-3]


def test_who_never_came_has_no_story(plain):
    followed = Followed(plain.future.worlds[0], 99)

    assert followed.contact is None
    assert followed.timeline() == []
    assert followed.summary() == []
