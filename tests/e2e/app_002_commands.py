"""The ten set-up commands of the reference application 002 and its clean-up, by the aws CLI."""

import json
import pathlib
import subprocess
import tempfile

from mien_server import REGION, aws_cli, clean_environment

FUNCTION = "face_recognition_lambda"
BUCKET, COLLECTION, TABLE = "face-recognition-bucket", "face_recognition", "face_metadata"
ROLE = ["--role-name", "face_recognition_role"]
POLICY = [*ROLE, "--policy-name", "RekognitionInlinePolicy"]


def aws(server, *arguments):
    """What the command prints."""
    environment = clean_environment(
        {
            "AWS_ACCESS_KEY_ID": server.key_id,
            "AWS_SECRET_ACCESS_KEY": server.secret,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": server.url,
            "AWS_PAGER": "",
        }
    )
    done = subprocess.run([aws_cli(), *arguments], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"aws {' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout


def set_up(server, code):
    """`code` is the zip of the function."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "f.zip").write_bytes(code)
        (folder / "trust.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))  # fmt: skip
        (folder / "policy.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*"}]}))  # fmt: skip
        account = json.loads(aws(server, "sts", "get-caller-identity"))["Account"]
        aws(server, "rekognition", "create-collection", "--collection-id", COLLECTION)
        aws(server, "s3api", "create-bucket", "--bucket", BUCKET)
        aws(
            server, "dynamodb", "create-table", "--table-name", TABLE,
            "--attribute-definitions", "AttributeName=RekognitionId,AttributeType=S",
            "--key-schema", "AttributeName=RekognitionId,KeyType=HASH",
            "--provisioned-throughput", "ReadCapacityUnits=1,WriteCapacityUnits=1",
        )  # fmt: skip
        aws(server, "iam", "create-role", *ROLE, "--assume-role-policy-document", f"file://{folder / 'trust.json'}")
        aws(server, "iam", "put-role-policy", *POLICY, "--policy-document", f"file://{folder / 'policy.json'}")
        aws(
            server, "lambda", "create-function", "--function-name", FUNCTION, "--runtime", "python3.9", "--timeout", "15",
            "--handler", "app_002.lambda_handler", "--role", f"arn:aws:iam::{account}:role/face_recognition_role",
            "--zip-file", f"fileb://{folder / 'f.zip'}",
        )  # fmt: skip
        aws(
            server, "lambda", "add-permission", "--function-name", FUNCTION, "--principal", "s3.amazonaws.com",
            "--statement-id", "s3invoke", "--action", "lambda:InvokeFunction", "--source-arn", f"arn:aws:s3:::{BUCKET}",
            "--source-account", account,
        )  # fmt: skip
        aws(server, "s3api", "put-bucket-notification-configuration", "--bucket", BUCKET, "--notification-configuration",
            json.dumps({"LambdaFunctionConfigurations": [{
                "LambdaFunctionArn": f"arn:aws:lambda:{REGION}:{account}:function:{FUNCTION}",
                "Events": ["s3:ObjectCreated:*"],
                "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "index/"}]}}}]}))  # fmt: skip


def clean_up(server):
    aws(server, "rekognition", "delete-collection", "--collection-id", COLLECTION)
    aws(server, "s3", "rb", f"s3://{BUCKET}", "--force")
    aws(server, "dynamodb", "delete-table", "--table-name", TABLE)
    aws(server, "iam", "delete-role-policy", *POLICY)
    aws(server, "iam", "delete-role", *ROLE)
    aws(server, "lambda", "delete-function", "--function-name", FUNCTION)
    assert BUCKET not in aws(server, "s3", "ls")
