"""Reads the whole campaigns folder, and everything that is wrong in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kweek.catalogue.folder import Folder, read_folder
from kweek.catalogue.form_file import read_form
from kweek.catalogue.journey import Journey
from kweek.catalogue.journey_file import read_journey
from kweek.catalogue.mail_file import MailFile
from kweek.catalogue.mail_uses import uses_of
from kweek.catalogue.mails import check_mails
from kweek.catalogue.mentions import Mentions
from kweek.catalogue.names import Names
from kweek.catalogue.policy_file import read_policy
from kweek.catalogue.predicates import Predicates
from kweek.catalogue.problems import Problem, Problems
from kweek.catalogue.scope import Condition, Scope
from kweek.catalogue.scoring_file import Scoring, read_scoring
from kweek.catalogue.sets_file import ordered, read_lists, read_segments, read_stages
from kweek.catalogue.shape import read
from kweek.catalogue.tracking_file import Tracking, read_tracking


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaigns:
    """All content, read; usable as far as `problems` has no errors."""

    journeys: Mapping[str, Journey]
    mails: Mapping[str, MailFile]
    forms: Mapping[str, dict[str, Any]]
    segments: Mapping[str, Condition]
    stages: Mapping[str, Condition]
    lists: Mapping[str, str]
    scoring: Scoring
    tracking: Tracking
    policy: dict[str, Any]
    predicates: Predicates
    #: What the files said, and of what they spoke where.
    folder: Folder
    mentions: Mentions
    problems: tuple[Problem, ...]


def read_campaigns(root: Path) -> Campaigns:
    """Read every file, and check each with the names of all others at hand."""
    problems = Problems()
    folder = read_folder(root, problems)
    mails = _mails(folder, problems)
    names = replace(_names(folder), mails=mails)
    scope = Scope(names, Predicates(), problems)
    segments, stages = read_segments(folder.segments, scope), read_stages(folder.stages, scope)
    journeys = {
        name: journey
        for name, piece in folder.journeys.items()
        if (journey := read_journey(name, piece, scope))
    }
    forms = {name: read_form(piece, scope) for name, piece in folder.forms.items()}
    problems.add(*check_mails(root, mails, _traits(folder), uses_of(folder.journeys)))
    return Campaigns(
        journeys=journeys,
        mails=mails,
        forms=forms,
        segments=ordered(segments, stages, folder.segments, problems),
        stages=stages,
        lists=read_lists(folder.lists, problems),
        scoring=read_scoring(folder.scoring, scope),
        tracking=read_tracking(folder.tracking, scope),
        policy=read_policy(folder.policy, scope),
        predicates=scope.predicates,
        folder=folder,
        mentions=names.mentions,
        problems=tuple(problems.sorted()),
    )


def _names(folder: Folder) -> Names:
    """The names that the files give, whether or not what they name is right."""
    scores, policy = folder.scoring.get("scores"), folder.policy
    topics, owners = policy.get("topics"), policy.get("owners")
    return Names(
        segment=tuple(name for name, _ in folder.segments.items()),
        list=tuple(name for name, _ in folder.lists.items()),
        score=tuple(name for name, _ in scores.items()) if scores else (),
        topic=tuple(name for name, _ in topics.items()) if topics else (),
        owner=tuple(name for name, _ in owners.items()) if owners else (),
        journey=tuple(folder.journeys),
        form=tuple(folder.forms),
        mail=tuple(folder.mails),
    )


def _mails(folder: Folder, problems: Problems) -> dict[str, MailFile]:
    """The mails whose mail.yaml is right."""
    topics = folder.policy.get("topics")
    known = Names(topic=tuple(name for name, _ in topics.items()) if topics else ())
    found = {}
    for name, piece in folder.mails.items():
        if mail := read(MailFile, piece, problems):
            found[name] = mail
            if topic := piece.get("topic"):
                known.known("topic", topic, problems)
    return found


def _traits(folder: Folder) -> set[str]:
    """The traits that forms fill in, steps set or keep, and conditions ask for."""
    found: set[str] = set()

    def look(data: Any) -> None:
        if isinstance(data, list):
            for each in data:
                look(each)
        elif isinstance(data, dict):
            for key, value in data.items():
                if key in ("trait", "field") and isinstance(value, str):
                    found.add(value)
                elif key in ("traits", "keep") and isinstance(value, dict):
                    found.update(value)
                look(value)

    for piece in folder.all():
        look(piece.data)
    return found
