"""A journey as numbered sentences, for whoever must agree to it and reads no YAML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kweek.catalogue.campaigns import Campaigns
from kweek.catalogue.journey import Journey
from kweek.catalogue.mail_file import link_id
from kweek.catalogue.words_en import ENGLISH
from kweek.catalogue.words_entry import entry_of, leaving_of
from kweek.catalogue.words_language import Language
from kweek.catalogue.words_nl import DUTCH
from kweek.catalogue.words_steps import Steps
from kweek.core.rule_words import Phrasing

LANGUAGES: Mapping[str, Language] = {one.code: one for one in (ENGLISH, DUTCH)}


@dataclass(frozen=True, slots=True)
class JourneyWords:
    """What is said of a journey: around it, step by step, and of the names in it."""

    title: str
    around: tuple[tuple[str, str], ...]
    steps_title: str
    steps: tuple[tuple[str, str], ...]
    meanings_title: str
    meanings: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        """The whole as plain text."""
        wide = len(str(len(self.steps)))
        parts = [self.title, "", *(f"{label}: {said}" for label, said in self.around), ""]
        parts.append(f"{self.steps_title}:")
        for number, (name, said) in enumerate(self.steps, 1):
            parts.append(f"{number:>{wide}}. {name}: {said}")
        if self.meanings:
            parts += ["", f"{self.meanings_title}:"]
            parts += [f"- {name}: {said}" for name, said in self.meanings]
        return "\n".join(parts)


def words(campaigns: Campaigns, name: str, language: Language = ENGLISH) -> JourneyWords:
    """The journey of that name in words."""
    journey = campaigns.journeys[name]
    phrasing = _phrasing(campaigns, journey, language)
    owners = dict(_owners(campaigns, phrasing, language))
    direct = {
        rule: said for rule, said in owners.items() if len(campaigns.policy["owners"][rule]) == 1
    }
    steps = Steps(journey, language, phrasing, campaigns.mails, direct)
    around = (
        *entry_of(journey, language, phrasing),
        *leaving_of(journey, language, phrasing),
        (language.say("consent"), _consent(campaigns, journey, language)),
        (language.say("status"), language.say(f"status_{journey.status}")),
    )
    return JourneyWords(
        title=journey.title,
        around=around,
        steps_title=language.say("steps"),
        steps=tuple((step.name, steps.told(step)) for step in steps.numbered()),
        meanings_title=language.say("meanings"),
        meanings=(
            *(
                (name, language.say("meaning", rule=rule))
                for name, rule in _meanings(campaigns, journey, phrasing)
            ),
            *((rule, owners[rule]) for rule in _asked(journey) if rule not in direct),
        ),
    )


def _phrasing(campaigns: Campaigns, journey: Journey, language: Language) -> Phrasing:
    asked = campaigns.predicates
    topics = campaigns.policy.get("topics") or {}
    return Phrasing(
        {**asked.found, **asked.sequences, **journey.predicates},
        language.tongue,
        {
            "list": campaigns.lists,
            "consent": {name: topic["title"] for name, topic in topics.items()},
            "journey": {name: one.title for name, one in campaigns.journeys.items()},
            "link": dict(_links(campaigns)),
        },
    )


def _links(campaigns: Campaigns) -> Iterator[tuple[str, str]]:
    """How the links of all mails are called, by their ids."""
    for mail, file in campaigns.mails.items():
        for name, link in file.links.items():
            yield link_id(mail, name, link.url), name


def _owners(
    campaigns: Campaigns, phrasing: Phrasing, language: Language
) -> Iterator[tuple[str, str]]:
    """By rule: `Joris Smit, if they are in the segment dutch; otherwise Sales desk`."""
    for rule, cases in (campaigns.policy.get("owners") or {}).items():
        yield rule, "; ".join(_owner(case, len(cases) == 1, phrasing, language) for case in cases)


def _owner(case: Mapping[str, Any], alone: bool, phrasing: Phrasing, language: Language) -> str:
    if "otherwise" in case:
        key = "owner_alone" if alone else "owner_else"
        return language.say(key, owner=case["otherwise"]["name"])
    rule = phrasing.said(case["if"])
    return language.say("owner_case", owner=case["to"]["name"], rule=rule)


def _asked(journey: Journey) -> Iterator[str]:
    """The owner rules that steps name."""
    yield from dict.fromkeys(
        step.settings["to"] for step in journey.steps if step.settings.get("to")
    )


def _consent(campaigns: Campaigns, journey: Journey, language: Language) -> str:
    topic = (campaigns.policy.get("topics") or {}).get(journey.topic) or {}
    key = "consent_none" if topic.get("consent") == "none" else "consent_required"
    return language.say(key, topic=topic.get("title", journey.topic))


def _meanings(
    campaigns: Campaigns, journey: Journey, phrasing: Phrasing
) -> Iterator[tuple[str, str]]:
    """The rule of each segment and stage that is named, and of those that these name."""
    known = {"segment": campaigns.segments, "stage": campaigns.stages}
    pending = list(_named(journey.enter)) + [
        name for rule in _rules(journey) for name in _named(rule)
    ]
    done: set[tuple[str, str]] = set()
    while pending:
        kind, name = one = pending.pop(0)
        rule = known[kind].get(name)
        if one not in done and rule is not None:
            yield name, phrasing.said(rule)
            pending += _named(rule)
        done.add(one)


def _rules(journey: Journey) -> Iterator[Any]:
    yield from (journey.only_if, journey.goal, journey.exit_when)
    for step in journey.steps:
        yield from (step.only_if, step.judged_by, *(rule for rule, _ in step.branches))
        if step.wait:
            yield from (rule for _, rule in (*step.wait.immediate, *step.wait.judged))


def _named(said: Any) -> Iterator[tuple[str, str]]:
    """The segments and stages that a rule or a way in names, at any depth."""
    if isinstance(said, list | tuple):
        for each in said:
            yield from _named(each)
    elif isinstance(said, Mapping):
        for key, value in said.items():
            if key in ("segment", "stage") and value:
                yield from ((key, name) for name in ([value] if isinstance(value, str) else value))
            else:
                yield from _named(value)
