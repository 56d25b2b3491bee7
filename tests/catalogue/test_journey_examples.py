"""The six journeys that the grammar is taught by."""

from pathlib import Path

import pytest

from kweek.catalogue.build import check

EXAMPLES = Path(__file__).parent / "examples"
RUN_NOW = {"ebook-drip", "hot-lead"}

SEGMENTS = [
    "dutch-customers",
    "do-not-disturb",
    "quiet-for-months",
    "customers",
    "complaint-open",
    "nps-promoters",
    "nps-passives",
]
MAILS = [
    "webinar-invite",
    "webinar-nudge",
    "webinar-almost-there",
    "webinar-thanks",
    "related-article",
    "customer-stories",
    "cart-reminder",
    "cart-questions",
    "ebook",
    "ebook-remind",
    "ebook-video",
    "ebook-case",
    "ebook-summary",
    "year-news",
    "year-offer-1",
    "year-offer-2",
    "product-manual",
    "nps-customers",
    "nps-customers-reminder",
    "nps-customers-last-call",
    "nps-exclusive-download",
    "nps-referral-reward",
    "nps-premium-content",
    "nps-free-download",
]
OWNERS = "{ otherwise: { name: Sales, address: sales@example.com } }"
POLICY = f"""\
sender: {{ name: Luwte, address: hello@example.com }}
postal_address: Havenkade 12, Sneek
website: https://www.example.com
time_zone: Europe/Amsterdam
topics:
  events: {{ title: Events }}
  sales: {{ title: Stories }}
  shop: {{ title: The shop }}
  nurture: {{ title: Reading }}
  offers: {{ title: Offers }}
  service: {{ title: Service, consent: none }}
  surveys: {{ title: Surveys }}
owners: {{ account-owner: [ {OWNERS} ], customer-care: [ {OWNERS} ] }}
"""
NOTICE = "kind: service\nto: owner\nsubject: A lead\n"


@pytest.fixture
def surroundings():
    return {
        "policy.yaml": POLICY,
        "segments.yaml": "".join(f"{name}: {{ stage: customer }}\n" for name in SEGMENTS),
        **{f"mail/{name}": "" for name in MAILS},
        "mail/lead-handoff": NOTICE,
        "mail/lead-is-back": NOTICE,
    }


@pytest.mark.parametrize("name", [path.stem for path in sorted(EXAMPLES.glob("*.yaml"))])
def test_an_example_passes_or_asks_only_for_what_comes_later(name, surroundings, write):
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")

    problems = check(write({**surroundings, f"journeys/{name}.yaml": text}))

    errors = [problem for problem in problems if problem.level == "error"]
    assert [str(one) for one in errors if not one.text.startswith("not yet: ")] == []
    assert (errors == []) == (name in RUN_NOW)


def test_what_the_webinar_needs_and_this_version_lacks_is_told_line_by_line(surroundings, write):
    text = (EXAMPLES / "webinar.yaml").read_text(encoding="utf-8")

    problems = check(write({**surroundings, "journeys/webinar.yaml": text}))

    end = "this version reads it, but does not run it"
    assert [str(problem) for problem in problems] == [
        f"journeys/webinar.yaml:4: values: not yet: `values`; {end}",
        f"journeys/webinar.yaml:7: enter.members: not yet: `members: all`; {end}",
        f"journeys/webinar.yaml:8: only_if.none[1].where.webinar: not yet: '$webinar'; {end}",
        f"journeys/webinar.yaml:9: enter_until: not yet: '$starts'; {end}",
        f"journeys/webinar.yaml:9: enter_until: not yet: `enter_until`; {end}",
        f"journeys/webinar.yaml:10: re_entry.key: not yet: '$webinar'; {end}",
        f"journeys/webinar.yaml:10: re_entry.key: not yet: re-entry by `key`; {end}",
        f"journeys/webinar.yaml:11: goal.where.webinar: not yet: '$webinar'; {end}",
        (
            "journeys/webinar.yaml:22: invite.then.opened: warning: this path hangs on an open "
            "alone, and many opens are never seen; ask for a click where it matters"
        ),
        f"journeys/webinar.yaml:32: watch.until: not yet: '$starts'; {end}",
        f"journeys/webinar.yaml:32: watch.until: not yet: waiting `until` a moment; {end}",
    ]
