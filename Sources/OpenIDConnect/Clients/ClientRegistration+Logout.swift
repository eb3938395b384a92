import Wire

/// Where a client is told that a session has ended: by us, and by the person's browser.
extension ClientRegistration {
    func backchannelLogout(_ grants: Set<GrantType>) throws(ClientRegistrationError) -> LogoutAddress? {
        try address(
            backchannelLogoutURI, requiresSession: backchannelLogoutSessionRequired, .backchannelLogout, grants)
    }

    /// A browser goes there with whatever cookies it has of that site: so it is one of the client's own (OpenID Connect
    /// Front-Channel Logout §2).
    func frontchannelLogout(
        _ grants: Set<GrantType>, _ redirects: [RedirectURI]
    ) throws(ClientRegistrationError) -> LogoutAddress? {
        let address = try address(
            frontchannelLogoutURI, requiresSession: frontchannelLogoutSessionRequired, .frontchannelLogout, grants)
        guard let address else { return nil }
        let origin = address.uri.origin ?? ""
        guard redirects.contains(where: { $0.origin?.hasSameBytes(as: origin) == true }) else {
            throw .foreignLogoutAddress(address.uri.text)
        }
        return address
    }

    /// A client that signs nobody in has no session that could end.
    private func address(
        _ text: String?, requiresSession: Bool, _ which: ClientRegistrationError.Address, _ grants: Set<GrantType>
    ) throws(ClientRegistrationError) -> LogoutAddress? {
        guard let text, !text.isEmpty else {
            guard !requiresSession else { throw .logoutSessionWithoutAddress }
            return nil
        }
        guard grants.contains(where: \.asksPerson) else { throw .logoutWithoutPeople }
        do { return try LogoutAddress(text, requiresSession: requiresSession) } catch {
            throw .badAddress(which, text, error)
        }
    }
}
