"""Who enters a journey, how often, what for, and who leaves it early, in one language."""

from collections.abc import Iterator, Mapping
from typing import Any

from kweek.catalogue.journey import Journey
from kweek.catalogue.words_language import Language
from kweek.core.references import is_reference
from kweek.core.rule_words import Phrasing

Told = Iterator[tuple[str, str]]


def entry_of(journey: Journey, language: Language, phrasing: Phrasing) -> Told:
    """Who enters, and how often."""
    ways = [_way(way, language, phrasing) for way in journey.enter]
    said = [f"{language.say('any_way').join(ways)}."]
    if journey.only_if is not None:
        said.append(language.say("entry_only_if", rule=phrasing.said(journey.only_if)))
    if journey.season:
        first, last = map(language.day_of_year, journey.season)
        said.append(language.say("season", first=first, last=last))
    if journey.enter_until:
        moment = language.moment(journey.enter_until, phrasing)
        said.append(language.say("entry_until", moment=moment))
    yield language.say("who"), " ".join(said)
    yield language.say("again"), " ".join(_again(journey.re_entry, language))


def leaving_of(journey: Journey, language: Language, phrasing: Phrasing) -> Told:
    """What it is for, and who leaves before its end."""
    yield language.say("goal"), _goal(journey, language, phrasing)
    said = [
        language.say("leave_when", rule=phrasing.said(journey.exit_when))
        if journey.exit_when is not None
        else language.say("nobody_leaves")
    ]
    if journey.ends and "month_day" in journey.ends:
        day = language.day_of_year(journey.ends["month_day"])
        said.append(language.say("ends_day", day=day))
    elif journey.ends:
        moment = language.moment(journey.ends["moment"], phrasing)
        said.append(language.say("ends_moment", moment=moment))
    yield language.say("leave"), " ".join(said)


def _goal(journey: Journey, language: Language, phrasing: Phrasing) -> str:
    if journey.goal is None:
        return language.say("no_goal")
    rule = phrasing.said(journey.goal)
    if journey.target is None:
        return language.say("goal_said", rule=rule)
    return language.say("goal_target", rule=rule, share=language.percent(journey.target))


def _way(way: Mapping[str, Any], language: Language, phrasing: Phrasing) -> str:
    """One way in; a schedule may be for a segment, so it is looked for first."""
    match way:
        case {"schedule": when}:
            said = _schedule(when, language, phrasing)
            key = "by_schedule_segment" if way.get("segment") else "by_schedule"
            return language.say(key, when=said, segment=way.get("segment"))
        case {"segment": segment, "members": members}:
            said = language.say(f"by_segment_{members}", segment=segment)
            return _every(said, way.get("every"), language)
        case {"date": moment}:
            return language.say("by_date", moment=language.moment(moment, phrasing))
        case {"journey": names, "was": was}:
            return language.say(f"by_journey_{was}", journey=phrasing.called("journey", names))
        case {"stage": stages}:
            return language.say("by_stage", stage=phrasing.called("stage", stages))
    what = phrasing.happened(way["event"]) if "event" in way else None
    return language.say("by_event", what=what) if what else language.say("by_manual")


def _every(said: str, every: int | None, language: Language) -> str:
    if not every:
        return said
    return language.say("by_segment_every", way=said, span=language.span(every))


def _schedule(when: Mapping[str, Any], language: Language, phrasing: Phrasing) -> str:
    if "day_of_month" in when:
        return language.say("at_day_of_month", day=when["day_of_month"], at=when["at"])
    if "days" in when:
        return language.say("at_days", days=language.weekdays(when["days"]), at=when["at"])
    return language.say("at_moment", moment=language.moment(when, phrasing))


def _again(re_entry: Mapping[str, Any], language: Language) -> Iterator[str]:
    kind = re_entry["kind"]
    if kind == "after":
        yield language.say("again_after", span=language.span(re_entry["after"]))
    elif kind == "key":
        key = re_entry["key"]
        if is_reference(key):
            yield language.say("again_key", key=".".join(key["ref"][1:]))
        else:
            yield language.say("again_key_value", key=key)
        if re_entry["again"] != "ignore":
            yield language.say(f"again_{re_entry['again']}")
    else:
        yield language.say(f"again_{kind}")
