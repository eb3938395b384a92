import Wire

/// What a resource of ours says of itself (RFC 9728): where tokens for it come from, and how they are shown.
package enum ProtectedResource: CaseIterable, Sendable {
    case userInfo
    case scim
    /// Streams of security events.
    case events
    /// What platforms ask of people's rights: the provider as such.
    case authorizationAPI

    /// Its path under the issuer; the resource is known by the whole address.
    package var path: String {
        switch self {
        case .userInfo: Issuer.Path.userInfo
        case .scim: Issuer.Path.scim
        case .events: Issuer.Path.events
        case .authorizationAPI: ""
        }
    }

    /// Where its metadata stand (RFC 9728 §3.1): the well-known path goes before the resource's own.
    package var metadataPath: String { Issuer.Path.protectedResource + path }

    /// The resource of ours that a path leads to.
    package init?(path: String) {
        if path == Self.userInfo.path {
            self = .userInfo
        } else if path.hasPrefix(Self.scim.path + "/") {
            self = .scim
        } else if path.hasPrefix(Self.events.path + "/") {
            self = .events
        } else if path.hasPrefix(Issuer.Path.authorizationAPI + "/") {
            self = .authorizationAPI
        } else {
            return nil
        }
    }

    private var scopes: [Scope] {
        switch self {
        case .userInfo: Scope.allCases.filter { !Scope.ofServices.contains($0) }
        case .scim: Scope.allCases.filter(Scope.ofSCIM.contains)
        case .events: [.ssfManage]
        case .authorizationAPI: []
        }
    }

    private var methods: [JSONValue] {
        switch self {
        // RFC 6750 §2.1, §2.2.
        case .userInfo: ["header", "body"]
        case .scim, .events, .authorizationAPI: ["header"]
        }
    }

    package func json(_ issuer: Issuer) -> JSONObject {
        var json: JSONObject = [
            "resource": .string(issuer.address(path)), "authorization_servers": [.string(issuer.text)],
            "bearer_methods_supported": .array(methods),
            // Bound tokens are taken, and no resource of ours demands them.
            "dpop_signing_alg_values_supported": .array(DPoPProof.algorithms.map { .string($0.rawValue) }),
        ]
        if !scopes.isEmpty { json["scopes_supported"] = .array(scopes.map { .string($0.rawValue) }) }
        return json
    }
}
