import Identity
import JOSE
import Wire

/// JWT Secured Authorization Response Mode (JARM): the answer as one signed token, and perhaps encrypted to the client, in the
/// place of parameters that anybody could put together.
extension AuthorizationResponse {
    /// How long a signed answer counts: as long as the code in it (JARM §2.1 recommends ten minutes at most).
    static let lifetime = AuthorizationCode.lifetime

    /// The answer in the mode that was asked for, signed where that is one of JARM's.
    /// - Parameters:
    ///   - keys: ours.
    ///   - encrypt: encrypts the signed answer to the client, where it wants that.
    package func sealed(
        by keys: SigningKeys, at now: Instant, encrypt: (String, MessageEncryption) async throws -> String
    ) async throws -> AuthorizationResponse {
        guard let form = address.signed else { return self }
        let token = try keys.sign(claims(at: now), type: "JWT", with: form.algorithm)
        let sealed: String
        if let encryption = form.encryption { sealed = try await encrypt(token, encryption) } else { sealed = token }
        return AuthorizationResponse(sealed: sealed, to: address)
    }

    /// JARM §2.1. `state` is in it as it came; `iss` is told apart from it in no mode of these (RFC 9207 §2.4).
    func claims(at now: Instant) -> JSONObject {
        var claims: JSONObject = [
            "aud": .string(address.clientID.text), "exp": .integer((now + Self.lifetime).secondsSince1970),
        ]
        for (name, value) in parameters { claims[name] = .string(value) }
        return claims
    }
}

/// How a client's answers are signed, and encrypted to it: by its registration (JARM §3).
package struct SignedResponse: Hashable, Sendable {
    package let algorithm: SignatureAlgorithm
    /// `nil` where they are signed only.
    package let encryption: MessageEncryption?
}
