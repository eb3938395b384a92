import JOSE

/// By what a client's ID tokens and UserInfo are signed.
extension ClientRegistration {
    /// `userinfo_signed_response_alg` (OpenID Connect Registration §2); `nil` for claims as plain JSON.
    func signedUserInfo() throws(ClientRegistrationError) -> SignatureAlgorithm? {
        guard let userInfoAlgorithm, !userInfoAlgorithm.isEmpty else { return nil }
        return try Self.signing(userInfoAlgorithm, .userInfoAlgorithm)
    }

    /// One of those that the provider has keys for.
    static func signing(
        _ text: String, _ what: ClientRegistrationError.Choice
    ) throws(ClientRegistrationError) -> SignatureAlgorithm {
        let algorithm = try choice(text, SignatureAlgorithm.self, what)
        guard idTokenAlgorithms.contains(algorithm) else {
            throw .unknownChoice(what, among: idTokenAlgorithms.map(\.rawValue))
        }
        return algorithm
    }
}
