"""Runs in a fresh interpreter: one cold start, and how much CPU it took.

`python cold_child.py MODULE EVENT.json` prints `{"call": ms, "answer": ms}`: the CPU spent until
the first signed call went onto the wire, and until the event was answered.
"""

import sys
import time


def main(module, event_file):
    import http.client  # noqa: PLC0415 - the hook below must be in place before any call
    import json  # noqa: PLC0415

    # What the measuring itself imports is no part of the function's cold start.
    with open(event_file, encoding="utf-8") as file:  # noqa: PTH123 - pathlib would be one more
        event = json.load(file)
    send = http.client.HTTPConnection.send
    calls = []

    def noted(connection, data):
        calls.append(time.process_time())
        return send(connection, data)

    http.client.HTTPConnection.send = noted
    began = time.process_time()
    handler = __import__(module).handler
    handler(event, Context())
    answered = time.process_time()
    figures = {"call": calls[0] - began, "answer": answered - began}
    sys.stdout.write("\n" + json.dumps({name: 1000 * s for name, s in figures.items()}))


class Context:
    """What Powertools reads of Lambda's context."""

    function_name = "f"
    function_version = "1"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:f"
    aws_request_id = "r"


if __name__ == "__main__":
    main(*sys.argv[1:])
