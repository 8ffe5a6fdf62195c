"""The command line as people type it: registering, verifying and looking after people, with exit codes and JSON."""

import json
import subprocess
import unittest

from mien_server import Server, ServerTest, binary, clean_environment, data, identities, models_dir

DONE, REFUSED, USAGE, CANNOT_REACH = 0, 1, 2, 3


class CommandLine(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.photos = identities()

    def mien(self, *arguments, expect=DONE, server=None, key=True):
        """Runs a command against the server; standard output, and standard error where it must fail."""
        environment = clean_environment({"MIEN_SERVER": server or self.server.url})
        if key:
            environment.update({"MIEN_ACCESS_KEY_ID": self.server.key_id, "MIEN_SECRET_ACCESS_KEY": self.server.secret})
        command = [str(binary()), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
        self.assertEqual(done.returncode, expect, f"{arguments}: {done.stdout}{done.stderr}")
        self.assertNotIn(self.server.secret, done.stdout + done.stderr)
        return done.stdout if expect == DONE else done.stdout + done.stderr

    def enrolled(self, person_id, name, *flags):
        self.mien("enroll", *self.photos[name][:2], "--name", name, "--id", person_id, *flags)
        self.addCleanup(self.server.rest, "DELETE", f"/v1/people/{person_id}")

    def test_a_person_from_enrolling_to_deleting(self):
        told = self.mien(
            "enroll", *self.photos["George_W_Bush"][:3], "--name", "George Ø", "--id", "george", "--consent",
            "--attributes", '{"team":"blue"}', "--json",
        )
        person = json.loads(told)["person"]
        self.assertEqual((person["id"], person["name"], person["face_count"]), ("george", "George Ø", 3))
        self.assertEqual((person["consent"], person["attributes"]), (True, {"team": "blue"}))
        self.assertEqual(json.loads(self.mien("people", "show", "george", "--json")), json.loads(told))
        shown = self.mien("people", "show", "george")
        self.assertIn("George Ø", shown)
        listed = json.loads(self.mien("people", "list", "--json"))["people"]
        self.assertEqual([one["id"] for one in listed], ["george"])
        self.assertIn("George Ø", self.mien("people", "list", "--query", "geo"))
        self.assertEqual(json.loads(self.mien("people", "list", "--query", "nobody", "--json"))["people"], [])
        self.mien("people", "delete", "george")
        for action in ("show", "delete"):
            self.assertIn("not_found", self.mien("people", action, "george", expect=REFUSED))

    def test_only_a_match_is_a_success(self):
        self.enrolled("bush", "George_W_Bush")
        probe = self.photos["George_W_Bush"][6]
        told = json.loads(self.mien("verify", probe, "--json"))
        self.assertEqual((told["decision"], told["person"]["id"]), ("match", "bush"))
        self.assertIn("match", self.mien("verify", probe))
        self.assertIn("match", self.mien("verify", probe, "--person", "bush"))
        stranger = self.photos["Jacques_Chirac"][0]
        refused = json.loads(self.mien("verify", stranger, "--json", expect=REFUSED))
        self.assertEqual(refused["decision"], "no_match")
        self.assertIn("no_match", self.mien("verify", probe, "--threshold", "100", expect=REFUSED))
        self.assertIn("no_face", self.mien("verify", data("group-photos", "017_0.jpg"), expect=REFUSED))
        self.assertIn("not_found", self.mien("verify", probe, "--person", "nobody", expect=REFUSED))

    def test_refusals_name_their_reason(self):
        self.enrolled("bush", "George_W_Bush")
        again = self.mien("enroll", self.photos["George_W_Bush"][5], "--name", "X", expect=REFUSED)
        self.assertIn("duplicate_person", again)
        group = data("group-photos", "011_3.jpg")
        self.assertIn("several_faces", self.mien("enroll", group, "--name", "X", expect=REFUSED))
        self.assertIn("image_format", self.mien("enroll", __file__, "--name", "X", expect=REFUSED))
        self.assertIn("/nowhere.jpg", self.mien("enroll", "/nowhere.jpg", "--name", "X", expect=USAGE))
        self.assertIn("/nowhere.jpg", self.mien("verify", "/nowhere.jpg", expect=USAGE))
        elsewhere = ("verify", self.photos["George_W_Bush"][5], "--collection", "nowhere")
        self.assertIn("not_found", self.mien(*elsewhere, expect=REFUSED))

    def test_wrong_usage(self):
        photo = self.photos["George_W_Bush"][0]
        for arguments in (
            ("enroll", photo),
            ("enroll", "--name", "X"),
            ("enroll", photo, "--name", "X", "--attributes", "[]"),
            ("verify",),
            ("verify", photo, "--threshold", "high"),
            ("people",),
            ("people", "show"),
            ("people", "list", "--colour"),
            ("people", "list", "--server", "here"),
        ):
            self.mien(*arguments, expect=USAGE)
        self.assertIn("MIEN_ACCESS_KEY_ID", self.mien("people", "list", expect=USAGE, key=False))

    def test_operators_are_invited_and_removed(self):
        link = self.mien("operators", "invite", "bo", "--role", "enroller")
        self.assertRegex(link, rf"^{self.server.url}/ui/welcome#\S+$")
        self.assertIn("has not chosen a password", self.mien("operators", "list"))
        again = json.loads(self.mien("operators", "link", "bo", "--json"))
        self.assertNotIn(again["token"], link)
        self.assertEqual(json.loads(self.mien("operators", "list", "--json"))["operators"][0]["name"], "bo")
        self.assertIn("already_exists", self.mien("operators", "invite", "bo", "--role", "admin", expect=1))
        self.assertEqual(self.mien("operators", "remove", "bo").strip(), "removed bo")
        self.assertIn("not_found", self.mien("operators", "remove", "bo", expect=1))

    def test_servers_that_do_not_answer_and_keys_that_are_wrong(self):
        self.mien("people", "list", expect=CANNOT_REACH, server="http://127.0.0.1:9")
        other = Server().start()
        self.addCleanup(other.stop)
        self.assertIn("unauthenticated", self.mien("people", "list", expect=REFUSED, server=other.url))

    def test_detect_draws_what_it_finds(self):
        picture = self.server.folder / "drawn.png"
        group = data("group-photos", "012_4.jpg")
        told = json.loads(self.mien("detect", group, "--draw", picture, "--json", "--models-dir", models_dir()))
        self.assertEqual(len(told["faces"]), 4)
        self.assertEqual(picture.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        self.assertIn("/nowhere.jpg", self.mien("detect", "/nowhere.jpg", "--models-dir", models_dir(), expect=USAGE))
        self.mien("detect", __file__, "--models-dir", models_dir(), expect=REFUSED)


if __name__ == "__main__":
    unittest.main(verbosity=2)
