import Cryptography
import Identity
import JOSE
import Wire

/// A good DPoP proof (RFC 9449 §4.3): whoever sends this very request holds a key. It says nothing of who they are, and counts
/// once (`use`).
package struct DPoPProof: Hashable, Sendable {
    package let key: KeyThumbprint
    package let use: ProofUse

    package var confirmation: Confirmation { .key(key) }

    /// What a proof may be signed with: those that FAPI 2.0 allows as well.
    package static let algorithms = ClientProtection.strictAlgorithms
    /// How old a proof without a nonce may be.
    package static let window = Duration.seconds(60)

    /// The request that a proof is for.
    package struct Target: Sendable {
        let method: String
        let addresses: [String]
        let accessToken: String?

        /// - Parameters:
        ///   - addresses: the endpoint's, without query and fragment: more than one where clients with certificates ask at
        ///     another (RFC 8705 §5).
        ///   - accessToken: the one that is presented with the proof, at a resource.
        package init(method: String, addresses: [String], accessToken: String? = nil) {
            self.method = method
            self.addresses = addresses
            self.accessToken = accessToken
        }
    }

    /// Reads and checks the value of the one `DPoP` field.
    package init(
        _ text: String, for target: Target, nonces: DPoPNonces, at now: Instant
    ) throws(DPoPFlaw) {
        let (token, key): (VerifiedJWT, JWK)
        do { (token, key) = try UnverifiedJWT(parsing: text).verifiedByOwnKey(algorithms: Set(Self.algorithms)) } catch
        {
            throw .unproven
        }
        guard token.header.isOfType("dpop+jwt") else { throw .wrongType }
        guard let id = token.claims["jti"]?.string, !id.isEmpty, id.utf8.count <= Limits.proofIDBytes else {
            throw .missing("jti")
        }
        guard token.claims["htm"]?.string?.hasSameBytes(as: target.method) == true else { throw .otherRequest("htm") }
        guard let place = token.claims["htu"]?.string.map(Self.place),
            target.addresses.contains(where: { $0.hasSameBytes(as: place) })
        else {
            throw .otherRequest("htu")
        }
        try Self.check(token, isFor: target.accessToken)
        let end = try Self.end(of: token, nonces, at: now)
        self.key = KeyThumbprint(of: key)
        use = ProofUse(.dpop, by: self.key.text, id: id, until: end + Instant.clockTolerance)
    }

    /// An address without its query and its fragment (RFC 9449 §4.3).
    private static func place(_ address: String) -> String {
        String(address.prefix { $0 != "?" && $0 != "#" })
    }

    /// The proof has the hash of the token that it comes with, and of no other (RFC 9449 §4.2, `ath`).
    private static func check(_ token: VerifiedJWT, isFor accessToken: String?) throws(DPoPFlaw) {
        guard let accessToken else { return }
        let hash = Base64URL.encode(SHA2.sha256(Array(accessToken.utf8)))
        guard token.claims["ath"]?.string?.hasSameBytes(as: hash) == true else { throw .otherRequest("ath") }
    }

    /// When the proof ends. A nonce of ours says how old it is, whatever the client's clock says; without one its own moment
    /// does, and a client whose clock is wrong is given a nonce (RFC 9449 §8).
    private static func end(
        of token: VerifiedJWT, _ nonces: DPoPNonces, at now: Instant
    ) throws(DPoPFlaw) -> Instant {
        let issued: Instant?
        do { issued = try token.moment("iat") } catch { throw .missing("iat") }
        guard let issued else { throw .missing("iat") }
        guard let value = token.claims["nonce"] else {
            guard now.isWithin(window + Instant.clockTolerance, of: issued) else { throw .needsNonce }
            return issued + window
        }
        guard let nonce = value.string, let end = nonces.end(of: nonce, at: now) else { throw .needsNonce }
        return end
    }
}

/// Why a DPoP proof is none.
package enum DPoPFlaw: Error, Hashable, Sendable {
    /// It isn't signed by the key that it carries, or carries none that we take.
    case unproven
    case wrongType, repeated, absent, replayed
    case needsNonce
    case missing(String)
    /// It is for another request: by which claim.
    case otherRequest(String)
    /// It is by another key than what it is presented with is bound to.
    case otherKey

    /// The code of RFC 9449 §5 and §8.
    package var code: String { self == .needsNonce ? Self.nonceCode : Self.proofCode }

    package static let nonceCode = TokenError.Code.useDPoPNonce.rawValue
    package static let proofCode = TokenError.Code.invalidDPoPProof.rawValue

    /// For developers; repeats nothing of the request.
    package var description: String {
        switch self {
        case .unproven: "the DPoP proof is not signed by the public key in its header"
        case .wrongType: "the DPoP proof has not the typ dpop+jwt"
        case .repeated: "the request has several DPoP fields"
        case .absent: "this client has to send a DPoP proof (RFC 9449)"
        case .replayed: "the DPoP proof was used before; make a new one with another jti for each request"
        case .needsNonce: "the DPoP proof needs the nonce of the field DPoP-Nonce"
        case .missing(let name): "the DPoP proof has no good \(name)"
        case .otherRequest(let name): "the DPoP proof is for another request: see \(name)"
        case .otherKey: "the DPoP proof is by another key"
        }
    }

    package var refusal: TokenRefusal {
        let isNonce = self == .needsNonce
        return TokenRefusal(
            isNonce ? .useDPoPNonce : .invalidDPoPProof, description, code: isNonce ? "dpop-nonce-needed" : logCode)
    }

    /// The reason in one word, for the audit log; never renamed.
    private var logCode: String {
        switch self {
        case .absent: "dpop-missing"
        case .replayed: "dpop-replayed"
        case .otherKey: "dpop-other-key"
        case .otherRequest: "dpop-other-request"
        case .needsNonce, .unproven, .wrongType, .repeated, .missing: "dpop-malformed"
        }
    }
}

extension TokenRefusal {
    /// What the client presents is bound to another key (RFC 9449 §5, §10).
    package static let otherKey = TokenRefusal(
        .invalidGrant, "this is bound to another key than that of the DPoP proof", code: "bound-to-another-key")
}
