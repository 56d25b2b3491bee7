"""G4: a write key stands in every web page, so it can do nothing to anybody's identity or rights.

Whoever has it may say whatever Segment's API takes, with other people's ids and addresses in it,
in any order: known people stay apart, keep their addresses, and never agree to anything by it.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kweek.core.ids import digest
from kweek.core.times import MINUTE
from kweek.core.tracking import Arrival, take
from kweek.testing.virtual_world import VirtualWorld

ADA, BOB, NEW = "ada@example.org", "bob@example.org", "mallory@example.org"
VISITORS = ("ada-browser", "bob-browser", "shared-browser", "new-browser")
USERS = ("ada", "bob", "nobody-yet")
#: What a contact must still be, whatever was said with the key.
KEPT = ("id", "address", "consent", "opted_out", "suppressed")

BUSY = [HealthCheck.too_slow]  # the machine, not the stories

visitors, users = st.sampled_from(VISITORS), st.sampled_from(USERS)
somebody = st.fixed_dictionaries({}, optional={"anonymousId": visitors, "userId": users}).filter(
    bool
)
traits = st.fixed_dictionaries(
    {},
    optional={
        "email": st.sampled_from((ADA, BOB, NEW, ADA.upper())),
        "consent": st.just({"nurture": {"wording": "yes"}}),
        "opted_out": st.none(),
        "suppressed": st.none(),
        "stage": st.just("customer"),
        "_consent": st.just("on"),
    },
)
bodies = st.one_of(
    st.tuples(st.just("identify"), somebody, st.fixed_dictionaries({"traits": traits})),
    st.tuples(
        st.just("track"),
        somebody,
        st.fixed_dictionaries(
            {
                "event": st.sampled_from(("Form Submitted", "Subscribed", "Unsubscribed", "Seen")),
                "properties": st.fixed_dictionaries(
                    {}, optional={"form": st.just("ebook"), "email": st.sampled_from((ADA, BOB))}
                ),
            }
        ),
    ),
    st.tuples(
        st.just("alias"),
        st.just({}),
        st.fixed_dictionaries({"userId": users, "previousId": st.sampled_from(VISITORS + USERS)}),
    ),
    st.tuples(
        st.just("group"),
        somebody,
        st.fixed_dictionaries({"groupId": st.sampled_from(USERS), "traits": traits}),
    ),
)
calls = st.lists(bodies.map(lambda told: (told[0], {**told[1], **told[2]})), min_size=1, max_size=8)


def says(world, calls):
    """Somebody with the write key makes these calls, a minute apart."""
    for kind, body in calls:
        arrival = Arrival(world.now(), world.now(), 1)
        for message in take(kind, body, arrival):
            world.arrives(message)
        world.advance(MINUTE)


def two_known_people(built):
    world = VirtualWorld(built)
    world.posts_form("ebook", ADA, anonymous_id="ada-browser", user_id="ada")
    world.posts_form("ebook", BOB, topics=(), anonymous_id="bob-browser", user_id="bob")
    world.advance(MINUTE)
    return world


def kept(world, address):
    contact = world.contact(address)
    return {name: getattr(contact, name) for name in KEPT}


def check(built, calls):
    world = two_known_people(built)
    before = {address: kept(world, address) for address in (ADA, BOB)}

    says(world, calls)

    assert {address: kept(world, address) for address in (ADA, BOB)} == before
    assert set(world.contact(ADA).ids).isdisjoint(world.contact(BOB).ids)
    assert {one.address for one in world.contacts if one.consent} == {ADA}


@settings(max_examples=15, deadline=None, suppress_health_check=BUSY)
@given(calls=calls)
def test_g4_a_write_key_merges_nobody_moves_no_address_and_consents_for_nobody(shipped, calls):
    check(shipped, calls)


@pytest.mark.slow
@settings(max_examples=500, deadline=None, suppress_health_check=BUSY)
@given(calls=calls)
def test_g4_five_hundred_stories_of_a_write_key(shipped, calls):
    check(shipped, calls)


def test_g4_the_two_are_known_by_their_user_ids_and_browsers(shipped):
    world = two_known_people(shipped)

    for address, name in ((ADA, "ada"), (BOB, "bob")):
        known = world.contact(address)
        assert (known.user_id, digest("anonymous", f"{name}-browser") in known.ids) == (name, True)
    assert (list(world.contact(ADA).consent), list(world.contact(BOB).consent)) == (["nurture"], [])
