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

extension AuthorizationParameters {
    /// `resource` of an authorization request: where its tokens are to be presented, each at one of them (RFC 8707 §2.1).
    /// They are taken in their order, each once.
    /// - Parameter allowed: the audiences of the client's registration.
    func resources(allowed: [String]) throws(AuthorizationError) -> [String] {
        var resources: [String] = []
        for resource in all(.resource) {
            guard allowed.contains(where: resource.hasSameBytes(as:)) else {
                throw AuthorizationError(
                    .invalidTarget, "resource is not an audience that this client is registered with")
            }
            if !resources.contains(where: resource.hasSameBytes(as:)) { resources.append(resource) }
        }
        return resources
    }
}

extension TokenRefusal {
    package static let foreignResource = TokenRefusal(
        .invalidTarget, "resource is not an audience that this client is registered with", code: "foreign-resource")
}
