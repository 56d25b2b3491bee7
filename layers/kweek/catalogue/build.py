"""Compiles the campaigns folder into the content layer and the state machines."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kweek.catalogue.asl import machine
from kweek.catalogue.asl_steps import Pace
from kweek.catalogue.campaigns import Campaigns, read_campaigns
from kweek.catalogue.mails import compile_templates
from kweek.catalogue.problems import ContentError, Problem, errors
from kweek.catalogue.rules import PRODUCTION, rules

PACKAGE = Path("python") / "kweek_content"
_INIT = '"""Content compiled from the campaigns folder; made anew at each synth."""\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What was made; `machines` still hold the placeholders of the queues' URLs."""

    rules: dict[str, Any]
    machines: dict[str, dict[str, Any]]
    mails: dict[str, dict[str, Any]]
    forms: dict[str, dict[str, Any]]
    policy: dict[str, Any]
    notices: list[str]


def check(campaigns: Path) -> list[Problem]:
    """Everything that is wrong, or only odd, in the campaigns folder; writes nothing."""
    return list(read_campaigns(campaigns).problems)


def build(
    campaigns: Path, pages: Path, out: Path, speed: int = 1, stage: str | None = PRODUCTION
) -> Built:
    """Write `out/python/kweek_content`, and return what infra needs of it.

    Raises ContentError with every problem when something is wrong.
    """
    read = read_campaigns(campaigns)
    if errors(read.problems):
        raise ContentError(read.problems)
    package = out / PACKAGE
    shutil.rmtree(package, ignore_errors=True)  # a mail that is gone must not linger
    links = compile_templates(campaigns, read.mails, pages, package / "templates")
    built = _built(read, links, Pace(speed), stage)
    (package / "__init__.py").write_text(_INIT, encoding="utf-8")
    for name, content in (
        ("rules", built.rules),
        ("mails", built.mails),
        ("forms", built.forms),
        ("links", {link: one["url"] for many in links.values() for link, one in many.items()}),
    ):
        _write(package / f"{name}.json", content)
    return built


def _built(
    read: Campaigns,
    links: Mapping[str, Mapping[str, Mapping[str, Any]]],
    pace: Pace,
    stage: str | None,
) -> Built:
    machines = {
        name: machine(journey, read.predicates, pace) for name, journey in read.journeys.items()
    }
    warnings = [str(problem) for problem in read.problems]
    known = rules(read, machines, links, pace.speed, stage)
    return Built(
        rules=known,
        machines=machines,
        mails={
            name: {**mail.model_dump(exclude={"links"}), "links": links[name]}
            for name, mail in read.mails.items()
        },
        forms=dict(read.forms),
        policy=known["policy"],
        notices=warnings + pace.notices,
    )


def _write(path: Path, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
