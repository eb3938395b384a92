import Identity
import JOSE
import Wire

/// The answer to an introspection as a signed JWT (RFC 9701): who has it can show later what it was told, and by whom.
package enum SignedIntrospection {
    /// What a caller accepts who wants it so, and what it is answered as (RFC 9701 §4, §5).
    package static let mediaType = "application/token-introspection+jwt"
    /// By what it is signed, as access tokens are.
    package static let algorithm = SignatureAlgorithm.ES256

    /// Whether a caller's `Accept` names it (RFC 9110 §12.5.1); what has a weight of zero isn't accepted.
    package static func isAccepted(by accept: String?) -> Bool {
        (accept ?? "").split(separator: ",").contains { entry in
            let parts = entry.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            return parts.first == mediaType && !parts.dropFirst().contains { $0 == "q=0" || $0.hasPrefix("q=0.000") }
        }
    }

    /// - Parameters:
    ///   - response: as `Introspection` makes it.
    ///   - caller: who has asked, and alone may read it.
    package static func token(
        _ response: JSONObject, for caller: ClientID, issuer: Issuer, keys: SigningKeys, at now: Instant
    ) throws(JOSEError) -> String {
        // RFC 9701 §5: what the token says stands in a claim of its own, so that it can't be taken for an access token.
        let claims: JSONObject = [
            "iss": .string(issuer.text), "aud": .string(caller.text), "iat": .integer(now.secondsSince1970),
            "token_introspection": .object(response),
        ]
        return try keys.sign(claims, type: "token-introspection+jwt", with: algorithm)
    }
}
