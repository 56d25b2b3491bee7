"""A story about one person in one journey, told from left to right."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from kweek.core.times import Instant
from kweek.stories.acts import Acts
from kweek.stories.dates import duration_of
from kweek.stories.expecting import Expected, Names, surprises
from kweek.stories.person import Person
from kweek.stories.seen import Seen

if TYPE_CHECKING:
    from kweek.stories.world import World

PATIENCE = "400d"


class Story(Acts):
    """`journey("webinar").enrol(ada).advance("3d").expect(sent="webinar-nudge")`.

    Made by the fixture `journey`. First say whom it is about: `enrol` puts them in, `of` only
    looks, for those who get in by what they do. Every verb returns the story.
    """

    def __init__(self, world: "World", name: str) -> None:
        self._world, self.name = world, name
        self._person: Person | None = None

    @property
    def _who(self) -> Person:
        if self._person is None:
            msg = f"say whom the story is about: journey('{self.name}').enrol(ada), or .of(ada)"
            raise ValueError(msg)
        return self._person

    def of(self, person: Person) -> Self:
        """Be about somebody, who gets into the journey by what they do."""
        self._person = person
        return self

    def enrol(self, person: Person, **entry: Any) -> Self:
        """Put somebody into the journey, by whichever door; `entry` is what brings them.

        Everything but the door holds as ever: re-entry, season, `only_if`, exits. Raises
        AssertionError, with the reason, when the journey does not take them.
        """
        self._person = person
        person.acts_now()
        before, virtual = self._passed(), self._world.virtual
        virtual.enrols(self.name, person.contact.id, **entry)
        virtual.run()
        if self._passed() == before:
            msg = f"{self.name} did not take {person.email}: {self._reason()}\n\n{person.told()}"
            raise AssertionError(msg)
        return self

    def until_sent(self, mail: str, within: str = PATIENCE) -> Self:
        """Let time pass until this journey sends them a mail, once more if it has before.

        Raises AssertionError when it has not by then.
        """
        had, latest = self.seen.mails.count(mail), self._world.virtual.clock.ms
        latest = Instant(latest + duration_of(within))
        while self.seen.mails.count(mail) == had:
            if not self._world.next_thing(latest):
                self._fails([f"{mail} was not sent within {within}"])
        return self

    def expect(
        self,
        *,
        sent: Names = (),
        not_sent: Names = (),
        mails: Sequence[str] | None = None,
        told: Names = (),
        held: Names | Mapping[str, str] = (),
        at: str | None = None,
        entered: int | None = None,
        ended: bool | str | None = None,
        exit: str | None = None,  # noqa: A002 - the word that people are shown
        goal: bool | None = None,
        stage: str | None = None,
        segment: Names = (),
        not_segment: Names = (),
        in_list: Names = (),
        trait: Mapping[str, Any] | None = None,
    ) -> Self:
        """See that things are so now; what is not said is not asked.

        Of the mails of this journey to this person:
            sent: these were sent, whatever else was.
            not_sent: these were not.
            mails: exactly these were, in this order.
            told: these went to an owner of ours, about them.
            held: these are held back, for now or for good; `{mail: reason}` says why.
        Of the latest time that they entered it:
            at: the step they are at.
            entered: how often they have entered.
            ended: True for over, False for under way; or `finished`, `exited`, `failed`.
            exit: why they left, as `kweek explain` says it: `stage customer`, `ended`.
            goal: whether its goal has been reached.
        Of them:
            stage, segment, not_segment, in_list: where they are now.
            trait: `{name: value}`; None for a trait that is not there.

        Raises AssertionError, with everything that happened to them, when it is otherwise.
        """
        __tracebackhide__ = True
        asked = Expected(
            sent=sent,
            not_sent=not_sent,
            mails=mails,
            told=told,
            held=held,
            at=at,
            entered=entered,
            ended=ended,
            exit=exit,
            goal=goal,
            stage=stage,
            segment=segment,
            not_segment=not_segment,
            in_list=in_list,
            trait=trait or {},
        )
        if found := surprises(asked, self.seen):
            self._fails(found)
        return self

    @property
    def person(self) -> Person:
        """Whom it is about."""
        return self._who

    @property
    def seen(self) -> Seen:
        """What can be seen now."""
        return Seen.of(self._who, self.name)

    def __str__(self) -> str:
        return self._who.told()

    def _passed(self) -> int:
        passed = self._who.contact.passed.get(self.name)
        return passed.times if passed else 0

    def _reason(self) -> str:
        """Why the latest asking came to nothing."""
        timeline = self._world.virtual.timeline(self._who.contact)
        asked = [one for one in timeline if one["event"] == "Enrolment Requested"]
        changes = asked[-1]["changed"] if asked else ()
        told = [one["reason"] for one in changes if one.get("to") == "refused"]
        return told[-1] if told else "they are in it already"

    def _fails(self, found: list[str]) -> None:
        __tracebackhide__ = True
        head = "\n".join(f"{self.name}, {self._who.email}: {one}" for one in found)
        msg = f"{head}\n\n{self._who.told()}"
        raise AssertionError(msg)
