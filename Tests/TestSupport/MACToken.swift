import Cryptography
import Wire

/// A JWT under a secret (HS256), as a client makes it that is registered for `client_secret_jwt`.
package func macToken(_ claims: JSONObject, header: JSONObject = ["alg": "HS256"], under secret: String) -> String {
    let input = [header, claims].map { Base64URL.encode(JSONWriter.write($0)) }.joined(separator: ".")
    return input + "." + Base64URL.encode(HMAC.sha256(key: Array(secret.utf8), Array(input.utf8)))
}
