"""Who Schemathesis is while it asks: the demo account of a development server, in sessions of the run's own."""

import itertools
import json
import os
import re
import urllib.request

import schemathesis


def sign_in():
    """Opens a session and returns its tokens."""
    request = urllib.request.Request(
        os.environ["BASE_URL"] + "/api/token",
        data=json.dumps({"email": "demo@latchkey.test", "password": "latchkey-demo"}).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


@schemathesis.auth()
class SignedIn:
    """The access token of a session whose refresh token nobody knows, so that no request of the run can end it."""

    def get(self, case, context):
        return sign_in()["access_token"]

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


TAKE_THE_COOKIE = {"refresh", "refresh_document", "revoke"}
every_other = itertools.cycle([True, False])
GOOD_KEY = re.compile('[A-Za-z0-9._:-]{1,128}|"[A-Za-z0-9._:-]{1,128}"')
numbers = itertools.count()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Half of the requests that may carry the refresh cookie carry that of a new session: a made-up one is always refused.
    A good idempotency key is made unlike any other of the run, whose texts all differ."""
    key = (case.headers or {}).get("Idempotency-Key")
    if key is not None and GOOD_KEY.fullmatch(key):
        case.headers["Idempotency-Key"] = f"{key.strip(chr(34))[:100]}-{next(numbers)}"
    if case.operation.definition.raw["operationId"] in TAKE_THE_COOKIE and next(every_other):
        case.cookies["lk_refresh"] = sign_in()["refresh_token"]
