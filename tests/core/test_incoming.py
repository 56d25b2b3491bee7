"""In which order messages are handled: what one sender does in theirs, an alias behind its past."""

from kweek.core.ids import digest
from kweek.core.incoming import Incoming


def incoming(kind="track", **who):
    return Incoming(id="m", type=kind, event="Told", at=1, received_at=1, **who)


def test_each_sender_is_a_group_of_their_own():
    assert incoming(contact="ada", anonymous_id="a").group == "ada"
    assert incoming(anonymous_id="a", user_id="u").group == digest("anonymous", "a")
    assert incoming(user_id="u", address="ada@example.org").group == digest("user", "u")
    assert incoming(address="ada@example.org").group == digest("address", "ada@example.org")


def test_an_alias_goes_behind_the_past_that_it_joins():
    alias = incoming("alias", user_id="u", previous_id="a")

    assert alias.group == incoming(anonymous_id="a").group
    assert incoming("alias", contact="ada", previous_id="a").group == "ada"
