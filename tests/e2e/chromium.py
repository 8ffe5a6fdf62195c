"""A headless Chromium that asks nobody but the address it is given, and leaves nothing outside its folder."""

import os


def command(home, *arguments):
    return ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
            "--no-proxy-server", f"--user-data-dir={home}/profile", *arguments]  # fmt: skip


def environment(home):
    return {**os.environ, "HOME": str(home), "TMPDIR": str(home), "XDG_CONFIG_HOME": f"{home}/.config"}
