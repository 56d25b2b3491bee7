"""Requests that nobody means well, made by chance that is the same in every telling."""

import base64
import gzip
import json

MARK = "<script>alert(1)</script>"
QUOTED = "\"'><img src=x onerror=alert(1)>"
BASIC = "Basic "
KINDS = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "multipart/form-data; boundary=" + "b" * 500,
    'multipart/form-data; boundary="b\r\nx',
    "multipart/form-data",
    "text/html; charset=" + MARK,
    "text/plain",
    "\x00",
    "",
)
PIECES = (
    b"",
    b"{",
    b'{"batch":[',
    b'{"type":"track","userId":"u","event":"' + MARK.encode() + b'"}',
    b'{"type":"' + MARK.encode() + b'","userId":"u","event":"x"}',
    b'{"type":"identify","userId":"u","traits":{"email":"' + MARK.encode() + b'@x"}}',
    b'{"email":"a@example.com","_consent":true,"_t":"v1.1.f.x.y"}',
    b'{"email":{"$gt":""},"_consent":["on"],"_anonymous_id":[1],"first_name":{"a":1}}',
    b'"\\ud800"',
    b"]}",
    b"[" * 500,
    b'{"a":' * 300,
    b"email=a%40example.com&_consent=on&_t=" + MARK.encode(),
    b"first_name=" + MARK.encode() + b"&country=" + b"%ff%00%0d%0aSet-Cookie:x",
    b"email=" + QUOTED.encode() + b"&first_name=" + QUOTED.encode(),
    b'--b\r\nContent-Disposition: form-data; name="email"\r\n\r\n' + MARK.encode() + b"\r\n--b--",
    b'--b\r\nContent-Disposition: form-data; name="email"; filename="x"\r\n\r\nx\r\n--b--',
    b"--b\r\n" * 400,
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" * 50,
    b"\x1f\x8b\x08",
    gzip.compress(b'{"userId":"u","event":"' + b"x" * 2_000_000 + b'"}'),
    b"\xff\xfe\x00",
    b"1e999",
    b"9" * 5_000,
    b"x" * 70_000,
    b"=&" * 300,
    b"{{ 7 * 7 }}${7*7}<%= 7 %>",
    b"List-Unsubscribe=One-Click",
    b'{"userId":"u","event":"x","timestamp":"9999-12-31T23:59:59Z","sentAt":"0001-01-01T00:00:00Z"}',
    b'{"userId":{},"event":[],"properties":"x","traits":7,"context":[],"messageId":true}',
    b'{"userId":"u","groupId":"g","previousId":"p","event":"x","traits":{"email":"a@b.example"}}',
)
FORMS = ("ebook", "survey", "newsletter")
CALLS = (
    "track",
    "identify",
    "page",
    "screen",
    "group",
    "alias",
    "batch",
    "t",
    "projects/x/settings",
)
WORDS = (
    "..",
    "../../etc/passwd",
    "%2e%2e%2f",
    "//evil.example",
    "https://evil.example/",
    "ebook\x00",
    "\ud800",
    "e" * 3_000,
    MARK,
    QUOTED,
    "v1.1.o.x.y",
    "v1.1.c..",
    "....",
    "",
)
HEADERS = (
    ("authorization", ("", "Basic", "Basic ?", BASIC + "A" * 5_000, f"Bearer {MARK}", "\x00")),
    ("accept", ("", "application/json", "text/html", MARK, "*/*," * 500)),
    ("content-encoding", ("", "gzip", "br", MARK)),
    ("host", ("evil.example", MARK)),
    ("x-forwarded-host", ("evil.example",)),
    ("x-http-method-override", ("DELETE", "POST")),
    ("origin", ("null", "https://evil.example")),
    ("cookie", (MARK, "a=" + "b" * 4_000)),
    ("sec-purpose", ("prefetch", MARK)),
    ("user-agent", ("", MARK, "Mozilla/5.0 (X11) Firefox/145.0")),
    ("X-UPPER", (MARK,)),
)
PLACES = ("o", "c", "u", "h", "f", "v1", "api/v1", "", "p")
OF_TOKENS = ("o", "c", "u", "h")
METHODS = ("GET", "HEAD", "POST", "POST", "POST", "OPTIONS", "PATCH", "DELETE", "TRACE", "get")
QUERIES = ("anonymous_id", "writeKey", "email", "next", "_t", "redirect")


def request(chance, tokens, write_key):
    """One hostile request as API Gateway would hand it on, the flag of its body right or wrong.

    The write key stands in every web page, so whoever means no good has it.
    """
    body = b"".join(chance.choices(PIECES, k=chance.choice([0, 1, 1, 1, 2, 3])))
    flag = chance.random() < 0.5
    encoded = flag if chance.random() < 0.8 else not flag
    text = base64.b64encode(body).decode() if encoded else body.decode(errors="replace")
    place = chance.choice(PLACES)
    method = chance.choice(METHODS)
    headers = {"content-type": chance.choice(KINDS)}
    if chance.random() < 0.3:
        headers["authorization"] = f"Basic {base64.b64encode(f'{write_key}:'.encode()).decode()}"
    for name, values in chance.sample(HEADERS, k=chance.randint(0, 4)):
        headers[name] = chance.choice(values)
    known = {"proxy": CALLS, "form": FORMS, "token": tokens}
    parameters = {
        name: chance.choice(some if chance.random() < 0.7 else WORDS)
        for name, some in known.items()
    }
    word = parameters["token" if place in OF_TOKENS else "proxy"]
    return {
        "version": "2.0",
        "rawPath": f"/{place}/{word}",
        "rawQueryString": "",
        "pathParameters": chance.choice([*[parameters] * 8, None, {}]),
        "queryStringParameters": chance.choice([None, {chance.choice(QUERIES): MARK}]),
        "headers": chance.choice([headers, headers, headers, None]),
        "requestContext": {
            "requestId": "r",
            "stage": "$default",
            "http": {"method": method, "path": f"/{place}/{word}"},
        },
        "body": chance.choice([text, text, text[:-1], None]),
        "isBase64Encoded": flag,
    }


def reflected(answer):
    """What of a request came back where a browser would take it for part of a page."""
    headers = {name.lower(): value for name, value in answer.get("headers", {}).items()}
    kind = headers.get("content-type", "")
    body = answer.get("body") or ""
    if answer.get("isBase64Encoded"):
        body = base64.b64decode(body).decode(errors="replace")
    found = [name for name, value in headers.items() if MARK in str(value) or "evil" in str(value)]
    if not kind.startswith(("application/json", "image/gif")) and (
        MARK in body or "<img src=x" in body
    ):
        found.append("body")
    if kind.startswith("application/json") and headers.get("x-content-type-options") != "nosniff":
        found.append("json that a browser may take for a page")
    if kind.startswith("application/json"):
        json.loads(body or "{}")
    return found
