"""What keeps the ledger whole, and a mail from being forgotten."""

from tests.proofs.guards.guard import Guard

LEDGER = (
    Guard(
        "A mail in flight without a sign becomes unknown, and its run goes on",
        "core/ledger.py",
        (
            'if send.state == "inflight" and send.settle_by is not None and '
            "send.settle_by <= turn.now:"
        ),
        'if send.state == "":',
        (
            "tests/core/test_only_once.py"
            "::test_a_mail_in_flight_is_unknown_when_its_time_is_over_and_not_before"
        ),
    ),
    Guard(
        "A mail is not given up before its time",
        "core/ledger.py",
        " and send.settle_by <= turn.now:",
        ":",
        (
            "tests/core/test_only_once.py"
            "::test_a_mail_in_flight_is_unknown_when_its_time_is_over_and_not_before"
        ),
    ),
    Guard(
        "A mail that was found out after all is not sent out of its run twice",
        "core/ledger.py",
        "if goes_on and plan:",
        "if goes_on:",
        (
            "tests/functions/test_guarantees_mails.py"
            "::test_g9_an_unknown_mail_that_was_sent_after_all_is_sent"
        ),
    ),
    Guard(
        "A mail that landed after its run had ended opens no wait",
        "core/ledger.py",
        ('if run is None or run.status != "active":\n        return\n    wait ='),
        ("if run is None:\n        return\n    wait ="),
        (
            "tests/core/test_only_once.py"
            "::test_a_mail_that_lands_after_the_end_of_its_run_opens_no_wait"
        ),
    ),
    Guard(
        "Behind a sign that came late the wait gets its whole time",
        "core/ledger.py",
        "late = is_eaten(send, turn.now)",
        "late = False",
        (
            "tests/core/test_only_once.py"
            "::test_g7_behind_a_sign_that_came_late_a_wait_begins_anew_and_gets_its_whole_time"
        ),
    ),
    Guard(
        "The mail that a run waits for an answer to is never forgotten",
        "core/ledger.py",
        "for _, key in sorted(closed)[:-MOST_SENDS]} - awaited",
        "for _, key in sorted(closed)[:-MOST_SENDS]}",
        (
            "tests/core/test_only_once.py"
            "::test_of_many_mails_those_that_are_open_or_awaited_are_kept"
        ),
    ),
    Guard(
        "A mail that is open is never forgotten",
        "core/ledger.py",
        'if s.state not in ("inflight", "later")]',
        "if s]",
        (
            "tests/core/test_only_once.py"
            "::test_of_many_mails_those_that_are_open_or_awaited_are_kept"
        ),
    ),
)
