"""A journey that uses each form that steps may take."""

JOURNEY = """\
title: All forms
status: live
topic: nurture
values: { starts: "2027-02-11 15:00" }
enter: { event: Form Submitted }
goal: { event: Order Completed }
steps:
  - step: watch
    only_if:
      all:
        - { stage: lead }
        - { event: Page Viewed, where: { path: /a, plan: $entry.plan }, in_last: 14d }
    wait_for: [ goal, { seen: { event: Page Viewed } } ]
    until: $starts - 4d
    late: rest
    then: { goal: end, seen: which, otherwise: rest }
  - step: rest
    wait: { until: $contact.renewal_date - 30d, at: "08:00", late: which }
    next: which
  - step: which
    split: { pause: 40, tell: 60 }
    judged_by: { event: Order Completed }
    within: 7d
  - step: pause
    wait: { for: 1d, at: "09:00", days: weekdays }
    next: watch
  - step: tell
    webhook: { url: "https://crm.example.com/leads" }
    then: { failed: pause }
    next: note
  - step: note
    update: { traits: { plan: gold, told: true } }
  - step: ways
    branch:
      - if: { event: Page Viewed, then: { event: Order Completed }, within: 2d, count: 2 }
        to: pause
      - { if: { trait: plan, is: $entry.plan }, to: stop }
      - { otherwise: end }
  - step: stop
    end:
"""
