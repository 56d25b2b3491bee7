from kweek.cli import demo_lines as lines
from kweek.cli.demo_lines import Line, Printer
from kweek.core.times import parse_iso

ADA = {"email": "ada@example.org", "traits": {"first_name": "Ada"}}


def test_an_event_is_told_with_what_it_changed_and_by_which_rule():
    event = {
        "event": "Form Submitted",
        "at": "2026-11-24T12:39:03.259Z",
        "properties": {"form": "whitepaper", "document": "What a Leak Costs"},
        "changed": [
            {"what": "traits", "names": ["email"]},
            {"what": "consent", "topics": ["nurture", "sales"], "form": "whitepaper"},
            {"what": "score", "name": "engagement", "points": 15, "to": 16.0, "by": "Asked"},
            {"what": "stage", "before": "lead", "to": "mql"},
            {"what": "segment", "name": "dutch", "to": "in"},
            {"what": "journey", "name": "ebook-drip", "to": "started"},
        ],
    }

    assert lines.of_event(event, ADA) == Line(
        parse_iso("2026-11-24T12:39:03.259Z"),
        "timeline",
        "Ada",
        "Form Submitted whitepaper",
        (
            "consent to nurture, sales",
            "engagement +15 = 16 (Asked)",
            "stage lead > mql",
            "in segment dutch",
            "ebook-drip started",
        ),
    )


def test_why_a_journey_was_left_is_told():
    left = {"journey": "ebook-drip", "reason": "stage sql"}
    event = {"event": "Journey Exited", "at": "2026-11-24", "properties": left, "changed": []}

    assert lines.of_event(event, ADA).text == "Journey Exited ebook-drip, because: stage sql"


def test_somebody_without_a_name_or_address_stays_somebody():
    assert lines.who({"email": None, "traits": {}}) == "somebody"
    assert lines.who({"email": "eve@example.org", "traits": {}}) == "eve@example.org"


def test_a_mail_is_told_by_its_subject_and_the_person_in_its_address():
    mail = {
        "at": "2026-11-24T12:00:00.000Z",
        "to": "bounce+dirk@simulator.amazonses.com",
        "subject": "Your e-book",
        "tags": {"mail": "ebook"},
    }

    told = lines.of_mail(mail)

    assert (told.source, told.who, told.text) == ("mailbox", "Dirk", "Your e-book [ebook]")


def test_the_way_of_an_execution_leaves_out_its_choices():
    states = ["start", "deliver", "deliver?", "remind"]

    told = lines.of_run(ADA, parse_iso("2026-11-24"), "ebook-drip", states, "RUNNING")

    assert told.text == "ebook-drip: deliver > remind (running)"


def test_days_count_from_the_day_of_the_first_line(capsys):
    printer = Printer()
    for at in ("2026-11-24T23:59:00Z", "2026-11-25T00:01:00Z", "2026-12-04T08:30:00Z"):
        printer.show(Line(parse_iso(at), "contact", "Ada", "is here"))

    assert [line[:13] for line in capsys.readouterr().out.splitlines()[1:]] == [
        "day  1 23:59 ",
        "day  2 00:01 ",
        "day 11 08:30 ",
    ]
