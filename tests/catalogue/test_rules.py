"""What deciding is given: the rules of a small campaign, whole."""

import json

import pytest

from kweek.catalogue.build import build
from kweek.catalogue.problems import ContentError
from kweek.core.times import DAY

FILES = {
    "segments.yaml": """\
    open-leads: { all: [ { stage: [lead, mql] }, { segment: keen } ] }
    keen: { event: Page Viewed, where: { path: { starts_with: /pricing } }, count: 3, in_last: 14d }
    """,
    "stages.yaml": """\
    customer: { event: Order Completed }
    mql: { any: [ { segment: keen }, { score: warmth, at_least: 20 } ] }
    """,
    "scoring.yaml": """\
    scores:
      warmth:
        half_life: 30d
        points:
          - { event: Page Viewed, where: { path: { starts_with: /pricing } }, points: 5 }
          - { event: Unsubscribed, points: -10, label: Left }
      reading:
        expires: 90d
        points: [ { event: Unsubscribed, points: 1, per_day: 5 } ]
    interests:
      Prices: { event: Page Viewed, where: { path: { starts_with: /pricing } } }
    """,
    "lists.yaml": "vip: The few\n",
    "mail/hello": """\
kind: reaction
subject: Hello
topic: sales
links:
  book: { url: https://www.example.com/book.pdf, file: book.pdf }
""",
    "journeys/j.yaml": """\
    title: A journey
    status: draft
    topic: nurture
    enter:
      - { event: [Form Submitted, Asked], where: { form: [book, missing] } }
      - { segment: keen }
      - { stage: mql }
    only_if: { all: [ { trait: country, is_not: [BE] }, { list: vip }, { consent: nurture } ] }
    re_entry: { after: 90d }
    goal: { event: Order Completed, target: 12.5% }
    exit_when: { any: [ goal, { journey: j, was: finished }, { mail: hello, was: clicked } ] }
    steps:
      - { step: hello, send: hello }
    """,
}


@pytest.fixture
def pages(tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    return folder


def test_the_rules_say_everything_once_and_in_order(write, pages, tmp_path):
    built = build(write(FILES), pages, tmp_path / "out")

    pids = {
        (tuple(one["events"]), json.dumps(one["where"])): pid
        for pid, one in built.rules["predicates"].items()
    }
    pricing = pids[("Page Viewed",), '{"path": [["starts_with", "/pricing"]]}']
    ordered = pids[("Order Completed",), "{}"]
    asked = pids[("Asked", "Form Submitted"), '{"form": [["is", ["book", "missing"]]]}']
    unsubscribed = pids[("Unsubscribed",), "{}"]
    [link] = built.rules["links"]
    bought = {"event": ordered, "count": 1, "in_last": None}
    rules = {key: value for key, value in built.rules.items() if key != "version"}
    assert built.rules["predicates"][pricing]["keep"] == 3
    assert list(rules["segments"]) == ["keen", "open-leads"]
    assert rules == {
        "schema": 1,
        "predicates": built.rules["predicates"],
        "sequences": {},
        "scores": {
            "warmth": {
                "half_life": 30 * DAY,
                "expires": None,
                "points": [
                    {"pid": pricing, "points": 5, "label": "Page Viewed", "per_day": None},
                    {"pid": unsubscribed, "points": -10, "label": "Left", "per_day": None},
                ],
            },
            "reading": {
                "half_life": None,
                "expires": 90 * DAY,
                "points": [
                    {"pid": unsubscribed, "points": 1, "label": "Unsubscribed", "per_day": 5}
                ],
            },
        },
        "interests": {"Prices": pricing},
        "stages": [
            [
                "mql",
                {"any": [{"segment": ["keen"]}, {"score": "warmth", "ops": [["at_least", 20]]}]},
            ],
            ["customer", bought],
        ],
        "segments": {
            "keen": {"event": pricing, "count": 3, "in_last": 14 * DAY},
            "open-leads": {"all": [{"stage": ["lead", "mql"]}, {"segment": ["keen"]}]},
        },
        "journeys": {
            "j": {
                "title": "A journey",
                "status": "draft",
                "topic": "nurture",
                "enter": [
                    {"event": asked},
                    {"segment": "keen", "members": "newcomers", "every": None},
                    {"stage": ["mql"]},
                ],
                "only_if": {
                    "all": [
                        {"trait": "country", "ops": [["is_not", ["BE"]]]},
                        {"list": ["vip"]},
                        {"consent": "nurture"},
                    ]
                },
                "re_entry": {"kind": "after", "after": 90 * DAY},
                "goal": bought,
                "exit_when": {
                    "any": [
                        bought,
                        {"journey": "j", "was": "finished"},
                        {"mail": "hello", "was": "clicked"},
                    ]
                },
                "target": 0.125,
                "enter_until": None,
                "season": None,
                "ends": None,
                "predicates": {},
                "lead_in": 0,
                "version": built.rules["journeys"]["j"]["version"],
            }
        },
        "links": {link: {"mail": "hello", "name": "book", "file": "book.pdf"}},
        "mails": {"hello": {"kind": "reaction", "topic": "sales"}},
        "policy": built.policy,
    }
    assert built.policy == {
        "sender": {"name": "Luwte", "address": "hello@example.com", "reply_to": None},
        "postal_address": "Havenkade 12, Sneek",
        "website": "https://www.example.com",
        "time_zone": "Europe/Amsterdam",
        "topics": {
            "nurture": {"title": "Reading", "consent": "required"},
            "sales": {"title": "Stories", "consent": "required"},
        },
        "quiet_hours": None,
        "owners": {
            "account-owner": [{"otherwise": {"name": "Sales", "address": "sales@example.com"}}]
        },
        "mail_rate": 14.0,
        "only_to": None,
    }


def test_the_content_package_holds_what_was_built(write, pages, tmp_path):
    (pages / "thanks.html").write_text("<p>{{ title }}</p>", encoding="utf-8")

    built = build(write(FILES), pages, tmp_path / "out")

    package = tmp_path / "out" / "python" / "kweek_content"
    files = {
        name: json.loads((package / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("rules", "mails", "forms", "links")
    }
    [link] = built.rules["links"]
    assert files == {
        "rules": built.rules,
        "mails": built.mails,
        "forms": built.forms,
        "links": {link: "https://www.example.com/book.pdf"},
    }
    assert len(list((package / "templates").glob("*.py"))) == 5
    assert (package / "__init__.py").exists()


def test_a_click_on_a_named_link_asks_for_the_id_that_the_mail_carries(write, pages, tmp_path):
    journey = FILES["journeys/j.yaml"].replace(
        "send: hello }",
        "send: hello, wait_for: { clicked: book }, within: 2d, then: { clicked: end } }",
    )

    built = build(write({**FILES, "journeys/j.yaml": journey}), pages, tmp_path / "out")

    step = built.machines["j"]["States"]["hello"]["Parameters"]["MessageBody"]["step"]
    [link] = built.rules["links"]
    assert step["wait"]["immediate"] == [["clicked", {"clicked": link}]]


def test_a_folder_with_errors_is_not_built_and_all_of_them_are_raised(write, pages, tmp_path):
    files = {**FILES, "segments.yaml": "keen: { consent: nurtur }\nother: { segment: kene }\n"}

    with pytest.raises(ContentError) as raised:
        build(write(files), pages, tmp_path / "out")

    assert str(raised.value).splitlines() == [
        "segments.yaml:1: keen.consent: no topic is called 'nurtur'; did you mean 'nurture'?",
        "segments.yaml:2: other.segment: no segment is called 'kene'; did you mean 'keen'?",
    ]
    assert not (tmp_path / "out").exists()


def test_a_mail_that_was_removed_does_not_linger_in_the_package(write, pages, tmp_path):
    stale = tmp_path / "out" / "python" / "kweek_content" / "templates" / "old.py"
    stale.parent.mkdir(parents=True)
    stale.write_text("x = 1\n", encoding="utf-8")

    build(write(FILES), pages, tmp_path / "out")

    assert not stale.exists()


def test_each_stage_has_the_addresses_that_only_it_may_mail(write, pages, tmp_path):
    said = "only_to: { staging: ['*@ourfirm.nl'] }\n"
    root = write(FILES)
    (root / "policy.yaml").write_text((root / "policy.yaml").read_text() + said)

    def only_to(**stage):
        built = build(root, pages, tmp_path / "out", **stage)
        return (built.rules["policy"]["only_to"], built.policy["only_to"])

    assert only_to() == (None, None)
    assert only_to(stage="staging") == (["*@ourfirm.nl"], ["*@ourfirm.nl"])


def test_addresses_that_are_said_for_no_stage_are_every_stages(write, pages, tmp_path):
    root = write(FILES)
    (root / "policy.yaml").write_text(
        (root / "policy.yaml").read_text() + "only_to: ['*@ourfirm.nl']\n"
    )

    stages = [build(root, pages, tmp_path / "out", stage=one) for one in ("prod", "staging")]

    assert [one.policy["only_to"] for one in stages] == [["*@ourfirm.nl"]] * 2


def test_made_up_people_may_all_be_mailed(write, pages, tmp_path):
    root = write(FILES)
    (root / "policy.yaml").write_text(
        (root / "policy.yaml").read_text() + "only_to: ['*@ourfirm.nl']\n"
    )

    assert build(root, pages, tmp_path / "out", stage=None).policy["only_to"] is None
