"""The AWS SDK for JavaScript, as tools/test-servers.sh sdk-js gets it."""

import json
import os
import pathlib
import shutil
import subprocess

from mien_server import REGION, lacking
from real_servers import there

SCRIPT = pathlib.Path(__file__).resolve().parent / "js" / "s3_check.mjs"


def program():
    """Node, and the folder in whose node_modules the SDK is."""
    folder = there("sdk-js", "node_modules").parent
    return shutil.which("node") or lacking("there is no node; tools/test-servers.sh sdk-js installs it."), folder


def check_s3(url, access_key, secret_key, bucket, style="path", region=REGION, ca_file=None, timeout_s=180):
    """Has the SDK make the bucket at that S3 server, use it in all its ways and remove it: s3_check.mjs, whose report this
    gives. `style` is path or virtual: the bucket becomes part of the host's name, below localhost. `ca_file`: PEM of an
    authority to trust for https beside the usual ones."""
    node, folder = program()
    if style == "virtual":
        url = url.replace("://127.0.0.1:", "://localhost:")
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "SDK_JS": str(folder),
        "S3_ENDPOINT": url,
        "S3_ACCESS_KEY": access_key,
        "S3_SECRET_KEY": secret_key,
        "S3_BUCKET": bucket,
        "S3_REGION": region,
        "S3_STYLE": style,
        **({"NODE_EXTRA_CA_CERTS": str(ca_file)} if ca_file else {}),
    }
    done = subprocess.run([node, str(SCRIPT)], capture_output=True, text=True, env=environment, timeout=timeout_s)
    if not done.stdout:
        raise AssertionError(f"{SCRIPT.name} ended with {done.returncode}: {done.stderr[-4000:]}")
    return json.loads(done.stdout)
