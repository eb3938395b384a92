import Cryptography
import Identity
import JOSE
import Wire

/// Makes the ID token (OpenID Connect Core §2), RS256, with VNeID's claims, and makes it wrong on demand.
struct IDTokenIssuer: Sendable {
    let keyring: Keyring
    let faults: Faults
    let random: any RandomSource

    func issue(for login: Login, issuer: String, at now: Instant) async throws(JOSEError) -> String {
        let fault = await faults.take(
            oneOf: [.wrongIssuer, .wrongAudience, .wrongNonce, .wrongSignature, .noSubject, .noAuthTime])
        var claims: JSONObject = [
            "iss": .string(fault == .wrongIssuer ? issuer + "/another" : issuer),
            "aud": .string(fault == .wrongAudience ? "another-client" : login.request.client.id),
            "iat": .integer(now.secondsSince1970),
            "exp": .integer((now + MockLimits.idTokenLife).secondsSince1970),
        ]
        if let nonce = login.request.nonce {
            claims["nonce"] = .string(fault == .wrongNonce ? Base64URL.encode(random.bytes(32)) : nonce)
        }
        claims.merge(PersonClaims.of(login, issuer: issuer))
        claims["auth_time"] = fault == .noAuthTime ? nil : .integer(login.authenticatedAt.secondsSince1970)
        if fault == .noSubject { claims["sub"] = nil }
        let token = try JWS.sign(payload: JSONWriter.write(claims), key: await keyring.current)
        return fault == .wrongSignature ? Self.withAnotherSignature(token) : token
    }

    /// The token with one bit of its signature turned over.
    private static func withAnotherSignature(_ token: String) -> String {
        let parts = token.split(separator: ".")
        guard parts.count == 3, var signature = try? Base64URL.decode(String(parts[2])), !signature.isEmpty
        else {
            return token
        }
        signature[signature.count / 2] ^= 1
        return "\(parts[0]).\(parts[1]).\(Base64URL.encode(signature))"
    }
}
