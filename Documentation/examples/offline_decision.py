"""Decides from an access token alone, as a platform may: no question to the city, no database.

    python offline_decision.py JWKS_FILE ISSUER AUDIENCE PLATFORM FUNCTION UNIT < TOKEN

JWKS_FILE is a copy of the provider's keys (jwks_uri), AUDIENCE the platform's own as registered (RFC 9068 section 4),
for which the token was asked by `resource` (RFC 8707),
FUNCTION without the platform's name ("field.handle"), UNIT the unit at which it is to be used. Prints one word:

    permit     the person may
    step-up    the person may, after a better or fresher sign-in (RFC 9470): acr_values and max_age follow
    ask        the token can't say: ask the API at the address that follows (audited functions, roles that shut each
               other out, more rights than a token holds, units whose place in the tree the token doesn't tell)
    deny       the person may not

and exits with 0 for permit and 1 for the others. Needs joserfc (PyPI). Documentation/PERMISSIONS.md explains the claim.
"""

import json
import sys
import time

from joserfc import jwt
from joserfc.jwk import KeySet

CLAIM = "vn.gov.hue.permissions"
LEEWAY = 30


def verified(token, keys, issuer, audience, now):
    """The claims of an access token that is the provider's, for us, and in time (RFC 9068 section 4)."""
    decoded = jwt.decode(token, keys, algorithms=["ES256"])
    claims = decoded.claims
    if decoded.header.get("typ") != "at+jwt":
        raise ValueError("not an access token")
    audiences = claims.get("aud", [])
    if claims.get("iss") != issuer or audience not in ([audiences] if isinstance(audiences, str) else audiences):
        raise ValueError("not of this issuer or not for this platform")
    if now >= claims["exp"] + LEEWAY:
        raise ValueError("expired")
    return claims


def covers(spans, unit, path):
    """Whether a unit is named, or stands under one whose subtree is; None where its place isn't known."""
    if unit in spans:
        return True
    tops = [span[:-2] for span in spans if span.endswith("/*")]
    if unit in tops:
        return True
    if unit in path:
        return any(top in path[: path.index(unit)] for top in tops)
    return None if tops else False


def decide(claims, platform, function, unit, now):
    """One of the words above, with what belongs to it."""
    permissions = claims.get(CLAIM)
    if permissions is None or permissions["platform"] != platform:
        return ("deny", {})
    ask = ("ask", {"access_evaluation_endpoint": permissions["access_evaluation_endpoint"]})
    if "rights" not in permissions or function in permissions.get("ask", []):
        return ask
    answer = ("deny", {})
    for right in permissions["rights"]:
        if function not in right["functions"]:
            continue
        here = covers(right["units"], unit, permissions.get("path", []))
        if here is None:
            answer = ask
        elif here:
            return ("permit", {}) if is_good_enough(claims, right, now) else ("step-up", demands(right))
    return answer


def is_good_enough(claims, right, now):
    """acr names end in the level, which is ordered: https://hue.gov.vn/acr/1 to 4."""
    level = int(claims["acr"].rsplit("/", 1)[1])
    needed = int(right["acr"].rsplit("/", 1)[1]) if "acr" in right else 1
    return level >= needed and ("max_age" not in right or now - claims["auth_time"] <= right["max_age"])


def demands(right):
    return {name: right[key] for name, key in (("acr_values", "acr"), ("max_age", "max_age")) if key in right}


def main():
    keys_file, issuer, audience, platform, function, unit = sys.argv[1:]
    with open(keys_file, encoding="utf-8") as file:
        keys = KeySet.import_key_set(json.load(file))
    now = time.time()
    claims = verified(sys.stdin.read().strip(), keys, issuer, audience, now)
    word, details = decide(claims, platform, function, unit, now)
    print(word, json.dumps(details) if details else "")
    sys.exit(0 if word == "permit" else 1)


if __name__ == "__main__":
    main()
