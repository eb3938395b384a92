import JOSE

/// How the messages between a client and us are signed and encrypted beyond what TLS does for them: its authorization requests
/// (RFC 9101), and what it is answered.
package struct MessageProtection: Hashable, Sendable {
    /// Where its keys are, if it has any besides those that it proves itself with (`Client.keys`).
    package var keys: ClientKeys?
    /// `request_object_signing_alg` (OpenID Connect Registration §2): what it signs requests with; `nil` for anything that a
    /// public key verifies.
    package var requestAlgorithm: SignatureAlgorithm?
    /// `require_signed_request_object` (RFC 9101 §10.5).
    package var requiresSignedRequests = false

    package init() {}
}

extension Client {
    /// The public keys of the client: it signs with theirs what it sends, and messages are encrypted to those that are for that.
    package var keys: ClientKeys? {
        if case .keys(let keys) = credential { keys } else { messages.keys }
    }

    /// Whether its authorization requests have to be signed.
    package var requiresSignedRequests: Bool { messages.requiresSignedRequests || protection.signsMessages }

    /// What its requests may be signed with.
    var requestAlgorithms: Set<SignatureAlgorithm> {
        guard let algorithm = messages.requestAlgorithm else { return protection.algorithms }
        return protection.algorithms.intersection([algorithm])
    }
}
