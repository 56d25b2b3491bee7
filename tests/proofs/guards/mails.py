"""What keeps a mail from going twice."""

from tests.proofs.guards.guard import Guard

MAILS = (
    Guard(
        "A mail that comes twice is asked once",
        "core/mailing.py",
        ("if known is not None and known.entered == message.entered and message.run_of(contact):"),
        "if known is not None and known.entered < 0:",
        (
            "tests/core/test_mailing.py"
            "::test_g9_a_mail_in_flight_stays_there_whoever_delivers_its_message_again"
        ),
    ),
    Guard(
        "A mail that is out, closed or on its way is not sent when its step is entered anew",
        "core/mailing.py",
        'if known is not None and known.state != "later":',
        'if known is not None and known.state == "sent" and not known.at:',
        (
            "tests/core/test_mailing.py"
            "::test_g9_a_mail_that_is_out_is_not_sent_by_another_execution_and_its_wait_goes_on"
        ),
    ),
    Guard(
        "A mail of a run that has ended is turned away",
        "core/mailing.py",
        ("    if away is not None:\n        return Asked(away)\n"),
        "",
        (
            "tests/core/test_mailing.py"
            "::test_a_worn_execution_is_replaced_before_the_mail_is_asked_for"
        ),
    ),
    Guard(
        "SES's yes to a mail that is settled already changes nothing",
        "core/mailing.py",
        (
            'if send is None or send.state != "inflight":\n'
            "        return Decision(contact, Decided(), message.cause)  # a click"
        ),
        ("if send is None:\n        return Decision(contact, Decided(), message.cause)  # a click"),
        (
            "tests/core/test_only_once.py"
            "::test_g9_what_ses_says_of_a_mail_that_is_settled_already_changes_nothing[sent]"
        ),
    ),
    Guard(
        "SES's not-now to a mail that is settled already does not send it again",
        "core/mailing.py",
        (
            '    if send is None or send.state != "inflight":\n'
            "        return Decision(contact, Decided(), message.cause)\n"
            "    message = _present(contact, message, send)\n"
            "    turn = visits.turn_of(contact, message, rules, now)\n"
            "    return _kept"
        ),
        (
            "    if send is None:\n"
            "        return Decision(contact, Decided(), message.cause)\n"
            "    message = _present(contact, message, send)\n"
            "    turn = visits.turn_of(contact, message, rules, now)\n"
            "    return _kept"
        ),
        (
            "tests/core/test_only_once.py"
            "::test_g9_what_ses_says_of_a_mail_that_is_settled_already_changes_nothing[sent]"
        ),
    ),
    Guard(
        "SES's no to a mail that is settled already does not make it fail",
        "core/mailing.py",
        (
            '    if send is None or send.state != "inflight":\n'
            "        return Decision(contact, Decided(), message.cause)\n"
            "    message = _present(contact, message, send)\n"
            "    turn = visits.turn_of(contact, message, rules, now)\n"
            "    _close"
        ),
        (
            "    if send is None:\n"
            "        return Decision(contact, Decided(), message.cause)\n"
            "    message = _present(contact, message, send)\n"
            "    turn = visits.turn_of(contact, message, rules, now)\n"
            "    _close"
        ),
        (
            "tests/core/test_only_once.py"
            "::test_g9_what_ses_says_of_a_mail_that_is_settled_already_changes_nothing[sent]"
        ),
    ),
    Guard(
        "SES's answer goes to the execution that waits for it now",
        "core/mailing.py",
        "if run is None or run.epoch == message.epoch:",
        "if run is None or run:",
        (
            "tests/core/test_mailing.py"
            "::test_a_mail_that_was_refused_while_its_execution_was_lost_is_asked_for_"
            "by_the_next"
        ),
    ),
    Guard(
        "A wait behind a backlog gets its whole time",
        "core/mailing.py",
        "late = is_eaten(send, turn.now)",
        "late = False",
        (
            "tests/functions/test_guarantees_waits.py"
            "::test_g7_a_mail_that_queued_for_hours_is_answered_from_its_real_sending_on"
        ),
    ),
    Guard(
        "A mail whose run was left while SES was asked is held for good",
        "core/mailing.py",
        "if message.entry_of(turn.contact) is None:",
        "if message is None:",
        (
            "tests/core/test_only_once.py"
            "::test_a_mail_whose_run_was_left_while_ses_was_asked_is_held_for_good"
        ),
    ),
    Guard(
        "A mail is held no longer than its step says",
        "core/mailing.py",
        "(kept.until <= longest or kept.reason == PAUSED)",
        "kept.until",
        (
            "tests/core/test_mailing.py"
            "::test_the_answer_of_a_plain_mail_is_given_again_to_another_execution[held]"
        ),
    ),
    Guard(
        "A pause that lasts takes nobody's mail",
        "core/mailing.py",
        "(kept.until <= longest or kept.reason == PAUSED)",
        "kept.until <= longest",
        (
            "tests/core/test_only_once.py"
            "::test_a_pause_that_lasts_takes_no_mail_however_short_it_may_be_kept"
        ),
    ),
    Guard(
        "A mail that can never reach its contact ends the run",
        "core/mailing.py",
        "if kept.reason in UNREACHABLE:",
        "if kept is None:",
        "tests/core/test_mailing.py::test_what_is_held_for_good_is_held_also_during_a_pause",
    ),
    Guard(
        "A send is in flight by commit before anybody calls SES",
        "core/mailing.py",
        'flying = send.changed(state="inflight", hold=None, settle_by=settle_by)',
        'flying = send.changed(state="later", hold=None, settle_by=settle_by)',
        (
            "tests/core/test_mailing.py"
            "::test_a_mail_that_came_out_of_flight_between_two_executions_is_awaited_"
            "from_its_sending"
        ),
    ),
    Guard(
        "A mail in flight has an instant from which it counts as unknown",
        "core/mailing.py",
        "hold=None, settle_by=settle_by)",
        "hold=None, settle_by=None)",
        (
            "tests/functions/test_guarantees_mails.py"
            "::test_g9_a_silent_mail_is_unknown_after_half_an_hour_and_its_journey_"
            "goes_on_from_then"
        ),
    ),
    Guard(
        "What is for good outranks a pause",
        "core/mail_asked.py",
        "return kept if kept is not None and kept.until is None else paused or kept",
        "return paused or kept",
        "tests/core/test_mailing.py::test_what_is_held_for_good_is_held_also_during_a_pause",
    ),
    Guard(
        "The time of a pause is nobody's delay",
        "core/mail_asked.py",
        "since = known.asked_at if known and known.hold != PAUSED else turn.now",
        "since = known.asked_at if known else turn.now",
        (
            "tests/core/test_mailing.py"
            "::test_a_pause_may_last_longer_than_a_mail_may_be_held_and_takes_nothing_from_that"
        ),
    ),
    Guard(
        "A mail that waits keeps the time at which it was first asked",
        "core/mail_asked.py",
        "since = known.asked_at if known and known.hold != PAUSED else turn.now",
        "since = turn.now",
        (
            "tests/core/test_only_once.py"
            "::test_a_mail_that_is_kept_back_again_keeps_the_time_at_which_it_was_first_asked"
        ),
    ),
)
