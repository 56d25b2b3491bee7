"""What keeps a mail's attempt one, and in its time."""

from tests.proofs.guards.guard import Guard

SENDING = (
    Guard(
        "A commit that is older than two seconds leads to SES no more",
        "shell/mailing.py",
        "if post.seconds() - ready.committed > FRESH:",
        "if ready is None:",
        (
            "tests/functions/test_guarantees_mails.py"
            "::test_g5_a_mail_given_back_after_a_pause_between_commit_and_ses_asks_anew"
        ),
    ),
    Guard(
        "A mail of which nobody knows stays in flight",
        "shell/mailing.py",
        'if answer.kind != "silent":',
        "if answer.kind:",
        (
            "tests/functions/test_guarantees_mails.py"
            "::test_g9_a_mail_whose_answer_was_lost_stays_in_flight_and_is_settled_by_"
            "a_click[error0]"
        ),
    ),
    Guard(
        "A mail's token is kept before anything can claim its wait",
        "shell/mailing.py",
        ("        world.items.put_token(token_of(message))\n    # Written"),
        ('        post.kept.discard("")\n    # Written'),
        (
            "tests/functions/test_guarantees_mails.py"
            "::test_g9_a_click_on_an_unknown_mail_proves_it_and_turns_the_branch"
        ),
    ),
    Guard(
        "An answer that got lost is no refusal",
        "shell/sending.py",
        'return Answer("silent", type(error).__name__)',
        'return Answer("refused", type(error).__name__)',
        (
            "tests/proofs/test_ses_faults.py"
            "::test_g9_whatever_becomes_of_a_post_there_is_one_and_no_other"
        ),
    ),
    Guard(
        "A fault of SES's own is no refusal",
        "shell/sending.py",
        'return Answer("silent", code)',
        'return Answer("refused", code)',
        (
            "tests/proofs/test_ses_faults.py"
            "::test_g9_whatever_becomes_of_a_post_there_is_one_and_no_other"
        ),
    ),
    Guard(
        "A mail that SES has surely not taken is tried later",
        "shell/sending.py",
        (
            "        if code in NOT_NOW:\n"
            '            return Answer("refused", code, passing=code in TOO_FAST)\n'
        ),
        "",
        (
            "tests/functions/test_guarantees_mails.py"
            "::test_g9_a_mail_that_ses_refused_for_now_is_tried_again_later[error0]"
        ),
    ),
    Guard(
        "A mail that SES will never take is not tried again",
        "shell/sending.py",
        ('        if code in NEVER:\n            return Answer("rejected", code)\n'),
        "",
        (
            "tests/functions/test_guarantees_mails.py"
            "::test_g9_a_mail_that_ses_rejects_has_failed_and_its_run_goes_on"
        ),
    ),
    Guard(
        "A mail that was never handed over is tried later",
        "shell/sending.py",
        (
            "    except (ConnectTimeoutError, EndpointConnectionError) as error:\n"
            "        # No connection: nothing was handed over.\n"
            '        return Answer("refused", type(error).__name__, passing=True)\n'
        ),
        "",
        (
            "tests/proofs/test_ses_faults.py"
            "::test_g9_without_a_connection_nothing_was_handed_over_and_it_may_be_tried_again"
        ),
    ),
    Guard(
        "SES is asked once: a second attempt can be a second mail",
        "shell/aws.py",
        'read_timeout=8, retries={"total_max_attempts": 1})',
        "read_timeout=8)",
        "tests/shell/test_aws.py::test_mail_is_tried_once_and_everything_else_again",
    ),
    Guard(
        "SES's client alone is the one that never retries, and is",
        "shell/aws.py",
        'config=ONCE if name == "sesv2" else PATIENT',
        "config=PATIENT",
        "tests/shell/test_aws.py::test_mail_is_tried_once_and_everything_else_again",
    ),
    Guard(
        "SES's silence ends before its function does",
        "shell/aws.py",
        "connect_timeout=2, read_timeout=8,",
        "connect_timeout=2,",
        "tests/shell/test_bounds.py::test_no_call_of_a_client_outlasts_its_function",
    ),
    Guard(
        "A table that stays silent ends before its function does",
        "shell/aws.py",
        "connect_timeout=2, read_timeout=10, retries",
        "retries",
        "tests/shell/test_bounds.py::test_no_call_of_a_client_outlasts_its_function",
    ),
    Guard(
        "All workers together stay at the rate that SES allows",
        "shell/pace.py",
        "self.last + WORKERS / self.rate",
        "self.last + 1 / self.rate",
        ("tests/shell/test_bounds.py::test_all_workers_together_stay_at_the_rate_that_ses_allows"),
    ),
)
