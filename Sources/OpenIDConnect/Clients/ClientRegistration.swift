import Identity
import JOSE
import Wire

/// What an administrator, or a platform's metadata file, says about a client: texts that are not believed yet. It
/// becomes a `Client` when all of it fits together.
package struct ClientRegistration: Sendable {
    package var id: String
    package var name: String
    /// `none`, `client_secret_basic` or `client_secret_post`.
    package var authenticationMethod: String
    package var applicationType: String
    package var redirectURIs: [String]
    package var postLogoutRedirectURIs: [String]
    package var homeURI: String?
    package var pkce: String
    package var idTokenAlgorithm: String
    /// `pairwise` or `public`.
    package var subjectType: String
    /// The host that the sector is named by; needed where redirect URIs have several (OpenID Connect Core §8.1).
    package var sector: String?
    package var scopes: [String]
    package var audiences: [String]
    package var requiresConsent: Bool
    /// The platform of Article 7 that the client is.
    package var platform: String?

    /// With the defaults for a client that an administrator enters: ES256, pairwise, PKCE, no consent.
    package init(id: String, name: String, redirectURIs: [String]) {
        self.id = id
        self.name = name
        authenticationMethod = SecretMethod.basic.rawValue
        applicationType = ApplicationType.web.rawValue
        self.redirectURIs = redirectURIs
        postLogoutRedirectURIs = []
        pkce = PKCERequirement.required.rawValue
        idTokenAlgorithm = SignatureAlgorithm.ES256.rawValue
        subjectType = "pairwise"
        scopes = [Scope.openid.rawValue, Scope.profile.rawValue]
        audiences = []
        requiresConsent = false
    }

    /// What is registered of a client now, to be changed.
    package init(_ client: Client) {
        self.init(id: client.id.text, name: client.name, redirectURIs: client.redirectURIs.map(\.description))
        authenticationMethod = client.credential.methodName
        applicationType = client.applicationType.rawValue
        postLogoutRedirectURIs = client.postLogoutRedirectURIs.map(\.description)
        homeURI = client.homeURI
        pkce = client.pkce.rawValue
        idTokenAlgorithm = client.idTokenAlgorithm.rawValue
        switch client.subjectType {
        case .pairwise(let sector): self.sector = sector
        case .public: subjectType = "public"
        }
        scopes = client.scopes.map(\.rawValue)
        audiences = client.audiences
        requiresConsent = client.requiresConsent
        platform = client.platform?.slug
    }

    /// Reads a platform's own metadata, with the defaults of dynamic registration (RFC 7591 §2, OpenID Connect
    /// Registration §2): an ID token is signed with RS256 unless the platform asks for something else. Members that
    /// we have no use for are ignored, as the RFC asks.
    package init(id: String, metadata: JSONObject) throws(ClientRegistrationError) {
        func text(_ name: String) throws(ClientRegistrationError) -> String? {
            guard let value = metadata[name] else { return nil }
            guard let text = value.string else { throw .wrongType(member: name) }
            return text
        }
        func list(_ name: String) throws(ClientRegistrationError) -> [String] {
            guard let value = metadata[name] else { return [] }
            guard let values = value.array else { throw .wrongType(member: name) }
            let texts = values.compactMap(\.string)
            guard texts.count == values.count else { throw .wrongType(member: name) }
            return texts
        }
        self.init(id: id, name: try text("client_name") ?? id, redirectURIs: try list("redirect_uris"))
        idTokenAlgorithm = try text("id_token_signed_response_alg") ?? SignatureAlgorithm.RS256.rawValue
        authenticationMethod = try text("token_endpoint_auth_method") ?? authenticationMethod
        applicationType = try text("application_type") ?? applicationType
        postLogoutRedirectURIs = try list("post_logout_redirect_uris")
        homeURI = try text("client_uri")
        subjectType = try text("subject_type") ?? subjectType
        if let scope = try text("scope") { scopes = scope.split(separator: " ").map(String.init) }
        for (name, only) in [("response_types", "code"), ("grant_types", "authorization_code")] {
            let values = try list(name)
            guard values.isEmpty || values == [only] else { throw .unsupported(member: name, only: only) }
        }
    }

    /// Whether the client gets a secret.
    package var isConfidential: Bool { authenticationMethod != "none" }

    /// Checks everything, and makes the client.
    /// - Parameter secret: the hash of its secret; needed for a confidential client, and only there.
    package func client(
        secret: SecretHash?, isEnabled: Bool = true
    ) throws(ClientRegistrationError) -> Client {
        guard let clientID = ClientID(id) else { throw .badID }
        guard name.isPlainLine, name.utf8.count <= Limits.clientNameBytes else { throw .badName }
        let type = try Self.choice(applicationType, ApplicationType.self, "application type")
        let redirects = try Self.addresses(redirectURIs, type, "redirect URI")
        guard !redirects.isEmpty else { throw .noRedirectURI }
        let credential = try credential(secret)
        let pkce = try Self.choice(pkce, PKCERequirement.self, "pkce")
        if case .none = credential, pkce == .optional { throw .publicClientNeedsPKCE }
        if let homeURI {
            guard let uri = try? URI(homeURI), uri.scheme == "https" || uri.scheme == "http" else { throw .badHomeURI }
        }
        let scopes = try allowedScopes()
        let platform = try platformID()
        if scopes.contains(.permissions), platform == nil { throw .platformNeeded }
        return Client(
            id: clientID, name: name, credential: credential, applicationType: type, redirectURIs: redirects,
            postLogoutRedirectURIs: try Self.addresses(postLogoutRedirectURIs, type, "post-logout redirect URI"),
            homeURI: homeURI, pkce: pkce, idTokenAlgorithm: try algorithm(),
            subjectType: try subjectType(redirects), scopes: scopes,
            audiences: try checkedAudiences(), requiresConsent: requiresConsent,
            platform: platform, isEnabled: isEnabled)
    }

    private func platformID() throws(ClientRegistrationError) -> PlatformID? {
        guard let platform, !platform.isEmpty else { return nil }
        guard let id = PlatformID(platform) else { throw .badPlatform }
        return id
    }

    private func credential(_ secret: SecretHash?) throws(ClientRegistrationError) -> ClientCredential {
        if authenticationMethod == "none" { return .none }
        let method = try Self.choice(
            authenticationMethod, SecretMethod.self, "authentication method", besides: ["none"])
        guard let secret else { throw .secretMissing }
        return .secret(secret, method: method)
    }

    /// Those that the provider has keys for.
    private func algorithm() throws(ClientRegistrationError) -> SignatureAlgorithm {
        let algorithm = try Self.choice(idTokenAlgorithm, SignatureAlgorithm.self, "ID token algorithm")
        guard Self.idTokenAlgorithms.contains(algorithm) else {
            throw .unknownChoice("ID token algorithm", among: Self.idTokenAlgorithms.map(\.rawValue))
        }
        return algorithm
    }

    package static let idTokenAlgorithms: [SignatureAlgorithm] = [.ES256, .RS256, .PS256, .EdDSA]

    private func subjectType(_ redirects: [RedirectURI]) throws(ClientRegistrationError) -> SubjectType {
        switch subjectType {
        case "public": return .public
        case "pairwise":
            if let sector { return .pairwise(sector: sector) }
            // A loopback address is everybody's, and a private-use scheme has no host: the client is its own sector.
            let hosts = Set(redirects.map { $0.uri.isLoopback ? id : $0.uri.host?.lowercased() ?? id })
            guard let host = hosts.first, hosts.count == 1 else { throw .sectorNeeded }
            return .pairwise(sector: host)
        default: throw .unknownChoice("subject type", among: ["pairwise", "public"])
        }
    }

    private func allowedScopes() throws(ClientRegistrationError) -> Set<Scope> {
        var allowed: Set<Scope> = [.openid]
        for name in scopes { allowed.insert(try Self.choice(name, Scope.self, "scope")) }
        return allowed
    }

    private func checkedAudiences() throws(ClientRegistrationError) -> [String] {
        for audience in audiences {
            guard let uri = try? URI(audience), uri.fragment == nil else { throw .badAudience }
        }
        return audiences
    }

    private static func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ text: String, _: Choice.Type, _ what: String, besides others: [String] = []
    ) throws(ClientRegistrationError) -> Choice {
        guard let choice = Choice(rawValue: text) else {
            throw .unknownChoice(what, among: Choice.allCases.map(\.rawValue) + others)
        }
        return choice
    }

    private static func addresses(
        _ texts: [String], _ type: ApplicationType, _ what: String
    ) throws(ClientRegistrationError) -> [RedirectURI] {
        var addresses: [RedirectURI] = []
        for text in texts {
            do { addresses.append(try RedirectURI(text, for: type)) } catch { throw .badAddress(what, text, error) }
        }
        return addresses
    }
}

/// Why a registration makes no client. The text names the input, the rule and the remedy.
package enum ClientRegistrationError: Error, Hashable, CustomStringConvertible {
    case badID, badName, noRedirectURI, secretMissing, publicClientNeedsPKCE, sectorNeeded, badHomeURI, badAudience
    case badPlatform, platformNeeded
    case badAddress(String, String, RedirectURIError)
    case unknownChoice(String, among: [String])
    case wrongType(member: String)
    case unsupported(member: String, only: String)

    package var description: String {
        switch self {
        case .badID: "the client id must be 1 to 128 characters of A-Z a-z 0-9 - . _ ~"
        case .badName: "the name must be one line of 1 to \(Limits.clientNameBytes) bytes without control characters"
        case .noRedirectURI: "a client needs at least one redirect URI"
        case .secretMissing: "a confidential client needs a secret"
        case .publicClientNeedsPKCE: "a public client can't do without PKCE (RFC 9700 §2.1.1); leave pkce required"
        case .sectorNeeded:
            "the redirect URIs have several hosts: name the sector's host (OpenID Connect Core §8.1) or choose public"
        case .badHomeURI: "the home URI must be an http or https address"
        case .badAudience: "an audience must be an absolute URI without a fragment (RFC 8707 §2)"
        case .badPlatform: "the platform must be a short name of Policies/, such as bi or hue-s"
        case .platformNeeded: "a client with the scope permissions has to say which platform it is (--platform)"
        case .badAddress(let what, let text, let error): "\(what) '\(text)' \(error)"
        case .unknownChoice(let what, let choices): "\(what) must be one of: \(choices.joined(separator: ", "))"
        case .wrongType(let member): "the metadata member \(member) has the wrong type (RFC 7591 §2)"
        case .unsupported(let member, let only): "the metadata member \(member) may hold \(only) and nothing else"
        }
    }
}
