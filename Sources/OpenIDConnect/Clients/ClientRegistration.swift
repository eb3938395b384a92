import Identity
import JOSE
import Wire

/// What an administrator, or a platform's metadata file, says about a client: texts that are not believed yet. It
/// becomes a `Client` when all of it fits together.
package struct ClientRegistration: Sendable {
    package var id: String
    package var name: String
    /// A value of `token_endpoint_auth_method`, or `ClientCredential.anySecretMethod`.
    package var authenticationMethod: String
    package var applicationType: String
    /// `grant_types` (RFC 7591 §2).
    package var grants: [String]
    package var redirectURIs: [String]
    package var postLogoutRedirectURIs: [String]
    package var homeURI: String?
    /// `initiate_login_uri`; empty for none.
    package var initiateLoginURI: String?
    package var pkce: String
    package var idTokenAlgorithm: String
    /// A `SubjectType.Name`.
    package var subjectType: String
    /// The host that the sector is named by; needed where redirect URIs have several (OpenID Connect Core §8.1).
    package var sector: String?
    package var scopes: [String]
    package var audiences: [String]
    /// The resources that it answers for; an administrator says it, no platform of itself.
    package var resources: [String]
    package var requiresConsent: Bool
    /// The platform of Article 7 that the client is.
    package var platform: String?
    /// Where it is told that a session has ended (OpenID Connect Back-Channel Logout §2.2); empty for nowhere.
    package var backchannelLogoutURI: String?
    package var backchannelLogoutSessionRequired: Bool
    /// A page of its own that browsers load when somebody signs out (OpenID Connect Front-Channel Logout §2).
    package var frontchannelLogoutURI: String?
    package var frontchannelLogoutSessionRequired: Bool
    /// `require_pushed_authorization_requests` (RFC 9126 §6).
    package var requiresPushedRequests: Bool
    package var proofs = Proofs()
    package var tokens = Tokens()
    package var exchange = ExchangeRegistration()
    /// `userinfo_signed_response_alg`; `nil` for claims as plain JSON.
    package var userInfoAlgorithm: String?
    package var messages = Messages()
    package var backchannel = Backchannel()

    /// With the defaults for a client that an administrator enters: ES256, pairwise, PKCE, no consent.
    package init(id: String, name: String, redirectURIs: [String]) {
        self.id = id
        self.name = name
        authenticationMethod = ClientCredential.anySecretMethod
        applicationType = ApplicationType.web.rawValue
        grants = [GrantType.authorizationCode.rawValue]
        self.redirectURIs = redirectURIs
        postLogoutRedirectURIs = []
        pkce = PKCERequirement.required.rawValue
        idTokenAlgorithm = SignatureAlgorithm.ES256.rawValue
        subjectType = SubjectType.Name.pairwise.rawValue
        scopes = [Scope.openid.rawValue, Scope.profile.rawValue]
        audiences = []
        resources = []
        requiresConsent = false
        backchannelLogoutSessionRequired = false
        frontchannelLogoutSessionRequired = false
        requiresPushedRequests = false
    }

    /// What is registered of a client now, to be changed.
    package init(_ client: Client) {
        self.init(id: client.id.text, name: client.name, redirectURIs: client.redirectURIs.map(\.description))
        authenticationMethod = client.credential.methodName
        applicationType = client.applicationType.rawValue
        grants = GrantType.allCases.filter(client.grants.contains).map(\.rawValue)
        postLogoutRedirectURIs = client.postLogoutRedirectURIs.map(\.description)
        homeURI = client.homeURI
        initiateLoginURI = client.initiateLogin?.uri.text
        pkce = client.pkce.rawValue
        idTokenAlgorithm = client.idTokenAlgorithm.rawValue
        switch client.subjectType {
        case .pairwise(let sector): self.sector = sector
        case .public: subjectType = SubjectType.Name.public.rawValue
        }
        scopes = client.scopes.map(\.rawValue)
        audiences = client.audiences
        resources = client.resources
        requiresConsent = client.requiresConsent
        platform = client.platform?.slug
        backchannelLogoutURI = client.backchannelLogout?.uri.text
        backchannelLogoutSessionRequired = client.backchannelLogout?.requiresSession ?? false
        frontchannelLogoutURI = client.frontchannelLogout?.uri.text
        frontchannelLogoutSessionRequired = client.frontchannelLogout?.requiresSession ?? false
        requiresPushedRequests = client.requiresPushedRequests
        proofs = Proofs(client)
        tokens = Tokens(client.tokens)
        exchange = ExchangeRegistration(client.exchange)
        userInfoAlgorithm = client.userInfoAlgorithm?.rawValue
        messages = Messages(client.messages)
        backchannel = Backchannel(client.backchannel)
    }

    /// Reads a platform's own metadata, with the defaults of dynamic registration (RFC 7591 §2, OpenID Connect
    /// Registration §2): an ID token is signed with RS256 unless the platform asks for something else. Members that
    /// we have no use for are ignored, as the RFC asks.
    package init(id: String, metadata: JSONObject) throws(ClientRegistrationError) {
        func text(_ name: String) throws(ClientRegistrationError) -> String? { try metadata.text(registered: name) }
        func flag(_ name: String) throws(ClientRegistrationError) -> Bool { try metadata.flag(registered: name) }
        func list(_ name: String) throws(ClientRegistrationError) -> [String] {
            guard let value = metadata[name] else { return [] }
            guard let values = value.array else { throw .wrongType(member: name) }
            let texts = values.compactMap(\.string)
            guard texts.count == values.count else { throw .wrongType(member: name) }
            return texts
        }
        func supported<Value: CaseIterable & RawRepresentable<String>>(
            _ name: String, _: Value.Type
        ) throws(ClientRegistrationError) -> [String]? {
            let values = try list(name)
            guard values.allSatisfy({ Value(rawValue: $0) != nil }) else {
                throw .unsupported(member: name, only: Value.allCases.map(\.rawValue))
            }
            return values.isEmpty ? nil : values
        }
        self.init(id: id, name: try text("client_name") ?? id, redirectURIs: try list("redirect_uris"))
        idTokenAlgorithm = try text("id_token_signed_response_alg") ?? SignatureAlgorithm.RS256.rawValue
        authenticationMethod = try text("token_endpoint_auth_method") ?? SecretMethod.basic.rawValue
        applicationType = try text("application_type") ?? applicationType
        userInfoAlgorithm = try text("userinfo_signed_response_alg")
        postLogoutRedirectURIs = try list("post_logout_redirect_uris")
        homeURI = try text("client_uri")
        initiateLoginURI = try text("initiate_login_uri")
        subjectType = try text("subject_type") ?? subjectType
        if let scope = try text("scope") { scopes = scope.split(separator: " ").map(String.init) }
        backchannelLogoutURI = try text("backchannel_logout_uri")
        backchannelLogoutSessionRequired = try flag("backchannel_logout_session_required")
        frontchannelLogoutURI = try text("frontchannel_logout_uri")
        frontchannelLogoutSessionRequired = try flag("frontchannel_logout_session_required")
        requiresPushedRequests = try flag("require_pushed_authorization_requests")
        tokens.authorizationDetailsTypes =
            try supported("authorization_details_types", AuthorizationDetails.TypeName.self) ?? []
        proofs = try Proofs(metadata: metadata)
        messages = try Messages(metadata: metadata)
        backchannel = try Backchannel(metadata: metadata)
        grants = try supported("grant_types", GrantType.self) ?? grants
        _ = try supported("response_types", ResponseType.self)
    }

    /// Whether the client gets a secret.
    package var isConfidential: Bool { authenticationMethod != ClientCredential.noMethod }

    /// Checks everything, and makes the client.
    /// - Parameters:
    ///   - secret: the hash of its secret; needed for a confidential client, and only there.
    ///   - sealed: the same secret sealed; needed for a client that signs with it, and only there.
    ///   - former: the secret before that one, which a confidential client may still have.
    ///   - sectors: those that it may have besides what its redirect URIs say: the one that it has, and those of the
    ///     other clients of its platform.
    package func client(
        secret: SecretHash?, sealed: SealedClientSecret? = nil, former: FormerSecret? = nil, isEnabled: Bool = true,
        sectors: Set<String> = []
    ) throws(ClientRegistrationError) -> Client {
        guard let clientID = ClientID(id) else { throw .badID }
        guard let name = PlainLine(name)?.text else { throw .badName }
        let type = try Self.choice(applicationType, ApplicationType.self, .applicationType)
        let grants = try checkedGrants()
        let redirects = try Self.addresses(redirectURIs, type, .redirect)
        guard !redirects.isEmpty || !grants.contains(.authorizationCode) else { throw .noRedirectURI }
        let credential = try credential(secret, sealed, former)
        let pkce = try Self.choice(pkce, PKCERequirement.self, .pkce)
        if case .none = credential, pkce == .optional { throw .publicClientNeedsPKCE }
        if let homeURI {
            guard let uri = try? URI(homeURI), uri.scheme == "https" || uri.scheme == "http" else { throw .badHomeURI }
        }
        if requiresPushedRequests, case .none = credential { throw .pushNeedsSecret }
        let scopes = try allowedScopes(grants)
        let platform = try platformID()
        let needsPlatform = !scopes.isDisjoint(with: [.permissions, .scimRead])
        if needsPlatform || !tokens.authorizationDetailsTypes.isEmpty, platform == nil { throw .platformNeeded }
        let messageKeys = try messageKeys(credential)
        let client = Client(
            id: clientID, name: name, credential: credential, applicationType: type, grants: grants,
            redirectURIs: redirects,
            postLogoutRedirectURIs: try Self.addresses(postLogoutRedirectURIs, type, .postLogout),
            homeURI: homeURI, pkce: pkce, idTokenAlgorithm: try algorithm(),
            subjectType: try subjectType(redirects, sectors), scopes: scopes, audiences: try Self.checked(audiences),
            resources: try Self.checked(resources), requiresConsent: requiresConsent, platform: platform,
            isEnabled: isEnabled, backchannelLogout: try backchannelLogout(grants),
            frontchannelLogout: try frontchannelLogout(grants, redirects),
            requiresPushedRequests: requiresPushedRequests, protection: try protection(),
            tokens: try tokenForm(scopes), exchange: try exchange.rules(), userInfoAlgorithm: try signedUserInfo(),
            messages: try messages.protection(of: credential, keys: messageKeys, signing: algorithm()),
            backchannel: try backchannel.rules(keys: credential.keys ?? messageKeys),
            initiateLogin: try initiateLogin())
        try checkProfile(client)
        return client
    }

    private func checkedGrants() throws(ClientRegistrationError) -> Set<GrantType> {
        var grants: Set<GrantType> = []
        for name in self.grants { grants.insert(try Self.choice(name, GrantType.self, .grantType)) }
        guard !grants.isEmpty else { throw .noGrant }
        if grants.contains(.clientCredentials), !isConfidential { throw .clientCredentialsNeedSecret }
        if !isConfidential, let grant = grants.first(where: \.needsSecret) { throw .grantNeedsSecret(grant) }
        if grants.contains(.refreshToken), !grants.contains(where: \.asksPerson) { throw .nothingToRefresh }
        return grants
    }

    private func platformID() throws(ClientRegistrationError) -> PlatformID? {
        guard let platform, !platform.isEmpty else { return nil }
        guard let id = PlatformID(platform) else { throw .badPlatform }
        return id
    }

    /// Those that the provider has keys for.
    private func algorithm() throws(ClientRegistrationError) -> SignatureAlgorithm {
        try Self.signing(idTokenAlgorithm, .idTokenAlgorithm)
    }

    package static let idTokenAlgorithms: [SignatureAlgorithm] = [.ES256, .RS256, .PS256, .EdDSA, .Ed25519]

    private func subjectType(
        _ redirects: [RedirectURI], _ known: Set<String>
    ) throws(ClientRegistrationError) -> SubjectType {
        switch try Self.choice(subjectType, SubjectType.Name.self, .subjectType) {
        case .public: return .public
        case .pairwise:
            // A loopback address is everybody's, a private-use scheme has no host, and a device has no address at all:
            // the client is its own sector.
            let hosts = Set(redirects.map { $0.uri.isLoopback ? id : $0.uri.host?.lowercased() ?? id })
            if let sector { return .pairwise(sector: try Self.checked(sector, hosts, known)) }
            guard hosts.count <= 1 else { throw .sectorNeeded }
            return .pairwise(sector: hosts.first ?? id)
        }
    }

    /// A sector is one of the client's own hosts, a domain that all of them are in, or one that it is known to share:
    /// under somebody else's the client would learn by which names others know people.
    private static func checked(
        _ sector: String, _ hosts: Set<String>, _ known: Set<String>
    ) throws(ClientRegistrationError) -> String {
        if hosts.contains(sector) || known.contains(sector) { return sector }
        let labels = sector.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy(isLabel), sector.utf8.count <= Limits.sectorBytes else { throw .badSector }
        guard labels.count > 1, hosts.count > 1, hosts.allSatisfy({ $0.hasSuffix("." + sector) }) else {
            throw .foreignSector(sector)
        }
        return sector
    }

    /// A client that asks no person learns nothing of people, whatever it lists, unless it reads by SCIM.
    private func allowedScopes(_ grants: Set<GrantType>) throws(ClientRegistrationError) -> Set<Scope> {
        var allowed: Set<Scope> = [.openid]
        for name in scopes { allowed.insert(try Self.choice(name, Scope.self, .scope)) }
        let ofServices = allowed.intersection(Scope.ofServices)
        if let scope = Scope.first(in: ofServices, notIn: []), !grants.contains(.clientCredentials) {
            throw .scopeNeedsClientCredentials(scope)
        }
        // Who writes is shown its own people, by their names there: it can't be a platform of everybody's too.
        guard !allowed.isSuperset(of: Scope.ofSCIM) else { throw .readsOrWritesBySCIM }
        guard grants.contains(where: \.isAboutPeople) else {
            return ofServices.contains(.scimRead)
                ? allowed.intersection(Scope.aboutStaff.union(ofServices)) : ofServices
        }
        if allowed.contains(.offlineAccess), !grants.contains(.refreshToken) { throw .offlineAccessNeedsRefreshToken }
        return allowed
    }

    /// Identifiers of resources (RFC 8707 §2).
    private static func checked(_ resources: [String]) throws(ClientRegistrationError) -> [String] {
        for resource in resources {
            guard let uri = try? URI(resource), uri.fragment == nil else { throw .badAudience }
        }
        return resources
    }

    static func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ text: String, _: Choice.Type, _ what: ClientRegistrationError.Choice
    ) throws(ClientRegistrationError) -> Choice {
        guard let choice = Choice(rawValue: text) else {
            throw .unknownChoice(what, among: Choice.allCases.map(\.rawValue))
        }
        return choice
    }

    private static func addresses(
        _ texts: [String], _ type: ApplicationType, _ what: ClientRegistrationError.Address
    ) throws(ClientRegistrationError) -> [RedirectURI] {
        var addresses: [RedirectURI] = []
        for text in texts {
            do { addresses.append(try RedirectURI(text, for: type)) } catch { throw .badAddress(what, text, error) }
        }
        return addresses
    }
}
