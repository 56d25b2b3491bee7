"""The log: one JSON line each, with ids in it and never what people wrote or who they are."""

import traceback
from pathlib import Path

from aws_lambda_powertools import Logger

log = Logger(service="kweek")

DEEPEST = 6  # frames: enough to find the place


def fault(error: BaseException) -> dict[str, str]:
    """What a log may say of an error: its kind and place; its text may quote what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    at = " > ".join(f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames)
    return {"error": type(error).__name__, "at": at}
