"""The console as its operators use it: signing in and out, the lock, roles, people and their photos, what is injected into
names, a server that restarts or is slow."""

import json
import re
import time
import unittest

from console_browser import PASSWORD, PHONE, ConsoleTest, expect, faces, make_operator
from mien_server import Server

HOSTILE = {
    "script": "<img src=x onerror=alert(1)><script>alert(2)</script>",
    "right to left": "محمد بن سلمان עברית",
    "emoji": "👩🏽‍🦰 Zoë 🏳️‍🌈",
    "long": "Wolfeschlegelsteinhausenbergerdorff" * 7 + "xxxxxxxxxxx",
}


class SignIn(ConsoleTest):
    def test_begins_with_the_link_that_the_first_start_prints(self):
        server = Server().start()
        self.addCleanup(server.stop)
        deadline = time.monotonic() + 10  # It is printed after the address.
        while not (found := re.search(r"http://\S+/ui/welcome#\S+", server.out_path.read_text())):
            self.assertLess(time.monotonic(), deadline, "no link was printed")
            time.sleep(0.05)
        link = found.group(0)
        context = self.browser.context()
        self.addCleanup(context.close)
        page = context.new_page()
        page.goto(link)
        page.get_by_label("Name", exact=True).fill("zoe")
        page.get_by_label("New password", exact=True).fill(PASSWORD)
        self.picture(page, "welcome-desktop-light")
        page.get_by_role("button", name="Set password and sign in").click()
        expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        self.assertNotIn("#", page.url)
        page.goto(link)  # It was good once.
        expect(page.get_by_text("This link does not work any more")).to_be_visible()
        server.terminate()
        server.start()
        self.assertNotIn("/ui/welcome#", server.out_path.read_text(), "there is an operator")

    def test_tells_a_wrong_password_and_nothing_else(self):
        page = self.page_of(name=None)
        for name in ("ann", "nobody"):
            page.get_by_label("Name", exact=True).fill(name)
            page.get_by_label("Password", exact=True).fill("wrong password")
            page.get_by_role("button", name="Sign in").click()
            expect(page.get_by_role("alert").filter(has_text=re.compile("wrong", re.I))).to_be_visible()

    def test_keeps_the_session_from_scripts_and_ends_it(self):
        page = self.page_of(name=None)
        self.sign_in(page)
        cookie = next(cookie for cookie in page.context.cookies() if cookie["name"] == "mien_session")
        self.assertTrue(cookie["httpOnly"])
        self.assertEqual(cookie["sameSite"], "Strict")
        self.assertEqual(page.evaluate("document.cookie"), "")
        page.get_by_role("button", name=re.compile("ann")).click()
        page.get_by_role("menuitem", name="Sign out").click()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        answer = self.server.request("GET", "/v1/session", headers={"Cookie": f"mien_session={cookie['value']}"})
        self.assertEqual(answer.json()["state"], "signed_out")

    def test_locks_and_goes_on_where_it_was(self):
        page = self.page_of(path="/ui/keys")
        page.get_by_role("button", name=re.compile("ann")).click()
        page.get_by_role("menuitem", name="Lock").click()
        unlock = page.get_by_role("button", name="Unlock")
        expect(unlock).to_be_visible()
        self.picture(page, "locked-desktop-light")
        page.get_by_label("Password", exact=True).fill("wrong password")
        unlock.click()
        expect(page.get_by_text(re.compile("wrong", re.I)).first).to_be_visible()
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        unlock.click()
        expect(unlock).to_be_hidden()
        expect(page).to_have_url(self.server.url + "/ui/keys")

    def test_shows_each_role_what_it_may(self):
        for role, seen, hidden in (
            ("verifier", ["Authenticate"], ["People", "Keys", "Register"]),
            ("enroller", ["People", "Register"], ["Keys"]),
            ("auditor", ["People"], ["Register", "Keys", "Authenticate"]),
        ):
            with self.subTest(role):
                make_operator(self.server, role, role)
                page = self.page_of(role)
                navigation = page.get_by_role("navigation").first
                for name in seen:
                    expect(navigation.get_by_role("link", name=name, exact=True)).to_be_visible()
                for name in hidden:
                    expect(navigation.get_by_role("link", name=name, exact=True)).to_have_count(0)


class People(ConsoleTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.photos = list(faces().values())
        for number, (kind, name) in enumerate(HOSTILE.items()):
            attributes = json.dumps({name[:60]: name})
            done = cls.server.register(
                name, [cls.photos[number][0].read_bytes()], id=kind.replace(" ", "-"), attributes=attributes
            )
            assert done.status == 201, done

    def test_shows_what_was_injected_as_text(self):
        page = self.page_of(path="/ui/people")
        dialogs = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        for viewport in (None, PHONE):
            if viewport:
                page.set_viewport_size(viewport)
            for kind, name in HOSTILE.items():
                page.goto(f"{self.server.url}/ui/people")
                expect(page.get_by_text(name).first).to_be_visible()
                page.goto(f"{self.server.url}/ui/people/{kind.replace(' ', '-')}")
                expect(page.get_by_role("heading", level=1)).to_contain_text(name)
                width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                self.assertLessEqual(width, 0, f"{kind} makes {page.url} wider than the window")
        self.assertEqual(page.evaluate("document.querySelectorAll('main img[src=x], main script').length"), 0)
        self.assertEqual(dialogs, [])

    def test_goes_on_after_the_server_was_started_again(self):
        page = self.page_of(path="/ui/people")
        expect(page.get_by_text(HOSTILE["emoji"]).first).to_be_visible()
        port = self.server.port
        self.server.kill()
        expect(page.get_by_text(re.compile("cannot be reached")).first).to_be_visible(timeout=30_000)
        self.server.flags = ["--listen", f"127.0.0.1:{port}"]
        self.server.start()
        expect(page.get_by_text(re.compile("cannot be reached"))).to_have_count(0, timeout=30_000)
        page.get_by_role("link", name="Keys").first.click()
        expect(page.get_by_role("heading", name="Keys")).to_be_visible()
        self.said = [text for text in self.said if "ERR_CONNECTION" not in text and "ERR_INCOMPLETE" not in text]


if __name__ == "__main__":
    unittest.main()
