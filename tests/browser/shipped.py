"""Where the shipped content is, how to read a file of it, and whom its mails are shown to."""

from pathlib import Path

from ruamel.yaml import YAML

CAMPAIGNS = Path(__file__).parents[2] / "campaigns"


def read(path):
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


ACCEPT = {
    "accept_url": "https://api.example.com/h/token",
    "profile_url": "https://api.example.com/console/contacts/c1",
}
#: The values of the journeys that have some; no two of them share a mail.
VALUES = {
    name: value
    for file in sorted((CAMPAIGNS / "journeys").glob("*.yaml"))
    for name, value in read(file).get("values", {}).items()
}
#: What a mail may say: to somebody we know much of, and to somebody who only left an address.
KNOWN = {
    "much": {
        "contact": {"first_name": "Anna"},
        "entry": {
            "form": "ebook",
            "name": "Service kit for a screw compressor of 75 to 110 kW, with oil and both filters",
            "order_id": "2027-000-118-204-A",
            "delivery_date": "2027-02-11",
        },
        "values": VALUES,
        "lead": {
            "name": "Anna Visser",
            "email": "anna.visser-van-der-meulen@bakkerij-noord.example",
            "company": "Bakkerij Noord",
            "stage": "sql",
            "score": 57,
            "interests": [
                {"label": "Prices", "count": 3},
                {"label": "How leaks are found", "count": 2},
            ],
            "events": [
                {
                    "event": "Page Viewed",
                    "at": "Sat 21 Nov, 10:42",
                    "detail": "/prices?" + "x" * 80,
                },
                {"event": "Form Submitted", "at": "Fri 6 Nov, 09:12", "detail": "whitepaper"},
            ],
            **ACCEPT,
        },
        "task": {"title": "Call about a basket", "due": "2027-02-11 15:00"},
    },
    "little": {
        "contact": {},
        "entry": {"form": "whitepaper"},
        "values": VALUES,
        "lead": {
            "name": "",
            "email": "anna.visser-van-der-meulen@bakkerij-noord.example",
            "company": "",
            "stage": "lead",
            "score": 0,
            "interests": [],
            "events": [],
            **ACCEPT,
        },
        "task": {"title": "Call about a basket", "due": ""},
    },
}
