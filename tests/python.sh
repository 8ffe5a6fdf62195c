#!/bin/sh
# Runs a test or campaign with the Python that has boto3, the aws CLI and awslambdaric: that of .venv, whatever else the
# machine has. Without it the test is skipped, or fails where CI is true.
#   tests/python.sh tests/e2e/e2e_rest.py -k name
python=$(dirname "$0")/../.venv/bin/python3
[ -x "$python" ] && exec "$python" "$@"
lacking="there is no .venv with boto3, the aws CLI and awslambdaric; tools/setup.sh --tests makes one."
[ "$CI" = true ] && { echo "FAILED: $lacking" >&2; exit 1; }
echo "SKIPPED: $lacking" >&2
exit 77
