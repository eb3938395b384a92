import Wire

extension FormParameters {
    /// `resource` of a token request: where the access token is to be presented (RFC 8707 §2.2); `nil` where the request
    /// leaves it to us. Whether it may be is said by `Authorization.audience`, or by the service's registration.
    func resource() throws(TokenError) -> String? {
        // RFC 8707 §2 lets `resource` be repeated; a token of ours has one audience.
        let resource = try once(
            "resource", else: TokenError(.invalidTarget, "resource is repeated; a token has one resource"))
        guard let resource else { return nil }
        guard let uri = try? URI(resource), uri.fragment == nil else {
            throw TokenError(.invalidTarget, "resource must be an absolute URI without a fragment")
        }
        return resource
    }
}

extension TokenRefusal {
    package static let foreignResource = TokenRefusal(
        .invalidTarget, "resource is not an audience that this client is registered with", code: "foreign-resource")
}
