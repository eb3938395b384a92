import Wire

/// `initiate_login_uri` (OpenID Connect Registration §2): where a client begins a sign-in that others have sent the browser for
/// (OpenID Connect Core §4). https, so that nobody on the way sends it elsewhere.
package struct InitiateLoginURI: Hashable, Sendable {
    package let uri: URI

    /// - Returns: `nil` for what can't be one.
    package init?(_ text: String) {
        guard let uri = try? URI(text), uri.scheme == "https", uri.host != nil, uri.userinfo == nil,
            uri.fragment == nil,
            text.utf8.count <= Limits.redirectURIBytes
        else { return nil }
        self.uri = uri
    }

    /// Where a browser is sent. The client learns whom to ask by `iss`; of the person nothing is said.
    package func address(for issuer: Issuer) -> String {
        uri.appending(query: FormParameters([("iss", issuer.text)]))
    }
}

extension Client {
    /// Where a person who has to begin again does so: at once, where the client can be told to, else where it begins.
    package func signInURI(for issuer: Issuer) -> String? { initiateLogin?.address(for: issuer) ?? startURI }
}

extension ClientRegistration {
    func initiateLogin() throws(ClientRegistrationError) -> InitiateLoginURI? {
        guard let initiateLoginURI, !initiateLoginURI.isEmpty else { return nil }
        guard let address = InitiateLoginURI(initiateLoginURI) else { throw .badInitiateLoginURI }
        return address
    }
}
