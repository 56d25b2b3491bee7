"""Where a webhook may call: hostile URLs and hostile DNS answers, one by one."""

import pytest

from kweek.core.public_hosts import HostRefused, Place, is_public, place_of

NAME, LABEL = "x." * 127 + "com", "x" * 64

HOSTILE = {
    "http://example.com/": "not https",
    "HTTP://example.com/": "not https",
    "ftp://example.com/": "not https",
    "file:///proc/self/environ": "not https",
    "gopher://example.com/_x": "not https",
    "data:text/plain,x": "not https",
    "javascript:alert(1)": "not https",
    "//example.com/": "not https",
    "example.com": "not https",
    "https:/example.com/": "no public host name",
    "https:example.com": "no public host name",
    "https:///etc/passwd": "no public host name",
    "https://": "no public host name",
    "https://user@example.com/": "a user name in the URL",
    "https://user:secret@example.com/": "a user name in the URL",
    "https://example.com@127.0.0.1/": "a user name in the URL",
    "https://@example.com/": "a user name in the URL",
    "https://example.com:80/": "another port than 443",
    "https://example.com:8443/": "another port than 443",
    "https://example.com:9001/2018-06-01/runtime": "another port than 443",
    "https://example.com:0/": "another port than 443",
    "https://example.com:99999/": "no URL",
    "https://example.com:443x/": "no URL",
    "https://localhost/": "no public host name",
    "https://metadata/": "no public host name",
    "https://127.0.0.1/": "no public host name",
    "https://127.1/": "no public host name",
    "https://0/": "no public host name",
    "https://0.0.0.0/": "no public host name",
    "https://0177.0.0.1/": "no public host name",
    "https://0x7f.0.0.1/": "no public host name",
    "https://0x7f000001/": "no public host name",
    "https://0x7f.1/": "no public host name",
    "https://2130706433/": "no public host name",
    "https://169.254.169.254/latest/meta-data/": "no public host name",
    "https://8.8.8.8/": "no public host name",
    "https://[::1]/": "no public host name",
    "https://[::ffff:127.0.0.1]/": "no public host name",
    "https://[fd00:ec2::254]/": "no public host name",
    "https://[2606:4700::1111]/": "no public host name",
    "https://[fe80::1%25eth0]/": "no public host name",
    "https://[::1/": "no URL",
    "https://example.com./": "no public host name",
    "https://.example.com/": "no public host name",
    "https://exam_ple.com/": "no public host name",
    "https://example.com%2f.evil.org/": "no public host name",
    "https://example.com%00.evil.org/": "no public host name",
    "https://-example.com/": "no public host name",
    "https://example-.com/": "no public host name",
    f"https://{NAME}/": "no public host name",
    f"https://{LABEL}.com/": "no public host name",
    "https://example.com\\@127.0.0.1/": "no URL",
    "https:\\\\127.0.0.1\\": "no URL",
    "https://exam\tple.com/": "no URL",
    "https://example.com/\r\nHost: 127.0.0.1": "no URL",
    "https://example.com/a b": "no URL",
    " https://example.com/": "no URL",
    "https://example.com/\x00": "no URL",
    "https://ex\u00e4mple.com/": "no URL",
    "https://\u2460\u2461\u2466.0.0.1/": "no URL",
    "https://127\u30020.0.1/": "no URL",
    "": "no URL",
}


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_url_is_refused_and_says_why(url):
    with pytest.raises(HostRefused) as refused:
        place_of(url)

    assert str(refused.value) == HOSTILE[url]


@pytest.mark.parametrize("url", [None, 7, ["https://example.com/"], {"ref": ["entry", "url"]}])
def test_what_is_no_text_is_no_url(url):
    with pytest.raises(HostRefused, match="no URL"):
        place_of(url)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://example.com", Place("example.com", "/")),
        ("https://EXAMPLE.com:443/a/b?c=d&e", Place("example.com", "/a/b?c=d&e")),
        ("https://hooks.a-1.example.xn--p1ai/x#y", Place("hooks.a-1.example.xn--p1ai", "/x")),
        ("https://example.com?a=http://[::1]/", Place("example.com", "/?a=http://[::1]/")),
        ("https://3com.com//x/../y", Place("3com.com", "//x/../y")),
    ],
)
def test_a_plain_https_url_is_its_host_and_what_is_asked_of_it(url, place):
    assert place_of(url) == place


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - the address that must be refused
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.254",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "169.254.170.2",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.170",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::ffff:0:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::a00:1",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "2606:4700::1111%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "127.1",
        "0x7f000001",
        "localhost",
        "",
        "8.8.8.8 ",
    ],
)
def test_an_address_that_is_not_one_host_on_the_open_internet_is_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.1.1.1",
        "172.32.0.1",
        "100.128.0.1",
        "198.20.0.1",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001:80f::200e",
        "2001:4860:4860::8888",
    ],
)
def test_an_address_of_the_open_internet_is_public(address):
    assert is_public(address)
