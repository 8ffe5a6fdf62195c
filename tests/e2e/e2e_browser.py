"""Pages of another origin in headless Chromium: they upload by links that they were given, by a presigned one and by an
announced upload's, preflights included, and read the error of what is refused."""

import hashlib
import http.server
import json
import shutil
import subprocess
import tempfile
import threading
import time
import unittest

import chromium
from mien_server import identities, lacking
from s3_clients import S3Test

# The page asks its own server for the address, puts the picture there, does it again at another address, and tells what it
# could read of both answers.
PAGE = """<!doctype html><title>upload</title><script>
(async () => {
  const told = {};
  try {
    const links = await (await fetch("/links")).json();
    const picture = await (await fetch("/picture")).arrayBuffer();
    const put = (url) => fetch(url, {method: "PUT", headers: {"Content-Type": "image/jpeg"}, body: picture});
    const stored = await put(links.put);
    told.status = stored.status;
    told.etag = stored.headers.get("ETag");
    const refused = await put(links.refused);
    told.refused = refused.status;
    told.code = /<Code>(.*)<\\/Code>/.exec(await refused.text())[1];
  } catch (error) { told.error = String(error); }
  await fetch("/told", {method: "POST", body: JSON.stringify(told)});
})();
</script>"""


class Page:
    """A server of its own for the page above: its origin, and what a visit to it tells."""

    def __init__(self, links, picture):
        page = self
        self.told, self.done = {}, threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, body, kind):
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                if self.path == "/links":
                    self.answer(json.dumps(links).encode(), "application/json")
                elif self.path == "/picture":
                    self.answer(picture, "image/jpeg")
                else:
                    self.answer(PAGE.encode(), "text/html")

            def do_POST(self):
                page.told.update(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.answer(b"", "text/plain")
                page.done.set()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def visit(self):
        self.told.clear()
        self.done.clear()
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
            browser = subprocess.Popen(
                chromium.command(home, "--remote-debugging-port=0", self.origin),
                env=chromium.environment(home),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                if not self.done.wait(120):
                    raise AssertionError("the page said nothing")
            finally:
                browser.kill()
                browser.wait()
                time.sleep(0.5)  # Its helpers write into the profile for a moment longer.
        return dict(self.told)


class Browser(S3Test):
    @classmethod
    def setUpClass(cls):
        if not shutil.which("chromium"):
            lacking("there is no chromium; tools/setup.sh --tests installs it.")
        super().setUpClass()
        cls.picture = next(iter(identities().values()))[0].read_bytes()
        cls.etag = f'"{hashlib.md5(cls.picture).hexdigest()}"'

    def page(self, put, refused):
        page = Page({"put": put, "refused": refused}, self.picture)
        self.addCleanup(page.close)
        return page

    def allow(self, bucket, origin):
        self.s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [
            {"AllowedOrigins": [origin], "AllowedMethods": ["PUT"], "AllowedHeaders": ["content-type"],
             "ExposeHeaders": ["ETag"]}]})  # fmt: skip

    def test_a_presigned_link(self):
        bucket = self.bucket()
        link = self.client(signature_version="s3v4").generate_presigned_url(
            "put_object", {"Bucket": bucket, "Key": "me.jpg", "ContentType": "image/jpeg"}, ExpiresIn=300)
        page = self.page(link, link.replace("me.jpg", "you.jpg"))
        self.assertIn("Failed to fetch", page.visit().get("error", ""), "without a rule the browser keeps it apart")
        self.allow(bucket, page.origin)
        self.assertEqual(page.visit(), {"status": 200, "etag": self.etag, "refused": 403, "code": "SignatureDoesNotMatch"})
        self.assertEqual(self.s3.get_object(Bucket=bucket, Key="me.jpg")["Body"].read(), self.picture)

    def test_the_link_of_an_announced_upload(self):
        announced = self.server.rest("POST", "/v1/uploads", {"action": "register", "name": "Ann"}).json()
        self.assertEqual(announced["headers"], {"Content-Type": "image/jpeg"})
        page = self.page(announced["url"], announced["url"])
        self.assertIn("Failed to fetch", page.visit().get("error", ""), "without a rule the browser keeps it apart")
        self.allow(announced["bucket"], page.origin)
        told = page.visit()
        self.assertEqual((told["status"], told["etag"]), (200, self.etag), told)
        self.assertEqual((told["refused"], told["code"]), (403, "AccessDenied"), "a second time")
        upload = self.server.rest("GET", f"/v1/uploads/{announced['upload_id']}?wait_s=30").json()
        self.assertEqual((upload["state"], upload["outcome"], upload["person"]["name"]), ("done", "registered", "Ann"), upload)


if __name__ == "__main__":
    unittest.main(verbosity=2)
