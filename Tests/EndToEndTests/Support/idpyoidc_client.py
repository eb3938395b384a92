"""A relying party on idpyoidc that nobody has registered: it registers itself (OpenID Connect Dynamic Client Registration) by
the initial access token that it is told, signs its authorization requests (RFC 9101), proves itself by its key (RFC 7523), and
takes UserInfo signed."""

import logging
import sys
from urllib.parse import parse_qsl

import requests
from cryptojwt.key_jar import init_key_jar
from idpyoidc.client.rp_handler import RPHandler
from relying_party import Callback, hear, say

SERVICES = {
    "provider_info": "provider_info_discovery.ProviderInfoDiscovery",
    "registration": "registration.Registration",
    "authorization": "authorization.Authorization",
    "accesstoken": "access_token.AccessToken",
    "userinfo": "userinfo.UserInfo",
}


def log_in(issuer):
    callback = Callback()
    say(redirect_uri=callback.redirect_uri)
    token = hear()["initial_access_token"]

    def fetch(method, url, headers=None, **arguments):
        headers = dict(headers or {})
        # The library has no place for the token of RFC 7591 §3.
        if url == f"{issuer}/register":
            headers["Authorization"] = f"Bearer {token}"
        return requests.request(method, url, headers=headers, **arguments)

    algorithms = ["token_endpoint_auth", "id_token", "userinfo", "request_object"]
    configuration = {
        "issuer": issuer,
        "client_type": "oidc",
        "redirect_uris": [callback.redirect_uri],
        "preference": {
            "application_type": "native",
            "client_name": "idpyoidc",
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "request_parameter": "request",
            **{f"{use}_signing_alg_values_supported": ["ES256"] for use in algorithms},
        },
        "client_authn_methods": {
            "private_key_jwt": "idpyoidc.client.client_auth.PrivateKeyJWT",
            "bearer_header": "idpyoidc.client.client_auth.BearerHeader",
        },
        "services": {
            name: {"class": f"idpyoidc.client.oidc.{place}"} for name, place in SERVICES.items()
        },
        "add_ons": {
            "pkce": {
                "function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
                "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"},
            }
        },
    }
    # Without keys of its own it makes some, and files of them, wherever it is run.
    own = init_key_jar(key_defs=[{"type": "EC", "crv": "P-256", "use": ["sig"]}], issuer_id="")
    handler = RPHandler(
        keyjar=own, client_configs={issuer: configuration}, httpc=fetch, httpc_params={}
    )
    client = handler.init_client(issuer)
    client.do_provider_info()
    keys = client.get_attribute("keyjar").export_jwks(issuer_id="")
    # It takes a scope of several words for one that it doesn't know.
    client.do_client_registration(request_args={"jwks": keys, "scope": "openid"})
    # Its assertions look for its id where configurations have it.
    client.client_id = client.get_client_id()
    url = client.init_authorization(req_args={"scope": ["openid"]})
    assert "request=" in url, url
    say(authorization_url=url)
    query = dict(parse_qsl(callback.wait(issuer).partition("?")[2]))
    result = client.finalize(query)
    assert "error" not in result, result
    say(
        registration=client.get_context().registration_response.to_dict(),
        claims=result["id_token"].to_dict(),
        userinfo=result["userinfo"].to_dict(),
    )


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    log_in(sys.argv[1])
