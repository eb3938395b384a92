import Identity
import JOSE
import Wire

/// An authorization request that a client sends as a JWT (`request`, RFC 9101), as it came: whom it says to be from may be
/// looked at, to find their keys.
package struct RequestObject: Sendable {
    package let clientID: ClientID
    private let text: String

    /// - Returns: `nil` for a request without one.
    package init?(in parameters: FormParameters) throws(AuthorizationRefusal) {
        let name = AuthorizationParameter.request.rawValue
        let text = try parameters.once(name, else: AuthorizationRefusal.page(.badRequestObject))
        guard let text else { return nil }
        // RFC 9101 §5: one of the two.
        guard parameters.all(AuthorizationParameter.requestURI.rawValue).isEmpty else {
            throw .page(.badRequestObject)
        }
        clientID = try AuthorizationRequest.clientID(in: parameters)
        self.text = text
    }

    /// What is signed, without the envelope where there is one (RFC 9101 §6.1).
    /// - Parameter keys: ours.
    package func signed(openedBy keys: [DecryptionKey]) throws(AuthorizationRefusal) -> SignedRequestObject {
        do {
            guard EncryptedJWE.hasForm(of: text) else {
                return SignedRequestObject(clientID: clientID, token: try UnverifiedJWT(parsing: text))
            }
            let content = try EncryptedJWE(parsing: text).decrypted(by: keys)
            let token = try UnverifiedJWT(parsing: String(decoding: content, as: UTF8.self))
            return SignedRequestObject(clientID: clientID, token: token)
        } catch {
            throw .page(.badRequestObject)
        }
    }
}

/// A request object that nobody has verified yet.
package struct SignedRequestObject: Sendable {
    let clientID: ClientID
    private let token: UnverifiedJWT

    fileprivate init(clientID: ClientID, token: UnverifiedJWT) {
        self.clientID = clientID
        self.token = token
    }

    /// Whether a set may have the key that it is signed with; if not, the client may have changed its keys.
    package func mayBeSigned(byKeyOf keys: JWKSet) -> Bool { keys.contains(keyNamedBy: token) }

    /// The request in it, and nothing of what stood beside it (RFC 9101 §6.3).
    /// - Parameters:
    ///   - keys: the public keys of the client that it says to be from.
    ///   - client: that client, as it is registered.
    package func verified(
        by keys: JWKSet, of client: Client, issuer: Issuer, at now: Instant
    ) throws(AuthorizationRefusal) -> ReceivedRequest {
        let verified: VerifiedJWT
        do { verified = try token.verified(by: keys, algorithms: client.requestAlgorithms) } catch {
            throw .page(.unverifiedRequestObject)
        }
        do throws(PageRefusal) {
            try RequestObjectClaims(verified).check(for: client, issuer, at: now)
            return ReceivedRequest(
                parameters: try RequestObjectClaims(verified).parameters(), isSigned: true)
        } catch { throw .page(error) }
    }
}

/// The parameters of an authorization request, from where they count: from what the client has signed, or, where it has signed
/// nothing, as the browser or the client sent them.
package struct ReceivedRequest: Sendable {
    package let parameters: FormParameters
    package let isSigned: Bool

    /// A request without a request object.
    package init(plain parameters: FormParameters) {
        self.init(parameters: parameters, isSigned: false)
    }

    fileprivate init(parameters: FormParameters, isSigned: Bool) {
        self.parameters = parameters
        self.isSigned = isSigned
    }

    /// The same, bound to the key that came with it (RFC 9449 §10.1).
    package func bound(to proof: DPoPProof?) throws(TokenRefusal) -> ReceivedRequest {
        ReceivedRequest(parameters: try parameters.bound(to: proof), isSigned: isSigned)
    }
}

extension AuthorizationRequest {
    /// Refuses a request that its client had to sign, and didn't (RFC 9101 §10.5).
    package func refuseUnsigned(_ received: ReceivedRequest) throws(AuthorizationRefusal) {
        guard client.requiresSignedRequests, !received.isSigned else { return }
        throw .redirect(
            AuthorizationError(
                .invalidRequest, "this client has to sign its requests (RFC 9101, request)", .unsignedRequest),
            to: address)
    }
}
