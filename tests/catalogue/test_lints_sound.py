"""Folders that are sound but unusual: nothing at all is told of them."""

import pytest
from planting import POLICY

from kweek.catalogue.checking import read_checked

TOP = "title: A journey\nstatus: live\ntopic: nurture\n"
BY_HAND = TOP + "enter: manual\n"
REACTION = "kind: reaction\nsubject: An answer\n"
OWNER = "kind: service\nto: owner\nsubject: Somebody\n"
FORM = """\
title: Ask us
fields:
  - { field: email, label: E-mail, type: email, required: true }
  - { field: first_name, label: First name }
thanks: { title: Thank you, text: See you }
"""
DEEP = "{ any: [ { all: [ { none: [ " * 8 + "{ trait: email }" + " ] } ] } ] }" * 8
FOLDERS = {
    "nothing but a policy": {},
    "only forms": {
        "forms/ask.yaml": FORM,
        "forms/again.yaml": FORM.replace("thanks:", "properties: { place: fair }\nthanks:"),
    },
    "only mails, segments and scores, for journeys that are yet to come": {
        "mail/hello": "",
        "segments.yaml": "leads: { stage: lead }\nreaders: { event: Page Viewed, count: 3 }\n",
        "scoring.yaml": "scores: { warmth: { points: [ { event: Page Viewed, points: 1 } ] } }\n",
    },
    "files in which nothing stands yet": {
        "segments.yaml": "",
        "stages.yaml": "# none yet\n",
        "lists.yaml": "{}\n",
        "scoring.yaml": "---\n",
        "tracking.yaml": "# nobody tells us anything\n",
    },
    "names in other alphabets": {
        "lists.yaml": "Ärzte: Ärztinnen und Ärzte\n",
        "segments.yaml": "Größe-Ü: { trait: größe, above: 3 }\nδοκιμή: { list: Ärzte }\n",
        "tracking.yaml": 'events: { "Bestellung abgeschloßen": [größe] }\n'
        'traits: { größe: "das CRM" }\n',
        "mail/hello": "kind: nurture\nsubject: \"Grüße, {{ contact.größe or '你好' }}\"\n",
        "journeys/j.yaml": TOP.replace("A journey", "Überraschung 日本語")
        + "enter: [ { segment: [Größe-Ü, δοκιμή] }, { event: Bestellung abgeschloßen } ]\n"
        "steps: [ { step: hello, send: hello } ]\n",
    },
    "journeys of one step, of each kind": {
        "mail/hello": "",
        "mail/lead-handoff": OWNER,
        "mail/task": OWNER,
        "mail/tell": OWNER,
        "lists.yaml": "told: Told\n",
        "journeys/send.yaml": BY_HAND + "steps: [ { step: a, send: hello } ]\n",
        "journeys/update.yaml": BY_HAND + "steps: [ { step: a, update: { add_to: told } } ]\n",
        "journeys/start.yaml": BY_HAND + "steps: [ { step: a, start: send } ]\n",
        "journeys/hook.yaml": BY_HAND
        + "steps: [ { step: a, webhook: { url: https://hooks.example.org/in } } ]\n",
        "journeys/give.yaml": BY_HAND + "steps: [ { step: a, handoff: { to: account-owner } } ]\n",
        "journeys/tell.yaml": BY_HAND
        + "steps: [ { step: a, notify: { to: account-owner, mail: tell } } ]\n",
        "journeys/task.yaml": BY_HAND
        + "steps: [ { step: a, task: { to: account-owner, title: Call } } ]\n",
        "journeys/end.yaml": BY_HAND + "steps: [ { step: a, end: } ]\n",
    },
    "loops that take their time, with a way out": {
        "tracking.yaml": "events: { Bought: [] }\n",
        "mail/hello": "",
        "journeys/j.yaml": BY_HAND
        + """\
steps:
  - step: month
    wait: 29d
    next: hello
  - step: hello
    send: hello
    wait_for: clicked
    within: 20h
    then: { clicked: watch, otherwise: month, held: month, failed: end }
  - step: watch
    wait_for: { bought: { event: Bought } }
    within: 29d
    then: { bought: end, otherwise: hello }
""",
        "journeys/k.yaml": BY_HAND
        + """\
exit_when: { event: Bought }
steps:
  - { step: hello, send: hello }
  - { step: rest, wait: { for: 12d, at: "09:00", days: weekdays }, next: hello }
""",
    },
    "loops for each thing that happens": {
        "mail/answer": REACTION,
        "journeys/j.yaml": BY_HAND
        + """\
ends: 2027-12-31
steps:
  - step: watch
    wait_for: { seen: { event: Page Viewed, where: { path: /pricing } } }
    within: 30d
    then: { seen: answer, otherwise: end }
  - { step: answer, send: answer, next: watch }
""",
    },
    "a season over new year, and days that a year may not have": {
        "segments.yaml": "leads: { stage: lead }\n",
        "mail/hello": "",
        "mail/answer": REACTION,
        "journeys/j.yaml": TOP
        + """\
enter: { segment: leads, members: all }
season: 12-20..01-10
ends: 02-28
steps:
  - { step: hello, send: hello }
  - { step: week, wait: 7d }
  - { step: answer, send: answer }
""",
        "journeys/k.yaml": TOP
        + """\
enter: { segment: leads }
season: 02-29..02-29
steps: [ { step: hello, send: hello } ]
""",
    },
    "a date that all wait for, with nobody who is late": {
        "segments.yaml": "leads: { stage: lead }\n",
        "mail/answer": REACTION,
        "journeys/j.yaml": TOP
        + """\
values: { day: "2027-03-02 15:00" }
enter: { segment: leads }
enter_until: $day
ends: $day + 10d
steps:
  - { step: day, wait: { until: $day, at: "08:00" } }
  - { step: more, wait: { until: $day + 9d } }
  - { step: answer, send: answer }
""",
        "journeys/k.yaml": TOP
        + """\
enter: { schedule: 2027-03-01, segment: leads }
steps:
  - { step: day, wait: { until: 2027-03-02 } }
  - { step: answer, send: answer }
""",
        "journeys/l.yaml": TOP
        + """\
enter: { segment: leads }
steps:
  - { step: day, wait: { until: 2027-03-02, late: after } , next: answer }
  - { step: answer, send: answer, next: end }
  - { step: after, send: answer }
""",
    },
    "every way in, and what each brings": {
        "tracking.yaml": "events: { Bought: [order_id] }\ntraits: { renewal_date: the CRM }\n",
        "segments.yaml": "leads: { stage: lead }\n",
        "mail/hello": "",
        "mail/brought": 'kind: nurture\nsubject: "{{ entry.order_id }}"\n',
        "mail/given": "kind: nurture\nsubject: \"{{ entry.anything or 'Hello' }}\"\n",
        "mail/entered": 'kind: nurture\nsubject: "Of {{ entry.segment }}"\n',
        "mail/staged": 'kind: nurture\nsubject: "{{ entry.before }} to {{ entry.to }}"\n',
        "journeys/other.yaml": TOP
        + "goal: { event: Bought }\nenter: { event: Bought }\nexit_when: goal\n"
        "re_entry: { key: $entry.order_id }\nsteps: [ { step: a, send: brought } ]\n",
        "journeys/all.yaml": TOP
        + """\
enter:
  - { segment: leads, every: 90d }
  - { event: [Page Viewed, Screen Viewed] }
  - { stage: [mql, sql] }
  - { date: $contact.renewal_date - 30d }
  - { schedule: { at: "09:00", days: weekdays }, segment: leads }
  - { schedule: { at: "09:00", day_of_month: 31 } }
  - { journey: other, was: goal }
  - { journey: other, was: exited }
  - { journey: other }
  - manual
steps: [ { step: a, send: given } ]
""",
        "journeys/segment.yaml": TOP
        + "enter: { segment: leads, members: all }\nsteps: [ { step: a, send: entered } ]\n",
        "journeys/stage.yaml": TOP
        + "enter: { stage: mql }\nsteps: [ { step: a, send: staged } ]\n",
        "journeys/date.yaml": TOP
        + "enter: { date: $contact.renewal_date - 30d }\nsteps: [ { step: a, send: hello } ]\n",
    },
    "lines that end as Windows ends them": {
        "mail/hello": "",
        "journeys/j.yaml": (BY_HAND + "steps:\n  - step: a\n    send: hello\n").replace(
            "\n", "\r\n"
        ),
    },
    "anchors and aliases": {
        "segments.yaml": "one: &who { stage: lead }\ntwo: *who\n",
        "mail/hello": "",
        "journeys/j.yaml": TOP
        + """\
enter: [ &first { segment: one }, { segment: two } ]
only_if: *first
steps:
  - { step: a, send: hello, accept: &so {} }
  - { step: b, wait: 7d, accept: *so }
  - { step: c, send: hello }
""",
    },
    "comments wherever one may stand": {
        "mail/hello": "# of\nkind: nurture # the\nsubject: Hello # mail\n# end\n",
        "journeys/j.yaml": "# before\n"
        + BY_HAND.replace("\n", "  # within\n")
        + "# between\nsteps:  # the list\n  # a step\n  - step: a  # its name\n"
        "    # its mail\n    send: hello\n# after",
    },
    "very many values": {
        "mail/hello": 'kind: nurture\nsubject: "{{ values.v199 }}"\n',
        "journeys/j.yaml": BY_HAND
        + "values: { "
        + ", ".join(f"v{number}: {number}" for number in range(200))
        + " }\nsteps: [ { step: a, send: hello } ]\n",
    },
    "rules within rules within rules": {
        "segments.yaml": f"deep: {DEEP}\n",
        "mail/hello": "",
        "journeys/j.yaml": TOP + f"enter: {{ segment: deep }}\nonly_if: {DEEP}\nexit_when: {DEEP}\n"
        "steps: [ { step: a, send: hello } ]\n",
    },
    "no mails at all": {
        "tracking.yaml": "events: { Bought: [order_id] }\n",
        "lists.yaml": "bought: Have bought\n",
        "journeys/j.yaml": TOP
        + """\
enter: { event: Bought }
steps:
  - step: ask
    webhook:
      url: https://hooks.example.org/in
      send: { order: $entry.order_id }
      keep: { kind: customer.kind }
    then: { failed: end }
  - step: which
    branch: [ { if: { trait: kind, is: firm }, to: keep }, { otherwise: end } ]
  - { step: keep, update: { add_to: bought, traits: { since: $entry.order_id } } }
  - step: seen
    branch: [ { if: { trait: since }, to: last }, { otherwise: end } ]
  - { step: last, update: { remove_from: bought } }
""",
    },
    "answers within minutes, and mails of service close together": {
        "tracking.yaml": "events: { Product Added: any }\n",
        "mail/cart": REACTION,
        "mail/manual": "kind: service\nsubject: \"{{ 'For ' ~ entry.name if entry.name }}\"\n",
        "journeys/j.yaml": TOP
        + """\
enter: { event: Product Added, where: { colour: red } }
steps:
  - { step: quiet, wait: 5m }
  - { step: cart, send: cart }
  - { step: soon, wait: 10m }
  - { step: again, send: cart }
  - { step: manual, send: manual }
  - { step: long, wait: 100d }
  - { step: tips, send: manual }
""",
    },
    "a pace of its own, in the policy and in a journey": {
        "policy.yaml": POLICY + "pace: 20d..120d\n",
        "mail/hello": "",
        "journeys/slow.yaml": BY_HAND
        + "steps:\n  - { step: a, send: hello }\n  - { step: b, wait: 100d }\n"
        "  - { step: c, send: hello }\n",
        "journeys/fast.yaml": BY_HAND
        + "pace: 1d..7d\nsteps:\n  - { step: a, send: hello }\n  - { step: b, wait: 1d }\n"
        "  - { step: c, send: hello }\n",
    },
    "opens among other things": {
        "segments.yaml": "seen: { event: [Email Opened, Page Viewed], in_last: 30d }\n",
        "mail/hello": "",
        "mail/answer": REACTION,
        "journeys/j.yaml": TOP
        + """\
enter: { segment: seen }
steps:
  - step: a
    send: hello
    wait_for: { acted: { all: [ opened, { any: [ clicked, { event: Page Viewed } ] } ] } }
    within: 7d
    then: { acted: b, clicked: b, opened: c, otherwise: c }
  - { step: b, send: answer, next: end }
  - { step: c, send: answer }
""",
    },
    "drafts that speak of what is not there yet": {
        "mail/hello": "",
        "journeys/draft.yaml": BY_HAND.replace("live", "draft")
        + "steps: [ { step: a, start: closing } ]\n",
        "journeys/closing.yaml": BY_HAND.replace("live", "closing")
        + "steps: [ { step: a, send: hello } ]\n",
        "journeys/last-year.yaml": TOP.replace("live", "closing")
        + "enter: { stage: mql }\nsteps:\n  - { step: day, wait: { until: 2026-03-02 } }\n"
        "  - { step: a, send: hello }\n",
        "journeys/next.yaml": TOP
        + "enter: { journey: closing }\nsteps: [ { step: a, send: hello } ]\n",
    },
    "a rest at the end that another journey waits for": {
        "mail/hello": "",
        "journeys/j.yaml": BY_HAND
        + "steps:\n  - { step: a, send: hello }\n  - { step: rest, wait: 30d }\n",
        "journeys/k.yaml": TOP + "enter: { journey: j }\nsteps: [ { step: a, send: hello } ]\n",
    },
    "a last wait in which the goal may still be reached": {
        "mail/hello": 'kind: nurture\nsubject: "{{ contact.first_name or contact.email }}"\n',
        "journeys/j.yaml": BY_HAND
        + "goal: { event: Email Link Clicked }\nsteps:\n  - { step: a, send: hello }\n"
        "  - { step: rest, wait: 14d }\n",
    },
    "links of all kinds": {
        "mail/hello": "kind: nurture\nsubject: Hello\nlinks:\n  other: http://www.example.org/x\n"
        "  near: http://notexample.com/\n  own: https://shop.example.com/\n",
        "forms/ask.yaml": FORM.replace(
            "{ title: Thank you, text: See you }", "{ redirect: https://example.com/thanks }"
        ),
        "journeys/j.yaml": TOP + "enter: { event: Form Submitted, where: { form: ask } }\n"
        "steps: [ { step: a, send: hello } ]\n",
    },
    "a night that a mail may wait for": {
        "policy.yaml": POLICY + 'quiet_hours: { from: "22:00", to: "06:00" }\n',
        "mail/hello": "",
        "mail/manual": "kind: service\nsubject: The manual\n",
        "journeys/j.yaml": BY_HAND + "steps:\n  - { step: a, send: hello, hold_up_to: 8h }\n"
        "  - { step: b, send: manual, hold_up_to: 1h }\n",
    },
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_is_told_of_a_folder_that_is_sound(folder, write):
    root = write(FOLDERS[folder])

    assert [str(problem) for problem in read_checked(root).problems] == []


def test_there_are_twenty_and_more():
    assert len(FOLDERS) >= 20
