"""What people do in a story; each act is done at once and returns who it was said of."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Self

from kweek.core.form_post import ANONYMOUS_ID, CONSENT, Post, accept
from kweek.core.incoming import Consent, Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kweek.stories.person import Person
    from kweek.testing.virtual_world import VirtualWorld

#: What stands behind a yes that a story gives without a form.
WORDING, BY_STORY = "Said yes at the beginning of the story", "story"


class Acts(ABC):
    """The verbs of a person, and of a story about a person."""

    @property
    @abstractmethod
    def _who(self) -> "Person":
        """Whoever acts."""

    # -- on the site

    def happens(self, event: str, **properties: Any) -> Self:
        """They do something that the site or another system tells of: `Order Completed`."""
        self._tells("track", event, properties=properties)
        return self

    def views(self, path: str, **properties: Any) -> Self:
        """They look at a page of the site."""
        self._tells("page", "Page Viewed", properties={"path": path, **properties})
        return self

    def posts_form(self, form: str, *, consents: bool = True, **fields: Any) -> Self:
        """They post a form of the campaigns folder, with its box ticked if they consent.

        Fields that are not said are filled in from their traits. Raises ValueError when no form
        has this name, AssertionError when the form would not take it.
        """
        who = self._who
        known = who.world.playbook.forms
        if form not in known:
            msg = f"no form is called '{form}'; there are {', '.join(sorted(known))}"
            raise ValueError(msg)
        about = {field["field"]: who.traits.get(field["field"]) for field in known[form]["fields"]}
        given = {**about, "email": who.email, **fields, ANONYMOUS_ID: who.email}
        if consents:
            given[CONSENT] = "yes"
        filled = {name: str(value) for name, value in given.items() if value is not None}
        number = who.acts_now()
        message = accept(Post(form, known[form], filled, number), who.world.virtual.now())
        if isinstance(message, dict):
            wrong = "; ".join(message.values())
            msg = f"the form {form} does not take what {who.email} posts: {wrong}"
            raise AssertionError(msg)  # noqa: TRY004 - the story is not as it was told
        who.world.virtual.arrives(message)
        who.world.virtual.run()
        return self

    def becomes(self, **traits: Any) -> Self:
        """They have other traits from now on: `becomes(country="NL")`; None forgets one."""
        self._tells("identify", "Identified", traits=traits)
        return self

    def introduces_themselves(self, topics: list[str]) -> Self:
        """They say who they are, and to which topics they say yes."""
        who = self._who
        consent = Consent(tuple(topics), WORDING, BY_STORY) if topics else None
        about = {"anonymous_id": who.email, "address": who.email, "consent": consent}
        traits = {"email": who.email, **who.traits}
        who.world.virtual.happens("Identified", "identify", traits=traits, **about)
        who.world.virtual.run()
        return self

    # -- with a mail: the latest that they have got, or the latest of that name

    def opens(self, mail: str = "", *, proxy: bool = False) -> Self:
        """They look at a mail; a `proxy` only fetches its pictures, which is no open."""
        found = self._who.mail(mail)
        self._acts(lambda virtual: virtual.opens(found, proxy=proxy))
        return self

    def clicks(self, link: str, mail: str = "") -> Self:
        """They follow a link, by its name in mail.yaml, of the latest mail that has it."""
        found = self._who.mail(mail, link=link)
        self._acts(lambda virtual: virtual.clicks(found, link))
        return self

    def unsubscribes(self, mail: str = "") -> Self:
        """They want no more marketing mail."""
        found = self._who.mail(mail)
        self._acts(lambda virtual: virtual.unsubscribes(found))
        return self

    def bounces(self, mail: str = "", kind: str = "Permanent") -> Self:
        """A mail comes back: the mailbox is gone (`Permanent`), or full (`Transient`)."""
        found = self._who.mail(mail)
        self._acts(lambda virtual: virtual.bounces(found, kind))
        return self

    def complains(self, mail: str = "") -> Self:
        """They call a mail spam."""
        found = self._who.mail(mail)
        self._acts(lambda virtual: virtual.complains(found))
        return self

    def is_accepted(self, mail: str = "") -> Self:
        """The owner presses the button of the latest hand-off mail about them."""
        found = self._who.notice(mail)
        self._acts(lambda virtual: virtual.accepts(found))
        return self

    # -- time

    @property
    def now(self) -> "datetime":
        """The present moment, in the firm's zone."""
        return self._who.world.now

    def advance(self, duration: str) -> Self:
        """Let time pass (`3d`, `36h`), and let happen what is due by then; see `World.advance`."""
        self._who.world.advance(duration)
        return self

    def until(self, date: str) -> Self:
        """Let time pass until a date (`2027-02-11 15:00`); see `World.until`."""
        self._who.world.until(date)
        return self

    # -- inside

    def _tells(self, kind: Kind, event: str, **about: Any) -> None:
        who = self._who
        self._acts(lambda virtual: virtual.happens(event, kind, anonymous_id=who.email, **about))

    def _acts(self, act: "Callable[[VirtualWorld], None]") -> None:
        self._who.acts_now()
        virtual = self._who.world.virtual
        act(virtual)
        virtual.run()
