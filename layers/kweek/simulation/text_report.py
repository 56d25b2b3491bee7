"""A simulation's figures as text for a terminal: what a marketer reads first comes first."""

from collections.abc import Iterator
from typing import Any

from kweek.simulation.telling import percent

Figures = dict[str, Any]
_WIDE = 36  # of a bar


def text(figures: Figures) -> str:
    """The whole report."""
    parts = (_head, _people, _journeys, _pressure, _holds, _handoffs, _oddities, _behaviour)
    return "\n".join(line for part in parts for line in part(figures)).rstrip()


def many(count: int, noun: str, several: str = "") -> str:
    """`1 person`, `1,204 people`."""
    return f"{count:,} {noun if count == 1 else several or f'{noun}s'}"


def _head(figures: Figures) -> Iterator[str]:
    asked, totals = figures["asked"], figures["totals"]
    people, days = many(asked["contacts"], "person", "people"), many(asked["days"], "day")
    yield f"{people}, {days}: {asked['from']} to {asked['until']} (seed {asked['seed']})"
    yield (
        f"{many(totals['decisions'], 'decision')}, {many(totals['events'], 'event')}, "
        f"{many(totals['journeys_begun'], 'journey')} begun, {many(totals['mails'], 'mail')} sent, "
        f"{many(totals['goals'], 'goal')} reached"
    )


def _people(figures: Figures) -> Iterator[str]:
    people = figures["people"]
    yield from ("", "WHERE PEOPLE STAND AT THE END")
    for stage, count in people["stages"].items():
        yield _bar(stage, count, people["came"])
    for why, count in people["get_no_more_mail"].items():
        yield _bar(f"no mail: {why}", count, people["came"])


def _journeys(figures: Figures) -> Iterator[str]:
    for journey in figures["journeys"]:
        yield from ("", f"{journey['title'].upper()} ({journey['name']})", *_sums(journey))
        rows = [_row(step) for step in journey["steps"]]
        wide = max((len(name) for name, _, _ in rows), default=0)
        yield from (f"  {name:{wide}}  {entered:>7,}  {said}" for name, entered, said in rows)


def _sums(journey: Figures) -> Iterator[str]:
    left = sum(journey["left_early"].values())
    said = [
        f"{journey['started']:,} entered",
        f"{journey['finished']:,} came to the end",
        f"{left:,} left early{_reasons(journey['left_early'])}",
        f"{journey['under_way']:,} are still in it",
    ]
    if journey["failed"]:
        said.append(f"{journey['failed']:,} failed")
    yield f"  {', '.join(said)}"
    if journey["refused"]:
        refused = sum(journey["refused"].values())
        yield f"  {refused:,} were kept out{_reasons(journey['refused'])}"
    for said_more in (mails_said(journey), goal_said(journey)):
        if said_more:
            yield f"  {said_more}"


def mails_said(journey: Figures) -> str:
    """How many mails went, and what became of them; nothing when there were none."""
    mails = journey["mails"]
    sent = mails["sent"]
    if not sent:
        return ""
    fates = ("opened", "clicked", "bounced", "unsubscribed", "complained")
    told = [f"{percent(mails[one] / sent)} {one}" for one in fates if mails[one]]
    return ", ".join([many(sent, "mail"), *told])


def goal_said(journey: Figures) -> str:
    """How many did what the journey is for, beside its target; nothing without a goal."""
    share, target = journey["goal_share"], journey["target"]
    if share is None or (not journey["goals"] and target is None):
        return ""
    said = f"goal: {journey['goals']:,} of {journey['started']:,}, {percent(share)}"
    if target is None:
        return said
    verdict = "met" if share >= target else "missed"
    return f"{said}; target {percent(target)}: {verdict}"


def _row(step: Figures) -> tuple[str, int, str]:
    said = []
    if step["sent"]:
        opened, clicked = step["opened"] / step["sent"], step["clicked"] / step["sent"]
        said.append(f"{step['sent']:,} sent, {opened:.0%} opened, {clicked:.0%} clicked")
    if step["notices"]:
        said.append(f"{step['notices']:,} told")
    held = sum(step["held"].values())
    if held:
        said.append(f"{held:,} held{_reasons(step['held'])}")
    if step["outcomes"]:
        said.append(", ".join(f"{name} {n:,}" for name, n in step["outcomes"].items()))
    if step["won"]:
        said.append(f"judged best: {', '.join(f'{name} {n:,}' for name, n in step['won'].items())}")
    if step["skipped"]:
        said.append(f"{step['skipped']:,} skipped it")
    if step["left_here"]:
        said.append(f"{step['left_here']:,} left here")
    if step["still_here"]:
        said.append(f"{step['still_here']:,} still here")
    return step["name"], step["entered"], " · ".join(said)


def _pressure(figures: Figures) -> Iterator[str]:
    found = figures["mails_per_person_and_week"]
    weeks = sum(found["person_weeks"].values())
    yield from ("", "MAILS TO ONE PERSON IN ONE WEEK (weeks in which they got any)")
    for mails, count in found["person_weeks"].items():
        yield _bar(many(int(mails), "mail"), count, weeks)
    if most := found["most"]:
        yield f"  most: {most['address']}, {most['mails']} in week {most['week']}"


def _holds(figures: Figures) -> Iterator[str]:
    later, good = figures["holds"]["later"], figures["holds"]["for_good"]
    yield from ("", "MAILS HELD")
    if not later and not good:
        yield "  none"
    yield from (f"  later     {why}: {n:,} times" for why, n in later.items())
    yield from (f"  for good  {why}: {n:,}" for why, n in good.items())


def _handoffs(figures: Figures) -> Iterator[str]:
    found, weeks = figures["handoffs"], figures["weeks"]
    mean = found["given"] / len(weeks) if weeks else 0
    yield from ("", "HAND-OFFS TO SALES")
    yield (
        f"  {found['given']:,} asked, {found['accepted']:,} accepted; "
        f"{mean:.1f} a week, {found['most_in_a_week']} in the busiest"
    )
    for first in range(0, len(weeks), 13):
        quarter = weeks[first : first + 13]
        given = " ".join(f"{week['handoffs']:3}" for week in quarter)
        yield f"  from {quarter[0]['from']}: {given}"


def _oddities(figures: Figures) -> Iterator[str]:
    yield from ("", "ODDITIES")
    yield from (f"  {line}" for line in figures["oddities"] or ["none"])


def _behaviour(figures: Figures) -> Iterator[str]:
    yield from ("", "WHAT PEOPLE WERE TAKEN TO DO")
    for line in figures["behaviour"]:
        yield f"  {line['about']}: {line['said']} [{line['source'] or 'assumed'}]"


def _reasons(found: Figures) -> str:
    said = ", ".join(f"{why} {n:,}" for why, n in found.items())
    return f" ({said})" if said else ""


def _bar(name: str, count: int, whole: int) -> str:
    share = count / whole if whole else 0
    return f"  {name:22} {count:>8,}  {share:>5.1%}  {'█' * round(share * _WIDE)}"
