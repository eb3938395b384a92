// Rounding a Double calls floor, which lives in libm; nothing else here would link it.
import Glibc
import Identity
import Wire

/// A signed JSON Web Token (RFC 7519) as it came: only its header may be looked at, to find a key.
package struct UnverifiedJWT: Sendable {
    private let jws: UnverifiedJWS

    package init(parsing text: String) throws(JOSEError) {
        jws = try UnverifiedJWS(parsing: text)
    }

    package var header: JWSHeader { jws.header }

    /// Whom the token says to be about (`sub`), which nobody has verified: to find whose keys it has to be verified by, and
    /// for nothing else.
    package var claimedSubject: String? { jws.parts.claimedSubject }

    /// The claims, if the signature is by one of the keys.
    /// - Parameter algorithms: what the signer may use; narrow it to what it is registered with (RFC 8725
    ///   §3.1).
    package func verified(
        by keys: JWKSet, algorithms: Set<SignatureAlgorithm> = Set(SignatureAlgorithm.allCases)
    ) throws(JOSEError) -> VerifiedJWT {
        let verified = try jws.verified(by: keys, algorithms: algorithms)
        return try VerifiedJWT(verified.header, payload: verified.payload)
    }

    /// The claims of a proof of possession, if the key that stands in its header signed them: that the sender holds this key,
    /// and nothing of who they are (RFC 7800 §3, RFC 9449 §4.3).
    package func verifiedByOwnKey(
        algorithms: Set<SignatureAlgorithm>
    ) throws(JOSEError) -> (token: VerifiedJWT, key: JWK) {
        guard algorithms.contains(header.algorithm) else { throw .wrongAlgorithm }
        guard let json = header.ownKey else { throw .invalidKey }
        let key = try JWK(json)
        return (try verified(by: VerificationKey(key, algorithm: header.algorithm)), key)
    }

    /// The claims, if this key signed them by the algorithm that both the key and the header say.
    package func verified(by key: VerificationKey) throws(JOSEError) -> VerifiedJWT {
        let verified = try jws.verified(by: key)
        return try VerifiedJWT(verified.header, payload: verified.payload)
    }
}

/// A JWT that a private key has signed, which was verified by the public one.
package typealias VerifiedJWT = VerifiedToken<SignatureAlgorithm>

/// A JWT whose signature, or MAC, is good. Whether it is meant for us, and still valid, `check` says.
package struct VerifiedToken<Algorithm: NamedAlgorithm>: Sendable {
    package let header: TokenHeader<Algorithm>
    package let claims: JSONObject

    /// A payload that isn't a JSON object is no JWT (RFC 7519 §7.2).
    init(_ header: TokenHeader<Algorithm>, payload: [UInt8]) throws(JOSEError) {
        self.header = header
        do { claims = try JSONReader.readObject(payload) } catch { throw .malformed }
    }

    /// The checks that every JWT needs (RFC 7519 §4.1, RFC 8725 §3.8–§3.11). `exp` must be there.
    /// - Parameters:
    ///   - type: what `typ` has to be, without regard to case. `nil` asks for an ordinary JWT, of type `JWT`
    ///     or none, so that no token of a special kind passes for one (RFC 8725 §3.12).
    ///   - leeway: how far the issuer's clock may be from ours.
    package func check(
        issuer: String, audience: String, type: String? = nil, at now: Instant, leeway: Duration = .zero
    ) throws(ClaimsError) {
        guard header.isOfType(type ?? "JWT") || (type == nil && header.type == nil) else { throw .wrongType }
        guard claims["iss"]?.string?.utf8.elementsEqual(issuer.utf8) == true else { throw .wrongIssuer }
        guard try audiences().contains(where: { $0.utf8.elementsEqual(audience.utf8) }) else {
            throw .wrongAudience
        }
        guard let expiry = try moment("exp") else { throw .missing("exp") }
        guard now < expiry + leeway else { throw .expired }
        if let start = try moment("nbf") { guard now >= start - leeway else { throw .notYetValid } }
        if let issued = try moment("iat") { guard now >= issued - leeway else { throw .notYetValid } }
    }

    /// `aud` is one audience or several (RFC 7519 §4.1.3).
    package func audiences() throws(ClaimsError) -> [String] {
        switch claims["aud"] {
        case nil: return []
        case .string(let one)?: return [one]
        case .array(let values)?:
            let several = values.compactMap(\.string)
            guard several.count == values.count else { throw .malformed("aud") }
            return several
        default: throw .malformed("aud")
        }
    }

    /// A `NumericDate` (RFC 7519 §2): a number of seconds, whole or not, here to the millisecond. A whole
    /// number beyond what a clock can show saturates.
    package func moment(_ name: String) throws(ClaimsError) -> Instant? {
        switch claims[name] {
        case nil: return nil
        case .integer(let seconds)?: return Instant(secondsSince1970: seconds)
        case .number(let seconds)?:
            guard let milliseconds = Int64(exactly: (seconds * 1000).rounded(.down)) else {
                throw .malformed(name)
            }
            return Instant(millisecondsSince1970: milliseconds)
        default: throw .malformed(name)
        }
    }
}

/// Why a JWT with a good signature isn't one for us, or for now.
package enum ClaimsError: Error, Hashable, Sendable {
    case wrongType, wrongIssuer, wrongAudience, expired, notYetValid
    case missing(String)
    case malformed(String)
}
