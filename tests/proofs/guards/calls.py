"""Where calls to other systems may go, and how long they last."""

from tests.proofs.guards.guard import Guard

CALLS = (
    Guard(
        "A webhook calls public hosts by name, over HTTPS",
        "core/public_hosts.py",
        'if parts.scheme != "https":',
        "if not parts.scheme:",
        (
            "tests/core/test_public_hosts.py"
            "::test_a_hostile_url_is_refused_and_says_why[http://example.com/]"
        ),
    ),
    Guard(
        "A webhook's URL hides no host behind a user name",
        "core/public_hosts.py",
        'if "@" in parts.netloc:',
        "if not parts:",
        (
            "tests/core/test_public_hosts.py"
            "::test_a_hostile_url_is_refused_and_says_why[https://user@example.com/]"
        ),
    ),
    Guard(
        "A webhook calls no other port",
        "core/public_hosts.py",
        "if port not in (None, HTTPS):",
        "if port == 0:",
        (
            "tests/core/test_public_hosts.py"
            "::test_a_hostile_url_is_refused_and_says_why[https://example.com:80/]"
        ),
    ),
    Guard(
        "No number is a webhook's host, in whatever notation",
        "core/public_hosts.py",
        "if len(host) > LONGEST_NAME or not _NAME.fullmatch(host):",
        "if not host:",
        (
            "tests/core/test_public_hosts.py"
            "::test_a_hostile_url_is_refused_and_says_why[https://localhost/]"
        ),
    ),
    Guard(
        "A webhook's URL carries nothing into a header",
        "core/public_hosts.py",
        'not _VISIBLE.fullmatch(url) or "\\\\" in url:',
        "not url:",
        (
            "tests/core/test_public_hosts.py"
            "::test_a_hostile_url_is_refused_and_says_why[https://example.com\\\\@127.0.0.1/]"
        ),
    ),
    Guard(
        "A webhook reaches nothing in a firm's own network",
        "core/public_hosts.py",
        (
            "    if any(ip in network for network in _REFUSED if network.version == "
            "ip.version):\n"
            "        return False\n"
            "    return ip.is_global and not ip.is_multicast"
        ),
        "    return not ip.is_multicast",
        (
            "tests/core/test_public_hosts.py"
            "::test_an_address_that_is_not_one_host_on_the_open_internet_is_refused[0.0.0.0]"
        ),
    ),
    Guard(
        "A webhook reaches no address in disguise",
        "core/public_hosts.py",
        "(ip.scope_id or ip not in _GLOBAL_UNICAST):",
        "ip.scope_id:",
        (
            "tests/core/test_public_hosts.py"
            "::test_an_address_that_is_not_one_host_on_the_open_internet_is_"
            "refused[::127.0.0.1]"
        ),
    ),
    Guard(
        "Every address of a webhook's host is looked at",
        "shell/calling.py",
        "not all(self.allowed(address) for address in found)",
        "not any(self.allowed(address) for address in found)",
        (
            "tests/shell/test_calling.py"
            "::test_one_address_that_is_not_public_refuses_the_whole_host[found2]"
        ),
    ),
    Guard(
        "A webhook's connection goes to the address that was looked at",
        "shell/calling.py",
        "socket.create_connection((address, self.port), _left(deadline))",
        "socket.create_connection((place.host, self.port), _left(deadline))",
        ("tests/shell/test_calling.py::test_a_call_is_one_post_with_the_name_it_was_meant_for"),
    ),
    Guard(
        "A webhook's host proves its name",
        "shell/calling.py",
        "return ssl.create_default_context()",
        "return ssl._create_unverified_context()",
        "tests/shell/test_bounds.py::test_whoever_is_called_proves_their_name",
    ),
    Guard(
        "A webhook's answer that trickles ends in time",
        "shell/calling.py",
        "            watch.start()\n",
        "            watch.cancel()\n",
        (
            "tests/shell/test_calling.py"
            "::test_the_time_is_over_when_it_is_over_however_an_answer_trickles[headers]"
        ),
    ),
    Guard(
        "What was cut off is no answer",
        "shell/calling.py",
        "        _left(deadline)  # what was cut off is no answer\n",
        "",
        (
            "tests/shell/test_calling.py"
            "::test_the_time_is_over_when_it_is_over_however_an_answer_trickles[headers]"
        ),
    ),
    Guard(
        "A webhook's answer is read to its limit",
        "shell/calling.py",
        "response.read(MOST_ANSWER + 1)",
        "response.read()",
        (
            "tests/shell/test_calling.py"
            "::test_of_a_long_answer_no_more_is_read_than_shows_that_it_is_too_long"
        ),
    ),
    Guard(
        "Half a webhook's answer is none",
        "shell/calling.py",
        (
            "    if response.length and len(content) <= MOST_ANSWER:\n"
            "        raise IncompleteRead(content, response.length)\n"
        ),
        "",
        (
            "tests/shell/test_calling.py"
            "::test_what_breaks_off_or_is_no_answer_may_be_tried_again[cut]"
        ),
    ),
    Guard(
        "The edge's calls to AWS end before a browser gives up",
        "shell/signed_call.py",
        "if reason and time.monotonic() - begun > LAST_TRY:",
        "if reason is None:",
        "tests/shell/test_signed_call.py::test_a_trouble_that_takes_long_is_not_tried_again",
    ),
    Guard(
        "A connection of the edge that stays silent ends",
        "shell/signed_call.py",
        "URLLib3Session(timeout=TIMEOUT)",
        "URLLib3Session()",
        "tests/shell/test_bounds.py::test_a_connection_of_the_edge_that_stays_silent_ends",
    ),
    Guard(
        "A call that AWS refuses is not made again",
        "shell/signed_call.py",
        "if response.status_code < SERVER_FAULT and not _throttled(reason):",
        "if not reason:",
        (
            "tests/shell/test_signed_call.py"
            "::test_a_refusal_is_not_tried_again_and_keeps_its_content_to_itself"
        ),
    ),
    Guard(
        "A call that AWS throttles is made again",
        "shell/signed_call.py",
        " and not _throttled(reason):",
        ":",
        "tests/shell/test_signed_call.py::test_a_passing_trouble_is_tried_again[trouble2]",
    ),
)
