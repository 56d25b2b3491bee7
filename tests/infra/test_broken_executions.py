"""An execution that breaks is heard of: its run must not seem to go on."""


def test_word_of_each_broken_execution_of_ours_comes_to_the_conductor(aws):
    [rule] = [r for r in aws.every("AWS::Events::Rule").values() if "EventPattern" in r]
    policy = aws.every("AWS::SQS::QueuePolicy")["QueuesOrdersQueuePolicy"]
    [allow] = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]

    assert rule["EventPattern"]["source"] == ["aws.states"]
    assert rule["EventPattern"]["detail"]["status"] == ["FAILED", "ABORTED", "TIMED_OUT"]
    assert [target["Arn"] for target in rule["Targets"]] == ["QueuesOrdersQueue"]
    assert allow["Condition"] == {"ArnEquals": {"aws:SourceArn": "JourneysBroke"}}
