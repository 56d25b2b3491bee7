"""Whether AWS will take our mail, and receivers believe it: domain, DKIM, DMARC, quota."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kweek.cli.dns_text import NotAnswered
from kweek.cli.finding import Finding

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import GetEmailIdentityResponseTypeDef

NEARLY = 0.8  # of the day's quota
Texts = Callable[[str], list[str]]


def of_domain(ses: "SESV2Client", domain: str) -> Iterator[Finding]:
    """What SES knows of a domain that mails are sent from."""
    try:
        known = ses.get_email_identity(EmailIdentity=domain)
    except ses.exceptions.NotFoundException:
        do = "deploy; or set it up in SES, and say `-c identity=existing`"
        yield Finding(f"domain {domain}", "wrong", "SES does not know it", do)
        return
    if known.get("VerifiedForSendingStatus"):
        yield Finding(f"domain {domain}", "ok", "SES may send from it")
    else:
        do = "put the records DkimRecord1 to DkimRecord3 of the stack's outputs into its DNS"
        yield Finding(f"domain {domain}", "wrong", "SES does not believe it is yours", do)
    yield _dkim(domain, known)
    yield _mail_from(domain, known)


def _dkim(domain: str, known: "GetEmailIdentityResponseTypeDef") -> Finding:
    about, said = f"DKIM of {domain}", known.get("DkimAttributes", {})
    status = said.get("Status", "NOT_STARTED")
    if status == "SUCCESS" and said.get("SigningEnabled"):
        return Finding(about, "ok", "mails are signed")
    do = "its three CNAME records must be in the DNS; the stack's outputs name them"
    if status == "SUCCESS":
        do = "turn signing on for this identity in the SES console"
    return Finding(about, "wrong", f"mails are not signed ({status})", do)


def _mail_from(domain: str, known: "GetEmailIdentityResponseTypeDef") -> Finding:
    about, said = f"MAIL FROM of {domain}", known.get("MailFromAttributes", {})
    name, status = said.get("MailFromDomain"), said.get("MailFromDomainStatus", "")
    if not name:
        do = "a MAIL FROM domain of your own in SES lets SPF speak for you beside DKIM"
        return Finding(about, "warning", "amazonses.com, so that only DKIM speaks for you", do)
    if status == "SUCCESS":
        return Finding(about, "ok", name)
    do = f"put the MX and TXT records that the SES console names into the DNS of {name}"
    return Finding(about, "wrong", f"{name} is not set up ({status})", do)


def dmarc(domain: str, texts: Texts) -> Finding:
    """What receivers are to do with mail that only claims to be from the domain."""
    about = f"DMARC of {domain}"
    try:
        record = _dmarc_record(domain, texts)
    except NotAnswered as silent:
        return Finding(about, "left out", str(silent))
    if record is None:
        do = f'add `_dmarc.{domain} TXT "v=DMARC1; p=none"`: large mailboxes ask for it'
        return Finding(about, "warning", "no record", do)
    return Finding(about, "ok", record)


def _dmarc_record(domain: str, texts: Texts) -> str | None:
    """A domain's own record, or that of the one it belongs to."""
    parts = domain.split(".")
    for start in range(max(1, len(parts) - 1)):
        for text in texts(f"_dmarc.{'.'.join(parts[start:])}"):
            if text.replace(" ", "").lower().startswith("v=dmarc1"):
                return text
    return None


def account(ses: "SESV2Client", mail_rate: float) -> Iterator[Finding]:
    """Whether the account may send, to whom, and how fast."""
    said = ses.get_account()
    if not said.get("SendingEnabled"):
        yield Finding("SES", "wrong", "sending is switched off", "see the SES console for why")
    status = said.get("EnforcementStatus", "HEALTHY")
    if status != "HEALTHY":
        do = "AWS has written why; bounces and complaints must fall"
        yield Finding("SES reputation", "wrong", status.lower(), do)
    if said.get("ProductionAccessEnabled"):
        yield Finding("SES access", "ok", "production")
    else:
        do = "ask for production access in the SES console; until then only verified addresses"
        yield Finding("SES access", "warning", "sandbox", do)
    quota = said.get("SendQuota", {})
    yield _rate(mail_rate, quota.get("MaxSendRate", 0))
    yield _day(quota.get("SentLast24Hours", 0), quota.get("Max24HourSend", 0))


def _rate(ours: float, theirs: float) -> Finding:
    if ours <= theirs:
        return Finding("mail rate", "ok", f"{ours:g} a second of {theirs:g} that SES allows")
    do = f"write `mail_rate: {theirs:g}` into policy.yaml and deploy, or ask for a higher rate"
    return Finding("mail rate", "wrong", f"{ours:g} a second; SES allows {theirs:g}", do)


def _day(sent: float, most: float) -> Finding:
    says = f"{sent:g} mails in 24 hours of {most:g}"
    if most < 0:  # SES has set no limit
        return Finding("mails a day", "ok", f"{sent:g} in 24 hours, without a limit")
    if sent < NEARLY * most:
        return Finding("mails a day", "ok", says)
    do = "what is over it waits for the next day; ask for a higher quota in the SES console"
    return Finding("mails a day", "warning", says, do)
