"""DynamoDB's protocol: the same calls to Mien and to DynamoDB Local, one after the other, must be answered alike but for
the differences that are listed here and explained in docs/api/dynamodb.md; and boto3 and the aws CLI work as with AWS.
"""

import binascii
import decimal
import http.client
import json
import os
import re
import subprocess
import sys
import unittest
import urllib.parse

import dynamodb_cases
import mien_server
from mien_server import REGION, Server, ServerTest, sign

try:
    import real_servers
except ImportError:
    real_servers = None

import boto3
import boto3.dynamodb.conditions
import botocore.config

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


class SameAsDynamoDbLocal(ServerTest):
    def test_all_cases(self):
        if real_servers is None:
            mien_server.lacking("there is no tests/e2e/real_servers.py to start DynamoDB Local with.")
        with real_servers.dynamodb_local() as local:
            mien = Caller(self.server.url, self.server.key_id, self.server.secret)
            other = Caller(local.url, "localkey", "localsecret")
            matched = set()
            failures = []
            for name, operation, request in dynamodb_cases.all_cases():
                ours, theirs = mien.call(operation, request), other.call(operation, request)
                known = next((pattern for pattern in KNOWN_DIFFERENCES if re.fullmatch(pattern, name)), None)
                if ours == theirs:
                    continue
                if known is not None:
                    matched.add(known)
                else:
                    failures.append(f"{name}: {operation} {shortened(request)}\n  ours   {shortened(ours)}\n  theirs {shortened(theirs)}")
        for pattern in set(KNOWN_DIFFERENCES) - matched:
            failures.append(f"{pattern!r} is listed as a difference, and there is none")
        self.assertFalse(failures, f"{len(failures)} differences:\n" + "\n".join(failures))


if __name__ == "__main__":
    unittest.main()
