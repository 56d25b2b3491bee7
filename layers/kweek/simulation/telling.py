"""What people were taken to do, line by line, each with its source or as assumed."""

from kweek.catalogue.durations import in_words
from kweek.core.rule_words import either
from kweek.core.times import Duration
from kweek.simulation.behaviour import Behaviour, Deed, Line

SMALL = 0.01  # a share that is told to two places
_ACTS = {
    "open": "of those who get it open {mail}",
    "click": "of those who open it click in {mail}",
    "goal": "of those who click in {mail} do what its journey is for",
    "unsubscribe": "of those who get {mail} unsubscribe",
    "complain": "of those who get {mail} call it spam",
    "bounce": "of {mails} bounce for good",
    "accept": "of the hand-offs are accepted",
}


def taken_for_granted(behaviour: Behaviour) -> list[dict[str, str | None]]:
    """Each line in words, with its source; None where nobody has measured it."""
    found = [
        ("People come", f"by {deed.name}, {_share(share, behaviour)} of them", deed.source)
        for deed, share in behaviour.come
    ]
    found += [("By themselves", _habit(one), one.source) for one in behaviour.habits if one.chance]
    found += [
        ("About a mail", _line(act, one), one.source)
        for act, lines in behaviour.acts.items()
        for one in lines
    ]
    return [{"about": a, "said": said, "source": source or None} for a, said, source in found]


def _share(share: float, behaviour: Behaviour) -> str:
    return percent(share / sum(one for _, one in behaviour.come))


def _habit(deed: Deed) -> str:
    who = f"{percent(deed.chance)} {_whom(deed)}" if deed.chance < 1 or _whom(deed) else "everybody"
    often = f"every {_span(deed.every)}" if deed.every else "once"
    after = f", after {_span(deed.after)}" if deed.after else ""
    lasts = f", for {_span(deed.lasts)}" if deed.lasts else ""
    return f"{deed.name}: {who.strip()}, {often}{after}{lasts}"


def _line(act: str, line: Line) -> str:
    mail = either(line.mail) if line.mail else "a mail"
    if line.journey:
        mail += f" of {either(line.journey)}"
    said = _ACTS[act].format(mail=mail, mails=mail if line.mail else "mails")
    who = f" ({_whom(line)})" if _whom(line) else ""
    links = f", mostly {max(line.links, key=lambda one: line.links[one])}" if line.links else ""
    after = f", after {_span(line.after)}" if line.after else ""
    return f"{percent(line.chance)} {said}{who}{links}{after}"


def _whom(one: Deed | Line) -> str:
    parts = [f"in {either(one.segment)}"] if one.segment else []
    parts += [f"at stage {either(one.stage)}"] if one.stage else []
    if isinstance(one, Deed) and one.came_by:
        parts.append(f"of those who came by {either(one.came_by)}")
    return " and ".join(parts)


def _span(ms: int) -> str:
    return in_words(Duration(ms))


def percent(share: float) -> str:
    """`12.5%`, `0.02%`."""
    return f"{round(share * 100, 1 if share >= SMALL else 2):g}%"
