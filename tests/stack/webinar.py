"""The webinar invitation of the design, word for word, and one journey for each harder step."""

from tests.stack.campaign import SCORING, policy, put, put_mail, put_notice

POLICY = policy(
    "events: { title: Webinars, consent: none }",
    "service: { title: Service, consent: none }",
)
STAGES = """\
mql: { event: Form Submitted }
customer: { event: Order Completed }
"""
SEGMENTS = """\
dutch-customers: { all: [ { stage: customer }, { trait: country, is: NL } ] }
do-not-disturb: { trait: quiet, is: "yes" }
"""
WEBINAR = """\
title: Webinar invitation
status: live
topic: events
values:
  webinar: pipeline-2027
  starts: "2027-02-11 15:00"
enter: { segment: dutch-customers, members: all }
only_if: { none: [ { event: Webinar Registered, where: { webinar: $webinar } } ] }
enter_until: $starts - 4d
re_entry: { key: $webinar }
goal: { event: Webinar Registered, where: { webinar: $webinar }, target: 40% }
exit_when: { segment: do-not-disturb }

steps:
  - step: invite
    send: webinar-invite
    wait_for: goal
    within: 3d
    then:
      goal: thanks
      clicked: almost
      opened: watch
      otherwise: nudge
  - step: nudge
    send: webinar-nudge
    next: watch
  - step: almost
    send: webinar-almost-there
    next: watch
  - step: watch
    wait_for: goal
    until: $starts
    then: { goal: thanks, otherwise: end }
  - step: thanks
    send: webinar-thanks
  - step: pause
    wait: { for: 2d, at: "09:00", days: weekdays }
  - step: article
    send: related-article
"""
DELIVERY = """\
title: Manual and tips on the day of delivery
status: live
topic: service
enter: { event: [Order Placed, Order Updated] }
re_entry: { key: $entry.order_id, again: refresh }
exit_when: { event: Order Cancelled, where: { order_id: $entry.order_id } }

steps:
  - step: day
    wait: { until: $entry.delivery_date, at: "08:00", late: manual }
    next: manual
  - step: manual
    send: product-manual
"""
# Whoever asks for a call: half by the rep who is told at once, half after a mail.
CALLS = """\
title: Calls
status: live
topic: events
values: { ask: Call them, days: three }
enter: { event: Call Asked }
steps:
  - step: part
    split: { told: 50, written: 50 }
    judged_by: { event: Deal Won }
    within: 30d
  - step: told
    task: { to: account-owner, title: $ask, due: 3d }
    next: known
  - step: written
    only_if: { trait: language, is: nl }
    send: webinar-thanks
    next: known
  - step: known
    update: { traits: { wanted: $entry.what } }
"""
# Asks again each week until somebody answers; each lap has its own mail.
ASKING = """\
title: Asking
status: live
topic: events
enter: { event: Question Open }
steps:
  - step: ask
    send: webinar-nudge
    wait_for: clicked
    within: 7d
    then: { clicked: end, otherwise: count }
  - step: count
    branch: [ { if: { event: Enough }, to: end }, { otherwise: rest } ]
  - step: rest
    wait: 1d
    next: ask
"""
MAILS = ("invite", "nudge", "almost-there", "thanks")


def write(root):
    """Write the folder; its path."""
    for name, text in {
        "policy.yaml": POLICY,
        "scoring.yaml": SCORING,
        "stages.yaml": STAGES,
        "segments.yaml": SEGMENTS,
        "journeys/webinar.yaml": WEBINAR,
        "journeys/delivery.yaml": DELIVERY,
        "journeys/calls.yaml": CALLS,
        "journeys/asking.yaml": ASKING,
    }.items():
        put(root / name, text)
    for name in MAILS:
        put_mail(root, f"webinar-{name}", "reaction")
    put_mail(root, "related-article")
    put_mail(root, "product-manual", "service")
    put_notice(root, "task", "{{ lead.email }} {{ task.title }} {{ task.due }} {{ values.days }}")
    return root
