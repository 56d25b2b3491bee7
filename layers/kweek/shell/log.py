"""The log: one JSON line each, with ids in it and never what people wrote or who they are."""

from aws_lambda_powertools import Logger

log = Logger(service="kweek")
