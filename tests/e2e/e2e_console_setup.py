"""Set-up in the browser, without a file and without a restart: intakes that take pictures, webhooks that are told, tables, buckets;
and that all of it is there again after the server was killed."""

import json
import pathlib
import re
import tempfile
import time
import unittest

from console_browser import ConsoleTest, expect, faces
from mien_server import Server
from webhook_receiver import WebhookReceiver, verified


class SetUp(ConsoleTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.photos,) = cls.usable(faces().values(), 1)

    def create_intake(self, page, name, bucket, action):
        page.goto(self.server.url + "/ui/setup/intakes")
        page.get_by_role("button", name="Create intake").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Name", exact=True).fill(name)
        dialog.get_by_label("What it does").select_option(action)
        dialog.get_by_label("Bucket").fill(bucket)
        if action == "register":
            dialog.get_by_label("Whose picture it is").select_option(label="In the object’s key")
            dialog.get_by_label("Pattern").fill("{full_name}_{uuid}")
        self.picture(page, f"intake-dialog-{action}-desktop-light")
        dialog.get_by_role("button", name="Create intake").click()
        expect(page.get_by_text(f"The intake {name} is saved.").last).to_be_visible()

    def try_intake(self, page, name, photo, outcome, full_name=None):
        page.get_by_role("listitem").filter(has_text=name).get_by_role("button", name="Try it").click()
        dialog = page.get_by_role("dialog")
        dialog.locator("input[type=file]").set_input_files(photo)
        if full_name:
            dialog.get_by_label("Full name").fill(full_name)
        dialog.get_by_role("button", name="Put the picture there").click()
        expect(dialog.get_by_text(outcome, exact=True)).to_be_visible(timeout=30_000)
        self.picture(page, f"intake-trial-{name}-desktop-light")
        dialog.get_by_role("button", name="Close").last.click()

    def told(self, receiver, secret, found):
        """What the first of such posts says; it is signed."""
        headers, body = receiver.wait_for_post(found)
        self.assertTrue(verified(secret, headers, body, time.time()))
        return json.loads(body)

    def wait_for_delivery(self):
        deadline = time.monotonic() + 60
        while self.server.rest("GET", "/v1/webhooks/deliveries?webhook=desk").json()["deliveries"][0]["state"] != "done":
            self.assertLess(time.monotonic(), deadline, "the delivery is not done")
            time.sleep(0.05)

    def test_intakes_and_webhooks_work_at_once_and_after_a_kill(self):
        page = self.page_of()
        with WebhookReceiver() as receiver:
            self.create_intake(page, "staff", "staff-photos", "register")
            self.create_intake(page, "gate", "gate-photos", "verify")
            page.goto(self.server.url + "/ui/setup/webhooks")
            page.get_by_role("button", name="Create webhook").click()
            dialog = page.get_by_role("dialog")
            dialog.get_by_label("Name", exact=True).fill("desk")
            dialog.get_by_label("Address").fill(receiver.url)
            dialog.get_by_label("gate", exact=True).check()
            self.picture(page, "webhook-dialog-desktop-light")
            dialog.get_by_role("button", name="Create webhook").click()
            made = page.get_by_role("dialog", name="Webhook created")
            secret = made.locator("code").inner_text().strip()
            self.assertGreaterEqual(len(secret), 40)
            made.get_by_role("button", name="I have kept it").click()

            page.get_by_role("button", name="Test", exact=True).click()
            self.told(receiver, secret, lambda told: told["type"] == "test")
            self.wait_for_delivery()  # It was told before the answer was.
            deliveries = page.get_by_role("region", name="Deliveries")
            deliveries.get_by_role("button", name="Refresh").click()
            expect(deliveries.get_by_role("row").filter(has_text="Test")).to_contain_text("Done")

            page.goto(self.server.url + "/ui/setup/intakes")
            self.try_intake(page, "staff", self.photos[0], "Registered", full_name="Ann Miller")
            self.try_intake(page, "gate", self.photos[1], "Recognised")
            first = self.told(receiver, secret, lambda told: told["type"] == "match")
            self.assertEqual(first["person"]["name"], "Ann Miller")
            self.assertFalse([told for _, _, body in receiver.posts if (told := json.loads(body)).get("intake") == "staff"])

            page.goto("about:blank")  # It would complain of the server's absence.
            self.server.kill()
            self.server.start_again()
            page.goto(self.server.url + "/ui/setup/intakes")
            self.try_intake(page, "gate", self.photos[1], "Recognised")
            # The one from before may come again; this is another.
            self.told(receiver, secret, lambda told: told["type"] == "match" and told["upload_id"] != first["upload_id"])

            # What the webhook names stays while it does.
            row = page.get_by_role("listitem").filter(has_text="gate")
            row.get_by_role("button", name=re.compile("gate")).last.click()
            page.get_by_role("menuitem", name="Delete…").click()
            dialog = page.get_by_role("dialog")
            dialog.get_by_label(re.compile("Type")).fill("gate")
            dialog.get_by_role("button", name="Delete intake").click()
            expect(dialog.get_by_text(re.compile("webhook .desk. names the intake"))).to_be_visible()
            page.keyboard.press("Escape")
        self.assertEqual(self.server.rest("DELETE", "/v1/webhooks/desk").status, 204)
        self.assertEqual(self.server.rest("DELETE", "/v1/intakes/gate").status, 204)
        self.assertEqual(self.server.rest("DELETE", "/v1/intakes/gate").json()["code"], "not_found")

    def test_what_the_file_has_is_shown_and_not_changed(self):
        server = self.file_server()
        listed = server.rest("GET", "/v1/intakes").json()["intakes"]
        self.assertEqual([(one["name"], one["origin"]) for one in listed], [("filed", "file")])
        for method, path in (("DELETE", "/v1/intakes/filed"), ("DELETE", "/v1/webhooks/told")):
            answer = server.rest(method, path)
            self.assertEqual((answer.status, answer.json()["code"]), (409, "in_use"))
        # The file may not take what the console gave away: the server says which two collide, and starts no more.
        made = server.rest("POST", "/v1/intakes", {"name": "made", "bucket": "made-photos", "action": "verify"})
        self.assertEqual(made.status, 201, made)
        server.terminate()
        self.write_config('[[intake]]\nname = "other"\nbucket = "made-photos"\naction = "verify"\n')
        with self.assertRaisesRegex(RuntimeError, '"other" and "made" would both take some objects'):
            server.start()
        self.write_config("")
        server.start()

    def file_server(self):
        folder = tempfile.TemporaryDirectory(prefix="mien-setup-")
        self.addCleanup(folder.cleanup)
        self.config = pathlib.Path(folder.name) / "mien.toml"
        self.write_config(
            '[[intake]]\nname = "filed"\nbucket = "filed-photos"\naction = "verify"\n\n'
            '[[webhook]]\nname = "told"\nurl = "http://127.0.0.1:1/"\nsecret_env = "TOLD_SECRET"\n'
        )
        server = Server("--config", str(self.config), environment={"TOLD_SECRET": "0123456789abcdef0"}).start()
        self.addCleanup(server.stop)
        return server

    def write_config(self, text):
        self.config.write_text(text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
