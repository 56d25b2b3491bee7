"""`behaviour.yaml`: read line by line, with what is assumed where it says nothing."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from kweek.catalogue.campaigns import Campaigns
from kweek.catalogue.folder import BEHAVIOUR
from kweek.catalogue.names import STAGES, known
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import Problem, Problems, did_you_mean
from kweek.catalogue.shape import Shape, read
from kweek.catalogue.small_words import duration, share
from kweek.catalogue.yaml_file import read_yaml
from kweek.core.times import Instant, parse_iso
from kweek.simulation.behaviour import ACTS, Behaviour, Deed, Line
from kweek.simulation.values import wrong_value
from kweek.simulation.vocabulary import Words

ASSUMED = Path(__file__).with_name("assumed.yaml")


class _File(Shape):
    starts: str | None = None
    arrive_within: str | None = None
    ticks_box: str | None = None
    come: list[Any] | None = None
    traits: dict[str, Any] = Field(default_factory=dict)
    habits: list[Any] | None = None
    mails: dict[str, Any] = Field(default_factory=dict)


class _Line(Shape):
    chance: str
    after: str | None = None
    mail: str | list[str] | None = None
    journey: str | list[str] | None = None
    segment: str | list[str] | None = None
    stage: str | list[str] | None = None
    links: dict[str, Annotated[float, Field(ge=0)]] | None = None
    source: str | None = None


class _Deed(Shape):
    event: str | None = None
    form: str | None = None
    journey: str | None = None
    share: Annotated[float, Field(gt=0)] | None = None
    chance: str | None = None
    after: str | None = None
    every: str | None = None
    lasts: str | None = None
    properties: dict[str, Any] | None = None
    segment: str | list[str] | None = None
    stage: str | list[str] | None = None
    came_by: str | list[str] | None = None
    source: str | None = None


def read_behaviour(root: Path, campaigns: Campaigns) -> tuple[Behaviour, tuple[Problem, ...]]:
    """How people behave, and what is wrong in the file; without a file all is assumed."""
    problems = Problems()
    words = Words.of(campaigns)
    assumed = _read(ASSUMED.parent, ASSUMED, words, problems)
    path = root / f"{BEHAVIOUR}.yaml"
    said = _read(root, path, words, problems) if path.exists() else _Said()
    come = said.come or assumed.come or words.ways_in
    behaviour = Behaviour(
        starts=said.starts or assumed.starts,
        arrive_within=said.arrive_within or assumed.arrive_within,
        ticks_box=said.ticks_box or assumed.ticks_box,
        come=tuple(come),
        traits={**words.traits, **said.traits},
        habits=_habits(said.habits, assumed.habits, words.habits),
        acts={act: _reachable(said.acts.get(act, ()), assumed.acts[act]) for act in ACTS},
    )
    return behaviour, tuple(problems.sorted())


def _habits(*said: Iterable[Deed]) -> tuple[Deed, ...]:
    """Who says most closely what people do, counts: another does not add to it."""
    found: list[Deed] = []
    for deeds in said:
        named = {one.name for one in found}
        found += [one for one in deeds if one.name not in named]
    return tuple(found)


def _reachable(*said: Iterable[Line]) -> tuple[Line, ...]:
    """The lines that somebody may come to: none below one that is about all."""
    found: list[Line] = []
    for line in chain(*said):
        found.append(line)
        if line.of_all:
            break
    return tuple(found)


class _Said:
    """What one file says."""

    def __init__(self) -> None:
        self.starts = Instant(0)
        self.arrive_within = 0.0
        self.ticks_box = 0.0
        self.come: list[tuple[Deed, float]] = []
        self.traits: Mapping[str, Any] = {}
        self.habits: list[Deed] = []
        self.acts: dict[str, list[Line]] = {}


def _read(root: Path, path: Path, words: Words, problems: Problems) -> _Said:
    found, piece = _Said(), read_yaml(root, path, problems)
    if piece is None or piece.data is None or read(_File, piece, problems) is None:
        return found
    if starts := piece.get("starts"):
        found.starts = _day(starts, problems)
    if within := piece.get("arrive_within"):
        found.arrive_within = share(within, problems) or 0
    if ticks := piece.get("ticks_box"):
        found.ticks_box = share(ticks, problems) or 0
    if traits := piece.get("traits"):
        found.traits = _values(traits, problems)
    if come := piece.get("come"):
        deeds = [(_deed(one, words, problems), one.data) for one in come.list()]
        found.come = [(deed, float(data.get("share") or 1)) for deed, data in deeds if deed]
    if habits := piece.get("habits"):
        deeds_ = (_deed(one, words, problems) for one in habits.list())
        found.habits = [deed for deed in deeds_ if deed]
    if mails := piece.get("mails"):
        found.acts = {act: _lines(act, one, words, problems) for act, one in mails.items()}
    return found


def _lines(act: str, piece: Piece, words: Words, problems: Problems) -> list[Line]:
    if act not in ACTS:
        remedy = did_you_mean(act, ACTS) or f"write one of: {', '.join(ACTS)}"
        problems.add(piece.problem(f"'{act}' is nothing that people do about a mail", remedy))
        return []
    found = (_line(one, words, problems) for one in piece.list())
    return [line for line in found if line]


def _line(piece: Piece, words: Words, problems: Problems) -> Line | None:
    said = read(_Line, piece, problems)
    if said is None:
        return None
    mails = _names("mail", piece, words.mails, problems)
    links = {link for mail in mails or words.mails for link in words.mails.get(mail, ())}
    for name, weight in (piece.get("links") or piece.holding({})).items():
        known("link", links, weight.holding(name), problems)
    return Line(
        chance=_share(piece["chance"], problems),
        after=_span("after", piece, problems),
        mail=mails,
        journey=_names("journey", piece, words.journeys, problems),
        segment=_names("segment", piece, words.segments, problems),
        stage=_names("stage", piece, STAGES, problems),
        links=dict(said.links or {}),
        source=said.source or "",
    )


def _deed(piece: Piece, words: Words, problems: Problems) -> Deed | None:
    said = read(_Deed, piece, problems)
    if said is None:
        return None
    if sum(one is not None for one in (said.event, said.form, said.journey)) != 1:
        remedy = "write one of: event, form, journey"
        problems.add(piece.problem("must say one thing that people do", remedy))
        return None
    if event := piece.get("event"):
        known("event", words.events, event, problems)
    if form := piece.get("form"):
        known("form", words.forms, form, problems)
    if journey := piece.get("journey"):
        known("journey", words.journeys, journey, problems)
    chance = piece.get("chance")
    properties = piece.get("properties")
    return Deed(
        event=said.event or "",
        form=said.form or "",
        journey=said.journey or "",
        chance=_share(chance, problems) if chance else 1,
        after=_span("after", piece, problems),
        every=_span("every", piece, problems),
        lasts=_span("lasts", piece, problems),
        properties=_values(properties, problems) if properties else {},
        segment=_names("segment", piece, words.segments, problems),
        stage=_names("stage", piece, STAGES, problems),
        came_by=_names("came_by", piece, (*words.forms, *words.events), problems),
        source=said.source or "",
    )


def _names(noun: str, piece: Piece, names: Collection[str], problems: Problems) -> tuple[str, ...]:
    place = piece.get(noun)
    said = "form or event" if noun == "came_by" else noun
    found = [known(said, names, one, problems) for one in place.list()] if place else []
    return tuple(name for name in found if name)


def _share(piece: Piece, problems: Problems) -> float:
    """A chance may be nought: this mail is never clicked."""
    return 0 if piece.data in ("0%", "0 %") else share(piece, problems) or 0


def _span(key: str, piece: Piece, problems: Problems) -> int:
    place = piece.get(key)
    return (duration(place, problems) or 0) if place else 0


def _day(piece: Piece, problems: Problems) -> Instant:
    try:
        return parse_iso(date.fromisoformat(str(piece.data)).isoformat())
    except ValueError:
        problems.add(piece.problem(f"{piece.shown} is no day", "write 2027-01-04"))
        return Instant(0)


def _values(piece: Piece, problems: Problems) -> dict[str, Any]:
    remedy = "write a value, { value: weight, … }, new or in 2d..9d"
    pieces = dict(piece.items())
    for one in pieces.values():
        if wrong := wrong_value(one.data):
            problems.add(one.problem(wrong, remedy))
    return dict(piece.data) if isinstance(piece.data, dict) else {}
