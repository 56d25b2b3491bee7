"""A shop's journeys: one for each way in that time, a key or a hand opens."""

from tests.stack.campaign import SCORING, policy, put, put_mail

POLICY = policy(
    "shop: { title: Offers, consent: none }",
    "service: { title: Service, consent: none }",
)
STAGES = """\
mql: { event: Form Submitted }
customer: { event: Order Completed }
"""
SEGMENTS = """\
customers: { event: Order Completed }
weekly-readers: { trait: weekly, is: "yes" }
quiet-for-months:
  all: [ { segment: customers }, { none: [ { event: Page Viewed, in_last: 60d } ] } ]
"""
CART = """\
title: Abandoned cart
status: live
topic: shop
enter: { event: [Product Added, Cart Viewed] }
re_entry: { key: $entry.cart_id, again: restart }
goal: { event: Order Completed }
exit_when: { event: Order Completed, where: { cart_id: [$entry.cart_id, missing] } }
steps:
  - step: quiet
    wait: 4h
  - step: remind
    send: cart-reminder
    wait_for: clicked
    within: 2d
    then: { clicked: end, otherwise: help }
  - step: help
    send: cart-questions
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
    wait: { until: $entry.delivery_date, at: "08:00", late: sorry }
    next: manual
  - step: manual
    send: product-manual
    next: end
  - step: sorry
    send: product-sorry
"""
YEAR_END = """\
title: Year-end budget
status: live
topic: shop
enter: { segment: quiet-for-months, members: all }
season: 11-01..12-10
ends: 12-20
re_entry: { after: 300d }
steps:
  - step: news
    send: year-news
    wait_for: clicked
    within: 7d
    then: { clicked: end, otherwise: rest }
  - step: rest
    wait: 60d
  - step: offer
    send: year-offer
"""
NPS = """\
title: Each quarter
status: live
topic: shop
enter: { segment: customers, every: 90d }
steps:
  - step: ask
    send: nps
    wait_for: clicked
    within: 100d
    then: { clicked: end, otherwise: end }
"""
RENEWAL = """\
title: Renewal
status: live
topic: shop
enter: { date: $contact.renewal_date - 30d }
steps:
  - step: remind
    send: renewal
"""
WEEKLY = """\
title: Each Monday
status: live
topic: service
enter: { schedule: { days: [mon], at: "09:00" }, segment: weekly-readers }
steps:
  - step: hello
    send: weekly
"""
AFTER = """\
title: After a renewal
status: live
topic: shop
enter: [ { journey: renewal }, manual ]
steps:
  - step: thanks
    send: after-renewal
"""
MAILS = {
    "cart-reminder": "nurture",
    "cart-questions": "nurture",
    "year-news": "nurture",
    "year-offer": "nurture",
    "nps": "nurture",
    "renewal": "nurture",
    "after-renewal": "nurture",
    "weekly": "service",
    "product-manual": "service",
    "product-sorry": "service",
}


def write(root):
    """Write the folder; its path."""
    for name, text in {
        "policy.yaml": POLICY,
        "scoring.yaml": SCORING,
        "stages.yaml": STAGES,
        "segments.yaml": SEGMENTS,
        "journeys/cart.yaml": CART,
        "journeys/delivery.yaml": DELIVERY,
        "journeys/year-end.yaml": YEAR_END,
        "journeys/quarterly.yaml": NPS,
        "journeys/renewal.yaml": RENEWAL,
        "journeys/weekly.yaml": WEEKLY,
        "journeys/after.yaml": AFTER,
    }.items():
        put(root / name, text)
    for name, kind in MAILS.items():
        put_mail(root, name, kind)
    return root
