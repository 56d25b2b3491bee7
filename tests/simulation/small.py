"""A small workspace whose people do everything for sure, so that figures are known beforehand."""

POLICY = """\
sender: { name: Luwte, address: hello@example.com }
postal_address: Havenkade 12, Sneek
website: https://www.example.com
time_zone: Europe/Amsterdam
topics:
  nurture: { title: To read, consent: required }
  sales: { title: For sales, consent: none }
quiet_hours: { from: "21:00", to: "08:00" }
owners:
  sales: [ { otherwise: { name: Sales, address: sales@example.com } } ]
"""
FORM = """\
title: A guide
topic: nurture
fields:
  - { field: email, label: E-mail, type: email, required: true }
consent: { topics: [nurture], wording: "Yes, mail me", required: true }
thanks: { title: Thank you, text: It is on its way }
"""
JOURNEY = """\
title: A guide and what follows
status: live
topic: nurture
enter: { event: Form Submitted, where: { form: guide } }
re_entry: never
goal: { event: Order Completed, target: 50% }
steps:
  - step: deliver
    send: hello
    wait_for: clicked
    within: 3d
    then: { clicked: pause, otherwise: remind }
  - step: remind
    send: again
    next: pause
  - step: pause
    wait: 6d
  - step: ask
    only_if: { trait: country, is: NL }
    send: again
  - step: tell
    handoff: { to: sales, accept_within: 1d }
    then: { accepted: end, otherwise: end }
"""
RENEWAL = """\
title: Renewal
status: live
topic: sales
enter: { date: $contact.renewal_date - 30d }
re_entry: { after: 300d }
steps:
  - step: offer
    send: again
"""
BEHAVIOUR = """\
starts: "2027-01-04"
arrive_within: 10%
come: [ { form: guide } ]
traits: { country: { NL: 1 } }
habits: [ { event: Page Viewed, chance: 0% }, { form: guide, chance: 0% } ]
mails:
  open: [ { chance: 100%, after: 1h } ]
  click: [ { mail: hello, chance: 100%, after: 1m }, { chance: 0% } ]
  goal: [ { chance: 100%, after: 2h } ]
  unsubscribe: [ { chance: 0% } ]
  complain: [ { chance: 0% } ]
  bounce: [ { chance: 0% } ]
  accept: [ { chance: 100%, after: 1h } ]
"""
MAILS = {
    "hello": "kind: service\nsubject: Hello\nlinks:\n  guide: https://www.example.com/guide\n",
    "again": "kind: service\nsubject: Again\n",
    "lead-handoff": "kind: service\nto: owner\nsubject: A lead\n",
}
INSIDE = ("mjml", "mj-body", "mj-section", "mj-column", "mj-text")
BODY = "".join(f"<{tag}>" for tag in INSIDE) + "{}" + "".join(f"</{tag}>" for tag in INSIDE[::-1])
FOOT = "{{ policy.postal_address }} {{ unsubscribe_url }}"
TEXTS = {
    "hello": ("Here: {{ link.guide }}", '<a href="{{ link.guide }}">Here</a>'),
    "again": (f"Again {FOOT}", f'Again {FOOT} <a href="{{{{ unsubscribe_url }}}}">Stop</a>'),
    "lead-handoff": ("Call {{ lead.email }}: {{ lead.accept_url }}", "Call {{ lead.email }}"),
}
FILES = {
    "policy.yaml": POLICY,
    "forms/guide.yaml": FORM,
    "journeys/guide.yaml": JOURNEY,
    "behaviour.yaml": BEHAVIOUR,
}


def workspace(root, **files):
    """The small workspace in a folder, with some files changed, added, or (None) left out."""
    changed = {name.replace("__", "/") + ".yaml": text for name, text in files.items()}
    mails = {f"mail/{mail}/mail.yaml": about for mail, about in MAILS.items()}
    for name, text in {**FILES, **mails, **changed}.items():
        if text is not None:
            _put(root / name, text)
    for mail, (text, html) in TEXTS.items():
        _put(root / "mail" / mail / "body.txt", f"{text}\n")
        _put(root / "mail" / mail / "body.mjml", BODY.format(html))
    return root


def _put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
