"""A relying party on Authlib: logs one person in by the authorization code flow with PKCE.

Speaks with the test over standard input and output, a JSON object per line: says its redirect URI, is told its
client, says where the browser has to go, and in the end what it got. Anything wrong ends it with a traceback.
"""

import http.server
import json
import sys
from urllib.parse import parse_qsl

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, JsonWebToken
from authlib.oidc.core import CodeIDToken


def say(**members):
    print(json.dumps(members), flush=True)


class Callback(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if not self.path.startswith("/callback"):
            self.send_error(404)
            return
        self.server.arrived = self.path
        page = '<!doctype html><html lang="en"><title>Authlib</title><h1 id="arrived">Authlib</h1></html>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *arguments):
        pass


def main():
    issuer = sys.argv[1]
    server = http.server.HTTPServer(("127.0.0.1", 0), Callback)
    server.arrived = None
    origin = f"http://localhost:{server.server_port}"
    say(redirect_uri=f"{origin}/callback")
    client = json.loads(sys.stdin.readline())

    metadata = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=10).json()
    assert metadata["issuer"] == issuer, metadata["issuer"]
    session = OAuth2Session(
        client["client_id"],
        client["client_secret"] or None,
        token_endpoint_auth_method=client["authentication"],
        scope="openid profile",
        redirect_uri=f"{origin}/callback",
        code_challenge_method="S256",
    )
    verifier, nonce = generate_token(48), generate_token()
    url, state = session.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
    )
    say(authorization_url=url)
    while server.arrived is None:
        server.handle_request()

    # RFC 9207: the answer names the issuer that gave it.
    query = dict(parse_qsl(server.arrived.partition("?")[2]))
    assert query.get("iss") == issuer, query
    token = session.fetch_token(
        metadata["token_endpoint"],
        authorization_response=origin + server.arrived,
        state=state,
        code_verifier=verifier,
    )
    keys = JsonWebKey.import_key_set(requests.get(metadata["jwks_uri"], timeout=10).json())
    claims = JsonWebToken(metadata["id_token_signing_alg_values_supported"]).decode(
        token["id_token"],
        keys,
        claims_cls=CodeIDToken,
        claims_options={
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": client["client_id"]},
            "nonce": {"essential": True, "value": nonce},
            "at_hash": {"essential": True},
        },
        claims_params={
            "client_id": client["client_id"],
            "nonce": nonce,
            "access_token": token["access_token"],
        },
    )
    claims.validate(leeway=5)
    userinfo = session.get(metadata["userinfo_endpoint"])
    userinfo.raise_for_status()
    say(
        header=dict(claims.header),
        claims=dict(claims),
        userinfo=userinfo.json(),
        access_token=token["access_token"],
        id_token=token["id_token"],
    )


if __name__ == "__main__":
    main()
