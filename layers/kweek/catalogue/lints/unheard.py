"""Events, properties and traits that rules ask for, and that nobody is known to tell."""

from collections.abc import Iterable, Iterator

from kweek.catalogue.lints.known import Known
from kweek.catalogue.mentions import Mention
from kweek.catalogue.problems import Problem, did_you_mean


def unheard(known: Known) -> Iterator[Problem]:
    """What may be a slip of the pen, and then waits in silence for ever."""
    mentions = known.campaigns.mentions
    for mention in _first(mentions.of("event")):
        if mention.name not in known.events:
            text = f"nobody is known to send '{mention.name}'"
            remedy = meant_or_told(mention.name, known.events, "events")
            yield mention.piece.warning("unknown-event", text, remedy)
    for mention in mentions.of("property"):
        yield from _property(known, mention)
    for mention in _first(mentions.of("trait")):
        if mention.name not in known.traits:
            text = f"nobody is known to tell the trait '{mention.name}'"
            remedy = meant_or_told(mention.name, known.traits, "traits")
            yield mention.piece.warning("unknown-trait", text, remedy)
    yield from _entries(known)


def _first(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The first of each name in each file: one line in tracking.yaml is the remedy for all."""
    told: set[tuple[str, str]] = set()
    for mention in sorted(mentions, key=lambda one: (one.piece.file, one.piece.line)):
        if (mention.name, mention.piece.file) not in told:
            told.add((mention.name, mention.piece.file))
            yield mention


def _property(known: Known, mention: Mention) -> Iterator[Problem]:
    brought: set[str] = set()
    for event in mention.of:
        brings = known.events.get(event)
        if brings is None or mention.name in brings:  # an unknown event has been told
            return
        brought |= brings
    text = f"'{mention.of[0]}' is not known to bring '{mention.name}'"
    remedy = meant_or_told(mention.name, brought, "events")
    if "Form Submitted" in mention.of and mention.name in known.fields:
        remedy = f"what people fill in is a trait: write {{ trait: {mention.name}, is: … }}"
    yield mention.piece.warning("unknown-property", text, remedy)


def _entries(known: Known) -> Iterator[Problem]:
    """`$entry.x`, which is empty for all when nothing that starts the journey brings it."""
    files = {journey.piece.file: journey for journey in known.campaigns.journeys.values()}
    for mention in known.campaigns.mentions.of("entry"):
        journey = files.get(mention.piece.file)
        entry = known.entry(journey) if journey else None
        if entry is None or entry.may is None or mention.name in entry.may:
            continue
        text = f"nothing that starts this journey is known to bring '{mention.name}'"
        remedy = meant_or_told(mention.name, entry.may, "events")
        yield mention.piece.warning("unknown-property", text, remedy)


def meant_or_told(name: str, known: Iterable[str], what: str) -> str:
    """What to do about a name that is not known: it is misspelt, or must be told of."""
    near = did_you_mean(name, sorted(known))
    told = f"name it under `{what}` in tracking.yaml"
    return f"{near} if not, {told}" if near else f"if it is right, {told}"
