"""A journey in sentences: every form of the grammar, in English and in Dutch."""

import re
from dataclasses import fields
from pathlib import Path
from string import Formatter

import pytest

from kweek.catalogue.campaigns import read_campaigns
from kweek.catalogue.words import LANGUAGES, words

CAMPAIGNS = Path(__file__).parents[2] / "campaigns"
TEXTS = Path(__file__).parent / "words"
SHIPPED = sorted(file.stem for file in (CAMPAIGNS / "journeys").glob("*.yaml"))

POLICY = """\
sender: { name: Luwte, address: hello@example.com }
postal_address: Havenkade 12, Sneek
website: https://www.example.com
time_zone: Europe/Amsterdam
topics:
  nurture: { title: Reading }
  free: { title: Free for all, consent: none }
owners:
  account-owner: [ { otherwise: { name: Sales, address: sales@example.com } } ]
"""
SEGMENTS = """\
dutch: { trait: country, is: [NL, missing] }
warm: { all: [ { segment: dutch }, { score: heat, at_least: 5, below: 90 } ] }
"""
SCORING = "scores: { heat: { half_life: 30d, points: [ { event: Page Viewed, points: 1 } ] } }\n"
STAGES = "customer: { event: Order Completed }\n"
LISTS = "press: People of the press\n"
HELLO = """\
kind: nurture
subject: "Hello {{ first_name }}{% if entry.x %}!{% endif %} {{ values.starts | day }}"
links: { offer: "https://example.com/offer" }
"""
AROUND = {
    "segments.yaml": SEGMENTS,
    "scoring.yaml": SCORING,
    "stages.yaml": STAGES,
    "lists.yaml": LISTS,
    "policy.yaml": POLICY,
    "mail/hello": HELLO,
    "mail/task": "kind: service\nsubject: Please call\nto: owner\n",
    "mail/lead-handoff": "kind: service\nsubject: A lead\nto: owner\n",
}
STEPS = """\
title: All forms
status: closing
topic: nurture
values: { starts: "2027-02-11 15:00" }
enter: manual
goal: { event: Order Completed, target: 12.5% }
steps:
  - step: hello
    send: hello
    hold_up_to: 2d
    wait_for: [ goal, { clicked: offer }, { seen: { event: Page Viewed, count: 2 } } ]
    within: 36h
    then: { goal: end, clicked: nap, seen: nap, opened: crm, held: nap, otherwise: nap }
  - step: nap
    only_if: { none: [ { list: press }, { consent: nurture } ] }
    wait: { for: 1d, at: "09:00", days: [mon, fri] }
    next: morning
  - step: morning
    wait: { at: "08:00", days: weekdays }
  - step: date
    wait: { until: $contact.renewal - 30d, at: "08:00", late: which }
    next: which
  - step: which
    split: { crm: 40, give: 60 }
    judged_by: { event: Order Completed, where: { total: { above: 9 }, code: { exists: false } } }
    within: 7d
  - step: crm
    webhook: { url: "https://crm.example.com/leads", keep: { crm_id: id, rank: r } }
    then: { failed: nap }
    next: note
  - step: give
    handoff: { to: account-owner, accept_within: 1d }
    then: { accepted: note, otherwise: ask }
  - step: ask
    task: { to: account-owner, title: $entry.question, due: 2d }
    next: note
  - step: note
    update:
      traits: { plan: gold, from: $entry.from, old: null }
      add_to: press
      remove_from: press
  - step: tell
    notify: { to: account-owner, mail: task }
  - step: other
    start: other
  - step: ways
    branch:
      - if: { event: Page Viewed, then: { event: Odd Thing }, within: 2d, in_last: 14d }
        to: nap
      - if: { any: [ { mail: hello, was: clicked }, { journey: other, was: exited } ] }
        to: last
      - { otherwise: stop }
  - step: last
    wait_for: goal
    until: $starts - 4d
    late: stop
    then: { goal: stop, otherwise: stop }
  - step: stop
    end:
"""
OTHER = """\
title: Another one
status: live
topic: nurture
enter: manual
steps: [ { step: nap, wait: 1d } ]
"""
#: What else a journey may say, with what is told of it in English and in Dutch.
AROUND_STEPS = [
    block.strip().split("\n> ") for block in (TEXTS / "around.txt").read_text("utf-8").split("\n\n")
]


@pytest.fixture(scope="module")
def shipped():
    return read_campaigns(CAMPAIGNS)


@pytest.fixture
def told(write):
    """A journey in words, among the other files of its folder."""
    found = []

    def told(journey, language):
        if not found:
            files = {**AROUND, "journeys/all.yaml": journey, "journeys/other.yaml": OTHER}
            if "values:" not in journey:
                files["mail/hello"] = ""
            found.append(read_campaigns(write(files)))
        [campaigns] = found
        assert [str(one) for one in campaigns.problems if one.level == "error"] == []
        return words(campaigns, "all", LANGUAGES[language])

    return told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_reads_as_sentences(told, language):
    agreed = TEXTS / f"all-steps.{language}.txt"

    assert f"{told(STEPS, language)}\n" == agreed.read_text("utf-8")


@pytest.mark.parametrize(("written", "english", "dutch"), AROUND_STEPS)
def test_what_stands_around_the_steps_is_told_too(told, written, english, dutch):
    keys = {line.partition(":")[0] for line in written.splitlines()}
    rest = [line for line in OTHER.splitlines() if line.partition(":")[0] not in keys]
    journey = "\n".join([*rest, written])

    found = [[said for _, said in told(journey, language).around] for language in ("en", "nl")]

    assert english in found[0]
    assert dutch in found[1]


def test_the_names_that_rules_use_are_explained_and_those_that_these_use(told):
    journey = OTHER + "exit_when: { segment: warm }\ngoal: { stage: customer }\n"

    assert told(journey, "en").meanings == (
        ("customer", "there has been an order"),
        (
            "warm",
            "they are in the segment dutch and their score heat is at least 5 and is below 90",
        ),
        ("dutch", "their country is NL or missing"),
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_journey_is_told_whole(shipped, name, language):
    journey = shipped.journeys[name]

    found = words(shipped, name, LANGUAGES[language])

    text = str(found)
    led_to = {int(number) for number in re.findall(r"(?:go to|ga naar) (\d+) \(", text)}
    steps = [step for step in journey.steps if step.do != "end"]
    assert [name for name, _ in found.steps] == [step.name for step in steps]
    assert all(said for _, said in (*found.around, *found.steps, *found.meanings))
    assert led_to <= set(range(1, len(steps) + 1))
    assert re.findall(r"[{}\[\]$]|None|\bref\b", text) == []


def test_both_languages_say_the_same_things_of_the_same():
    english, dutch = LANGUAGES["en"], LANGUAGES["nl"]

    assert fields_of(english.sentences) == fields_of(dutch.sentences)
    for part in ("events", "of_person", "of_event", "by_journey", "by_mail", "by_entry", "phrases"):
        said = [getattr(one.tongue, part) for one in (english, dutch)]
        assert list(said[0]) == list(said[1]), part
        assert fields_of(said[0]) == fields_of(said[1]), part
    single = [field.name for field in fields(english.tongue) if field.type == "str"]
    for part in single:
        assert fields_in(getattr(english.tongue, part)) == fields_in(getattr(dutch.tongue, part))


def fields_of(said):
    return {key: fields_in(text) for key, text in said.items()}


def fields_in(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}
