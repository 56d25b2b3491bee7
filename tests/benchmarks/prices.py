"""List prices of us-east-1 in dollars a million, without free tiers; sources in the module's notes.

DynamoDB on demand since November 2024; Lambda arm64; SQS counts a request for each 64 KB; what
a function waits for AWS is taken as PER_CALL of its time, since nothing here waits.
"""

HTTP_API = 1.00
SQS = 0.40
SQS_FIFO = 0.50
WRU = 0.625
RRU = 0.125
LAMBDA_REQUEST = 0.20
LAMBDA_GB_SECOND = 13.3334
SES = 100.0
SNS = 0.50
TRANSITION = 25.0

MEMORY_GB = 0.5
CPU = 0.002  # seconds that a warm invocation computes for one record
PER_CALL = 0.005  # seconds that a call to DynamoDB or SQS takes in its own region


def lambda_time(calls, cpu_seconds):
    """What a million of such pieces of work cost in Lambda's time."""
    return (calls * PER_CALL + cpu_seconds) * MEMORY_GB * LAMBDA_GB_SECOND
