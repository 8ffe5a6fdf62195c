"""https as clients use it: certificates of `mien tls init`, the aws CLI, boto3, curl, the command line and Chromium, and
what the server offers and refuses, asked for by hand."""

import hashlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import ssl
import stat
import subprocess
import tempfile
import threading
import time
import unittest

import chromium
import tls_hello
from mien_server import REGION, Server, ServerTest, binary, boto3, botocore, clean_environment
from tls_hello import SSL3, TLS10, TLS11, TLS12, TLS13

DONE, REFUSED, USAGE, CANNOT_REACH = 0, 1, 2, 3
CONSOLE = "Sign in"  # A word of the console that its own script has drawn.
SUITES_12 = {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"}
SUITES_13 = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"}
# What OpenSSL's list no longer has: export, RC4, single and triple DES, no encryption at all.
ANCIENT = {"NULL-MD5": 0x0001, "NULL-SHA": 0x0002, "EXP-RC4-MD5": 0x0003, "RC4-MD5": 0x0004, "RC4-SHA": 0x0005,
           "DES-CBC-SHA": 0x0009, "DES-CBC3-SHA": 0x000A, "ADH-RC4-MD5": 0x0018, "ECDHE-ECDSA-RC4-SHA": 0xC007,
           "ECDHE-ECDSA-DES-CBC3-SHA": 0xC008, "ECDHE-RSA-RC4-SHA": 0xC011}


def mien(*arguments, expect=DONE, environment=None):
    done = subprocess.run([str(binary()), *map(str, arguments)], capture_output=True, text=True, timeout=120,
                          env=clean_environment(environment))
    if done.returncode != expect:
        raise AssertionError(f"{arguments}: exit {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout if expect == DONE else done.stdout + done.stderr


def fingerprint(path):
    """As `openssl x509 -fingerprint -sha256` and browsers show it."""
    der = ssl.PEM_cert_to_DER_cert(pathlib.Path(path).read_text())
    return hashlib.sha256(der).digest().hex(":").upper()


class TlsServer(ServerTest):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="mien-e2e-tls-"))
        cls.made = json.loads(mien("tls", "init", "--dir", cls.folder / "tls", "--name", "mien.test", "--json"))
        cls.ca = cls.made["authority"]["file"]
        cls.server = Server(*cls.made["serve_flags"]).start()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        shutil.rmtree(cls.folder)


class Clients(TlsServer):
    def test_the_address_is_https(self):
        self.assertTrue(self.server.url.startswith("https://127.0.0.1:"))

    def test_curl(self):
        self.need("curl")
        curl = ["curl", "-sS", "-u", f"{self.server.key_id}:{self.server.secret}"]
        environment = {name: value for name, value in os.environ.items() if name != "CURL_CA_BUNDLE"}
        done = subprocess.run([*curl, "--cacert", self.ca, f"https://localhost:{self.server.port}/v1/people"],
                              capture_output=True, text=True, env=environment)
        self.assertEqual((done.returncode, json.loads(done.stdout)["people"]), (0, []), done.stderr)
        done = subprocess.run([*curl, f"{self.server.url}/v1/people"], capture_output=True, text=True, env=environment)
        self.assertEqual(done.returncode, 60, done.stderr)  # "SSL certificate problem"

    def test_boto3(self):
        def client(verify):
            return boto3.client("rekognition", endpoint_url=self.server.url, region_name=REGION, verify=verify,
                                aws_access_key_id=self.server.key_id, aws_secret_access_key=self.server.secret,
                                config=botocore.config.Config(retries={"total_max_attempts": 1}))

        client(self.ca).create_collection(CollectionId="boto")
        self.assertIn("boto", client(self.ca).list_collections()["CollectionIds"])
        with self.assertRaises(botocore.exceptions.SSLError):
            client(True).list_collections()

    def test_the_aws_cli(self):
        self.assertIn("people", self.server.aws("list-collections", "--ca-bundle", self.ca)["CollectionIds"])
        os.environ["AWS_CA_BUNDLE"] = self.ca
        self.addCleanup(os.environ.pop, "AWS_CA_BUNDLE")
        self.server.aws("create-collection", "--collection-id", "aws")
        self.assertIn("aws", self.server.aws("list-collections")["CollectionIds"])
        os.environ["AWS_CA_BUNDLE"] = self.made["server"]["file"]  # Which is nobody's authority.
        told = self.server.aws("list-collections", expect=255)
        self.assertIn("certificate verify failed", told.lower().replace("_", " "))

    def test_the_command_line(self):
        key = {"MIEN_ACCESS_KEY_ID": self.server.key_id, "MIEN_SECRET_ACCESS_KEY": self.server.secret}
        command = ["people", "list", "--json", "--server", self.server.url]
        self.assertEqual(json.loads(mien(*command, "--ca-cert", self.ca, environment=key))["people"], [])
        self.assertEqual(json.loads(mien(*command, environment={**key, "MIEN_CA_CERT": self.ca}))["people"], [])
        told = mien(*command, expect=CANNOT_REACH, environment=key)
        self.assertIn("is not trusted", told)
        self.assertIn("--ca-cert", told)
        plain = mien("people", "list", "--server", self.server.url.replace("https", "http"), expect=REFUSED,
                     environment=key)
        self.assertIn("this port speaks https", plain)

    def chromium(self, home, address, picture):
        command = chromium.command(home, "--enable-logging=stderr", "--window-size=900,420",
                                   "--timeout=20000", "--virtual-time-budget=10000")  # so that the console is drawn
        environment = chromium.environment(home)
        # Chromium takes a picture or prints the page in one run, not both.
        dom = subprocess.run([*command, "--dump-dom", address], capture_output=True, text=True, env=environment,
                             timeout=120)
        subprocess.run([*command, f"--screenshot={picture}", address], capture_output=True, env=environment,
                       timeout=120)
        return dom.stdout + dom.stderr

    def test_chromium_shows_the_service_only_to_those_who_trust_the_authority(self):
        self.need("chromium", "certutil")
        pictures = pathlib.Path(os.environ.get("MIEN_TEST_PICTURES", self.folder))
        trusting, strange = self.folder / "trusting", self.folder / "strange"
        for home in (trusting, strange):
            database = home / ".pki" / "nssdb"
            database.mkdir(parents=True)
            subprocess.run(["certutil", "-d", f"sql:{database}", "-N", "--empty-password"], check=True)
        subprocess.run(["certutil", "-d", f"sql:{trusting}/.pki/nssdb", "-A", "-t", "C,,", "-n", "mien", "-i", self.ca],
                       check=True)
        for host in ("localhost", "127.0.0.1"):
            address = f"https://{host}:{self.server.port}/"
            picture = pictures / f"chromium-trusting-{host}.png"
            page = self.chromium(trusting, address, picture)
            self.assertTrue(picture.exists())
            self.assertIn(CONSOLE, page)
        page = self.chromium(strange, f"https://localhost:{self.server.port}/", pictures / "chromium-strange.png")
        self.assertNotIn(CONSOLE, page)
        self.assertIn("ERR_CERT_AUTHORITY_INVALID", page)


class Offer(TlsServer):
    """A list of everything that is offered and refused; it is printed, and none of it may change unseen."""

    def ask(self, version, suites, **more):
        return tls_hello.ask(self.server.port, tls_hello.client_hello(version, suites, **more))

    def all_suites(self):
        """Every suite that the openssl command knows, and the ones that it has forgotten: name to (number, version)."""
        listed = subprocess.run(["openssl", "ciphers", "-V", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"], check=True,
                                capture_output=True, text=True).stdout
        suites = {name: (number, TLS12) for name, number in ANCIENT.items()}
        for line in listed.splitlines():
            high, low = (int(part, 16) for part in line.split(" - ")[0].strip().split(","))
            name, version = line.split(" - ")[2].split()[:2]
            suites[name] = (high << 8 | low, TLS13 if version == "TLSv1.3" else TLS12)
        return suites

    def test_versions_suites_groups_compression_and_protocols(self):
        self.need("openssl")
        suites = self.all_suites()
        numbers_12 = [number for number, version in suites.values() if version == TLS12]
        rows, accepted = [], set()
        for version in (SSL3, TLS10, TLS11, TLS12, TLS13):
            of_version = [number for number, of in suites.values() if (of == TLS13) == (version == TLS13)]
            answer = self.ask(version, of_version)
            good = answer.accepts() and answer.version == version
            rows.append(("version", tls_hello.NAMES[version], good, answer.alert))
            self.assertEqual(good, version >= TLS12, version)
            if version < TLS12:
                self.assertIn(answer.alert, ("protocol_version", "handshake_failure"), version)
        for name, (number, version) in sorted(suites.items()):
            answer = self.ask(version, [number])
            if answer.accepts():
                self.assertEqual(answer.suite, number)
                accepted.add(name)
            rows.append((tls_hello.NAMES[version], name, answer.accepts(), answer.alert))
        self.assertEqual(accepted, SUITES_12 | SUITES_13)
        for group in tls_hello.GROUPS:
            answer = self.ask(TLS13, [0x1301], groups=(group,))
            rows.append(("group", group, answer.accepts(), answer.alert))
            self.assertEqual(answer.accepts(), group in ("X25519", "P-256", "P-384"), group)
        answer = self.ask(TLS12, numbers_12, compression=b"\1\0")
        rows.append(("compression", "DEFLATE", answer.compression != 0, None))
        self.assertEqual(answer.compression, 0)
        for names in (("http/1.1",), ("h2", "http/1.1"), ("h2",), ("spdy/3", "http/1.0")):
            answer = self.ask(TLS12, numbers_12, alpn=names)
            rows.append(("ALPN", " ".join(names), answer.accepts(), answer.alert))
            self.assertEqual(answer.accepts(), "http/1.1" in names)
            self.assertEqual(answer.alpn, "http/1.1" if answer.accepts() else None)
        # The server's order decides, but for clients that prefer ChaCha20 since they have no instructions for AES.
        chacha, aes256, aes128 = 0xCCA9, 0xC02C, 0xC02B
        self.assertEqual(self.ask(TLS12, [aes256, aes128, chacha]).suite, aes128)
        self.assertEqual(self.ask(TLS12, [chacha, aes256, aes128]).suite, chacha)
        for kind, name, good, alert in rows:
            print(f"  {kind:12}  {name:36}  {'offered' if good else 'refused':8}  {alert or ''}")

    def test_renegotiation_and_early_data(self):
        self.need("openssl")
        base = ["openssl", "s_client", "-connect", f"127.0.0.1:{self.server.port}", "-CAfile", self.ca]
        done = subprocess.run([*base, "-tls1_2"], input="R\n", capture_output=True, text=True, timeout=30)
        self.assertIn("Secure Renegotiation IS supported", done.stdout)  # Which a client must see to talk to it safely.
        self.assertIn("no renegotiation", done.stderr)
        self.assertIn("Compression: NONE", done.stdout)
        # The ticket comes after the handshake, so the connection has to stay open for a request.
        process = subprocess.run([*base, "-tls1_3", "-ign_eof"], capture_output=True, text=True, timeout=30,
                                 input="GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        self.assertIn("Max Early Data: 0", process.stdout)
        self.assertIn("Verify return code: 0 (ok)", process.stdout)


class Reload(TlsServer):
    def served(self):
        context = ssl.create_default_context(cafile=self.ca)
        connection = http.client.HTTPSConnection("localhost", self.server.port, context=context, timeout=30)
        connection.request("GET", "/healthz")
        status = connection.getresponse().status
        certificate = connection.sock.getpeercert(binary_form=True)
        connection.close()
        return status, certificate

    def events(self, name):
        return [event for event in map(json.loads, self.server.log_text().splitlines()) if event.get("event") == name]

    def hang_up(self, event):
        before = len(self.events(event))
        self.server.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 20
        while len(self.events(event)) == before:
            self.assertLess(time.monotonic(), deadline, self.server.log_text())
            time.sleep(0.01)
        return self.events(event)[-1]

    def test_a_renewed_certificate_is_served_after_sighup_and_no_request_is_lost(self):
        done, failures, answered = threading.Event(), [], [0]

        def load():
            while not done.is_set():
                try:
                    status, _ = self.served()
                    answered[0] += 1
                    if status != 200:
                        failures.append(status)
                except OSError as error:
                    failures.append(repr(error))

        clients = [threading.Thread(target=load) for _ in range(4)]
        for client in clients:
            client.start()
        for _ in range(5):
            _, before = self.served()
            renewed = json.loads(mien("tls", "init", "--dir", self.folder / "tls", "--json"))
            self.assertFalse(renewed["authority_created"])
            self.assertEqual(renewed["authority"]["sha256"], self.made["authority"]["sha256"])
            event = self.hang_up("tls_reloaded")
            self.assertEqual(event["not_after"], renewed["server"]["not_after"])
            self.assertEqual(event["sha256"], renewed["server"]["sha256"])
            self.assertEqual(event["sha256"], fingerprint(renewed["server"]["file"]))
            self.assertNotEqual(self.served()[1], before)
        done.set()
        for client in clients:
            client.join()
        self.assertEqual(failures, [])
        self.assertGreater(answered[0], 20)

    def test_a_broken_pair_leaves_the_old_one_in_force(self):
        _, before = self.served()
        certificate = pathlib.Path(self.made["server"]["file"])
        whole = certificate.read_text()
        for text in ("nonsense", whole[: len(whole) // 2], pathlib.Path(self.ca).read_text()):
            certificate.write_text(text)
            event = self.hang_up("tls_reload_failed")
            self.assertEqual(event["level"], "error")
            self.assertIn(str(certificate), event["reason"])
            self.assertEqual(self.served(), (200, before))
        certificate.write_text(whole)
        self.hang_up("tls_reloaded")
        self.assertEqual(self.served(), (200, before))


class Starts(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mien-e2e-tls-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def refused(self, code, *flags):
        server = Server(*flags)
        self.addCleanup(server.discard)
        ended, printed = server.run_to_end()
        self.assertEqual(ended, code, printed)
        return printed

    def test_that_must_fail(self):
        made = json.loads(mien("tls", "init", "--dir", self.folder / "tls", "--json"))
        certificate, key = made["server"]["file"], made["server"]["key_file"]
        self.assertIn("tls_cert is set without tls_key", self.refused(USAGE, "--tls-cert", certificate))
        self.assertIn("tls_key is set without tls_cert", self.refused(USAGE, "--tls-key", key))
        self.assertIn("No such file", self.refused(CANNOT_REACH, "--tls-cert", certificate, "--tls-key", "/none.pem"))
        printed = self.refused(CANNOT_REACH, "--tls-cert", certificate, "--tls-key", made["authority"]["key_file"])
        self.assertIn("does not belong to the certificate", printed)
        os.chmod(key, 0o644)
        self.assertIn(f"chmod 600 {key}", self.refused(CANNOT_REACH, "--tls-cert", certificate, "--tls-key", key))

    def test_a_plain_server_survives_sighup_and_warns_on_a_network(self):
        server = Server("--listen", "0.0.0.0:0").start()
        self.addCleanup(server.discard)
        server.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 20
        while "reload_ignored" not in server.log_text():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)
        self.assertEqual(server.request("GET", "/healthz").status, 200)
        self.assertIn("listening_without_tls", server.log_text())
        self.assertIn("travel in the clear", server.log_text())
        server.stop()
        quiet = Server().start()
        self.addCleanup(quiet.discard)
        self.assertNotIn("listening_without_tls", quiet.log_text())
        quiet.stop()

    def test_files_in_the_data_directory_are_private_and_leave_it_usable(self):
        data = self.folder / "data"
        told = mien("tls", "init", "--data-dir", data)
        for part in ("--tls-cert", "SHA-256", "ca.pem", "SIGHUP", "127.0.0.1", "localhost"):
            self.assertIn(part, told)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (data / "tls").iterdir()}
        self.assertEqual(sorted(modes), ["ca-key.pem", "ca.pem", "cert.pem", "key.pem"])
        self.assertEqual({modes["ca-key.pem"], modes["key.pem"]}, {0o600})
        self.assertEqual(stat.S_IMODE(data.stat().st_mode), 0o700)
        self.assertEqual(stat.S_IMODE((data / "tls").stat().st_mode), 0o700)
        server = Server("--tls-cert", str(data / "tls/cert.pem"), "--tls-key", str(data / "tls/key.pem"),
                        data_dir=data).start()
        self.addCleanup(server.discard)
        mien("tls", "init", "--data-dir", data)  # While the server has the directory.
        server.stop()

    def test_init_refuses_what_it_cannot_do(self):
        many = [word for i in range(101) for word in ("--name", f"box{i}.lan")]
        for arguments in (many, ["--name", "127.1"], ["--name", "https://box"], ["--name", "a b"], ["--days", "0"], ["--days", "1000"]):
            mien("tls", "init", "--dir", self.folder / "tls", *arguments, expect=USAGE)
        self.assertFalse((self.folder / "tls").exists())
        mien("tls", "init", "--dir", self.folder / "tls")
        (self.folder / "tls" / "ca-key.pem").unlink()
        told = mien("tls", "init", "--dir", self.folder / "tls", expect=CANNOT_REACH)
        self.assertIn("holds ca.pem without its key", told)


if __name__ == "__main__":
    unittest.main(verbosity=2)
