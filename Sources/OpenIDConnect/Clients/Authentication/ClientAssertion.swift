import Cryptography
import Identity
import JOSE
import Wire

/// A client's statement that it is itself (RFC 7523 §3, OpenID Connect Core §9), as it came: signed by its key
/// (`private_key_jwt`), or under its secret (`client_secret_jwt`). Whom it says to be from may be looked at, to find those.
package struct ClientAssertion: Sendable {
    package let clientID: ClientID
    private let token: Token

    private enum Token: Sendable {
        case signed(UnverifiedJWT)
        case underSecret(UnverifiedMACJWT)

        init?(_ text: String) {
            if let token = try? UnverifiedJWT(parsing: text) {
                self = .signed(token)
            } else if let token = try? UnverifiedMACJWT(parsing: text) {
                self = .underSecret(token)
            } else {
                return nil
            }
        }

        var claimedSubject: String? {
            switch self {
            case .signed(let token): token.claimedSubject
            case .underSecret(let token): token.claimedSubject
            }
        }
    }

    /// The one `client_assertion_type` (RFC 7523 §2.2).
    static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    /// How long an assertion may count. Clients make one for each request; the well-known ones give it an hour.
    package static let lifetime = Duration.hours(1)

    /// Reads `client_assertion` and what stands beside it (RFC 7521 §4.2).
    init(_ parameters: FormParameters) throws(ClientAuthenticationError) {
        let (text, type, id) = try Self.values(parameters)
        guard let text, type?.hasSameBytes(as: Self.type) == true, let token = Token(text),
            let subject = token.claimedSubject, let clientID = ClientID(subject)
        else { throw .failed(usedHeader: false) }
        guard id == nil || id?.hasSameBytes(as: subject) == true else {
            throw .malformed("client_id differs from the subject of client_assertion")
        }
        self.clientID = clientID
        self.token = token
    }

    private static func values(
        _ parameters: FormParameters
    ) throws(ClientAuthenticationError) -> (text: String?, type: String?, id: String?) {
        do throws(TokenError) {
            return (
                try parameters.once("client_assertion"), try parameters.once("client_assertion_type"),
                try parameters.once("client_id")
            )
        } catch { throw .malformed(error.description) }
    }

    /// Whether a set may have the key that it is signed with; if not, the client may have changed its keys.
    package func mayBeSigned(byKeyOf keys: JWKSet) -> Bool {
        guard case .signed(let token) = token else { return false }
        return keys.contains(keyNamedBy: token)
    }

    /// Checks one of a client that signs by its key (RFC 7523 §3).
    /// - Parameters:
    ///   - keys: the public keys of the client that it says to be from.
    ///   - client: that client, as it is registered.
    /// - Throws: `.failed` where the signature is not the client's; what is wrong with its own assertion the client is told.
    package func verified(
        by keys: JWKSet, of client: Client, issuer: Issuer, at now: Instant
    ) throws(ClientAuthenticationError) -> KeyProof {
        guard case .signed(let token) = token,
            let verified = try? token.verified(by: keys, algorithms: client.protection.algorithms)
        else { throw .failed(usedHeader: false) }
        return try Self.proof(verified, of: client, issuer, at: now)
    }

    /// Checks one of a client that signs with its secret.
    /// - Parameters:
    ///   - secrets: those of the client that count: one, or two while it changes over.
    ///   - client: see ``verified(by:of:issuer:at:)``.
    package func verified(
        bySecrets secrets: [[UInt8]], of client: Client, issuer: Issuer, at now: Instant
    ) throws(ClientAuthenticationError) -> KeyProof {
        guard case .underSecret(let token) = token,
            let verified = secrets.lazy.compactMap({ try? token.verified(by: $0) }).first
        else { throw .failed(usedHeader: false) }
        return try Self.proof(verified, of: client, issuer, at: now)
    }

    private static func proof(
        _ verified: VerifiedToken<some NamedAlgorithm>, of client: Client, _ issuer: Issuer, at now: Instant
    ) throws(ClientAuthenticationError) -> KeyProof {
        do throws(ClientAssertionFlaw) {
            let end = try check(verified, of: client, issuer, at: now)
            guard let id = verified.claims["jti"]?.string, !id.isEmpty else { throw .missing("jti") }
            guard id.utf8.count <= Limits.proofIDBytes else { throw .longID }
            return KeyProof(
                clientID: client.id, credential: client.credential,
                use: ProofUse(.clientAssertion, by: client.id.text, id: id, until: end + Instant.clockTolerance))
        } catch { throw .badAssertion(error) }
    }

    /// - Returns: when it ends.
    private static func check(
        _ token: VerifiedToken<some NamedAlgorithm>, of client: Client, _ issuer: Issuer, at now: Instant
    ) throws(ClientAssertionFlaw) -> Instant {
        // A token of another kind is no statement of who sends it (RFC 8725 §3.12).
        guard token.header.type == nil || ["JWT", "client-authentication+jwt"].contains(where: token.header.isOfType)
        else { throw .wrongType }
        for name in ["iss", "sub"] {
            guard token.claims[name]?.string?.hasSameBytes(as: client.id.text) == true else { throw .otherClient(name) }
        }
        try checkAudience(token, of: client, issuer)
        guard let end = try moment("exp", token) else { throw .missing("exp") }
        guard now < end + Instant.clockTolerance else { throw .expired }
        let issued = try moment("iat", token)
        let start = try moment("nbf", token)
        guard issued?.isAhead(of: now) != true, start?.isAhead(of: now) != true else { throw .notYetValid }
        guard end <= min(now, issued ?? now) + lifetime + Instant.clockTolerance else { throw .tooLong }
        return end
    }

    private static func moment(
        _ name: String, _ token: VerifiedToken<some NamedAlgorithm>
    ) throws(ClientAssertionFlaw) -> Instant? {
        do { return try token.moment(name) } catch { throw .malformed(name) }
    }

    /// It is for us and nobody else: an assertion that others take too, one of them could show to us. The address of an endpoint
    /// is what RFC 7523 §3 suggests and what many clients send; a strict client names the issuer, alone and as a text (FAPI 2.0
    /// Security Profile §5.3.2.1), as a server that names our endpoint as its own could ask for the other.
    private static func checkAudience(
        _ token: VerifiedToken<some NamedAlgorithm>, of client: Client, _ issuer: Issuer
    ) throws(ClientAssertionFlaw) {
        let isStrict = client.protection.isStrict
        if isStrict {
            guard token.claims["aud"]?.string?.hasSameBytes(as: issuer.text) == true else { throw .wrongAudience }
            return
        }
        let ours = [
            issuer.text, issuer.address(Issuer.Path.token), issuer.address(Issuer.Path.pushedAuthorization),
            issuer.address(Issuer.Path.backchannelAuthentication),
        ]
        let audiences = (try? token.audiences()) ?? []
        guard !audiences.isEmpty, audiences.allSatisfy({ one in ours.contains { $0.hasSameBytes(as: one) } }) else {
            throw .wrongAudience
        }
    }
}

/// What is wrong with an assertion that its client has signed.
package enum ClientAssertionFlaw: Error, Hashable, Sendable {
    case wrongType, wrongAudience, expired, notYetValid, tooLong, longID, replayed, unreachableKeys
    /// `iss` or `sub`.
    case otherClient(String)
    case missing(String)
    case malformed(String)

    /// For developers; repeats nothing of the request.
    package var description: String {
        switch self {
        case .wrongType: "client_assertion has a typ that is not JWT"
        case .wrongAudience: "client_assertion must have our issuer as its only aud"
        case .expired: "client_assertion is expired"
        case .notYetValid: "client_assertion has an iat or nbf that is yet to come"
        case .tooLong: "client_assertion must end within an hour"
        case .longID: "client_assertion has a jti that is longer than \(Limits.proofIDBytes) bytes"
        case .replayed: "client_assertion was used before; make a new one with another jti for each request"
        case .unreachableKeys: "the keys at this client's jwks_uri can't be read"
        case .otherClient(let name): "client_assertion must have the client_id as its \(name)"
        case .missing(let name): "client_assertion lacks \(name)"
        case .malformed(let name): "client_assertion has a \(name) that can't be read"
        }
    }

    /// The reason in one word, for the audit log; never renamed.
    package var code: String {
        switch self {
        case .wrongType: "assertion-type"
        case .wrongAudience: "assertion-audience"
        case .expired: "assertion-expired"
        case .notYetValid: "assertion-not-yet-valid"
        case .tooLong: "assertion-too-long"
        case .replayed: "assertion-replayed"
        case .unreachableKeys: "client-keys-unreachable"
        case .longID, .otherClient, .missing, .malformed: "assertion-malformed"
        }
    }
}

/// That a client holds its key, or its secret: the assertion is verified. It counts once (`use`), and for the registration
/// under which it was verified.
package struct KeyProof: Hashable, Sendable {
    package let clientID: ClientID
    let credential: ClientCredential
    package let use: ProofUse

    fileprivate init(clientID: ClientID, credential: ClientCredential, use: ProofUse) {
        self.clientID = clientID
        self.credential = credential
        self.use = use
    }
}
