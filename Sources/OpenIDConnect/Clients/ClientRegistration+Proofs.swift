import JOSE
import Wire

/// How a client proves to be itself, and what it is held to.
extension ClientRegistration {
    /// What is said of it, not believed yet.
    package struct Proofs: Sendable {
        /// `jwks` (RFC 7591 §2).
        package var keys: JSONObject?
        /// `jwks_uri`.
        package var keysURI: String?
        /// A `SecurityProfile`; an administrator says it, no platform of itself.
        package var profile: String?

        package init() {}

        init(_ client: Client) {
            if case .keys(let registered) = client.credential {
                switch registered {
                case .set(let set): keys = set.json
                case .address(let address): keysURI = address.uri.text
                }
            }
            profile = client.protection.profile?.rawValue
        }

        init(metadata: JSONObject) throws(ClientRegistrationError) {
            if let value = metadata["jwks"] {
                guard let object = value.object else { throw .wrongType(member: "jwks") }
                keys = object
            }
            if let value = metadata["jwks_uri"] {
                guard let text = value.string else { throw .wrongType(member: "jwks_uri") }
                keysURI = text
            }
        }
    }

    /// Whether the client gets a secret.
    package var hasSecret: Bool { SecretMethod(rawValue: authenticationMethod) != nil }

    func credential(
        _ secret: SecretHash?, _ former: FormerSecret?
    ) throws(ClientRegistrationError) -> ClientCredential {
        guard isConfidential else { return .none }
        if authenticationMethod == ClientKeys.methodName { return .keys(try clientKeys()) }
        guard let method = SecretMethod(rawValue: authenticationMethod) else {
            throw .unknownChoice(.authenticationMethod, among: ClientCredential.methodNames)
        }
        guard let secret else { throw .secretMissing }
        return .secret(secret, method: method, former: former)
    }

    func protection() throws(ClientRegistrationError) -> ClientProtection {
        guard let profile = proofs.profile, !profile.isEmpty else { return ClientProtection() }
        return ClientProtection(profile: try Self.choice(profile, SecurityProfile.self, .profile))
    }

    private func clientKeys() throws(ClientRegistrationError) -> ClientKeys {
        switch (proofs.keys, proofs.keysURI) {
        case (nil, nil): throw .keysNeeded
        case (_?, _?): throw .twoKeySources
        case (nil, let text?):
            guard let address = KeySetAddress(text) else { throw .badKeyAddress }
            return .address(address)
        case (let json?, nil): return .set(try Self.keySet(json))
        }
    }

    /// Keys that we can't use are left out, as RFC 7517 §5 asks; a private one has been shown around, and is told.
    private static func keySet(_ json: JSONObject) throws(ClientRegistrationError) -> JWKSet {
        let entries = json["keys"]?.array ?? []
        guard !entries.contains(where: { $0.object.map(JWK.isPrivate) ?? false }) else { throw .privateKeyRegistered }
        guard let set = try? JWKSet(json), !set.keys.isEmpty else { throw .unusableKeys }
        return set
    }
}
