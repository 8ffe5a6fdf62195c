"""DynamoDB's protocol: the same calls to Mien and to DynamoDB Local, one after the other, must be answered alike but for
the differences that are listed here and explained in docs/api/dynamodb.md; and boto3 and the aws CLI work as with AWS.
"""

import contextlib
import decimal
import http.client
import json
import os
import re
import subprocess
import sys
import threading
import unittest
import urllib.parse
import zlib

import dynamodb_cases
import mien_server
import real_servers
from mien_server import REGION, Server, ServerTest, sign

import boto3
import botocore.config
import botocore.exceptions
from boto3.dynamodb.conditions import Attr, Key
from boto3.dynamodb.types import Binary

# What is answered otherwise, and why. A pattern of the case's name; each must match a case that does differ.
KNOWN_DIFFERENCES = {
    "table with unknown billing": "DynamoDB Local fails with 500",
    "table with a stream": "Mien has no streams, and says so",
    "table with tags": "Mien has no tags, and says so",
    "drop what (tags|streams) left": "the table was refused",
    "no operation": "AWS says com.amazon.coral.service#UnknownOperationException",
    "missing operation": "Mien has no transactions",
    "get (numbers|sets)": "DynamoDB Local leaves numbers within lists and maps as they were written, AWS and Mien do not",
    "DeleteItem key 7|delete again": "DynamoDB Local tells the capacity unasked where there was no item",
    r"condition 'a\.:v = :v'": "DynamoDB Local fails; Mien shows where the syntax is wrong",
    r"condition 'attribute_type\(n, m\)'": "DynamoDB Local names types that no client knows, in any order",
    "condition with values 5": "DynamoDB Local shows a byte string as a Java object, Mien as base64",
    "query from 10( backwards)?": "DynamoDB Local says that the query could not be restarted, whatever it asks for",
    "batch get one by two spellings": "1 and 1.0 are one key: AWS and Mien refuse it twice",
    "a large page, filtered": "DynamoDB Local does not end a page at 1 MB where a filter keeps nothing",
    "a large batch": "which 16 MB of a batch are answered: DynamoDB Local takes keys in any order, Mien in theirs",
}


class Caller:
    """Any request to a server of the protocol, rightly signed, and its answer without what may differ."""

    def __init__(self, url, key_id, secret):
        self.address = urllib.parse.urlsplit(url).netloc
        self.key_id, self.secret = key_id, secret

    def send(self, operation, body):
        headers = {
            "host": self.address,
            "content-type": "application/x-amz-json-1.0",
            "x-amz-target": f"DynamoDB_20120810.{operation}",
        }
        headers = sign(headers, body, key_id=self.key_id, secret=self.secret, service="dynamodb")
        connection = http.client.HTTPConnection(self.address, timeout=120)
        try:
            connection.request("POST", "/", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def call(self, operation, request):
        status, headers, body = self.send(operation, json.dumps(request).encode())
        answer = json.loads(body)
        if status == 200:
            return normal(operation, answer)
        return {
            "error": answer["__type"],
            "message": answer.get("message") or answer.get("Message"),
            **({"Item": answer["Item"]} if "Item" in answer else {}),
        }


def in_any_order(items):
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def normal(operation, answer):
    """Without times, ids and account, and with what comes in no order in one."""
    for name in ("Table", "TableDescription"):
        if name not in answer:
            continue
        table = answer[name]
        table["TableArn"] = table["TableArn"].rpartition("/")[2]
        table.pop("TableId", None)
        table["CreationDateTime"] = table["CreationDateTime"] > 1_600_000_000
        table["AttributeDefinitions"] = in_any_order(table["AttributeDefinitions"])
        for time in ("LastIncreaseDateTime", "LastDecreaseDateTime"):
            table["ProvisionedThroughput"].pop(time, None)
        table.get("BillingModeSummary", {}).pop("LastUpdateToPayPerRequestDateTime", None)
    if operation == "Scan" and "Items" in answer:
        answer["Items"] = in_any_order(answer["Items"])
    if operation == "BatchGetItem":
        answer["Responses"] = {name: in_any_order(items) for name, items in answer["Responses"].items()}
    if isinstance(answer.get("ConsumedCapacity"), list):
        answer["ConsumedCapacity"] = in_any_order(answer["ConsumedCapacity"])
    return answer


def shortened(value):
    text = json.dumps(value, sort_keys=True)
    return text if len(text) < 400 else text[:400] + "..."


@contextlib.contextmanager
def dynamodb_local():
    with real_servers.dynamodb_local() as local:
        yield local.url, "localkey", "localsecret"


class SameAsDynamoDbLocal(ServerTest):
    """Each test does the same with both servers and compares all that comes back."""

    def ours(self):
        return self.server.url, self.server.key_id, self.server.secret

    def assert_same(self, scenario):
        with dynamodb_local() as local:
            theirs = scenario(*local)
        self.assertEqual(scenario(*self.ours()), theirs)

    def test_every_case(self):
        with dynamodb_local() as local:
            mien, other = Caller(*self.ours()), Caller(*local)
            matched = set()
            failures = []
            for name, operation, request in dynamodb_cases.all_cases():
                ours, theirs = mien.call(operation, request), other.call(operation, request)
                if ours == theirs:
                    continue
                known = next((pattern for pattern in KNOWN_DIFFERENCES if re.fullmatch(pattern, name)), None)
                if known is not None:
                    matched.add(known)
                else:
                    failures.append(
                        f"{name}: {operation} {shortened(request)}\n  ours   {shortened(ours)}\n  theirs {shortened(theirs)}"
                    )
        for pattern in set(KNOWN_DIFFERENCES) - matched:
            failures.append(f"{pattern!r} is listed as a difference, and there is none")
        self.assertFalse(failures, f"{len(failures)} differences:\n" + "\n".join(failures))

    def test_boto3_client(self):
        self.assert_same(with_client)

    def test_boto3_resource(self):
        self.assert_same(with_resource)

    def test_aws_cli(self):
        self.assert_same(with_cli)


def boto3_session(url, key_id, secret):
    return boto3.Session(aws_access_key_id=key_id, aws_secret_access_key=secret, region_name=REGION), {
        "endpoint_url": url,
        "config": botocore.config.Config(retries={"total_max_attempts": 1}),
    }


def client_of(url, key_id, secret):
    session, where = boto3_session(url, key_id, secret)
    return session.client("dynamodb", **where)


def bare(answer):
    return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


def with_client(*server):
    """What an application does with boto3's client, waiters and paginators included."""
    client, seen = client_of(*server), []
    request = dynamodb_cases.table("music", "Artist:S", "Song:S")
    client.create_table(**request)
    client.get_waiter("table_exists").wait(TableName="music", WaiterConfig={"Delay": 1, "MaxAttempts": 5})
    for i in range(25):
        item = {"Artist": {"S": f"artist{i % 5}"}, "Song": {"S": f"song{i:02}"}, "Plays": {"N": str(i)}}
        client.put_item(TableName="music", Item=item)
    key = {"Artist": {"S": "artist1"}, "Song": {"S": "song01"}}
    seen.append(bare(client.get_item(TableName="music", Key=key)))
    seen.append(
        bare(
            client.update_item(
                TableName="music",
                Key=key,
                UpdateExpression="ADD Plays :one SET Label = if_not_exists(Label, :l), Tags = :t",
                ExpressionAttributeValues={":one": {"N": "1"}, ":l": {"S": "x"}, ":t": {"L": [{"BOOL": True}, {"NULL": True}]}},
                ReturnValues="ALL_NEW",
            )
        )
    )
    try:
        client.put_item(TableName="music", Item=key, ConditionExpression="attribute_not_exists(Artist)")
    except client.exceptions.ConditionalCheckFailedException as refused:
        seen.append(refused.response["Error"]["Message"])
    try:
        client.describe_table(TableName="nowhere")
    except client.exceptions.ResourceNotFoundException as refused:
        seen.append(refused.response["Error"]["Message"])
    pages = client.get_paginator("query").paginate(
        TableName="music",
        KeyConditionExpression="Artist = :a AND begins_with(Song, :s)",
        ExpressionAttributeValues={":a": {"S": "artist2"}, ":s": {"S": "song"}},
        PaginationConfig={"PageSize": 2},
    )
    seen.append([page["Items"] for page in pages])
    pages = client.get_paginator("scan").paginate(TableName="music", PaginationConfig={"PageSize": 7})
    seen.append(in_any_order([item for page in pages for item in page["Items"]]))
    scanned = []
    for segment in range(3):
        for page in client.get_paginator("scan").paginate(TableName="music", Segment=segment, TotalSegments=3):
            scanned += page["Items"]
    seen.append(in_any_order(scanned))
    seen.append(client.get_paginator("list_tables").paginate().build_full_result())
    client.delete_table(TableName="music")
    client.get_waiter("table_not_exists").wait(TableName="music", WaiterConfig={"Delay": 1, "MaxAttempts": 5})
    return seen


def with_resource(*server):
    """boto3's resource, which turns Python's values into DynamoDB's and builds expressions by itself."""
    session, where = boto3_session(*server)
    resource, seen = session.resource("dynamodb", **where), []
    table = resource.create_table(**dynamodb_cases.table("people", "id:S", "at:N"))
    table.wait_until_exists()
    table.load()
    seen.append([table.table_status, table.key_schema, table.item_count])
    with table.batch_writer(overwrite_by_pkeys=["id", "at"]) as batch:
        for i in range(60):
            batch.put_item(
                Item={
                    "id": f"p{i % 3}",
                    "at": i,
                    "name": "Nguyễn Văn A",
                    "score": decimal.Decimal("1.50") * i,
                    "photo": Binary(bytes([i])),
                    "tags": {"a", f"t{i % 7}"},
                    "sizes": {1, i + 100},
                    "nested": {"entries": [1, None, True, {"x": "y"}], "empty": {}},
                }
            )
        batch.delete_item(Key={"id": "p0", "at": 0})
    found = table.query(
        KeyConditionExpression=Key("id").eq("p1") & Key("at").between(5, 30),
        FilterExpression=Attr("score").gt(15) & (Attr("tags").contains("t3") | ~Attr("nested.entries[3].x").eq("y")),
        ProjectionExpression="#i, score, nested.entries[3].x, photo, tags, sizes",
        ExpressionAttributeNames={"#i": "id"},
        ScanIndexForward=False,
    )
    seen.append(bare(found))
    seen.append(table.query(KeyConditionExpression=Key("id").eq("p2"), Select="COUNT")["Count"])
    seen.append(
        table.update_item(
            Key={"id": "p1", "at": 1},
            UpdateExpression="SET nested.entries[0] = :v, score = score + :n REMOVE photo DELETE tags :t",
            ConditionExpression=Attr("name").begins_with("Nguyễn") & Attr("gone").not_exists(),
            ExpressionAttributeValues={":v": decimal.Decimal("1e2"), ":n": decimal.Decimal("0.25"), ":t": {"a"}},
            ReturnValues="UPDATED_NEW",
        )["Attributes"]
    )
    seen.append(table.delete_item(Key={"id": "p1", "at": 1}, ReturnValues="ALL_OLD")["Attributes"])
    seen.append("Item" in table.get_item(Key={"id": "p1", "at": 1}))
    keys = [{"id": "p1", "at": i} for i in (4, 7, 10)]
    answer = resource.batch_get_item(RequestItems={"people": {"Keys": keys, "ProjectionExpression": "id, score"}})
    seen.append(sorted(str(sorted(item.items())) for item in answer["Responses"]["people"]))
    seen.append([one.name for one in resource.tables.all()])
    table.delete()
    table.wait_until_not_exists()
    return seen


def with_cli(url, key_id, secret):
    """The aws CLI as people type it; what it prints, and what it exits with."""
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": key_id,
        "AWS_SECRET_ACCESS_KEY": secret,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_ENDPOINT_URL": url,
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_PAGER": "",
    }

    def aws(*arguments):
        command = [sys.executable, str(mien_server.aws_cli()), "dynamodb", *arguments, "--output", "json"]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
        printed = json.loads(done.stdout) if done.stdout else {}
        return done.returncode, normal(arguments[0], printed), done.stderr.strip()

    name = ["--table-name", "face_metadata"]
    face = '{"RekognitionId":{"S":"1f"}'
    attributes = ["--attribute-definitions", "AttributeName=RekognitionId,AttributeType=S"]
    schema = ["--key-schema", "AttributeName=RekognitionId,KeyType=HASH"]
    units = ["--provisioned-throughput", "ReadCapacityUnits=1,WriteCapacityUnits=1"]
    return [
        aws("create-table", *name, *attributes, *schema, *units),
        aws("wait", "table-exists", *name),
        aws("put-item", *name, "--item", face + ',"FullName":{"S":"Ada Lovelace"}}'),
        aws("get-item", *name, "--key", face + "}"),
        aws("update-item", *name, "--key", face + "}", "--update-expression", "SET Seen = :s",
            "--expression-attribute-values", '{":s":{"N":"1"}}', "--return-values", "ALL_NEW"),
        aws("scan", *name),
        aws("query", *name, "--key-condition-expression", "RekognitionId = :r", "--expression-attribute-values", '{":r":{"S":"1f"}}'),
        aws("put-item", *name, "--item", '{"FullName":{"S":"nobody"}}'),
        aws("delete-item", *name, "--key", face + "}"),
        aws("get-item", *name, "--key", face + "}"),
        aws("list-tables"),
        aws("delete-table", *name),
        aws("describe-table", *name),
    ]


class OnMien(ServerTest):
    """What DynamoDB Local does not do, or nobody can see there."""

    def caller(self, server=None):
        server = server or self.server
        return Caller(server.url, server.key_id, server.secret)

    def call(self, operation, request, error=None):
        answer = self.caller().call(operation, request)
        self.assertEqual((answer.get("error") or "#").rpartition("#")[2] or None, error, answer)
        return answer

    def create(self, name):
        self.call("CreateTable", dynamodb_cases.table(name, "pk:S"))

    def test_every_answer_has_its_checksum_type_and_id(self):
        for operation, request in (("ListTables", {}), ("DescribeTable", {"TableName": "nowhere"}), ("Nonsense", {})):
            status, headers, body = self.caller().send(operation, json.dumps(request).encode())
            self.assertEqual(int(headers["x-amz-crc32"]), zlib.crc32(body), operation)
            self.assertEqual(headers["content-type"], "application/x-amz-json-1.0")
            self.assertTrue(headers["x-amzn-requestid"])
            self.assertEqual(status, 200 if operation == "ListTables" else 400)

    def test_it_tells_a_stranger_nothing(self):
        def refused(key_id, secret, service="dynamodb"):
            headers = {
                "host": self.caller().address,
                "content-type": "application/x-amz-json-1.0",
                "x-amz-target": "DynamoDB_20120810.ListTables",
            }
            signed = sign(headers, b"{}", key_id=key_id, secret=secret, service=service)
            answer = self.server.request("POST", "/", b"{}", signed)
            self.assertEqual(answer.status, 400)
            return answer.json()["__type"].rpartition("#")[2]

        key_id, secret = self.server.key_id, self.server.secret
        self.assertEqual(refused("nobody", secret), "UnrecognizedClientException")
        self.assertEqual(refused(key_id, "wrong"), "InvalidSignatureException")
        self.assertEqual(refused(key_id, secret, "rekognition"), "InvalidSignatureException")
        unsigned = {"X-Amz-Target": "DynamoDB_20120810.ListTables", "Content-Type": "application/x-amz-json-1.0"}
        answer = self.server.request("POST", "/", b"{}", unsigned)
        self.assertEqual(answer.json()["__type"].rpartition("#")[2], "MissingAuthenticationTokenException")

    def test_it_refuses_bodies_that_it_cannot_read(self):
        def refused(operation, body):
            status, _, answer = self.caller().send(operation, body)
            return status, json.loads(answer)["__type"].rpartition("#")[2]

        for body in (b"{", b"[]", b"null", b'{"Limit":1,"Limit":2}', b'{"Limit":"1"}', b'{"Limit":1.5}', b"\xff", b"[" * 1000):
            self.assertEqual(refused("ListTables", body), (400, "SerializationException"), body)
        self.assertEqual(refused("PutItem", b" " * (1024 * 1024 + 1)), (413, "RequestEntityTooLargeException"))
        self.assertEqual(refused("BatchWriteItem", b" " * (16 * 1024 * 1024 + 1)), (413, "RequestEntityTooLargeException"))

    def test_many_threads_count_to_the_same_number(self):
        self.create("counters")
        add = {"TableName": "counters", "Key": {"pk": {"S": "a"}}, "UpdateExpression": "ADD n :v", "ExpressionAttributeValues": {":v": {"N": "1"}}}
        new = {"TableName": "counters", "Item": {"pk": {"S": "once"}}, "ConditionExpression": "attribute_not_exists(pk)"}
        won = []

        def work():
            for _ in range(10):
                self.caller().call("UpdateItem", add)
            won.append("error" not in self.caller().call("PutItem", new))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        got = self.call("GetItem", {"TableName": "counters", "Key": {"pk": {"S": "a"}}})
        self.assertEqual(got["Item"]["n"], {"N": "80"})
        self.assertEqual(sorted(won), [False] * 7 + [True])

    def test_what_is_acknowledged_survives_and_what_is_deleted_is_in_no_file(self):
        server = Server().start()
        try:
            caller = self.caller(server)
            caller.call("CreateTable", dynamodb_cases.table("kept", "pk:S"))
            caller.call("CreateTable", dynamodb_cases.table("dropped", "pk:S"))
            for i in range(40):
                for name in ("kept", "dropped"):
                    secret = {"S": f"{name}-secret-{i:03}-" + "s" * 2000}
                    caller.call("PutItem", {"TableName": name, "Item": {"pk": {"S": str(i)}, "v": secret}})
            caller.call("DeleteItem", {"TableName": "kept", "Key": {"pk": {"S": "1"}}})
            caller.call("PutItem", {"TableName": "kept", "Item": {"pk": {"S": "2"}}})
            remove = {"TableName": "kept", "Key": {"pk": {"S": "3"}}, "UpdateExpression": "REMOVE v"}
            caller.call("UpdateItem", remove)
            caller.call("DeleteTable", {"TableName": "dropped"})
            found = b"".join(path.read_bytes() for path in server.data_dir.rglob("mien.db*"))
            self.assertIn(b"kept-secret-004", found)
            for gone in (b"kept-secret-001", b"kept-secret-002", b"kept-secret-003", b"dropped-secret"):
                self.assertNotIn(gone, found)
            server.kill()
            server.start()
            caller = self.caller(server)
            self.assertEqual(caller.call("ListTables", {}), {"TableNames": ["kept"]})
            self.assertEqual(caller.call("Scan", {"TableName": "kept", "Select": "COUNT"})["Count"], 39)
        finally:
            server.stop()


if __name__ == "__main__":
    unittest.main()
