"""The filters `day` and `time` of mails: dates in the firm's own zone."""

from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from kweek.core import said
from kweek.core.local_time import zone_of


@pass_context
def day(context: Context, value: Any) -> str:
    """`{{ values.starts | day }}`: Thursday 11 February 2027."""
    return said.day(value, zone_of(_zone(context), "UTC"))


@pass_context
def time(context: Context, value: Any) -> str:
    """`{{ values.starts | time }}`: 15:00."""
    return said.time_of_day(value, zone_of(_zone(context), "UTC"))


def _zone(context: Context) -> object:
    return (context.get("policy") or {}).get("time_zone")


FILTERS = {"day": day, "time": time}
