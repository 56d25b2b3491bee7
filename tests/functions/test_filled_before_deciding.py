"""Rules that ask what nobody asked before find everybody's past, once, without a rescan."""

import pytest

from kweek.core.ids import digest
from kweek.core.times import DAY, HOUR
from kweek.shell.filling import filled
from kweek.shell.worker import world
from tests.stack import campaign, content
from tests.stack.kweek_stack import PAGES, Stack

ADA, BEA = "ada@example.org", "bea@example.org"
TIMED = "readers: { event: Page Viewed, in_last: 7d }\n"
MORE = """\
viewers: { event: Video Watched, count: 2 }
not-viewers: { none: [ { event: Video Watched } ] }
asked-after-viewing: { event: Video Watched, then: { event: Form Submitted }, within: 2d }
"""

pytestmark = pytest.mark.usefixtures("the_secret")


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    """The campaigns as they were, and with more segments."""
    was = campaign.write(tmp_path_factory.mktemp("was"))
    now = campaign.write(tmp_path_factory.mktemp("now"))
    for folder, more in ((was, ""), (now, MORE)):
        (folder / "segments.yaml").write_text(campaign.SEGMENTS + TIMED + more, encoding="utf-8")
    return was, now


@pytest.fixture
def stack(aws, campaigns, tmp_path):
    return Stack(aws, campaigns[0], tmp_path)


@pytest.fixture
def deploy(stack, campaigns, tmp_path):
    """Put the new campaigns in place of the old, and of what workers remember of them."""

    def deployed():
        stack.run()
        stack.built = content.put(stack.monkeypatch, campaigns[1], tmp_path / "new", PAGES)
        stack.forget()

    return deployed


def watches(stack, number, **who):
    stack.happens(f"video-{number}", event="Video Watched", **(who or {"anonymous_id": "visitor"}))
    stack.run()


def watched(stack, address=ADA):
    """The tally of watching, as the present rules know it."""
    contact = stack.contact(address)
    [pid] = [p for p, one in world().rules.predicates.items() if one["events"] == ["Video Watched"]]
    return contact.tallies.get(pid)


def pasts_read(stack):
    return sum(call.operation == "Query" for call in stack.calls.seen)


def known(stack):
    """Two videos watched, and then a form that made their watcher known."""
    watches(stack, 1)
    stack.passes(DAY)
    watches(stack, 2)
    stack.posts_form("ebook", ADA, anonymous_id="visitor")
    stack.run()


def test_the_next_event_sees_the_past(stack, deploy):
    first = stack.now()
    known(stack)
    deploy()
    before = stack.contact(ADA)

    stack.happens("coffee", event="Coffee Made", anonymous_id="visitor")
    stack.run()

    after = stack.contact(ADA)
    assert before.segments == {}
    assert watched(stack)[:3] == (2, first, first + DAY)
    assert sorted(after.segments) == ["asked-after-viewing", "viewers"]
    assert after.filled == world().rules.filled != before.filled


def test_the_past_is_read_once_and_never_while_the_rules_stay(stack, deploy):
    known(stack)
    assert pasts_read(stack) == 0
    deploy()

    watches(stack, 3)
    read = pasts_read(stack)
    watches(stack, 4)

    assert (read, pasts_read(stack)) == (1, 1)
    assert watched(stack).total == 4


def test_an_event_that_fills_and_comes_twice_counts_once(stack, deploy):
    known(stack)
    deploy()
    stack.deliveries = 2

    watches(stack, 3)
    watches(stack, 3)

    assert watched(stack).total == 3


@pytest.mark.slow
def test_a_crash_anywhere_in_the_event_that_fills_changes_nothing(stack, deploy):
    known(stack)
    deploy()
    stack.calls.seen.clear()
    beginning = stack.saved()
    watches(stack, 3)
    expected, made = stack.contact(ADA), len(stack.calls.seen)

    for number in range(made):
        for side in ("before", "after"):
            stack.restore(beginning)
            stack.calls.crash = (number, side)
            watches(stack, 3)
            assert stack.calls.crash is None
            assert (stack.contact(ADA).tallies, stack.contact(ADA).segments) == (
                expected.tallies,
                expected.segments,
            )
            assert stack.told(ADA).count("Video Watched") == 3


def test_whoever_is_met_by_tick_is_filled_first(stack, deploy):
    watches(stack, 1)
    stack.happens("page", "page", anonymous_id="visitor")
    stack.run()
    visitor = digest("anonymous", "visitor")
    inside = list(world().contacts.load(visitor).segments)
    deploy()

    stack.passes(7 * DAY + HOUR)

    contact = world().contacts.load(visitor)
    told = [e["properties"].get("segment") for e in world().items.under(visitor, "e#")]
    assert (inside, list(contact.segments)) == (["readers"], [])
    assert "not-viewers" not in told
    assert contact.filled == world().rules.filled


def test_whoever_is_met_by_a_step_or_a_mail_is_filled_first(stack, deploy):
    known(stack)
    assert stack.mails(ADA) == ["welcome"]
    deploy()

    stack.passes(4 * DAY)  # the welcome stays without an answer: the run goes on to its next mail

    told = [e["properties"].get("segment") for e in stack.timeline(ADA)]
    assert stack.mails(ADA) == ["welcome", "nudge"]
    assert "viewers" in stack.contact(ADA).segments
    assert "not-viewers" not in told


def test_a_visitor_who_was_not_met_since_brings_their_past_to_somebody_who_was(stack, deploy):
    watches(stack, 1)
    stack.happens("i", "identify", "Identified", user_id="ada")
    watches(stack, 2, user_id="ada")
    deploy()
    watches(stack, 3, user_id="ada")

    stack.happens("j", "identify", "Identified", anonymous_id="visitor", user_id="ada")
    stack.run()
    watches(stack, 4, user_id="ada")

    contact = stack.user("ada")
    [tally] = [one for one in contact.tallies.values() if one.total == 4]
    assert len(tally.recent) == 4
    assert contact.filled == world().rules.filled


def test_while_an_event_has_no_place_in_the_timeline_yet_the_past_is_not_whole(stack, deploy):
    known(stack)
    deploy()
    before = stack.contact(ADA)

    after = filled(world(), before, {"c#ada|e#lost": None})

    assert (after.filled, len(after.tallies) - len(before.tallies)) == (before.filled, 2)


def test_who_is_new_is_filled_without_being_read(stack, deploy):
    deploy()

    stack.posts_form("ebook", BEA, anonymous_id="new")
    stack.happens("i", "identify", "Identified", anonymous_id="newer", user_id="cora")
    stack.run()

    found = {stack.contact(BEA).filled, stack.user("cora").filled}
    assert (found, pasts_read(stack)) == ({world().rules.filled}, 0)
