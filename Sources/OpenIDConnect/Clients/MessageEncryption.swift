import JOSE

/// By what a message is encrypted to a client (`…_encrypted_response_alg` and `…_enc`, OpenID Connect Registration §2, JARM §3).
package struct MessageEncryption: Hashable, Sendable {
    package let algorithm: KeyManagementAlgorithm
    package let content: ContentEncryption
}
