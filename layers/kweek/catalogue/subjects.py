"""The subject of a mail as a journey's author knows it: its values in place, the rest as gaps."""

import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from kweek.catalogue.mail_file import MailFile
from kweek.core import said

_FIELD = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_VALUE = re.compile(r"values\.(?P<name>[\w-]+)(?:\s*\|\s*(?P<filter>\w+))?")
_TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
_GAP = "…"
#: Values have no zone of their own: they are in the firm's, and are shown as they were written.
_AS_WRITTEN = ZoneInfo("UTC")


def subject_of(mail: MailFile, values: Mapping[str, Any]) -> str:
    """`Invitation: Where your pipework loses pressure`."""

    def filled(found: re.Match[str]) -> str:
        value = _VALUE.match(found[1].strip())
        return _shown(values.get(value["name"], _GAP), value["filter"]) if value else _GAP

    text = " ".join(_FIELD.sub(filled, _TAG.sub("", mail.subject)).split())
    return re.sub(f"{_GAP}+", _GAP, text)


def _shown(value: Any, how: str | None) -> str:
    if how == "day":
        return said.day(value, _AS_WRITTEN)
    return said.time_of_day(value, _AS_WRITTEN) if how == "time" else str(value)
