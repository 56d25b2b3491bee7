"""Everything in the campaigns that others refer to by name."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from kweek.catalogue.mail_file import MailFile
from kweek.catalogue.mentions import Mentions
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import Problems, did_you_mean

#: `lead` is everyone's first; a stage only rises, and anyone can be disqualified.
RISING = ("mql", "sql", "customer", "disqualified")
STAGES = ("lead", *RISING)


@dataclass(frozen=True, slots=True)
class Names:
    """The names by noun; the mails that could be read come with what they say."""

    segment: Collection[str] = ()
    list: Collection[str] = ()
    score: Collection[str] = ()
    topic: Collection[str] = ()
    owner: Collection[str] = ()
    journey: Collection[str] = ()
    form: Collection[str] = ()
    mail: Collection[str] = ()
    stage: Collection[str] = STAGES
    mails: Mapping[str, MailFile] = field(default_factory=dict)
    #: Which of them are named, and where; and what else rules speak of.
    mentions: Mentions = field(default_factory=Mentions)

    def known(self, noun: str, piece: Piece, problems: Problems) -> str | None:
        """The name that the piece says; None, and told, when there is no such thing."""
        names: Collection[str] = getattr(self, noun)
        found = known(noun, names, piece, problems)
        if found is not None:
            self.mentions.add(noun, found, piece)
        return found

    def all_known(self, noun: str, piece: Piece, problems: Problems) -> tuple[str, ...]:
        """The names of a list, or of a single name, that do exist."""
        if piece.data == []:
            problems.add(piece.problem(f"must name a {noun}"))
        found = (self.known(noun, each, problems) for each in piece.list())
        return tuple(name for name in found if name is not None)


def known(noun: str, names: Collection[str], piece: Piece, problems: Problems) -> str | None:
    """The name that the piece says, if it is one of these."""
    if not isinstance(piece.data, str):
        problems.add(piece.problem(f"must be the name of a {noun}"))
        return None
    if piece.data.startswith(("$entry.", "$contact.")):
        text = f"'{piece.data}' differs by contact, and the {noun} must be known to all"
        problems.add(piece.problem(text, f"write the name of a {noun}"))
        return None
    if piece.data not in names:
        text = f"no {noun} is called '{piece.data}'"
        problems.add(piece.problem(text, did_you_mean(piece.data, names)))
        return None
    return piece.data
