"""S3 in every way that clients take to it: links and forms, boto3, the aws CLI and the SDK for JavaScript, with the bucket in
the path and in the host's name, over http and over https. Every object comes back byte for byte."""

import io
import json
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

import sdk_js
from mien_server import binary, clean_environment
from s3_clients import MB, ODD_KEYS, S3Test, aws, names_below_localhost


class Links(S3Test):
    def test_put_and_get_signed_in_both_versions(self):
        bucket, body = self.bucket(), os.urandom(5000)
        for version in ("s3v4", "s3"):
            s3 = self.client(signature_version=version)
            put = s3.generate_presigned_url("put_object", {"Bucket": bucket, "Key": "a b.jpg", "ContentType": "image/jpeg"}, ExpiresIn=60)
            answer = self.fetch(put, "PUT", body, {"Content-Type": "image/jpeg"})
            self.assertEqual(answer.status, 200, (version, answer))
            self.assertEqual(self.fetch(put, "PUT", body, {"Content-Type": "image/png"}).status, 403, version)
            self.assertEqual(self.fetch(put.replace("a%20b", "other"), "PUT", body, {"Content-Type": "image/jpeg"}).status, 403)
            get = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "a b.jpg"}, ExpiresIn=60)
            self.assertEqual(self.fetch(get).body, body, version)
            expired = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "a b.jpg"}, ExpiresIn=1)
            time.sleep(2.1)
            self.assertEqual(self.fetch(expired).status, 403, version)

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
            return self.fetch(form["url"], "POST", b"".join(parts), {"Content-Type": f"multipart/form-data; boundary={boundary}"})

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
                   for answer in (self.fetch(f"{self.server.url}/{path}") for path in (f"{bucket}/k", f"{bucket}/none", "nowhere/k"))}
        self.assertEqual(len(answers), 1)
        self.assertEqual(answers.pop()[0], 403)


class VirtualHosts(S3Test):
    domain = "localhost"

    def test_boto3(self):
        """Objects, parts, and links signed in both versions."""
        with names_below_localhost():
            s3 = self.client(host=self.domain, s3={"addressing_style": "virtual"})
            s3.create_bucket(Bucket="virtual-one")
            s3.put_object(Bucket="virtual-one", Key=ODD_KEYS[1], Body=b"hello")
            self.assertEqual(s3.get_object(Bucket="virtual-one", Key=ODD_KEYS[1])["Body"].read(), b"hello")
            self.assertEqual(s3.list_objects_v2(Bucket="virtual-one")["Contents"][0]["Key"], ODD_KEYS[1])
            body = os.urandom(20 * MB)
            s3.upload_fileobj(io.BytesIO(body), "virtual-one", "big")
            self.assertEqual(s3.get_object(Bucket="virtual-one", Key="big")["Body"].read(), body)
        for version in ("s3v4", "s3"):
            signing = self.client(host=self.domain, s3={"addressing_style": "virtual"}, signature_version=version)
            where = {"Bucket": "virtual-one", "Key": f"by {version}"}
            put = signing.generate_presigned_url("put_object", where)
            self.assertTrue(put.startswith(f"{self.server.scheme}://virtual-one.{self.domain}:"), put)
            self.assertEqual(self.fetch(put, "PUT", b"by link").status, 200)
            self.assertEqual(self.fetch(signing.generate_presigned_url("get_object", where)).body, b"by link")
        self.assertEqual(self.s3.get_object(Bucket="virtual-one", Key=ODD_KEYS[1])["Body"].read(), b"hello")


class Cli(S3Test):
    domain = "localhost"

    def run_through(self, bucket, **how):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            files = {"one.bin": os.urandom(100), "deep/two b.bin": os.urandom(70_000), "deep/ü.bin": b"", "big.bin": os.urandom(20 * MB)}
            for path, content in files.items():
                (folder / "up" / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / "up" / path).write_bytes(content)

            def run(*arguments, expect=0):
                return aws(self.server, *arguments, expect=expect, ca=self.ca, **how)

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

    def test_the_aws_cli_with_buckets_in_the_path(self):
        self.run_through("cli-bucket")

    def test_the_aws_cli_with_buckets_in_the_hosts_name(self):
        how = {"host": self.domain, "style": "virtual"}
        link = aws(self.server, "s3", "presign", "s3://cli-virtual/k", ca=self.ca, **how)
        self.assertTrue(link.startswith(f"{self.server.scheme}://cli-virtual.{self.domain}:"), link)
        self.run_through("cli-virtual", **how)


class JavaScript(S3Test):
    domain = "localhost"

    def test_the_sdk(self):
        for style, host in (("path", "localhost"), ("virtual", self.domain)):
            url = f"{self.server.scheme}://{host}:{self.server.port}"
            report = sdk_js.check_s3(url, self.server.key_id, self.server.secret, f"js-{style}", style=style, ca_file=self.ca)
            self.assertEqual([step for step in report["steps"] if not step["ok"]], [], style)


class OverTls:
    """The same with a server that speaks TLS, and with a domain below which a certificate can name all hosts: OpenSSL wants
    two labels behind the asterisk."""

    domain = "s3.localhost"

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="mien-s3-tls-")
        cls.addClassCleanup(folder.cleanup)
        command = [str(binary()), "tls", "init", "--dir", f"{folder.name}/tls", "--json", "--name", cls.domain,
                   "--name", f"*.{cls.domain}"]  # fmt: skip
        made = subprocess.run(command, check=True, capture_output=True, text=True, env=clean_environment())
        made = json.loads(made.stdout)
        cls.ca = made["authority"]["file"]
        cls.server_flags = ("--s3-domain", cls.domain, "--tls-cert", made["server"]["file"], "--tls-key",
                            made["server"]["key_file"])  # fmt: skip
        super().setUpClass()


class TrailingChecksums(OverTls, S3Test):
    def test_of_boto3(self):
        self.s3.create_bucket(Bucket="tls")
        body = os.urandom(20 * MB)
        for algorithm in ("CRC32", "SHA256"):
            self.s3.put_object(Bucket="tls", Key="k", Body=io.BytesIO(body[:300_000]), ChecksumAlgorithm=algorithm,
                               Metadata={"a": "b"})  # fmt: skip
            got = self.s3.get_object(Bucket="tls", Key="k", ChecksumMode="ENABLED")
            self.assertEqual((got["Body"].read(), got["Metadata"]), (body[:300_000], {"a": "b"}))
            self.assertTrue(got[f"Checksum{algorithm}"])
            self.assertNotIn("ContentEncoding", got)
        self.s3.upload_fileobj(io.BytesIO(body), "tls", "big")
        self.assertEqual(self.s3.get_object(Bucket="tls", Key="big")["Body"].read(), body)


class LinksOverTls(OverTls, Links):
    pass


class VirtualHostsOverTls(OverTls, VirtualHosts):
    pass


class CliOverTls(OverTls, Cli):
    pass


class JavaScriptOverTls(OverTls, JavaScript):
    pass


if __name__ == "__main__":
    unittest.main(verbosity=2)
