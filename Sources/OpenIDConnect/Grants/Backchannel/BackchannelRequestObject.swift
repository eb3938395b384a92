import Identity
import JOSE
import Wire

/// The parameters of a request behind the browser's back, from where they count: from what the client has signed, or, where it
/// has signed nothing, as it sent them.
package struct ReceivedBackchannelRequest: Sendable {
    package let parameters: FormParameters
    /// The one use of the signed request; `nil` for one that isn't signed.
    package let use: ProofUse?

    package var isSigned: Bool { use != nil }

    /// A request without a request object.
    package init(plain parameters: FormParameters) {
        self.parameters = parameters
        use = nil
    }

    fileprivate init(signed parameters: FormParameters, _ use: ProofUse) {
        self.parameters = parameters
        self.use = use
    }
}

/// A request behind the browser's back as a JWT (CIBA Core §7.1.1), as it came. It differs from one of RFC 9101: it says all of
/// itself, in time and by name, and counts once.
package struct BackchannelRequestObject: Sendable {
    private let token: UnverifiedJWT

    /// How long one may count (FAPI-CIBA §5.2.2).
    static let lifetime = Duration.hours(1)

    /// - Returns: `nil` for a request without one.
    package init?(in parameters: FormParameters) throws(TokenRefusal) {
        let text: String?
        do throws(TokenError) { text = try parameters.once("request", atMost: Limits.tokenBytes) } catch {
            throw TokenRefusal(error)
        }
        guard let text else { return nil }
        // CIBA Core §7.1.1: beside it stands what authenticates the client, and nothing of the request.
        guard !Self.names.contains(where: { !parameters.all($0).isEmpty }) else { throw .mixedBackchannelRequest }
        do { token = try UnverifiedJWT(parsing: text) } catch { throw .badBackchannelRequest }
    }

    /// Whether a set may have the key that it is signed with; if not, the client may have changed its keys.
    package func mayBeSigned(byKeyOf keys: JWKSet) -> Bool { keys.contains(keyNamedBy: token) }

    /// The request in it.
    /// - Parameters:
    ///   - keys: the public keys of the client that has authenticated.
    ///   - client: that client, as it is registered.
    package func verified(
        by keys: JWKSet, of client: Client, issuer: Issuer, at now: Instant
    ) throws(TokenRefusal) -> ReceivedBackchannelRequest {
        let verified: VerifiedJWT
        do { verified = try token.verified(by: keys, algorithms: client.backchannelAlgorithms) } catch {
            throw .badBackchannelRequest
        }
        do throws(ClaimsError) {
            return ReceivedBackchannelRequest(
                signed: try Self.parameters(verified), try Self.use(verified, of: client, issuer, at: now))
        } catch { throw .badBackchannelRequest }
    }

    /// CIBA Core §7.1.1: `iss`, `aud`, `exp`, `iat`, `nbf` and `jti` have to be there.
    private static func use(
        _ token: VerifiedJWT, of client: Client, _ issuer: Issuer, at now: Instant
    ) throws(ClaimsError) -> ProofUse {
        // A client's statement of who it is has these claims too, and its id as `sub` besides (RFC 9101 §10.8).
        guard token.claims["sub"]?.string?.hasSameBytes(as: client.id.text) != true else { throw .wrongType }
        try token.check(issuer: client.id.text, audience: issuer.text, at: now, leeway: Instant.clockTolerance)
        guard let end = try token.moment("exp"), let start = try token.moment("nbf"),
            try token.moment("iat") != nil
        else { throw .missing("nbf") }
        guard end <= start + lifetime, now <= start + lifetime + Instant.clockTolerance else { throw .expired }
        guard let id = token.claims["jti"]?.string, !id.isEmpty, id.utf8.count <= Limits.proofIDBytes else {
            throw .missing("jti")
        }
        return ProofUse(.backchannelRequest, by: client.id.text, id: id, until: end + Instant.clockTolerance)
    }

    /// Those that we read, as they would stand in a form.
    private static func parameters(_ token: VerifiedJWT) throws(ClaimsError) -> FormParameters {
        var pairs: [(String, String)] = []
        for name in names {
            switch token.claims[name] {
            case nil: continue
            case .string(let text)?: pairs.append((name, text))
            // CIBA Core §7.1: a number in a JWT, a string in a form.
            case .integer(let number)? where name == "requested_expiry": pairs.append((name, String(number)))
            default: throw .malformed(name)
            }
        }
        return FormParameters(pairs)
    }

    /// The parameters of a request (CIBA Core §7.1).
    private static let names = [
        "scope", "client_notification_token", "acr_values", "login_hint_token", "id_token_hint", "login_hint",
        "binding_message", "user_code", "requested_expiry",
    ]
}

extension TokenRefusal {
    package static let badBackchannelRequest = TokenRefusal(
        .invalidRequest,
        "request is not a JWT of this client for this provider with iss, aud, exp, iat, nbf and jti that counts now",
        code: "bad-backchannel-request")
    package static let replayedBackchannelRequest = TokenRefusal(
        .invalidRequest, "request was used before; make a new one with another jti for each",
        code: "replayed-backchannel-request")
    package static let mixedBackchannelRequest = TokenRefusal(
        .invalidRequest, "beside request stands nothing but what authenticates the client (CIBA Core section 7.1.1)",
        code: "mixed-backchannel-request")
}
