import Wire

/// What a resource of ours says of itself (RFC 9728): where tokens for it come from, and how they are shown.
package enum ProtectedResource: CaseIterable, Sendable {
    case userInfo
    case scim

    /// Its path under the issuer; the resource is known by the whole address.
    package var path: String {
        switch self {
        case .userInfo: Issuer.Path.userInfo
        case .scim: Issuer.Path.scim
        }
    }

    /// Where its metadata stand (RFC 9728 §3.1): the well-known path goes before the resource's own.
    package var metadataPath: String { Issuer.Path.protectedResource + path }

    private var scopes: [Scope] {
        switch self {
        case .userInfo: Scope.allCases.filter { !Scope.ofServices.contains($0) }
        case .scim: Scope.allCases.filter(Scope.ofServices.contains)
        }
    }

    private var methods: [JSONValue] {
        switch self {
        // RFC 6750 §2.1, §2.2.
        case .userInfo: ["header", "body"]
        case .scim: ["header"]
        }
    }

    package func json(_ issuer: Issuer) -> JSONObject {
        [
            "resource": .string(issuer.address(path)), "authorization_servers": [.string(issuer.text)],
            "scopes_supported": .array(scopes.map { .string($0.rawValue) }),
            "bearer_methods_supported": .array(methods),
        ]
    }
}
