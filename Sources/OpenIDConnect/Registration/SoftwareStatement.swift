import Identity
import JOSE
import Wire

/// Those whose word about software is taken (RFC 7591 §2.3), by the file that the configuration names:
///
///     {"issuers": [{"issuer": "https://software.hue.gov.vn", "jwks": {"keys": […]}}]}
package struct SoftwareIssuers: Hashable, Sendable {
    package let all: [Issuer]

    package struct Issuer: Hashable, Sendable {
        /// `iss`, to the letter.
        package let name: String
        package let keys: JWKSet
    }

    package static let none = SoftwareIssuers(all: [])
    /// How many there can be: each statement is tried by the keys of all that may have signed it.
    package static let limit = 16

    private init(all: [Issuer]) { self.all = all }

    package init(_ json: JSONObject) throws(TrustedIssuersError) {
        guard let entries = json["issuers"]?.array, entries.count <= Self.limit else { throw .malformed("issuers") }
        var all: [Issuer] = []
        for entry in entries {
            guard let name = entry.object?["issuer"]?.string, (try? URI(name)) != nil,
                !all.contains(where: { $0.name.hasSameBytes(as: name) })
            else { throw .malformed("issuer") }
            guard let keys = entry.object?["jwks"]?.object.flatMap({ try? JWKSet($0) }), !keys.keys.isEmpty else {
                throw .malformed("jwks")
            }
            all.append(Issuer(name: name, keys: keys))
        }
        self.all = all
    }

    /// What a software statement says: metadata that somebody else answers for.
    func metadata(of statement: String, at now: Instant) throws(RegistrationError) -> JSONObject {
        guard statement.utf8.count <= Limits.tokenBytes, let token = try? UnverifiedJWT(parsing: statement) else {
            throw RegistrationError(.invalidSoftwareStatement, "software_statement is no signed JWT")
        }
        guard let claims = verified(token) else {
            throw RegistrationError(
                .unapprovedSoftwareStatement, "software_statement is not signed by an issuer that is trusted here")
        }
        do throws(ClaimsError) { try Self.checkTime(claims, at: now) } catch {
            throw RegistrationError(.invalidSoftwareStatement, "software_statement does not count now")
        }
        return JSONObject(claims.claims.members.filter { !Self.ofToken.contains($0.name) }.map { ($0.name, $0.value) })
    }

    private func verified(_ token: UnverifiedJWT) -> VerifiedJWT? {
        for issuer in all where issuer.keys.contains(keyNamedBy: token) {
            guard let verified = try? token.verified(by: issuer.keys),
                verified.claims["iss"]?.string?.hasSameBytes(as: issuer.name) == true
            else { continue }
            return verified
        }
        return nil
    }

    /// A statement stands for software, which has no end of its own: only what it says of time counts.
    private static func checkTime(_ token: VerifiedJWT, at now: Instant) throws(ClaimsError) {
        if let end = try token.moment("exp"), now >= end + Instant.clockTolerance { throw .expired }
        for name in ["iat", "nbf"] {
            if let start = try token.moment(name), start.isAhead(of: now) { throw .notYetValid }
        }
    }

    /// What is of the token and not of the software (RFC 7519 §4.1).
    private static let ofToken: Set<String> = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"]
}
