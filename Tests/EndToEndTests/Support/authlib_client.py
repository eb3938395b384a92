"""A relying party on Authlib: a pushed authorization request, the authorization code flow with PKCE, refresh, token
exchange, introspection and revocation; and a service (client credentials)."""

import sys
from urllib.parse import parse_qsl, urlencode, urlsplit

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


def pushed(session, url, metadata, authentication):
    """The same request, of which the browser carries a name only (RFC 9126)."""
    parameters = dict(parse_qsl(urlsplit(url).query))
    client_id = parameters["client_id"]
    if authentication == "client_secret_post":
        del parameters["client_id"]  # beside the secret, already
    answer = session.post(
        metadata["pushed_authorization_request_endpoint"],
        data=parameters,
        auth=session.client_auth(authentication),
        withhold_token=True,
    )
    assert answer.status_code == 201, answer.text
    assert answer.json()["expires_in"] > 0, answer.text
    query = urlencode({"client_id": client_id, "request_uri": answer.json()["request_uri"]})
    return f"{metadata['authorization_endpoint']}?{query}"


def exchanged(session, metadata, audience, access_token):
    """The token that a platform's backend calls the next service with (RFC 8693)."""
    kind = "urn:ietf:params:oauth:token-type:access_token"
    mine = session.token
    token = session.fetch_token(
        metadata["token_endpoint"],
        grant_type="urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token=access_token,
        subject_token_type=kind,
        resource=audience,
        scope="profile",
    )
    session.token = mine
    assert token["issued_token_type"] == kind and token["token_type"] == "Bearer", token
    assert token.get("refresh_token") is None, token
    return token["access_token"]


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
    is_confidential = client["authentication"] != "none"
    say(authorization_url=pushed(session, url, metadata, client["authentication"]) if is_confidential else url)
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
    introspected = forwarded = None
    if is_confidential:
        forwarded = exchanged(session, metadata, client["audience"], refreshed["access_token"])
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
        exchanged=forwarded,
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
