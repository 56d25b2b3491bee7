"""The campaigns folder around random journeys: all that their steps and conditions may name."""

from io import StringIO

from ruamel.yaml import YAML

from tests.stack.campaign import MJML, put, put_notice

WINDOW = "47h23m"  # of every `in_last`: no sum of the waits is as long
POLICY = """\
sender: { name: Luwte, address: hello@example.com }
postal_address: Havenkade 12, Sneek
website: https://www.example.com
time_zone: Europe/Amsterdam
topics:
  news: { title: News, consent: none }
  club: { title: Club, consent: required }
owners:
  account-owner: [ { otherwise: { name: Sales, address: sales@example.com } } ]
"""
QUIET = """\
quiet_hours: { from: "21:00", to: "08:00" }
"""
SCORING = """\
scores:
  engagement:
    half_life: 3650d
    points: [ { event: Seen, points: 10, label: Seen } ]
interests: {}
"""
STAGES = """\
mql: { event: Signed }
customer: { event: Bought }
"""
SEGMENTS = f"""\
dutch: {{ trait: country, is: NL }}
seekers: {{ event: Seen, in_last: {WINDOW} }}
idle: {{ none: [ {{ segment: seekers }} ] }}
buyers: {{ event: Bought }}
"""
LISTS = """\
vip: Those who matter
test: Those who try
"""
#: What each step `start` begins: something that takes its time, and is no more than that.
OTHER = """\
title: Another one
status: live
topic: news
enter: manual
steps:
  - step: rest
    wait: 3h17m
  - step: mark
    update: { traits: { other: "yes" } }
"""
#: Mails to the contact by name: their kind, and the topic of those that have one of their own.
MAILS = {
    "letter": ("nurture", ""),
    "answer": ("reaction", ""),
    "bill": ("service", ""),
    "club": ("nurture", "club"),
    "rejected": ("nurture", ""),  # SES never takes this one
}
NOTICES = ("lead-handoff", "task", "tell")
LINKS = ("read", "more")
TEXT = """\
{{ link.read }} {{ link.more }}
{{ unsubscribe_url }}
{{ policy.postal_address }}
"""
BODY = """\
<a href="{{ link.read }}">Read</a> <a href="{{ link.more }}">More</a>
<a href="{{ unsubscribe_url }}">Stop</a> {{ policy.postal_address }}
"""


def write(root, journeys, *, quiet=True):
    """Write the folder with these journeys, given as the data of their files; its path."""
    for name, text in {
        "policy.yaml": POLICY + (QUIET if quiet else ""),
        "scoring.yaml": SCORING,
        "stages.yaml": STAGES,
        "segments.yaml": SEGMENTS,
        "lists.yaml": LISTS,
        "journeys/other.yaml": OTHER,
        **{f"journeys/{name}.yaml": as_yaml(data) for name, data in journeys.items()},
    }.items():
        put(root / name, text)
    for name, (kind, topic) in MAILS.items():
        _put_mail(root, name, kind, topic)
    for name in NOTICES:
        extra = " {{ lead.accept_url }}" if name == "lead-handoff" else ""
        put_notice(root, name, f"{{{{ lead.email }}}}{extra}")
    return root


def as_yaml(data):
    """The text of a file."""
    out = StringIO()
    yaml = YAML(typ="safe")
    yaml.default_flow_style = None
    yaml.sort_base_mapping_type_on_output = False
    yaml.width = 100
    yaml.dump(data, out)
    return out.getvalue()


def _put_mail(root, name, kind, topic):
    links = ", ".join(f"{link}: https://www.example.com/{name}/{link}" for link in LINKS)
    about = f"kind: {kind}\nsubject: On {name}\nlinks: {{ {links} }}\n"
    put(root / "mail" / name / "mail.yaml", about + (f"topic: {topic}\n" if topic else ""))
    put(root / "mail" / name / "body.mjml", MJML.replace("BODY", BODY))
    put(root / "mail" / name / "body.txt", TEXT)
