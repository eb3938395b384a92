import Cryptography
import Identity
import JOSE
import Wire

/// How the backend proves to be itself: a JWT that it signs for one request (OpenID Connect Core §9 `private_key_jwt`,
/// RFC 7523 §3). Whoever reads it on its way can't sign another, and the provider keeps nothing that signs.
struct ClientAssertion: Sendable {
    private let text: String

    /// - Throws: `HueSFailure.badKey` where the key doesn't sign.
    init(of registration: HueSRegistration, random: any RandomSource, at now: Instant) throws(HueSFailure) {
        let id: JSONValue = .string(registration.clientID)
        let claims: JSONObject = [
            "iss": id, "sub": id, "aud": .string(registration.issuer.text),
            "jti": .string(Base64URL.encode(random.bytes(16))), "iat": .integer(now.secondsSince1970),
            "exp": .integer((now + HueSLimits.assertionLife).secondsSince1970),
        ]
        do { text = try JWS.sign(payload: JSONWriter.write(claims), type: "JWT", key: registration.key) } catch {
            throw .badKey
        }
    }

    /// What stands in the form beside the request.
    var parameters: [(String, String)] {
        [
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", text),
        ]
    }
}
