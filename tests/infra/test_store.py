"""The table and the secret: what they keep, and that they outlive the stack."""


def test_the_table_is_on_demand_recoverable_and_forgets_what_has_a_date(aws):
    [table] = aws.every("AWS::DynamoDB::Table").values()

    assert table == {
        "TableName": "kweek",
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
            {"AttributeName": "shard", "AttributeType": "S"},
            {"AttributeName": "due_at", "AttributeType": "N"},
        ],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "due",
                "KeySchema": [
                    {"AttributeName": "shard", "KeyType": "HASH"},
                    {"AttributeName": "due_at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
        "TimeToLiveSpecification": {"AttributeName": "ttl", "Enabled": True},
        "DeletionProtectionEnabled": True,
    }


def test_in_aws_people_links_and_running_journeys_outlive_the_stack(aws):
    kept = {
        aws.removal(name)
        for kind in (
            "AWS::DynamoDB::Table",
            "AWS::SecretsManager::Secret",
            "AWS::StepFunctions::StateMachine",
        )
        for name in aws.every(kind)
    }

    assert kept == {"Retain"}


def test_a_local_stack_leaves_nothing_behind_but_machines_that_people_may_be_in(local):
    machine = "AWS::StepFunctions::StateMachine"
    kept = {r.get("DeletionPolicy") for r in local.resources.values() if r["Type"] != machine}

    assert kept <= {None, "Delete"}
    assert {local.removal(name) for name in local.every(machine)} == {"Retain"}
    assert local.every("AWS::DynamoDB::Table")["StoreTable"]["DeletionProtectionEnabled"] is False


def test_the_secret_is_made_by_aws_and_holds_a_root_of_64_letters_and_digits(aws):
    [secret] = aws.every("AWS::SecretsManager::Secret").values()

    assert secret["GenerateSecretString"] == {
        "SecretStringTemplate": '{"kid": "1"}',
        "GenerateStringKey": "root",
        "PasswordLength": 64,
        "ExcludePunctuation": True,
    }
