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
    /// `authorization_signed_response_alg` and what stands beside it (JARM §3), for requests that ask for a signed answer.
    package var signedResponse = SignedResponse(algorithm: .ES256, encryption: nil)
    /// `id_token_encrypted_response_alg` and `…_enc`: its ID tokens, and its logout tokens as those (OpenID Connect Back-Channel
    /// Logout §2.4), are encrypted after they are signed; `nil` for signed only.
    package var idTokenEncryption: MessageEncryption?
    /// `userinfo_encrypted_response_alg` and `…_enc`: what UserInfo answers, signed or not.
    package var userInfoEncryption: MessageEncryption?

    package init() {}
}

extension Client {
    /// The public keys of the client: it signs with theirs what it sends, and messages are encrypted to those that are for that.
    package var keys: ClientKeys? { credential.keys ?? messages.keys }

    /// Whether its authorization requests have to be signed.
    package var requiresSignedRequests: Bool { messages.requiresSignedRequests || protection.signsMessages }

    /// What its requests may be signed with.
    var requestAlgorithms: Set<SignatureAlgorithm> {
        guard let algorithm = messages.requestAlgorithm else { return protection.algorithms }
        return protection.algorithms.intersection([algorithm])
    }
}
