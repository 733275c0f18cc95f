"""Who Schemathesis is while it asks: the demo account of a development server, in sessions of the run's own, and for what would take
that account away, an account of its own."""

import base64
import functools
import itertools
import json
import os
import re
import urllib.request

import schemathesis


def ask(path, body=None):
    """Returns what the server answers, as JSON if it is any."""
    request = urllib.request.Request(
        os.environ["BASE_URL"] + path,
        data=body and json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read() or "null")


def sign_in(email="demo@latchkey.test"):
    """Opens a session and returns its tokens."""
    return ask("/api/token", {"email": email, "password": "latchkey-demo"})


def join():
    """Makes an account, and returns the tokens of its session."""
    email = f"joined-{next(numbers)}@example.test"
    ask("/api/users", {"name": "Ada", "email": email, "password": "plum kettle orbit 41"})
    code = next(mail["code"] for mail in ask("/dev/mailbox.json") if mail["to"] == email)
    return ask("/api/users/verify", {"email": email, "code": code})


@functools.cache
def somebody():
    """The tokens of an account that every other request may change."""
    return join()


@functools.cache
def password_changer():
    """The tokens of an account whose password changes, and whose session nothing else ends."""
    return join()


@functools.cache
def administrator():
    """The tokens of an administrator."""
    return sign_in("admin@latchkey.test")


def id_of(tokens):
    """The id of the user of an access token."""
    payload = tokens["access_token"].split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=="))["sub"]


@schemathesis.auth()
class SignedIn:
    """The access token of a session whose refresh token nobody knows, so that no request of the run can end it."""

    given = set()

    def get(self, case, context):
        token = sign_in()["access_token"]
        self.given.add(f"Bearer {token}")
        return token

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


ADMINISTRATE = {"list_users", "disable_user", "enable_user", "end_sessions_of_user", "send_reset", "change_role", "invite"}
ACT_ON_USERS = ADMINISTRATE - {"list_users", "invite"}
A_USER = re.compile("[0-9a-f]{8}-[0-9a-f-]{27}")
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
    operation = case.operation.definition.raw["operationId"]
    # A made-up token stays what it is.
    if (case.headers or {}).get("Authorization") in SignedIn.given:
        if operation in ADMINISTRATE:
            case.headers["Authorization"] = f"Bearer {administrator()['access_token']}"
        elif operation == "change_password":
            case.headers["Authorization"] = f"Bearer {password_changer()['access_token']}"
        elif operation == "delete_account":
            case.headers["Authorization"] = f"Bearer {join()['access_token']}"
    # An id that the run has seen may be of the account that it is.
    if operation in ACT_ON_USERS and (A_USER.fullmatch(str(case.path_parameters.get("id"))) or next(every_other)):
        case.path_parameters["id"] = id_of(join() if operation in {"disable_user", "change_role"} else somebody())
    if operation in TAKE_THE_COOKIE and next(every_other):
        case.cookies["lk_refresh"] = sign_in()["refresh_token"]
