"""S3 as boto3 and raw requests speak it: objects, listings, parts, large ones, what Rekognition reads of them, and what a
killed server keeps. e2e_s3_ways.py has the other clients and ways. Every object comes back byte for byte."""

import base64
import hashlib
import hmac
import io
import os
import socket
import threading
import time
import unittest
import zlib

from mien_server import REGION, Server, identities, seeded_random
from s3_clients import MB, ODD_KEYS, S3Test, client


class Objects(S3Test):
    def test_every_checksum_and_none(self):
        bucket, body = self.bucket(), os.urandom(70_000)
        for algorithm in (None, "CRC32", "SHA1", "SHA256"):
            more = {"ChecksumAlgorithm": algorithm} if algorithm else {}
            put = self.s3.put_object(Bucket=bucket, Key="k", Body=body, Metadata={"FullName": "Ada"}, **more)
            self.assertEqual(put["ETag"], f'"{hashlib.md5(body).hexdigest()}"')
            got = self.s3.get_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
            self.assertEqual(got["Body"].read(), body)
            self.assertEqual(got["Metadata"], {"fullname": "Ada"})
            self.assertEqual(got["ChecksumType"], "FULL_OBJECT")
            name = f"Checksum{algorithm or 'CRC32'}"
            self.assertEqual(got[name], put[name])
        crc = base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()
        self.assertEqual(self.s3.put_object(Bucket=bucket, Key="k", Body=body, ChecksumCRC32=crc)["ChecksumCRC32"], crc)
        self.assert_fails(400, "BadDigest", self.s3.put_object, Bucket=bucket, Key="k", Body=body + b"!", ChecksumCRC32=crc)

    def test_ranges_and_conditions(self):
        bucket, body = self.bucket(), os.urandom(1000)
        etag = self.s3.put_object(Bucket=bucket, Key="k", Body=body)["ETag"]
        got = self.s3.get_object(Bucket=bucket, Key="k", Range="bytes=100-199")
        self.assertEqual((got["Body"].read(), got["ContentRange"]), (body[100:200], "bytes 100-199/1000"))
        self.assertEqual(self.s3.get_object(Bucket=bucket, Key="k", Range="bytes=-7")["Body"].read(), body[-7:])
        self.assert_fails(416, "InvalidRange", self.s3.get_object, Bucket=bucket, Key="k", Range="bytes=1000-")
        self.assert_fails(304, "304", self.s3.get_object, Bucket=bucket, Key="k", IfNoneMatch=etag)
        self.assert_fails(412, "PreconditionFailed", self.s3.get_object, Bucket=bucket, Key="k", IfMatch='"x"')
        self.assert_fails(412, "PreconditionFailed", self.s3.put_object, Bucket=bucket, Key="k", Body=b"", IfNoneMatch="*")
        head = self.s3.head_object(Bucket=bucket, Key="k")
        self.assertEqual((head["ContentLength"], head["ETag"]), (1000, etag))
        self.assert_fails(404, "404", self.s3.head_object, Bucket=bucket, Key="none")
        self.assert_fails(404, "NoSuchKey", self.s3.get_object, Bucket=bucket, Key="none")

    def test_odd_keys_in_every_listing(self):
        bucket = self.bucket()
        for key in ODD_KEYS:
            self.s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
            self.assertEqual(self.s3.get_object(Bucket=bucket, Key=key)["Body"].read(), key.encode())
        wanted = sorted(ODD_KEYS, key=str.encode)
        for operation, item in (("list_objects_v2", "Contents"), ("list_objects", "Contents"), ("list_object_versions", "Versions")):
            pages = self.s3.get_paginator(operation).paginate(Bucket=bucket, PaginationConfig={"PageSize": 3})
            self.assertEqual([entry["Key"] for page in pages for entry in page.get(item, [])], wanted, operation)
        copied = self.s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": ODD_KEYS[1]})
        self.assertEqual(copied["CopyObjectResult"]["ETag"], f'"{hashlib.md5(ODD_KEYS[1].encode()).hexdigest()}"')
        deleted = self.s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in [*ODD_KEYS, "copy"]]})
        self.assertEqual(sorted(entry["Key"] for entry in deleted["Deleted"]), sorted([*ODD_KEYS, "copy"]))
        self.s3.delete_bucket(Bucket=bucket)

    def test_a_listing_of_2500_keys(self):
        bucket = self.bucket()
        keys = {f"{number % 7}/{number:04}" for number in range(2500)}
        clients = [client(self.server) for _ in range(8)]
        left = sorted(keys)

        def work(its):
            while True:
                try:
                    key = left.pop()
                except IndexError:
                    return
                its.put_object(Bucket=bucket, Key=key, Body=b"")

        threads = [threading.Thread(target=work, args=[its]) for its in clients]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        pages = list(self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket))
        self.assertEqual([page["KeyCount"] for page in pages], [1000, 1000, 500])
        self.assertEqual([entry["Key"] for page in pages for entry in page["Contents"]], sorted(keys))
        folded = self.s3.list_objects_v2(Bucket=bucket, Delimiter="/")
        self.assertEqual([entry["Prefix"] for entry in folded["CommonPrefixes"]], [f"{digit}/" for digit in range(7)])
        started = self.s3.list_objects_v2(Bucket=bucket, Prefix="3/", StartAfter="3/2400")
        self.assertEqual([entry["Key"] for entry in started["Contents"]], sorted(k for k in keys if k.startswith("3/") and k > "3/2400"))
        for page in pages:
            self.s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": e["Key"]} for e in page["Contents"]], "Quiet": True})
        self.s3.delete_bucket(Bucket=bucket)

    def test_twenty_megabytes_in_parts(self):
        bucket, body = self.bucket(), os.urandom(20 * MB)
        self.s3.upload_fileobj(io.BytesIO(body), bucket, "big")
        back = io.BytesIO()
        self.s3.download_fileobj(bucket, "big", back)
        self.assertEqual(back.getvalue(), body)
        self.assertRegex(self.s3.head_object(Bucket=bucket, Key="big")["ETag"], r'^"[0-9a-f]{32}-3"$')
        upload = self.s3.create_multipart_upload(Bucket=bucket, Key="aborted", ChecksumAlgorithm="SHA256")
        part = self.s3.upload_part(Bucket=bucket, Key="aborted", UploadId=upload["UploadId"], PartNumber=1, Body=b"x",
                                   ChecksumAlgorithm="SHA256")
        self.assertEqual(part["ChecksumSHA256"], base64.b64encode(hashlib.sha256(b"x").digest()).decode())
        listed = self.s3.list_parts(Bucket=bucket, Key="aborted", UploadId=upload["UploadId"])
        self.assertEqual([(e["PartNumber"], e["Size"], e["ETag"]) for e in listed["Parts"]], [(1, 1, part["ETag"])])
        self.assertEqual([e["Key"] for e in self.s3.list_multipart_uploads(Bucket=bucket)["Uploads"]], ["aborted"])
        self.s3.abort_multipart_upload(Bucket=bucket, Key="aborted", UploadId=upload["UploadId"])
        self.assert_fails(404, "NoSuchUpload", self.s3.list_parts, Bucket=bucket, Key="aborted", UploadId=upload["UploadId"])

    def test_an_object_that_is_too_large_is_refused_before_it_is_sent(self):
        bucket = self.bucket()
        self.assert_fails(400, "EntityTooLarge", self.s3.put_object, Bucket=bucket, Key="k", Body=bytes(64 * MB + 1))
        self.assertEqual(self.s3.put_object(Bucket=bucket, Key="k", Body=bytes(64 * MB))["ResponseMetadata"]["HTTPStatusCode"], 200)
        self.assertEqual(self.s3.get_object(Bucket=bucket, Key="k")["Body"].read(), bytes(64 * MB))

    def test_notifications_name_functions_that_there_are(self):
        bucket = self.bucket()
        arn = f"arn:aws:lambda:{REGION}:123456789012:function:nobody"
        rule = {"LambdaFunctionConfigurations": [{"LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"]}]}
        self.assert_fails(400, "InvalidArgument", self.s3.put_bucket_notification_configuration, Bucket=bucket, NotificationConfiguration=rule)
        self.s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
        self.assertNotIn("LambdaFunctionConfigurations", self.s3.get_bucket_notification_configuration(Bucket=bucket))
        self.assert_fails(501, "NotImplemented", self.s3.put_bucket_versioning, Bucket=bucket,
                          VersioningConfiguration={"Status": "Enabled"})
        self.assertNotIn("Status", self.s3.get_bucket_versioning(Bucket=bucket))

    def test_the_log_has_no_names_of_objects(self):
        bucket = self.bucket()
        self.s3.put_object(Bucket=bucket, Key="a-secret-name", Body=b"x", Metadata={"fullname": "another-secret"})
        self.s3.get_object(Bucket=bucket, Key="a-secret-name")
        self.s3.list_objects_v2(Bucket=bucket, Prefix="a-secret")
        log = self.server.log_text()
        self.assertIn('"PutObject"', log)
        for secret in ("a-secret", "another-secret", self.server.secret):
            self.assertNotIn(secret, log)


class LargeObjects(unittest.TestCase):
    def setUp(self):
        self.server = Server().start()
        self.s3 = client(self.server)
        self.s3.create_bucket(Bucket="films")

    def tearDown(self):
        self.server.stop()

    def connect(self, version):
        """A reader of the whole object who has asked for it by a link."""
        link = client(self.server, signature_version="s3v4").generate_presigned_url(
            "get_object", {"Bucket": "films", "Key": "film"}, ExpiresIn=60
        )
        reader = socket.create_connection(("127.0.0.1", self.server.port), timeout=30)
        target = link[link.index("/films") :]
        reader.sendall(f"GET {target} HTTP/{version}\r\nHost: 127.0.0.1:{self.server.port}\r\n\r\n".encode())
        return reader

    def test_many_readers_of_one_link_take_little_memory(self):
        body = os.urandom(60 * MB)
        self.s3.put_object(Bucket="films", Key="film", Body=body)
        before = self.server.memory_peak_mb()
        readers = [self.connect("1.1") for _ in range(70)]
        for reader in readers:
            self.assertEqual(reader.recv(12), b"HTTP/1.1 200")
        # Whoever has begun gets it to its end, though it is replaced meanwhile.
        self.s3.put_object(Bucket="films", Key="film", Body=b"another")
        rest = bytearray()
        while body[-1000:] not in rest[-2000:]:
            received = readers[0].recv(MB)
            self.assertTrue(received)
            rest += received
        self.assertEqual(bytes(rest).partition(b"\r\n\r\n")[2], body)
        self.assertLess(self.server.memory_peak_mb(), before + 100)
        for reader in readers:
            reader.close()

    def test_ranges_and_old_clients_get_lengths(self):
        body = os.urandom(5 * MB)
        self.s3.put_object(Bucket="films", Key="film", Body=body)
        got = self.s3.get_object(Bucket="films", Key="film", Range=f"bytes=1000-{3 * MB}")
        self.assertEqual((got["ContentLength"], got["Body"].read()), (3 * MB - 999, body[1000 : 3 * MB + 1]))
        with self.connect("1.0") as old, old.makefile("rb") as answer:
            head, _, rest = answer.read().partition(b"\r\n\r\n")
        self.assertIn(f"Content-Length: {len(body)}".encode(), head)
        self.assertEqual(rest, body)


class Raw(S3Test):
    def test_a_body_in_aws_chunks_inside_http_chunks(self):
        """As boto3 sends it over https: wire/misc/03 of the reference."""
        bucket, content = self.bucket(), b"bytes body"
        crc = base64.b64encode(zlib.crc32(content).to_bytes(4, "big")).decode()
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        headers = {
            "content-encoding": "aws-chunked", "host": f"127.0.0.1:{self.server.port}",
            "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "x-amz-date": stamp,
            "x-amz-decoded-content-length": str(len(content)), "x-amz-sdk-checksum-algorithm": "CRC32",
            "x-amz-trailer": "x-amz-checksum-crc32",
        }
        scope = f"{stamp[:8]}/{REGION}/s3/aws4_request"
        names = ";".join(sorted(headers))
        canonical = "\n".join(["PUT", f"/{bucket}/tls3.txt", "", *(f"{n}:{headers[n]}" for n in sorted(headers)), "", names,
                               headers["x-amz-content-sha256"]])
        text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
        key = ("AWS4" + self.server.secret).encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        signature = hmac.digest(key, text.encode(), "sha256").hex()

        def send(chunks):
            lines = [f"PUT /{bucket}/tls3.txt HTTP/1.1", *(f"{n}: {v}" for n, v in headers.items()), "Expect: 100-continue",
                     "Transfer-Encoding: chunked", "Connection: close",
                     f"Authorization: AWS4-HMAC-SHA256 Credential={self.server.key_id}/{scope}, SignedHeaders={names}, Signature={signature}"]
            with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as connection:
                connection.sendall("\r\n".join([*lines, "", ""]).encode())
                self.assertEqual(connection.recv(25), b"HTTP/1.1 100 Continue\r\n\r\n")
                connection.sendall(f"{len(chunks):x}\r\n".encode() + chunks + b"\r\n0\r\n\r\n")
                return b"".join(iter(lambda: connection.recv(65536), b""))

        whole = b"a\r\n" + content + b"\r\n0\r\nx-amz-checksum-crc32:" + crc.encode() + b"\r\n\r\n"
        self.assertIn(b"HTTP/1.1 200 OK", send(whole))
        got = self.s3.get_object(Bucket=bucket, Key="tls3.txt")
        self.assertEqual((got["Body"].read(), got.get("ContentEncoding", "")), (content, ""))
        self.assertIn(b"<Code>BadDigest</Code>", send(whole.replace(crc.encode(), b"AAAAAA==")))
        self.assertIn(b"HTTP/1.1 400", send(whole[:-20]))


class Pictures(S3Test):
    def test_rekognition_reads_pictures_from_buckets(self):
        bucket = self.bucket()
        photos = next(iter(identities().values()))
        rekognition = self.server.rekognition()
        rekognition.create_collection(CollectionId="of-s3")
        self.s3.put_object(Bucket=bucket, Key="index/one.jpg", Body=photos[0].read_bytes())
        self.s3.put_object(Bucket=bucket, Key="index/other.jpg", Body=photos[1].read_bytes())

        def image(key, **more):
            return {"S3Object": {"Bucket": bucket, "Name": key, **more}}

        indexed = rekognition.index_faces(CollectionId="of-s3", Image=image("index/one.jpg"))
        self.assertEqual(len(indexed["FaceRecords"]), 1)
        found = rekognition.search_faces_by_image(CollectionId="of-s3", Image=image("index/other.jpg", Version="null"),
                                                  FaceMatchThreshold=50)
        self.assertEqual(found["FaceMatches"][0]["Face"]["FaceId"], indexed["FaceRecords"][0]["Face"]["FaceId"])
        compared = rekognition.compare_faces(SourceImage=image("index/one.jpg"), TargetImage=image("index/other.jpg"), SimilarityThreshold=50)
        self.assertEqual(len(compared["FaceMatches"]), 1)
        for key, more in (("index/none.jpg", {}), ("index/one.jpg", {"Version": "3HL4kqtJ"})):
            self.assert_refused("InvalidS3ObjectException", rekognition.detect_faces, Image=image(key, **more))
        self.assert_refused("InvalidS3ObjectException", rekognition.detect_faces,
                            Image={"S3Object": {"Bucket": "nowhere-at-all", "Name": "x"}})
        self.s3.put_object(Bucket=bucket, Key="large", Body=photos[0].read_bytes() + bytes(15 * MB))
        self.assert_refused("ImageTooLargeException", rekognition.detect_faces, Image=image("large"))


class Kills(unittest.TestCase):
    def test_what_was_acknowledged_is_whole(self):
        random = seeded_random()
        server = Server().start()
        try:
            client(server).create_bucket(Bucket="kills")
            acknowledged = {}
            for _ in range(int(os.environ.get("MIEN_KILL_ROUNDS", "4"))):
                lost = self.put_until_killed(server, acknowledged, random)
                server.start()
                s3 = client(server)
                for key, content in acknowledged.items():
                    body = s3.get_object(Bucket="kills", Key=key)["Body"].read()
                    self.assertIn(body, {content, lost.get(key)}, key)
                pages = s3.get_paginator("list_objects_v2").paginate(Bucket="kills")
                listed = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
                self.assertLessEqual(set(acknowledged), set(listed))
                files = [path for path in (server.data_dir / "objects").rglob("*") if path.is_file()]
                self.assertEqual(len(files), len(listed), "bytes without a row were swept, and no row is without its bytes")
                for key in listed:
                    acknowledged[key] = s3.get_object(Bucket="kills", Key=key)["Body"].read()
        finally:
            server.discard()

    def put_until_killed(self, server, acknowledged, random):
        """What was on its way when the server died, by key: it may be there, whole, or not."""
        on_its_way, seeds = {}, [random.random() for _ in range(4)]

        def work(number):
            import random as random_module

            own, s3 = random_module.Random(seeds[number]), client(server)
            while True:
                key = f"{number}/{own.randrange(20)}"
                content = own.randbytes(own.randrange(200_000))
                on_its_way[key] = content
                try:
                    s3.put_object(Bucket="kills", Key=key, Body=content)
                except Exception:  # noqa: BLE001 - whatever it is, it was not acknowledged.
                    return
                acknowledged[key] = content
                on_its_way.pop(key)

        threads = [threading.Thread(target=work, args=[number]) for number in range(4)]
        [thread.start() for thread in threads]
        time.sleep(0.5 + random.random())
        server.kill()
        [thread.join() for thread in threads]
        return on_its_way


if __name__ == "__main__":
    unittest.main(verbosity=2)
