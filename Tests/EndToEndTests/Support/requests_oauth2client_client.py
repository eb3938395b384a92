"""A relying party on requests-oauth2client that keeps the FAPI 2.0 Security Profile: private_key_jwt for the issuer, a
pushed authorization request with PKCE that asks for rights by name (RAR), and tokens that are bound to a key (DPoP)."""

import json
import sys

import requests
from jwskate import Jwk, JwkSet, SignedJwt
from relying_party import Callback, discover, hear, say
from requests_oauth2client import OAuth2Client, OAuth2Error, PrivateKeyJwt


def log_in(issuer):
    callback = Callback()
    key = Jwk.generate(alg="ES256").with_kid_thumbprint()
    say(redirect_uri=callback.redirect_uri, jwks={"keys": [dict(key.public_jwk())]})
    registered = hear()
    metadata = discover(issuer)
    assert "ES256" in metadata["dpop_signing_alg_values_supported"]
    client = OAuth2Client(
        metadata["token_endpoint"],
        auth=PrivateKeyJwt(registered["client_id"], key, aud=issuer),
        issuer=issuer,
        authorization_endpoint=metadata["authorization_endpoint"],
        pushed_authorization_request_endpoint=metadata["pushed_authorization_request_endpoint"],
        userinfo_endpoint=metadata["userinfo_endpoint"],
        introspection_endpoint=metadata["introspection_endpoint"],
        revocation_endpoint=metadata["revocation_endpoint"],
        redirect_uri=callback.redirect_uri,
        authorization_response_iss_parameter_supported=True,
        dpop_bound_access_tokens=True,
        testing=True,
    )
    details = registered["authorization_details"]
    asked = {"authorization_details": json.dumps(details)} if details else {}
    request = client.authorization_request(scope="openid profile", **asked)
    say(authorization_url=str(client.pushed_authorization_request(request)))
    response = request.validate_callback(callback.wait(issuer))
    token = client.authorization_code(response, validate=False)
    assert token.token_type == "DPoP", token.token_type
    granted = token.authorization_details if details else None
    id_token = SignedJwt(str(token.id_token))
    keys = JwkSet(requests.get(metadata["jwks_uri"], timeout=10).json())
    assert id_token.verify_signature(keys.get_jwk_by_kid(id_token.kid))
    assert id_token.claims["nonce"] == request.nonce

    # Who has copied the token has not the key.
    copied = requests.get(
        metadata["userinfo_endpoint"], headers={"Authorization": f"Bearer {token.access_token}"}, timeout=10
    )
    assert copied.status_code == 401, copied.status_code
    first = requests.get(metadata["userinfo_endpoint"], auth=token, timeout=10)
    first.raise_for_status()

    refreshed = client.refresh_token(token)
    assert refreshed.token_type == "DPoP"
    assert refreshed.access_token != token.access_token
    assert refreshed.refresh_token in (None, token.refresh_token), "FAPI 2.0 doesn't rotate"
    second = requests.get(metadata["userinfo_endpoint"], auth=refreshed, timeout=10)
    second.raise_for_status()
    introspected = client.introspect_token(refreshed.access_token)
    assert introspected["cnf"]["jkt"], introspected
    assert introspected.get("authorization_details") == granted, introspected
    assert client.revoke_refresh_token(token.refresh_token)
    try:
        client.refresh_token(token)
        refused = None
    except OAuth2Error as error:
        refused = error.error
    say(
        header=dict(id_token.headers),
        claims=dict(id_token.claims),
        userinfo=first.json(),
        access_token=str(token.access_token),
        id_token=str(token.id_token),
        refreshed=second.json(),
        introspected=dict(introspected),
        authorization_details=granted,
        refused=refused,
    )


if __name__ == "__main__":
    log_in(sys.argv[1])
