"""Every page of the console on a phone and a desk, light and dark: axe-core finds nothing, nothing is wider than the window,
and a picture is taken."""

import itertools
import re
import unittest

from console_browser import DESKTOP, PHONE, ConsoleTest, expect, faces
from mien_server import PROJECT, lacking

AXE = PROJECT / "web" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "overview": "/ui/",
    "authenticate": "/ui/authenticate",
    "register": "/ui/register",
    "people": "/ui/people",
    "person": "/ui/people/person-1",
    "kiosk": "/ui/kiosk",
    "activity": "/ui/activity",
    "review": "/ui/review",
    "uploads": "/ui/uploads",
    "start": "/ui/start",
    "setup": "/ui/setup",
    "collections": "/ui/setup/collections",
    "collection": "/ui/setup/collections/people",
    "buckets": "/ui/setup/buckets",
    "bucket": "/ui/setup/buckets/mien-uploads",
    "tables": "/ui/setup/tables",
    "functions": "/ui/setup/functions",
    "intakes": "/ui/setup/intakes",
    "webhooks": "/ui/setup/webhooks",
    "thresholds": "/ui/thresholds",
    "operators": "/ui/operators",
    "keys": "/ui/keys",
    "docs": "/docs",
    "docs-operation": "/docs#register_person",
    "help-tls": "/ui/help/tls",
    "not-found": "/ui/nothing-here",
}
LIVE = ("overview", "activity", "uploads")  # They never stop asking.


class LookedAt(ConsoleTest):
    @classmethod
    def setUpClass(cls):
        if not AXE.exists():
            lacking(f"there is no {AXE}; make build installs it.")
        super().setUpClass()

    def look_at(self, page, name):
        violations = page.evaluate(
            """async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
               'best-practice']})).violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target.join(' ')} (${n.any[0]?.message ?? v.help})`).join(', ')}`)"""
        )
        self.assertEqual(violations, [], name)
        self.assert_fits(page, name)


class Pages(LookedAt):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number, photos in enumerate(cls.usable(faces().values(), 6)):
            done = cls.server.register(
                photos[0].parent.name.replace("_", " "), [photos[0].read_bytes()], id=f"person-{number}", consent="true"
            )
            assert done.status == 201, done
            cls.server.verify(photos[1].read_bytes())

    def test_every_page_is_accessible_and_fits(self):
        for size, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
            page = self.page_of(viewport=viewport)
            for name, path in PAGES.items():
                page.goto(self.server.url + path)
                self.ready(page)
                if name == "docs-operation":  # A place on the page before: no document is loaded.
                    expect(page.locator("#operation")).to_be_visible()
                page.wait_for_load_state("load" if name in LIVE else "networkidle")
                page.evaluate(AXE.read_text())
                for scheme in ("light", "dark"):  # Pages follow the system's scheme as it changes.
                    with self.subTest(page=name, size=size, scheme=scheme):
                        page.emulate_media(color_scheme=scheme)
                        self.settle(page)
                        self.picture(page, f"{name}-{size}-{scheme}")
                        self.look_at(page, f"{name}, {size}, {scheme}")
            page.context.close()

    def test_the_page_for_strangers_is_accessible(self):
        for viewport in (DESKTOP, PHONE):
            page = self.page_of(name=None, viewport=viewport)
            expect(page.get_by_role("button", name="Sign in")).to_be_visible()
            page.evaluate(AXE.read_text())
            self.look_at(page, "sign-in")

    def test_answers_in_german_where_the_browser_asks_for_it(self):
        page = self.page_of(name=None, locale="de-DE")
        expect(page.get_by_role("button", name="Anmelden")).to_be_visible()
        self.assertEqual(page.locator("html").get_attribute("lang"), "de")


# Where the first dialog of a page is opened, by the button's name.
DIALOGS = {
    "collections": ("/ui/setup/collections", "Create collection"),
    "buckets": ("/ui/setup/buckets", "Create bucket"),
    "bucket-upload": ("/ui/setup/buckets/empty-bucket", "Upload"),
    "tables": ("/ui/setup/tables", "Create table"),
    "functions": ("/ui/setup/functions", "Upload function"),
    "intakes": ("/ui/setup/intakes", "Create intake"),
    "webhooks": ("/ui/setup/webhooks", "Create webhook"),
    "keys": ("/ui/keys", "Create key"),
    "operators": ("/ui/operators", "Invite operator"),
    "uploads": ("/ui/uploads", "Create upload link"),
    "activity-export": ("/ui/activity", "Export CSV"),
    "kiosk": ("/ui/kiosk", "Start kiosk"),
}
# Pages with nothing on them yet.
EMPTY = ("overview", "people", "person", "activity", "review", "uploads", "collection", "buckets", "tables", "functions",
         "intakes", "webhooks", "keys")  # fmt: skip


class States(LookedAt):
    """What no walk through the pages shows: locked, empty, refused, out of reach, and the dialogs. On a phone in the dark or a
    desk in the light, in turn."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.client("s3").create_bucket(Bucket="empty-bucket")

    def look_at_it(self, page, name):
        self.settle(page)
        if not page.evaluate("Boolean(window.axe)"):
            page.evaluate(AXE.read_text())
        self.picture(page, f"state-{name}")
        with self.subTest(state=name):
            self.look_at(page, name)

    WAYS = ({"viewport": DESKTOP, "color_scheme": "light"}, {"viewport": PHONE, "color_scheme": "dark"})

    def test_before_and_beside_a_session(self):
        invited = self.server.rest("POST", "/v1/operators", {"name": "new", "role": "enroller"}).json()
        page = self.page_of(name=None, path="/ui/welcome#" + invited["token"], color_scheme="dark", viewport=PHONE)
        expect(page.get_by_role("button", name="Set password and sign in")).to_be_visible()
        self.look_at_it(page, "welcome")
        page.get_by_role("button", name="Set password and sign in").click()
        expect(page.locator("[aria-invalid=true]").first).to_be_visible()
        self.look_at_it(page, "welcome-refused")
        page = self.page_of(name=None, path="/ui/welcome#used", viewport=PHONE)
        expect(page.get_by_text("This link does not work any more")).to_be_visible()
        self.look_at_it(page, "welcome-used")
        page = self.page_of(name=None, color_scheme="dark")
        page.get_by_label("Name", exact=True).fill("ann")
        page.get_by_label("Password", exact=True).fill("wrong password")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert").first).to_be_visible()
        self.look_at_it(page, "sign-in-refused")
        for way in self.WAYS:
            page = self.page_of(path="/ui/keys", **way)
            if way["viewport"] == PHONE:
                page.get_by_role("button", name="More").click()
                lock = page.get_by_role("button", name="Lock")
                expect(lock).to_be_visible()
                self.look_at_it(page, "more-phone-dark")
                lock.click()
            else:
                page.get_by_role("button", name=re.compile("ann")).click()
                expect(page.get_by_role("menu")).to_be_visible()
                self.look_at_it(page, "account-menu")
                page.get_by_role("menuitem", name="Lock").click()
            expect(page.get_by_role("button", name="Unlock")).to_be_visible()
            self.look_at_it(page, f"locked-{way['color_scheme']}")

    def test_empty_pages(self):
        pages = [self.page_of(**way) for way in self.WAYS]
        for name, page in zip(EMPTY, itertools.cycle(pages)):
            page.goto(self.server.url + PAGES[name])
            self.ready(page)
            self.look_at_it(page, f"empty-{name}")

    def test_errors(self):
        """The server answers with an error, or not at all."""
        pages = [self.page_of(**way) for way in self.WAYS]
        problem = {"status": 500, "title": "Internal error", "code": "internal", "detail": "Something broke.", "request_id": "abc"}
        for page in pages:
            for path in ("**/v1/people**", "**/v1/keys**", "**/v1/events?**", "**/v1/server"):
                page.route(path, lambda route: route.fulfill(status=500, content_type="application/problem+json", json=problem))
        for name, page in zip(("people", "keys", "activity", "person"), itertools.cycle(pages)):
            page.goto(self.server.url + PAGES[name])
            expect(page.get_by_text("abc").first).to_be_visible()
            self.look_at_it(page, f"error-{name}")
        for page in pages:
            page.context.set_offline(True)
            page.get_by_role("link", name="Register", exact=True).first.click()
            expect(page.get_by_text("cannot be reached").first).to_be_visible()
            self.look_at_it(page, f"offline-{page.viewport_size['width']}")
        self.said = []  # All of it was wanted.

    def test_dialogs(self):
        pages = [self.page_of(**way) for way in self.WAYS]
        for page in pages:  # A server that is set up by its configuration alone has neither.
            page.route("**/v1/intakes*", lambda route: route.fulfill(json={"intakes": []}))
            page.route("**/v1/webhooks*", lambda route: route.fulfill(json={"webhooks": []}))
        for (name, (path, button)), page in zip(DIALOGS.items(), itertools.cycle(pages)):
            page.goto(self.server.url + path)
            self.ready(page)
            page.get_by_role("button", name=button).first.click()
            expect(page.get_by_role("dialog")).to_be_visible()
            self.look_at_it(page, f"dialog-{name}")

    def test_secrets_and_links_that_are_shown_once(self):
        for number, way in enumerate(self.WAYS):
            page = self.page_of(path="/ui/keys", **way)
            dialog = page.get_by_role("dialog")
            page.get_by_role("button", name="Create key").first.click()
            dialog.get_by_role("button", name="Create key").click()
            expect(dialog.get_by_text("MIEN").first).to_be_visible()
            self.look_at_it(page, f"key-made-{way['color_scheme']}")
            page.goto(self.server.url + "/ui/operators")
            page.get_by_role("button", name="Invite operator").first.click()
            dialog.get_by_role("textbox").fill(f"bo-{number}")
            dialog.locator("button[type=submit]").click()
            expect(dialog.get_by_text("/ui/welcome#").first).to_be_visible()
            self.look_at_it(page, f"operator-invited-{way['color_scheme']}")


class Policy(ConsoleTest):
    def test_pages_run_nothing_but_their_own_scripts(self):
        answer = self.server.request("GET", "/ui/")
        policy = answer.headers["content-security-policy"]
        self.assertNotRegex(policy, "unsafe|[*]|https?:")
        self.assertNotRegex(answer.body.decode(), r"<script>|<style|style=|\son[a-z]+=")
        page = self.page_of()
        done = page.evaluate(
            """() => new Promise((resolve) => {
              document.addEventListener('securitypolicyviolation', (event) => resolve(event.violatedDirective));
              const script = document.createElement('script');
              try { script.textContent = 'window.ran = 1'; document.body.append(script); } catch (e) { resolve('thrown ' + e.name); }
              setTimeout(() => resolve(window.ran ? 'it ran' : 'nothing'), 10_000);
            })"""
        )
        self.assertNotIn(done, ("it ran", "nothing"))
        self.said = []  # The browser tells of what it refused.


if __name__ == "__main__":
    unittest.main()
