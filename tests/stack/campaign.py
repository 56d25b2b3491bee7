"""A small campaigns folder with one of everything that the guarantees speak of."""

from textwrap import dedent


def policy(*topics):
    """The rules that hold for all, with these topics, a line each."""
    said = "".join(f"  {topic}\n" for topic in topics)
    return f"""\
sender: {{ name: Luwte, address: hello@example.com }}
postal_address: Havenkade 12, Sneek
website: https://www.example.com
time_zone: Europe/Amsterdam
topics:
{said}quiet_hours: {{ from: "21:00", to: "08:00" }}
owners:
  account-owner: [ {{ otherwise: {{ name: Sales, address: sales@example.com }} }} ]
"""


POLICY = policy(
    "nurture: { title: Reading, consent: required }",
    "sales: { title: Stories, consent: none }",
)
SCORING = """\
scores:
  engagement:
    half_life: 30d
    points:
      - { event: Email Link Clicked, points: 5, label: Clicked }
      - { event: Prices Seen, points: 50, label: Prices }
interests: {}
"""
STAGES = """\
mql: { event: Form Submitted }
sql: { score: engagement, at_least: 50 }
customer: { event: Order Completed }
"""
SEGMENTS = """\
price-readers: { event: Prices Seen, in_last: 14d }
"""
DRIP = """\
title: Drip
status: live
topic: nurture
enter: { event: Form Submitted, where: { form: [ebook] } }
re_entry: never
goal: { event: Order Completed }
exit_when: { stage: [sql, customer] }
steps:
  - step: deliver
    send: welcome
    wait_for: clicked
    within: 3d
    then: { clicked: fork, opened: looked, otherwise: nudge }
  - step: fork
    branch: [ { if: { trait: country, is: NL }, to: dutch }, { otherwise: world } ]
  - step: dutch
    send: dutch
    wait_for: clicked
    within: 3d
    then: { clicked: thanks, otherwise: end }
  - step: world
    send: world
    next: end
  - step: looked
    send: looked
    next: end
  - step: nudge
    send: nudge
    next: end
  - step: thanks
    send: thanks
"""
SALES = """\
title: To sales
status: live
topic: sales
enter: { stage: sql }
re_entry: never
steps:
  - step: tell
    handoff: { to: account-owner, accept_within: 1d }
    then: { accepted: end, otherwise: end }
"""
# A wait without a mail, and then a long pause in which nobody asks the contact anything.
TRIAL = """\
title: Trial
status: live
topic: nurture
enter: { event: Trial Started }
steps:
  - step: use
    wait_for: { used: { event: Feature Used } }
    within: 2d
    then: { used: praise, otherwise: pause }
  - step: praise
    update: { traits: { trial: used } }
    next: end
  - step: pause
    wait: 5d
  - step: again
    wait_for: { used: { event: [Feature Used, Feature Praised] } }
    within: 2d
    then: { used: late, otherwise: end }
  - step: late
    update: { traits: { trial: used at last } }
"""
# A mail whose click nobody needs at once, and a pause after it in which the machine sleeps.
LETTER = """\
title: A letter
status: live
topic: nurture
enter: { event: Form Submitted, where: { form: letter } }
steps:
  - step: write
    send: letter
    wait_for: clicked
    within: 1d
    then: { clicked: glad, opened: seen, otherwise: pause }
  - step: glad
    update: { traits: { letter: clicked } }
    next: end
  - step: seen
    update: { traits: { letter: opened } }
    next: end
  - step: pause
    wait: 5d
  - step: over
    update: { traits: { read: late } }
"""
FORM = """\
title: A form
intro: Fill it in.
topic: nurture
fields:
  - { field: email, label: E-mail, type: email, required: true }
  - { field: country, label: Country, type: text }
consent: { topics: [nurture], wording: "Yes, mail me", required: false }
button: Send
thanks: { title: Thanks, text: Thanks. }
"""
MJML = """\
<mjml><mj-body><mj-section><mj-column><mj-text font-family="Arial">
BODY
</mj-text></mj-column></mj-section></mj-body></mjml>
"""
TO_CONTACT = """\
<a href="{{ link.read }}">Read</a> <a href="{{ unsubscribe_url }}">Stop</a>
{{ policy.postal_address }}
"""
TEXT = "{{ link.read }}\n{{ unsubscribe_url }}\n{{ policy.postal_address }}\n"
MAILS = ("welcome", "dutch", "world", "looked", "nudge", "thanks", "letter")


def write(root):
    """Write the folder; its path."""
    for name, text in {
        "policy.yaml": POLICY,
        "scoring.yaml": SCORING,
        "stages.yaml": STAGES,
        "segments.yaml": SEGMENTS,
        "journeys/drip.yaml": DRIP,
        "journeys/sales.yaml": SALES,
        "journeys/trial.yaml": TRIAL,
        "journeys/letter.yaml": LETTER,
        "forms/ebook.yaml": FORM,
        "forms/letter.yaml": FORM,
    }.items():
        put(root / name, text)
    for name in MAILS:
        put_mail(root, name)
    put_notice(root, "lead-handoff", "{{ lead.email }} {{ lead.accept_url }}")
    return root


def put_mail(root, name, kind="nurture"):
    """A mail to the contact, with one link: `read`."""
    link = f"links: {{ read: https://www.example.com/{name} }}"
    put(root / "mail" / name / "mail.yaml", f"kind: {kind}\nsubject: On {name}\n{link}\n")
    put(root / "mail" / name / "body.mjml", MJML.replace("BODY", TO_CONTACT))
    put(root / "mail" / name / "body.txt", TEXT)


def put_notice(root, name, words):
    """A mail to an owner."""
    put(root / "mail" / name / "mail.yaml", "kind: service\nto: owner\nsubject: Please call\n")
    put(root / "mail" / name / "body.mjml", MJML.replace("BODY", words))
    put(root / "mail" / name / "body.txt", f"{words}\n")


def put(path, text):
    """Write one file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
