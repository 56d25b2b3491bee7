"""What follows from a mail's fate, and from nothing else."""

from tests.proofs.guards.guard import Guard

FATES = (
    Guard(
        "A sign of a mail settles it as sent",
        "core/reactions.py",
        'if send is not None and send.state in ("inflight", "unknown"):',
        "if send is None:",
        (
            "tests/functions/test_guarantees_mails.py"
            "::test_g9_a_click_on_an_unknown_mail_proves_it_and_turns_the_branch"
        ),
    ),
    Guard(
        "A picture that a proxy fetched is no open",
        "core/reactions.py",
        'if incoming.properties.get("proxy"):',
        "if not incoming:",
        ("tests/core/test_only_once.py::test_a_picture_that_a_proxy_fetched_is_no_open[True-None]"),
    ),
    Guard(
        "What sales does with a notice is no act of the lead",
        "core/reactions.py",
        (
            "    if send is not None and not send.to_owner:\n"
            "        _mark_opened(turn, send_id, incoming)\n"
            "        _mark_clicked"
        ),
        (
            "    if send is not None:\n"
            "        _mark_opened(turn, send_id, incoming)\n"
            "        _mark_clicked"
        ),
        (
            "tests/core/test_only_once.py"
            "::test_what_an_owner_does_with_a_notice_is_no_act_of_the_lead"
        ),
    ),
    Guard(
        "An owner's full mailbox suppresses no lead",
        "shell/fates.py",
        'if fate.state in ("bounced", "complained") and not fate.to_owner:',
        'if fate.state in ("bounced", "complained"):',
        (
            "tests/shell/test_no_more_mail.py"
            "::test_what_becomes_of_an_owner_s_mail_is_no_word_about_the_lead"
        ),
    ),
    Guard(
        "A fate that comes before its row reaches the contact",
        "shell/fates.py",
        "        messages.append(_settle(fate, at, now))\n",
        "        pass\n",
        (
            "tests/shell/test_no_more_mail.py"
            "::test_what_becomes_of_an_owner_s_mail_is_no_word_about_the_lead"
        ),
    ),
    Guard(
        "A fate's time never runs ahead of now",
        "shell/fates.py",
        "    at = min(at, now)\n",
        "",
        (
            "tests/shell/test_no_more_mail.py"
            "::test_g8_a_fate_that_is_faster_than_the_row_is_told_to_the_contact_and_"
            "never_ahead_of_now"
        ),
    ),
    Guard(
        "A passing bounce suppresses nobody",
        "core/fate.py",
        "state=None if transient else STATES.get(kind)",
        "state=STATES.get(kind)",
        (
            "tests/core/test_fate.py"
            "::test_each_event_of_ses_is_one_fate_and_only_a_permanent_bounce_is_a_"
            "bounce[Bounce-part2-None-Transient]"
        ),
    ),
    Guard(
        "An event of SES about a mail that is none of ours is passed over",
        "core/fate.py",
        ('    if "send_id" not in tags or "contact" not in tags:\n        return None\n'),
        "",
        (
            "tests/core/test_fate.py"
            "::test_an_event_about_none_of_our_mails_is_none_of_our_business[send_id]"
        ),
    ),
)
