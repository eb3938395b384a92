"""A relying party on requests-oauthlib: the authorization code flow with PKCE, and refresh; and a service (client
credentials). The library knows nothing of OpenID Connect: its ID token is shown, not verified."""

import base64
import json
import os
import sys

from oauthlib.oauth2 import BackendApplicationClient, InvalidGrantError
from relying_party import Callback, discover, hear, say
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

# The demo is on loopback, without TLS.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"


def userinfo(session, metadata):
    answer = session.get(metadata["userinfo_endpoint"])
    answer.raise_for_status()
    return answer.json()


def part(token, index):
    text = token.split(".")[index]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def ways_to_authenticate(client):
    """For fetch_token and for refresh_token, which take them in different ways."""
    secret = {"client_secret": client["client_secret"]}
    basic = {"auth": HTTPBasicAuth(client["client_id"], client["client_secret"])}
    named = {"client_id": client["client_id"]}
    return {
        "client_secret_basic": (basic, basic),
        "client_secret_post": ({"include_client_id": True} | secret, named | secret),
        "none": ({"include_client_id": True}, named),
    }[client["authentication"]]


def log_in(issuer):
    callback = Callback()
    say(redirect_uri=callback.redirect_uri)
    client = hear()
    metadata = discover(issuer)
    session = OAuth2Session(
        client["client_id"], scope=["openid", "profile"], redirect_uri=callback.redirect_uri, pkce="S256"
    )
    url, _ = session.authorization_url(metadata["authorization_endpoint"])
    say(authorization_url=url)
    exchange, proof = ways_to_authenticate(client)
    token = session.fetch_token(
        metadata["token_endpoint"], authorization_response=callback.wait(issuer), **exchange
    )
    first = userinfo(session, metadata)

    refreshed = session.refresh_token(metadata["token_endpoint"], **proof)
    assert refreshed["refresh_token"] != token["refresh_token"], "rotation, RFC 9700 §4.14.2"
    last = session.refresh_token(metadata["token_endpoint"], **proof)
    second = userinfo(session, metadata)
    # Somebody uses the first one again, which is long rotated: the family ends, and the honest one is refused with it.
    for used in (token["refresh_token"], last["refresh_token"]):
        try:
            session.refresh_token(metadata["token_endpoint"], refresh_token=used, **proof)
            refused = None
        except InvalidGrantError as error:
            refused = error.error
    say(
        header=part(token["id_token"], 0),
        claims=part(token["id_token"], 1),
        userinfo=first,
        access_token=token["access_token"],
        id_token=token["id_token"],
        refreshed=second,
        introspected=None,
        refused=refused,
    )


def serve(issuer):
    client = hear()
    session = OAuth2Session(client=BackendApplicationClient(client_id=client["client_id"]))
    say(
        **session.fetch_token(
            discover(issuer)["token_endpoint"],
            auth=HTTPBasicAuth(client["client_id"], client["client_secret"]),
            resource=client["resource"],
        )
    )


if __name__ == "__main__":
    (serve if "--service" in sys.argv else log_in)(sys.argv[1])
