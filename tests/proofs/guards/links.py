"""What following a mail's link does, and where it leads."""

from tests.proofs.guards.guard import Guard

LINKS = (
    Guard(
        "A click leads where the mail's link was stored, or nowhere",
        "functions/links.py",
        "url is None or not mail_links.safe_destination(url)",
        "url is None",
        ("tests/functions/test_links.py::test_a_link_without_a_safe_address_leads_nowhere[evil-1]"),
    ),
    Guard(
        "A scanner that fetches a mail's links opts nobody out",
        "functions/links.py",
        ('    if request.shows:\n        return _page("ask_to_unsubscribe")\n'),
        "",
        "tests/functions/test_links.py::test_g5_only_a_post_opts_out[GET]",
    ),
    Guard(
        "A scanner that fetches a mail's links takes no lead over",
        "functions/links.py",
        ('    if request.shows:\n        return _page("ask_to_accept")\n'),
        "",
        "tests/functions/test_links.py::test_accepting_a_lead_asks_first_and_happens_once",
    ),
    Guard(
        "A scanner that asks by HEAD has opened nothing",
        "functions/links.py",
        ('    if request.method == "GET":\n        proxy'),
        ("    if request.shows:\n        proxy"),
        "tests/functions/test_links.py::test_head_is_answered_as_get_and_notes_nothing",
    ),
    Guard(
        "A scanner that asks by HEAD has clicked nothing",
        "functions/links.py",
        ('    if request.method == "GET":\n        _note(mail_links.clicked'),
        ("    if request.shows:\n        _note(mail_links.clicked"),
        "tests/functions/test_links.py::test_head_is_answered_as_get_and_notes_nothing",
    ),
    Guard(
        "A link is followed by the methods it knows",
        "functions/links.py",
        'if not request.shows and (request.method != "POST" or place in "oc"):',
        "if not request.method:",
        "tests/functions/test_links.py::test_g5_only_a_post_opts_out[OPTIONS]",
    ),
    Guard(
        "Every bad token gets one answer",
        "functions/links.py",
        "if act is None or parts is None:",
        "if act is None:",
        "tests/functions/test_links.py::test_every_bad_token_gets_the_same_answer",
    ),
    Guard(
        "An opting out is committed before it is answered",
        "functions/links.py",
        "    opt_out(world().contacts, rules, parts[0], now)\n",
        "",
        (
            "tests/functions/test_links.py"
            "::test_opting_out_stands_even_when_its_history_cannot_be_queued"
        ),
    ),
    Guard(
        "A machine that names itself is nobody",
        "core/mail_links.py",
        "return any(word in agent for word in MACHINES)",
        "return False",
        (
            "tests/core/test_mail_links.py"
            "::test_a_picture_fetched_by_a_machine_is_known_as_such[Mozilla/5.0 "
            "(Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)]"
        ),
    ),
    Guard(
        "Apple's fetching of every picture is no open",
        "core/mail_links.py",
        'if agent in ("", "mozilla/5.0") or',
        'if agent == "" or',
        (
            "tests/core/test_mail_links.py"
            "::test_a_picture_fetched_by_a_machine_is_known_as_such[Mozilla/5.0]"
        ),
    ),
    Guard(
        "A link leads to web pages only",
        "core/mail_links.py",
        ('parts.scheme in ("http", "https")\n        and bool(host)'),
        "bool(host)",
        "tests/core/test_mail_links.py::test_a_click_may_lead_nowhere_else[//example.com]",
    ),
    Guard(
        "A link leads to a host",
        "core/mail_links.py",
        ("\n        and bool(host)"),
        "",
        "tests/core/test_mail_links.py::test_a_click_may_lead_nowhere_else[https://]",
    ),
    Guard(
        "A link hides no host behind a user name",
        "core/mail_links.py",
        ('\n        and "@" not in parts.netloc'),
        "",
        (
            "tests/core/test_mail_links.py"
            "::test_a_click_may_lead_nowhere_else[https://user@example.com]"
        ),
    ),
    Guard(
        "A link carries nothing into a header",
        "core/mail_links.py",
        ("\n        and not _UNSAFE.search(url)"),
        "",
        (
            "tests/core/test_mail_links.py"
            "::test_a_click_may_lead_nowhere_else[https://example.com/\\r\\nSet-Cookie: x=1]"
        ),
    ),
    Guard(
        "An opt-out in one mail is one event",
        "core/mail_links.py",
        '"Unsubscribed", contact, digest("u", token), now',
        '"Unsubscribed", contact, digest("u", token, str(now)), now',
        "tests/core/test_mail_links.py::test_opting_out_and_accepting_happen_once_per_mail",
    ),
    Guard(
        "A click that API Gateway sends again is one event",
        "core/mail_links.py",
        'key = digest("c", token, request_id)',
        'key = digest("c", token, request_id, str(now))',
        ("tests/core/test_mail_links.py::test_each_open_and_each_click_is_an_event_of_its_own"),
    ),
    Guard(
        "A base64 body is decoded",
        "core/web.py",
        'if not event.get("isBase64Encoded"):',
        "if event:",
        "tests/core/test_web.py::test_a_body_is_decoded_as_its_flag_says",
    ),
    Guard(
        "A body that is no base64 is no fault of ours",
        "core/web.py",
        ('    except ValueError:\n        return b""'),
        ('    except KeyError:\n        return b""'),
        "tests/core/test_web.py::test_a_body_that_is_no_base64_though_it_says_so_is_empty",
    ),
    Guard(
        "A page's type is never guessed",
        "core/web.py",
        '"x-content-type-options": "nosniff",',
        '"x-content-type-options": "",',
        (
            "tests/core/test_web.py"
            "::test_nothing_is_cached_or_sniffed_or_told_to_the_next_site[answer0]"
        ),
    ),
    Guard(
        "No other site learns from where somebody came",
        "core/web.py",
        '"referrer-policy": "no-referrer",',
        '"referrer-policy": "origin",',
        (
            "tests/core/test_web.py"
            "::test_nothing_is_cached_or_sniffed_or_told_to_the_next_site[answer0]"
        ),
    ),
    Guard(
        "No cache keeps what was one person's",
        "core/web.py",
        '"cache-control": "no-store",',
        '"cache-control": "public",',
        (
            "tests/core/test_web.py"
            "::test_nothing_is_cached_or_sniffed_or_told_to_the_next_site[answer0]"
        ),
    ),
)
