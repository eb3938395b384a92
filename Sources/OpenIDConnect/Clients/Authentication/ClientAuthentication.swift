import Identity
import Wire

/// What a request says about the client that sends it (RFC 6749 §2.3): read, not yet believed.
package enum ClientAuthentication: Sendable {
    /// Only a `client_id`: what a public client sends, in the body or as a user name without a password.
    case identified(ClientID, usedHeader: Bool)
    case secret(ClientID, String, method: SecretMethod)
    /// An assertion that was verified, and used up.
    case key(KeyProof)
    /// A certificate that was looked at.
    case certificate(CertificateProof)

    /// Whether there is anything in it that only the client knows: else anybody can have sent it.
    package var hasProof: Bool {
        switch self {
        case .identified: false
        case .secret, .key, .certificate: true
        }
    }

    /// Reads the `Authorization` header and the body. Both at once, or halves of either, are errors.
    package init(authorization: String?, parameters: FormParameters) throws(ClientAuthenticationError) {
        let id: String?
        let secret: String?
        do throws(TokenError) {
            id = try parameters.once("client_id")
            secret = try parameters.once("client_secret")
        } catch {
            throw .malformed(error.description)
        }
        // RFC 6749 §2.3: one method per request. An assertion (RFC 7521 §4.2) is read by `PresentedClient`.
        let hasAssertion = !parameters.all("client_assertion").isEmpty
        guard [authorization != nil, secret != nil, hasAssertion].count(where: { $0 }) <= 1 else {
            throw .malformed("two methods of client authentication in one request")
        }
        guard let authorization else {
            guard !hasAssertion, let id, let clientID = ClientID(id) else { throw .failed(usedHeader: false) }
            self = secret.map { .secret(clientID, $0, method: .post) } ?? .identified(clientID, usedHeader: false)
            return
        }
        try self.init(header: authorization)
        guard id == nil || id == clientID.text else {
            throw .malformed("client_id differs from the Authorization header")
        }
    }

    /// Reads the `Authorization` header of a request to an API of ours, whose body is no form. A client has to prove
    /// itself there, which a public one can't.
    package init(authorization: String) throws(ClientAuthenticationError) {
        try self.init(header: authorization)
        guard case .secret = self else { throw .failed(usedHeader: true) }
    }

    private init(header: String) throws(ClientAuthenticationError) {
        let (id, secret) = try Self.basic(header)
        guard let clientID = ClientID(id) else { throw .failed(usedHeader: true) }
        // RFC 6749 §2.3.1: an empty secret is one left out.
        self =
            secret.isEmpty
            ? .identified(clientID, usedHeader: true) : .secret(clientID, secret, method: .basic)
    }

    package var clientID: ClientID {
        switch self {
        case .identified(let id, _), .secret(let id, _, _): id
        case .key(let proof): proof.clientID
        case .certificate(let proof): proof.clientID
        }
    }

    /// Checks what was presented against the registration. A client whose registration pins a method uses that one; one that
    /// sends the right secret by the other is told so, as nobody else could have sent it.
    /// - Parameters:
    ///   - client: the one registered under `clientID`, `nil` when there is none.
    ///   - now: decides whether a former secret still counts.
    package func verified(
        against client: Client?, at now: Instant
    ) throws(ClientAuthenticationError) -> AuthenticatedClient {
        guard let client, client.isEnabled else { throw failure }
        switch (self, client.credential) {
        case (.identified, .none): break
        case (.secret(_, let presented, let used), .secret(let hash, let registered, let former))
        where Self.matches(presented, hash, former, at: now):
            if let registered, registered != used {
                throw .otherMethod(registered.rawValue, usedHeader: used == .basic)
            }
        case (.secret(_, let presented, let used), .signingSecret(let hash, _, let former))
        where Self.matches(presented, hash, former, at: now):
            throw .otherMethod(client.credential.methodName, usedHeader: used == .basic)
        // The registration may have changed since the assertion was verified: what it was verified by is registered, or nothing
        // counts.
        case (.key(let proof), _) where client.id == proof.clientID && client.credential == proof.credential: break
        case (.certificate(let proof), _) where client.id == proof.clientID && client.credential == proof.credential:
            break
        default: throw failure
        }
        return AuthenticatedClient(client)
    }

    /// Compares with both secrets, whichever is right, so that the time doesn't tell which one it was.
    private static func matches(
        _ presented: String, _ hash: SecretHash, _ former: FormerSecret?, at now: Instant
    ) -> Bool {
        let isCurrent = hash.matches(presented)
        let isFormer = former?.hash.matches(presented) ?? false
        return isCurrent || isFormer && former?.counts(at: now) == true
    }

    private var failure: ClientAuthenticationError {
        switch self {
        case .identified(_, let usedHeader): .failed(usedHeader: usedHeader)
        case .secret(_, _, let method): .failed(usedHeader: method == .basic)
        case .key, .certificate: .failed(usedHeader: false)
        }
    }

    /// RFC 7617 §2, with the form-encoding inside that RFC 6749 §2.3.1 wants.
    private static func basic(_ header: String) throws(ClientAuthenticationError) -> (id: String, secret: String) {
        let field = AuthorizationField(header)
        guard field.isOf("basic"), let bytes = try? Base64.decode(field.credentials),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        else { throw .failed(usedHeader: true) }
        let id = formDecoded(bytes[..<colon])
        let secret = formDecoded(bytes[bytes.index(after: colon)...])
        guard let id, let secret else { throw .failed(usedHeader: true) }
        return (id, secret)
    }

    private static func formDecoded(_ bytes: ArraySlice<UInt8>) -> String? {
        guard !bytes.contains(UInt8(ascii: "&")), !bytes.contains(UInt8(ascii: "=")) else { return nil }
        return try? FormParameters.value(bytes)
    }
}

/// A client that has proven itself in this request, as far as it can: a public one has only named itself. Whoever takes
/// one needs no check of its own.
package struct AuthenticatedClient: Sendable {
    package let client: Client
    package var id: ClientID { client.id }

    fileprivate init(_ client: Client) {
        self.client = client
    }
}

/// Why a client was not authenticated.
package enum ClientAuthenticationError: Error, Hashable, Sendable {
    /// The request can't be read; says what is wrong with it.
    case malformed(String)
    /// Unknown, disabled or wrong secret: not told apart. `usedHeader` asks for a 401 with a challenge
    /// (RFC 6749 §5.2).
    case failed(usedHeader: Bool)
    /// The client's own assertion, which has a flaw: told to whoever sent it, as only the client can have signed it.
    case badAssertion(ClientAssertionFlaw)
    /// The right secret, by another way than the registered one.
    case otherMethod(String, usedHeader: Bool)

    package var error: TokenError {
        switch self {
        case .malformed(let description): TokenError(.invalidRequest, description)
        case .failed: TokenError(.invalidClient, "client authentication failed")
        case .badAssertion(let flaw): TokenError(.invalidClient, flaw.description)
        case .otherMethod(let registered, _):
            TokenError(
                .invalidClient, "the secret is right, but this client is registered for \(registered)",
                .otherAuthMethod)
        }
    }

    package var refusal: TokenRefusal {
        switch self {
        case .malformed, .failed: TokenRefusal(error)
        case .badAssertion(let flaw): TokenRefusal(.invalidClient, flaw.description, code: flaw.code)
        case .otherMethod: TokenRefusal(error, code: "other-auth-method")
        }
    }
}
