"""The API explorer of the console: links to operations, search, requests that are sent for real and by whom, what asks first,
the live stream, and that the samples it gives do what they say."""

import json
import os
import re
import subprocess
import tempfile
import unittest

from console_browser import PHONE, ConsoleTest, expect, faces
from console_session import make_operator


class Docs(ConsoleTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.photos = cls.usable(faces().values(), 1)[0]
        done = cls.server.register("Ann", [cls.photos[0].read_bytes()], id="ann")
        assert done.status == 201, done

    def open(self, operation, name="ann", **options):
        page = self.page_of(name, path=f"/docs#{operation}", **options)
        expect(page.locator("#operation")).to_be_visible()
        return page

    def try_it(self, page):
        page.get_by_role("tab", name="Try it").click()

    def send(self, page):
        page.locator("form").get_by_role("button", name="Send").click()

    def status(self, page, status):
        expect(page.get_by_role("region", name="Response", exact=True)).to_contain_text(f"Status {status}")

    def test_lists_what_the_document_has_and_leads_there(self):
        page = self.page_of(path="/docs")
        expect(page.get_by_role("heading", name="Getting started")).to_be_visible()
        document = self.server.rest("GET", "/openapi.json").json()
        operations = [one for path in document["paths"].values() for method, one in path.items() if method != "parameters"]
        ids = {one["operationId"] for one in operations}
        links = page.get_by_role("navigation", name="Operations").locator("a")
        shown = {link.get_attribute("href") for link in links.all()}
        self.assertEqual(shown, {f"#{name}" for name in ids} | {"#getting-started"})
        page.get_by_label("Search operations").fill("merge")
        expect(links).to_have_count(1)
        page.get_by_label("Search operations").press("Enter")
        expect(page).to_have_url(self.server.url + "/docs#merge_people")
        expect(page.locator("#operation")).to_be_focused()
        page.get_by_role("link", name="API", exact=True).click()
        expect(page.get_by_role("heading", name="Getting started")).to_be_visible()
        page.go_back()
        expect(page.locator("#operation")).to_have_text("Make one person of two")

    def test_sends_a_picture_and_shows_the_answer(self):
        page = self.open("verify")
        self.try_it(page)
        self.send(page)
        expect(page.get_by_text("Please fill this in.")).to_be_visible()
        page.locator("input[type=file]").set_input_files(self.photos[1])
        self.send(page)
        self.status(page, 200)
        expect(page.get_by_role("region", name="Body of the response")).to_contain_text('"id": "ann"')
        self.picture(page, "docs-answer-desktop-light")
        page.get_by_label("Content type").select_option("application/json")
        with page.expect_response("**/v1/verify"):
            self.send(page)
        self.status(page, 200)
        expect(page.get_by_role("region", name="Body of the response")).to_contain_text('"id": "ann"')

    def test_shows_pictures_and_problems(self):
        page = self.open("get_person_photo", viewport=PHONE)
        self.try_it(page)
        page.get_by_label("person_id").fill("ann")
        self.send(page)
        expect(page.get_by_role("img", name="Picture of the response")).to_be_visible()
        page.get_by_label("person_id").fill("nobody")
        self.send(page)
        self.status(page, 404)
        expect(page.get_by_text("It is not there, or not any more.")).to_be_visible()
        page.get_by_role("link", name="All operations").click()
        expect(page.locator('a[href="#get_person_photo"]')).to_be_focused()

    def test_asks_before_anything_changes(self):
        key = self.server.rest("POST", "/v1/keys", {"role": "auditor", "name": "spare"}).json()["key"]["access_key_id"]
        page = self.open("revoke_key")
        self.try_it(page)
        page.get_by_label("access_key_id").fill(key)
        self.send(page)
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text(f"DELETE /v1/keys/{key}")
        self.picture(page, "docs-asks-desktop-light")
        dialog.get_by_role("button", name="Cancel").click()
        expect(dialog).to_be_hidden()
        still = [one["access_key_id"] for one in self.server.rest("GET", "/v1/keys?page_size=500").json()["keys"]]
        self.assertIn(key, still)
        self.send(page)
        dialog.get_by_role("button", name="Send").click()
        self.status(page, 204)

    def test_leaves_to_other_roles_what_is_theirs(self):
        make_operator(self.server, "viola", "verifier")
        page = self.open("register_person", "viola")
        self.try_it(page)
        expect(page.get_by_text("Your role (Verifier) may not call this.")).to_be_visible()
        expect(page.locator("form").get_by_role("button", name="Send")).to_be_disabled()
        page.goto(f"{self.server.url}/docs#verify")
        expect(page.locator("form").get_by_role("button", name="Send")).to_be_enabled()

    def test_follows_the_live_stream_until_it_is_stopped(self):
        page = self.open("stream_events")
        self.try_it(page)
        self.send(page)
        live = page.get_by_role("region", name="Live stream")
        expect(live).to_contain_text("The stream is open")
        self.server.verify(self.photos[1].read_bytes())
        expect(live.get_by_role("list")).to_contain_text('"action": "verify"')
        live.get_by_role("button", name="Stop").click()
        expect(live).to_contain_text("Stopped")

    def test_gives_a_command_that_does_the_same(self):
        page = self.open("update_person")
        self.try_it(page)
        page.get_by_label("person_id").fill("ann")
        name = "Ann 'O\"$(id)`id`"
        page.get_by_label("Body as JSON").fill(json.dumps({"name": name}))
        sample = page.get_by_role("region", name="curl", exact=True)
        expect(sample).to_contain_text('"name":"Ann')
        code = sample.inner_text()
        keys = {"MIEN_ACCESS_KEY_ID": self.server.key_id, "MIEN_SECRET_ACCESS_KEY": self.server.secret}
        with tempfile.TemporaryDirectory(prefix="mien-docs-") as folder:
            done = subprocess.run(
                ["sh", "-c", code], capture_output=True, text=True, env={**os.environ, **keys}, cwd=folder, timeout=60
            )
        self.assertEqual(json.loads(done.stdout)["person"]["name"], name, done)

    def test_signs_out_of_the_whole_console_where_it_is_told_to(self):
        page = self.open("sign_out")
        self.try_it(page)
        self.send(page)
        page.get_by_role("dialog").get_by_role("button", name="Send").click()
        expect(page.get_by_role("button", name=re.compile("Sign in"))).to_be_visible()


if __name__ == "__main__":
    unittest.main()
