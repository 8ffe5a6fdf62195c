"""The servers of others that suites run Mien against work as these suites take for granted. Mien has no part in it."""

import pathlib
import unittest

import real_servers
import sdk_js
from mien_server import botocore
from webhook_receiver import WebhookReceiver

KEY = "index/Nguyễn Văn A+b %41.jpg"
BODY = bytes(range(256)) * 40


class S3Servers(unittest.TestCase):
    def put_and_get(self, s3, bucket):
        s3.put_object(Bucket=bucket, Key=KEY, Body=BODY, Metadata={"FullName": "Ada"})
        got = s3.get_object(Bucket=bucket, Key=KEY)
        self.assertEqual((got["Body"].read(), got["Metadata"]), (BODY, {"fullname": "Ada"}))
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            s3.get_object(Bucket=bucket, Key="absent")
        self.assertEqual(caught.exception.response["Error"]["Code"], "NoSuchKey")

    def assert_told(self, receiver, bucket):
        """An AWS-style record of the put came in."""
        record = receiver.wait_for(lambda told: "ObjectCreated:Put" in told["eventName"])
        self.assertEqual(record["s3"]["bucket"]["name"], bucket, record)
        self.assertEqual(record["s3"]["object"]["size"], len(BODY), record)
        self.assertIn("key", record["s3"]["object"])

    def test_versitygw_keeps_objects_and_tells_of_them(self):
        with WebhookReceiver() as receiver, real_servers.versitygw(receiver.url) as server:
            s3 = server.client()
            s3.create_bucket(Bucket="photos")
            self.put_and_get(s3, "photos")
            self.assert_told(receiver, "photos")

    def test_minio_keeps_objects_and_tells_of_them(self):
        with WebhookReceiver() as receiver, real_servers.minio({"MIEN": receiver.url}) as server:
            s3 = server.client()
            s3.create_bucket(Bucket="photos")
            s3.put_bucket_notification_configuration(
                Bucket="photos",
                NotificationConfiguration={"QueueConfigurations": [
                    {"QueueArn": "arn:minio:sqs:us-east-1:MIEN:webhook", "Events": ["s3:ObjectCreated:*"]}]})
            self.put_and_get(s3, "photos")
            self.assert_told(receiver, "photos")

    def test_each_leaves_nothing_behind(self):
        for start in (real_servers.versitygw, real_servers.minio):
            with start() as server:
                self.assertTrue(server.is_alive())
            self.assertFalse(server.is_alive())
            self.assertFalse(server.folder.exists())


class DynamoDb(unittest.TestCase):
    def test_keeps_items_and_listens_to_this_machine_only(self):
        with real_servers.dynamodb_local() as server:
            tables = server.client()
            tables.create_table(
                TableName="faces", BillingMode="PAY_PER_REQUEST",
                KeySchema=[{"AttributeName": "RekognitionId", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "RekognitionId", "AttributeType": "S"}])
            item = {"RekognitionId": {"S": "1"}, "FullName": {"S": "Nguyễn Văn A"}}
            tables.put_item(TableName="faces", Item=item)
            self.assertEqual(tables.get_item(TableName="faces", Key={"RekognitionId": {"S": "1"}})["Item"], item)
            self.assertEqual(listening_addresses(server.port), {"127.0.0.1"})


def listening_addresses(port):
    """On which addresses of this machine somebody listens on that port (proc(5), as the kernel writes them)."""
    found = set()
    for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
        address, state = line.split()[1], line.split()[3]
        if state == "0A" and int(address[9:], 16) == port:
            found.add(".".join(str(byte) for byte in reversed(bytes.fromhex(address[:8]))))
    for line in pathlib.Path("/proc/net/tcp6").read_text().splitlines()[1:]:
        address, state = line.split()[1], line.split()[3]
        if state == "0A" and int(address.rpartition(":")[2], 16) == port:
            mapped = address.startswith("0000000000000000FFFF0000")
            found.add("127.0.0.1" if mapped and address[24:32] == "0100007F" else address)
    return found


class SdkForJavaScript(unittest.TestCase):
    """The SDK does with both servers what tests/e2e/js/s3_check.mjs asks of Mien."""

    def test_agrees_with_versitygw(self):
        with real_servers.versitygw() as server:
            self.check(server)

    def test_agrees_with_minio(self):
        with real_servers.minio() as server:
            self.check(server)

    def check(self, server):
        for style in ("path", "virtual"):
            with self.subTest(style):
                report = sdk_js.check_s3(server.url, server.access_key, server.secret_key, f"js-{style}", style=style)
                self.assertEqual([step for step in report["steps"] if not step["ok"]], [])
                self.assertEqual(len(report["steps"]), 16)


if __name__ == "__main__":
    unittest.main()
