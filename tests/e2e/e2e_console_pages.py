"""Every page of the console on a phone and a desk, light and dark: axe-core finds nothing, nothing is wider than the window,
nothing shifts, and a picture is taken. And what the first page costs: bytes and time."""

import unittest

from console_browser import DESKTOP, PHONE, ConsoleTest, expect, faces
from mien_server import PROJECT, Server, lacking

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
    "help-tls": "/ui/help/tls",
    "not-found": "/ui/nothing-here",
}
LIVE = ("overview", "activity", "uploads")  # They never stop asking.
FIRST_LOAD_BYTES_MAX = 200 * 1024
LAYOUT_SHIFT_MAX = 0.1  # "Good", by Core Web Vitals.


class Pages(ConsoleTest):
    @classmethod
    def setUpClass(cls):
        if not AXE.exists():
            lacking(f"there is no {AXE}; make build installs it.")
        super().setUpClass()
        for number, photos in enumerate(cls.usable(faces().values(), 6)):
            done = cls.server.register(
                photos[0].parent.name.replace("_", " "), [photos[0].read_bytes()], id=f"person-{number}", consent="true"
            )
            assert done.status == 201, done
            cls.server.verify(photos[1].read_bytes())

    def look_at(self, page, name):
        violations = page.evaluate(
            """async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
               'best-practice']})).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)"""
        )
        self.assertEqual(violations, [], name)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        self.assertLessEqual(wider, 0, f"{name} is wider than its window")

    def test_every_page_is_accessible_and_fits(self):
        for size, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
            for scheme in ("light", "dark"):
                page = self.page_of(viewport=viewport, color_scheme=scheme)
                for name, path in PAGES.items():
                    with self.subTest(page=name, size=size, scheme=scheme):
                        page.goto(self.server.url + path)
                        expect(page.get_by_role("heading", level=1)).to_be_visible()
                        page.wait_for_load_state("load" if name in LIVE else "networkidle")
                        page.wait_for_timeout(300)
                        page.evaluate(AXE.read_text())
                        self.picture(page, f"{name}-{size}-{scheme}")
                        self.look_at(page, f"{name}, {size}, {scheme}")
                page.context.close()

    def test_the_page_for_strangers_is_accessible(self):
        for viewport in (DESKTOP, PHONE):
            page = self.page_of(name=None, viewport=viewport)
            page.evaluate(AXE.read_text())
            self.look_at(page, "sign-in")

    def test_answers_in_german_where_the_browser_asks_for_it(self):
        context = self.browser.context(locale="de-DE")
        self.addCleanup(context.close)
        page = context.new_page()
        self.watch(page)
        page.goto(self.server.url + "/ui/")
        expect(page.get_by_role("button", name="Anmelden")).to_be_visible()
        self.assertEqual(page.locator("html").get_attribute("lang"), "de")


class Cost(ConsoleTest):
    def test_the_first_load_is_small_quick_and_still(self):
        context = self.browser.context(reduced_motion="no-preference")
        self.addCleanup(context.close)
        page = context.new_page()
        self.watch(page)
        received = []
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        page.add_init_script(
            """window.shift = 0;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
            }).observe({type: 'layout-shift', buffered: true});"""
        )
        page.goto(self.server.url + "/ui/")
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        painted = page.wait_for_function("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
        paint = painted.json_value()
        self.assertLess(sum(received), FIRST_LOAD_BYTES_MAX)
        self.assertLess(page.evaluate("window.shift"), LAYOUT_SHIFT_MAX)
        print(f"first load {sum(received)} bytes, first contentful paint {paint:.0f} ms")

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
              setTimeout(() => resolve(window.ran ? 'it ran' : 'nothing'), 1000);
            })"""
        )
        self.assertNotIn(done, ("it ran", "nothing"))
        self.said = []  # The browser tells of what it refused.


if __name__ == "__main__":
    unittest.main()
