"""A relying party on requests-oauth2client and jwskate that keeps FAPI 2.0 Message Signing: beside what the security profile
asks for, its authorization request is signed and encrypted to the provider (JAR), the answer comes signed and encrypted to it
(JARM), and so do ID token and UserInfo."""

import json
import sys

import requests
from jwskate import JweCompact, Jwk, JwkSet, Jwt, SignedJwt
from relying_party import Callback, discover, hear, say
from requests_oauth2client import OAuth2Client, PrivateKeyJwt


def log_in(issuer):
    callback = Callback()
    key = Jwk.generate(alg="ES256").with_kid_thumbprint()
    agreeing = Jwk.generate_for_kty("EC", crv="P-256").with_kid_thumbprint()
    unwrapping = Jwk.generate_for_kty("RSA", key_size=2048).with_kid_thumbprint()
    published = [dict(key.public_jwk())] + [
        dict(one.public_jwk(), use="enc") for one in (agreeing, unwrapping)
    ]
    say(redirect_uri=callback.redirect_uri, jwks={"keys": published})
    client_id = hear()["client_id"]
    metadata = discover(issuer)
    keys = JwkSet(requests.get(metadata["jwks_uri"], timeout=10).json())
    client = OAuth2Client(
        metadata["token_endpoint"],
        auth=PrivateKeyJwt(client_id, key, aud=issuer),
        issuer=issuer,
        authorization_endpoint=metadata["authorization_endpoint"],
        userinfo_endpoint=metadata["userinfo_endpoint"],
        redirect_uri=callback.redirect_uri,
        authorization_response_iss_parameter_supported=True,
        dpop_bound_access_tokens=True,
        testing=True,
    )
    request = client.authorization_request(scope="openid profile", response_mode="jwt")

    def push(**parameters):
        return requests.post(
            metadata["pushed_authorization_request_endpoint"],
            data={"client_id": client_id, **parameters},
            auth=client.auth,
            timeout=10,
        )

    refused = push(**request.args).json()["error"]
    now = Jwt.timestamp()
    claims = dict(request.args, iss=client_id, aud=issuer, iat=now, nbf=now, exp=now + 300)
    ours = next(Jwk(dict(one)) for one in keys.jwks if one.get("use") == "enc" and one["kty"] == "EC")
    sealed = Jwt.sign_and_encrypt(
        claims=claims, sign_key=key, enc_key=ours, enc_alg="ECDH-ES+A256KW", enc="A256GCM"
    )
    pushed = push(request=str(sealed))
    assert pushed.status_code == 201, pushed.text
    url = requests.Request(
        "GET",
        metadata["authorization_endpoint"],
        params={"client_id": client_id, "request_uri": pushed.json()["request_uri"]},
    ).prepare()
    say(authorization_url=url.url)

    def opened(message, key, alg):
        jwe = JweCompact(message)
        assert jwe.alg == alg, jwe.headers
        signed = SignedJwt(jwe.decrypt(key, alg=alg))
        assert signed.verify_signature(keys.get_jwk_by_kid(signed.kid))
        return signed

    answer = callback.wait(issuer, signed=True).partition("response=")[2]
    answer = opened(answer, agreeing, "ECDH-ES+A256KW").claims
    assert answer["iss"] == issuer and answer["aud"] == client_id, answer
    query = {name: answer[name] for name in ("code", "state", "iss")}
    response = request.validate_callback(
        requests.Request("GET", callback.redirect_uri, params=query).prepare().url
    )
    token = client.authorization_code(response, validate=False)
    id_token = opened(str(token.as_dict()["id_token"]), unwrapping, "RSA-OAEP-256")
    assert id_token.claims["nonce"] == request.nonce

    def userinfo(token):
        answer = requests.get(metadata["userinfo_endpoint"], auth=token, timeout=10)
        answer.raise_for_status()
        assert answer.headers["Content-Type"] == "application/jwt"
        return JweCompact(answer.text).decrypt(agreeing, alg="ECDH-ES")

    first = json.loads(userinfo(token))
    second = json.loads(userinfo(client.refresh_token(token)))
    say(
        header=dict(id_token.headers),
        claims=dict(id_token.claims),
        userinfo=first,
        access_token=str(token.access_token),
        id_token=str(id_token),
        refreshed=second,
        introspected=None,
        refused=refused,
    )


if __name__ == "__main__":
    log_in(sys.argv[1])
