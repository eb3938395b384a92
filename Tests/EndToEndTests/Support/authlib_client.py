"""A relying party on Authlib: the authorization code flow with PKCE, refresh, introspection and revocation; and a
service (client credentials)."""

import sys

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, JsonWebToken
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from joserfc.jwk import ECKey
from relying_party import Callback, discover, hear, say


def verified(id_token, metadata, client, nonce, access_token):
    keys = JsonWebKey.import_key_set(requests.get(metadata["jwks_uri"], timeout=10).json())
    claims = JsonWebToken(metadata["id_token_signing_alg_values_supported"]).decode(
        id_token,
        keys,
        claims_cls=CodeIDToken,
        claims_options={
            "iss": {"essential": True, "value": metadata["issuer"]},
            "aud": {"essential": True, "value": client["client_id"]},
            "nonce": {"essential": True, "value": nonce},
            "at_hash": {"essential": True},
        },
        claims_params={"client_id": client["client_id"], "nonce": nonce, "access_token": access_token},
    )
    claims.validate(leeway=5)
    return claims


def userinfo(session, metadata):
    answer = session.get(metadata["userinfo_endpoint"])
    answer.raise_for_status()
    return answer.json()


def log_in(issuer):
    callback = Callback()
    key = ECKey.generate_key("P-256", auto_kid=True)
    say(redirect_uri=callback.redirect_uri, jwks={"keys": [key.as_dict(private=False)]})
    client = hear()
    metadata = discover(issuer)
    has_key = client["authentication"] == "private_key_jwt"
    session = OAuth2Session(
        client["client_id"],
        key if has_key else client["client_secret"] or None,
        token_endpoint_auth_method=client["authentication"],
        revocation_endpoint_auth_method=client["authentication"],
        scope="openid profile",
        redirect_uri=callback.redirect_uri,
        code_challenge_method="S256",
    )
    if has_key:
        assert "private_key_jwt" in metadata["token_endpoint_auth_methods_supported"]
        session.register_client_auth_method(
            PrivateKeyJWT(metadata["token_endpoint"], headers={"kid": key.kid}, alg="ES256")
        )
    verifier, nonce = generate_token(48), generate_token()
    url, state = session.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
    )
    say(authorization_url=url)
    token = session.fetch_token(
        metadata["token_endpoint"],
        authorization_response=callback.wait(issuer),
        state=state,
        code_verifier=verifier,
    )
    claims = verified(token["id_token"], metadata, client, nonce, token["access_token"])
    first = userinfo(session, metadata)

    refreshed = session.refresh_token(metadata["token_endpoint"])
    assert refreshed["refresh_token"] != token["refresh_token"], "rotation, RFC 9700 §4.14.2"
    second = userinfo(session, metadata)
    introspected = None
    if client["authentication"] != "none":
        introspected = session.introspect_token(
            metadata["introspection_endpoint"], token=refreshed["access_token"], token_type_hint="access_token"
        ).json()
    session.revoke_token(
        metadata["revocation_endpoint"], token=refreshed["refresh_token"], token_type_hint="refresh_token"
    ).raise_for_status()
    try:
        session.refresh_token(metadata["token_endpoint"], refresh_token=refreshed["refresh_token"])
        refused = None
    except OAuthError as error:
        refused = error.error
    say(
        header=dict(claims.header),
        claims=dict(claims),
        userinfo=first,
        access_token=token["access_token"],
        id_token=token["id_token"],
        refreshed=second,
        introspected=introspected,
        refused=refused,
    )


def serve(issuer):
    client = hear()
    session = OAuth2Session(client["client_id"], client["client_secret"])
    say(
        **session.fetch_token(
            discover(issuer)["token_endpoint"], grant_type="client_credentials", resource=client["resource"]
        )
    )


if __name__ == "__main__":
    (serve if "--service" in sys.argv else log_in)(sys.argv[1])
