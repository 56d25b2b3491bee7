"""What stands around a mistake that is planted in a file, and how it should be told."""

POLICY = """\
sender: { name: Luwte, address: hello@example.com }
postal_address: Havenkade 12, Sneek
website: https://www.example.com
time_zone: Europe/Amsterdam
topics:
  nurture: { title: Reading }
  sales: { title: Stories }
owners:
  account-owner: [ { otherwise: { name: Sales, address: sales@example.com } } ]
"""
MJML = """\
<mjml><mj-body><mj-section><mj-column><mj-text font-family="Arial">
<a href="{{ unsubscribe_url }}">Stop</a> {{ policy.postal_address }} LINKS
</mj-text></mj-column></mj-section></mj-body></mjml>
"""
MJML_TO_OWNER = """\
<mjml><mj-body><mj-section><mj-column>
<mj-text font-family="Arial">{{ lead.email }}</mj-text>
</mj-column></mj-section></mj-body></mjml>
"""
TEXT = "{{ unsubscribe_url }}\n{{ policy.postal_address }}\nLINKS\n"

#: The files around a journey with a mistake in it; they have none themselves.
AROUND = {
    "mail/hello": "kind: nurture\nsubject: Hello\nlinks:\n  guide: https://www.example.com/guide\n",
    "mail/again": "",
    "mail/lead-handoff": "kind: service\nto: owner\nsubject: A lead\n",
    "mail/task": "kind: service\nto: owner\nsubject: A task\n",
    "segments.yaml": "warm: { stage: mql }\n",
    "scoring.yaml": "scores: { warmth: { points: [ { event: Page Viewed, points: 1 } ] } }\n",
}
OUTLINE = "title: A journey\nstatus: live\ntopic: nurture\n"
ENTER = "enter: { event: Form Submitted }\n"
#: For mistakes above the steps.
ONE_STEP = "steps:\n  - { step: a, send: hello }\n"


def whole(journey: str) -> str:
    """A journey given from its fourth line on, with a way in and a step when it has none."""
    enter = "" if journey.startswith("enter:") else ENTER
    steps = "" if "steps:" in journey else ONE_STEP
    return OUTLINE + enter + journey + steps


def said(problems: list[str | tuple[str, str]]) -> list[str]:
    """The expected problems as `LINE: field: text; remedy`; a pair is text and remedy."""
    return ["; ".join(one) if isinstance(one, tuple) else one for one in problems]
