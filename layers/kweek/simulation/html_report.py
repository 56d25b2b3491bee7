"""The report to show around: one file that needs nothing else, on paper as well as on a screen."""

from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kweek.simulation.future import Future
from kweek.simulation.journey_pictures import picture
from kweek.simulation.plots import bars
from kweek.simulation.telling import percent
from kweek.simulation.text_report import goal_said, mails_said, many

PAGES = Path(__file__).with_name("pages")
NARROW = 0.06  # a month with less room for its name goes without


def html(figures: dict[str, Any], future: Future) -> str:
    """The whole page."""
    environment = Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "count": "{:,}".format,
        "percent": percent,
        "percent_rough": "{:.0%}".format,
        "day": _day,
    }
    environment.globals |= {"many": many, "goal_said": goal_said, "share_of": _share_of}
    environment.globals["mails_said"] = mails_said
    pictures = {one["name"]: picture(future.campaigns, one) for one in figures["journeys"]}
    weeks = figures["weeks"]
    return environment.get_template("report.html").render(
        **figures,
        firm=future.built.policy["sender"]["name"],
        pictures=pictures,
        mails_by_week=_by_week(weeks, "mails", "mail"),
        handoffs_by_week=_by_week(weeks, "handoffs", "hand-off"),
        begun_by_week=_by_week(weeks, "journeys_begun", "journey"),
        months=_months(weeks),
    )


def _by_week(weeks: list[dict[str, Any]], key: str, noun: str) -> Any:
    titles = [f"week from {_day(week['from'])}: {many(week[key], noun)}" for week in weeks]
    return bars([week[key] for week in weeks], titles, key)


def _months(weeks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where each month begins below the bars, from 0 to 1."""
    found: list[dict[str, Any]] = []
    for number, week in enumerate(weeks):
        day = date.fromisoformat(week["from"])
        name = day.strftime("%b")
        if not found or found[-1]["name"] != name:
            found.append({"name": name, "at": round(number / len(weeks), 4)})
    ends = [*(month["at"] for month in found[1:]), 1]
    return [one for one, end in zip(found, ends, strict=True) if end - one["at"] > NARROW]


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day.strftime('%B %Y')}"


def _share_of(part: float, whole: float) -> float:
    """From 0 to 100, for widths."""
    return round(min(100.0, 100 * part / whole), 2) if whole else 0.0
