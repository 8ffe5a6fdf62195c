"""S3 as its clients speak it: boto3 and the aws CLI over http and https, links, forms, raw requests, the SDK for
JavaScript, and a page of another origin in Chromium. Every object comes back byte for byte."""

import base64
import hashlib
import hmac
import http.server
import io
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import zlib

import botocore.exceptions
from mien_server import REGION, Server, ServerTest, binary, clean_environment, identities, seeded_random
from s3_clients import MB, aws, client, fetch, names_below_localhost

try:
    import sdk_js
except ImportError:
    sdk_js = None

ODD_KEYS = ["a b", "ü/Nguyễn Văn A.jpg", "100%+plus?&=#.png", "dot/../x", "//double", "quote'\"<>&", "\u2028line", "tab\t!"]


def error_of(caught):
    response = caught.exception.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]


class S3Test(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.s3 = client(cls.server)
        cls.count = 0

    def bucket(self):
        type(self).count += 1
        name = f"bucket-{type(self).count}"
        self.s3.create_bucket(Bucket=name)
        return name

    def assert_fails(self, status, code, function, **arguments):
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            function(**arguments)
        self.assertEqual(error_of(caught), (status, code))


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

    def test_virtual_hosts(self):
        with names_below_localhost():
            s3 = client(self.server, host="localhost", s3={"addressing_style": "virtual"})
            s3.create_bucket(Bucket="virtual-one")
            s3.put_object(Bucket="virtual-one", Key=ODD_KEYS[1], Body=b"hello")
            self.assertEqual(s3.get_object(Bucket="virtual-one", Key=ODD_KEYS[1])["Body"].read(), b"hello")
            self.assertEqual(s3.list_objects_v2(Bucket="virtual-one")["Contents"][0]["Key"], ODD_KEYS[1])
            link = s3.generate_presigned_url("get_object", {"Bucket": "virtual-one", "Key": ODD_KEYS[1]})
            self.assertIn("virtual-one.localhost", link)
            self.assertEqual(fetch(link).body, b"hello")
        self.assertEqual(self.s3.get_object(Bucket="virtual-one", Key=ODD_KEYS[1])["Body"].read(), b"hello")

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


class Links(S3Test):
    def test_put_and_get_signed_in_both_versions(self):
        bucket, body = self.bucket(), os.urandom(5000)
        for version in ("s3v4", "s3"):
            s3 = client(self.server, signature_version=version)
            put = s3.generate_presigned_url("put_object", {"Bucket": bucket, "Key": "a b.jpg", "ContentType": "image/jpeg"}, ExpiresIn=60)
            answer = fetch(put, "PUT", body, {"Content-Type": "image/jpeg"})
            self.assertEqual(answer.status, 200, (version, answer))
            self.assertEqual(fetch(put, "PUT", body, {"Content-Type": "image/png"}).status, 403, version)
            self.assertEqual(fetch(put.replace("a%20b", "other"), "PUT", body, {"Content-Type": "image/jpeg"}).status, 403)
            get = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "a b.jpg"}, ExpiresIn=60)
            self.assertEqual(fetch(get).body, body, version)
            expired = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "a b.jpg"}, ExpiresIn=1)
            time.sleep(2.1)
            self.assertEqual(fetch(expired).status, 403, version)

    def test_a_form(self):
        bucket, body = self.bucket(), os.urandom(3000)
        form = self.s3.generate_presigned_post(bucket, "in/${filename}", Fields={"x-amz-meta-fullname": "Nguyễn Văn A"},
                                               Conditions=[{"x-amz-meta-fullname": "Nguyễn Văn A"}, ["content-length-range", 1, 3000]])

        def send(content, fields):
            boundary = "----mienform"
            parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields.items()]
            parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="C:\\\\x\\\\me.jpg"\r\n'
                         "Content-Type: image/jpeg\r\n\r\n".encode())
            parts += [content, f"\r\n--{boundary}--\r\n".encode()]
            return fetch(form["url"], "POST", b"".join(parts), {"Content-Type": f"multipart/form-data; boundary={boundary}"})

        answer = send(body, form["fields"])
        self.assertEqual(answer.status, 204, answer)
        keys = [entry["Key"] for entry in self.s3.list_objects_v2(Bucket=bucket)["Contents"]]
        self.assertEqual(keys, ["in/me.jpg"])
        got = self.s3.get_object(Bucket=bucket, Key=keys[0])
        self.assertEqual(got["Body"].read(), body)
        self.assertTrue(got["Metadata"]["fullname"].startswith("=?UTF-8?B?"), got["Metadata"])
        self.assertIn(b"EntityTooLarge", send(body + b"!", form["fields"]).body)
        self.assertEqual(send(body, {**form["fields"], "key": "out/x"}).status, 403)

    def test_strangers_learn_nothing(self):
        bucket = self.bucket()
        self.s3.put_object(Bucket=bucket, Key="k", Body=b"x")
        answers = {(answer.status, answer.body.partition(b"<Resource>")[0])
                   for answer in (fetch(f"{self.server.url}/{path}") for path in (f"{bucket}/k", f"{bucket}/none", "nowhere/k"))}
        self.assertEqual(len(answers), 1)
        self.assertEqual(answers.pop()[0], 403)


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


class Cli(S3Test):
    def run_through(self, server, ca=None):
        bucket = "cli-bucket"
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            files = {"one.bin": os.urandom(100), "deep/two b.bin": os.urandom(70_000), "deep/ü.bin": b"", "big.bin": os.urandom(20 * MB)}
            for path, content in files.items():
                (folder / "up" / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / "up" / path).write_bytes(content)

            def run(*arguments, expect=0):
                return aws(server, *arguments, expect=expect, ca=ca)

            run("s3", "mb", f"s3://{bucket}")
            run("s3", "cp", folder / "up/one.bin", f"s3://{bucket}/copied.bin", "--metadata", "FullName=Ada")
            run("s3", "cp", f"s3://{bucket}/copied.bin", folder / "copied.bin")
            self.assertEqual((folder / "copied.bin").read_bytes(), files["one.bin"])
            head = json.loads(run("s3api", "head-object", "--bucket", bucket, "--key", "copied.bin", "--output", "json"))
            self.assertEqual(head["Metadata"], {"fullname": "Ada"})
            run("s3", "sync", folder / "up", f"s3://{bucket}/tree")
            self.assertNotIn("upload", run("s3", "sync", folder / "up", f"s3://{bucket}/tree"), "nothing has changed")
            run("s3", "sync", f"s3://{bucket}/tree", folder / "down")
            for path, content in files.items():
                self.assertEqual((folder / "down" / path).read_bytes(), content, path)
            run("s3", "mv", f"s3://{bucket}/copied.bin", f"s3://{bucket}/moved.bin")
            listed = run("s3", "ls", f"s3://{bucket}", "--recursive")
            self.assertIn("moved.bin", listed)
            self.assertNotIn("copied.bin", listed)
            self.assertIn("BucketNotEmpty", run("s3", "rb", f"s3://{bucket}", expect=1))
            run("s3", "rb", f"s3://{bucket}", "--force")
            self.assertNotIn(bucket, run("s3", "ls"))

    def test_the_aws_cli(self):
        self.run_through(self.server)


class OverTls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="mien-s3-tls-"))
        made = subprocess.run([str(binary()), "tls", "init", "--dir", str(cls.folder / "tls"), "--json"], check=True, capture_output=True,
                              text=True, env=clean_environment())
        made = json.loads(made.stdout)
        cls.ca = made["authority"]["file"]
        cls.server = Server("--tls-cert", made["server"]["file"], "--tls-key", made["server"]["key_file"]).start()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def test_boto3_with_trailing_checksums(self):
        s3 = client(self.server, verify=self.ca)
        s3.create_bucket(Bucket="tls")
        body = os.urandom(20 * MB)
        for algorithm in ("CRC32", "SHA256"):
            s3.put_object(Bucket="tls", Key="k", Body=io.BytesIO(body[:300_000]), ChecksumAlgorithm=algorithm, Metadata={"a": "b"})
            got = s3.get_object(Bucket="tls", Key="k", ChecksumMode="ENABLED")
            self.assertEqual((got["Body"].read(), got["Metadata"]), (body[:300_000], {"a": "b"}))
            self.assertTrue(got[f"Checksum{algorithm}"])
            self.assertNotIn("ContentEncoding", got)
        s3.upload_fileobj(io.BytesIO(body), "tls", "big")
        self.assertEqual(s3.get_object(Bucket="tls", Key="big")["Body"].read(), body)

    def test_the_aws_cli(self):
        Cli.run_through(self, self.server, ca=self.ca)


class JavaScript(S3Test):
    def test_the_sdk(self):
        if sdk_js is None:
            if os.environ.get("CI") == "true":
                self.fail("tests/e2e/sdk_js.py is missing")
            self.skipTest("the SDK for JavaScript is not set up")
        for style in ("path", "virtual"):
            url = f"http://localhost:{self.server.port}"
            report = sdk_js.check_s3(url, self.server.key_id, self.server.secret, f"js-{style}", style=style)
            self.assertEqual([step for step in report["steps"] if not step["ok"]], [], style)


PAGE = """<!doctype html><title>upload</title><script>
(async () => {
  const told = {};
  try {
    const links = await (await fetch("/links")).json();
    const put = (url) => fetch(url, {method: "PUT", headers: {"Content-Type": "image/jpeg"}, body: new Uint8Array(3000).fill(7)});
    const stored = await put(links.put);
    told.status = stored.status;
    told.etag = stored.headers.get("ETag");
    const refused = await put(links.put.replace("me.jpg", "you.jpg"));
    told.refused = refused.status;
    told.code = /<Code>(.*)<\\/Code>/.exec(await refused.text())[1];
  } catch (error) { told.error = String(error); }
  await fetch("/told", {method: "POST", body: JSON.stringify(told)});
})();
</script>"""


class Browser(S3Test):
    def test_a_page_of_another_origin_uploads_and_reads_an_error(self):
        if not shutil.which("chromium"):
            if os.environ.get("CI") == "true":
                self.fail("chromium is missing; tools/setup.sh --tests installs it")
            self.skipTest("chromium is missing")
        bucket, told, done = self.bucket(), {}, threading.Event()
        link = client(self.server, signature_version="s3v4").generate_presigned_url(
            "put_object", {"Bucket": bucket, "Key": "me.jpg", "ContentType": "image/jpeg"}, ExpiresIn=300)

        class Page(http.server.BaseHTTPRequestHandler):
            def answer(self, body, kind):
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                if self.path == "/links":
                    self.answer(json.dumps({"put": link}).encode(), "application/json")
                else:
                    self.answer(PAGE.encode(), "text/html")

            def do_POST(self):
                told.update(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.answer(b"", "text/plain")
                done.set()

            def log_message(self, *_):
                pass

        page = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        origin = f"http://127.0.0.1:{page.server_port}"
        threading.Thread(target=page.serve_forever, daemon=True).start()
        self.addCleanup(page.shutdown)

        def visit():
            told.clear()
            done.clear()
            with tempfile.TemporaryDirectory() as home:
                chromium = subprocess.Popen(
                    ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
                     "--no-proxy-server", f"--user-data-dir={home}/profile", "--remote-debugging-port=0", origin],
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "HOME": home})
                try:
                    self.assertTrue(done.wait(120), "the page said nothing")
                finally:
                    chromium.kill()
                    chromium.wait()
                    time.sleep(0.5)
            return dict(told)

        self.assertIn("Failed to fetch", visit().get("error", ""), "without a rule the browser keeps it apart")
        self.s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [
            {"AllowedOrigins": [origin], "AllowedMethods": ["PUT"], "AllowedHeaders": ["content-type"], "ExposeHeaders": ["ETag"]}]})
        etag = f'"{hashlib.md5(bytes([7]) * 3000).hexdigest()}"'
        self.assertEqual(visit(), {"status": 200, "etag": etag, "refused": 403, "code": "SignatureDoesNotMatch"})
        self.assertEqual(self.s3.get_object(Bucket=bucket, Key="me.jpg")["Body"].read(), bytes([7]) * 3000)


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
