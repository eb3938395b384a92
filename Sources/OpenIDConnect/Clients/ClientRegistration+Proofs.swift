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
        /// `dpop_bound_access_tokens` (RFC 9449 §5.2).
        package var bindsTokens = false
        /// `tls_client_certificate_bound_access_tokens` (RFC 8705 §3.4).
        package var bindsToCertificate = false
        /// The names by which its certificate is known (RFC 8705 §2.1.2); one for `tls_client_auth`.
        package var certificateSubjects: [CertificateSubject.Kind: String] = [:]

        package init() {}

        init(_ client: Client) {
            switch client.keys {
            case .set(let set): keys = set.json
            case .address(let address): keysURI = address.uri.text
            case nil: break
            }
            profile = client.protection.profile?.rawValue
            bindsTokens = client.protection.bindsTokens
            bindsToCertificate = client.protection.bindsToCertificate
            if case .certificate(let subject) = client.credential { certificateSubjects = [subject.kind: subject.text] }
        }

        init(metadata: JSONObject) throws(ClientRegistrationError) {
            if let value = metadata["jwks"] {
                guard let object = value.object else { throw .wrongType(member: "jwks") }
                keys = object
            }
            keysURI = try metadata.text(registered: "jwks_uri")
            bindsTokens = try metadata.flag(registered: "dpop_bound_access_tokens")
            bindsToCertificate = try metadata.flag(registered: "tls_client_certificate_bound_access_tokens")
            certificateSubjects = try Self.certificateSubjects(metadata)
        }
    }

    /// Whether the client gets a secret.
    package var hasSecret: Bool {
        authenticationMethod == ClientCredential.anySecretMethod || SecretMethod(rawValue: authenticationMethod) != nil
            || signsWithSecret
    }

    /// Whether its secret is to be kept sealed, as it makes MACs with it (`client_secret_jwt`).
    package var signsWithSecret: Bool { authenticationMethod.hasSameBytes(as: ClientCredential.secretJWTMethod) }

    func credential(
        _ secret: SecretHash?, _ sealed: SealedClientSecret?, _ former: FormerSecret?
    ) throws(ClientRegistrationError) -> ClientCredential {
        guard isConfidential else { return .none }
        if signsWithSecret {
            guard let secret, let sealed else { throw .secretMissing }
            return .signingSecret(secret, sealed, former: former.flatMap { $0.sealed == nil ? nil : $0 })
        }
        if authenticationMethod == ClientKeys.methodName { return .keys(try provingKeys()) }
        if hasCertificate { return try certificateCredential() }
        guard hasSecret else {
            let names =
                ClientCredential.methodNames + [
                    MutualTLS.signedMethod, MutualTLS.selfSignedMethod, ClientCredential.secretJWTMethod,
                    ClientCredential.anySecretMethod,
                ]
            throw .unknownChoice(.authenticationMethod, among: names)
        }
        guard let secret else { throw .secretMissing }
        // Who doesn't sign with a secret has none that could be opened.
        return .secret(
            secret, method: SecretMethod(rawValue: authenticationMethod),
            former: former.map { FormerSecret($0.hash, until: $0.end) })
    }

    func protection() throws(ClientRegistrationError) -> ClientProtection {
        var profile: SecurityProfile?
        if let name = proofs.profile, !name.isEmpty {
            profile = try Self.choice(name, SecurityProfile.self, .profile)
        }
        return ClientProtection(
            profile: profile, bindsTokens: proofs.bindsTokens, bindsToCertificate: proofs.bindsToCertificate)
    }

    /// A profile is kept as a whole: what is weaker is refused where it is registered, and told by name.
    func checkProfile(_ client: Client) throws(ClientRegistrationError) {
        guard let profile = client.protection.profile else { return }
        guard client.credential.isAsymmetric else { throw .weakerThanProfile(profile, "token_endpoint_auth_method") }
        guard client.pkce == .required else { throw .weakerThanProfile(profile, "pkce") }
        guard client.protection.algorithms.contains(client.idTokenAlgorithm) else {
            throw .weakerThanProfile(profile, "id_token_signed_response_alg")
        }
        guard client.userInfoAlgorithm.map(client.protection.algorithms.contains) ?? true else {
            throw .weakerThanProfile(profile, "userinfo_signed_response_alg")
        }
        guard client.protection.algorithms.contains(client.messages.signedResponse.algorithm) else {
            throw .weakerThanProfile(profile, Member.responseAlgorithm)
        }
        guard client.protection.algorithms.contains(client.tokens.accessTokenAlgorithm) else {
            throw .weakerThanProfile(profile, "access_token_alg")
        }
        // One that no request of its could be verified by.
        guard client.messages.requestAlgorithm.map(client.protection.algorithms.contains) ?? true else {
            throw .weakerThanProfile(profile, Member.requestAlgorithm)
        }
        guard client.backchannel.requestAlgorithm.map(client.protection.algorithms.contains) ?? true else {
            throw .weakerThanProfile(profile, Backchannel.Member.requestAlgorithm)
        }
        // FAPI 2.0 Security Profile §5.3.2.2: http for the loopback address of a native app only.
        guard client.applicationType == .native || !client.redirectURIs.contains(where: { $0.uri.scheme == "http" })
        else {
            throw .weakerThanProfile(profile, "redirect_uris")
        }
        // A code that is typed elsewhere is bound to nobody who could be asked for a key.
        guard !client.grants.contains(.deviceCode) else { throw .weakerThanProfile(profile, "grant_types") }
    }

    /// Keys that the client proves itself with: those that messages are encrypted to prove nothing.
    func provingKeys() throws(ClientRegistrationError) -> ClientKeys {
        let keys = try clientKeys()
        if case .set(let set) = keys, set.keys.isEmpty { throw .unusableKeys }
        return keys
    }

    func clientKeys() throws(ClientRegistrationError) -> ClientKeys {
        switch (proofs.keys, proofs.keysURI) {
        case (nil, nil): throw .keysNeeded
        case (_?, _?): throw .twoKeySources
        case (nil, let text?):
            guard let address = KeySetAddress(text) else { throw .badKeyAddress }
            return .address(address)
        case (let json?, nil): return .set(try Self.keySet(json))
        }
    }

    /// Keys that we can't use are left out, as RFC 7517 §5 asks; a private one has been shown around, and is told, and so is one
    /// whose certificate is another's.
    private static func keySet(_ json: JSONObject) throws(ClientRegistrationError) -> JWKSet {
        let entries = json["keys"]?.array ?? []
        guard !entries.contains(where: { $0.object.map(JWK.isPrivate) ?? false }) else { throw .privateKeyRegistered }
        guard !entries.contains(where: { $0.object.map(JWK.hasForeignCertificate) ?? false }) else {
            throw .foreignCertificate
        }
        guard let set = try? JWKSet(json), !set.keys.isEmpty || !set.encryptionKeys.isEmpty else { throw .unusableKeys }
        return set
    }
}
