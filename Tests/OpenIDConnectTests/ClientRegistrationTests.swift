import Identity
import OpenIDConnect
import Testing
import Wire

@Suite struct ClientRegistrationTests {
    @Test func `an administrator's client signs with ES256, is pairwise, needs PKCE and no consent`() throws {
        let client = try Sample.client()
        #expect(client.idTokenAlgorithm == .ES256)
        #expect(client.subjectType == .pairwise(sector: "rp.hue.test"))
        #expect(client.requiresCodeChallenge)
        #expect(!client.requiresConsent)
        #expect(client.scopes == [.openid, .profile])
        #expect(client.credential == .secret(SecretHash(of: Sample.secret), method: nil))
        #expect(client.applicationType == .web)
    }

    @Test func `claims of its scopes go into the ID token, all of them by one word, the citizen number never`() throws {
        let client = try Sample.client {
            $0.scopes = ["profile", "email", "citizen_id"]
            $0.tokens.idTokenClaims = ["all"]
        }
        let expected = PersonClaim.released(by: [.profile, .email])
        #expect(client.tokens.idTokenClaims == expected)
        #expect(ClientRegistration(client).tokens.idTokenClaims.count == expected.count)
        let among = ["all"] + PersonClaim.allCases.filter(\.fitsIDToken).map(\.rawValue)
        for name in ["vn.gov.hue.citizen_id", "vn.gov.hue.permissions", "Name", ""] {
            #expect(throws: ClientRegistrationError.unknownChoice(.idTokenClaim, among: among)) {
                try Sample.client { $0.tokens.idTokenClaims = [name] }
            }
        }
    }

    @Test func `a platform's metadata has the defaults of dynamic registration`() throws {
        let metadata: JSONObject = ["redirect_uris": ["https://rp.hue.test/callback"], "logo_uri": "ignored"]
        let registration = try ClientRegistration(id: "platform", metadata: metadata)
        #expect(registration.idTokenAlgorithm == "RS256")
        #expect(registration.authenticationMethod == "client_secret_basic")
        #expect(registration.applicationType == "web")
        #expect(registration.name == "platform")
        #expect(registration.isConfidential)
        #expect(throws: Never.self) { try registration.client(secret: SecretHash(of: "s")) }
    }

    @Test func `metadata says what the client is`() throws {
        let metadata: JSONObject = [
            "client_name": "Ứng dụng", "redirect_uris": ["vn.gov.hue.app:/cb"], "application_type": "native",
            "token_endpoint_auth_method": "none", "id_token_signed_response_alg": "EdDSA",
            "subject_type": "public",
            "scope": "openid phone", "client_uri": "https://app.hue.test/", "response_types": ["code"],
            "grant_types": ["authorization_code"], "post_logout_redirect_uris": ["vn.gov.hue.app:/out"],
        ]
        let client = try ClientRegistration(id: "app", metadata: metadata).client(secret: nil)
        #expect(client.name == "Ứng dụng")
        #expect(client.credential == .none)
        #expect(client.applicationType == .native)
        #expect(client.idTokenAlgorithm == .EdDSA)
        #expect(client.subjectType == .public)
        #expect(client.scopes == [.openid, .phone])
        #expect(client.postLogoutRedirectURIs.map(\.description) == ["vn.gov.hue.app:/out"])
        #expect(client.startURI == "https://app.hue.test/")
    }

    @Test(
        arguments: [
            ("client_name", 1, .wrongType(member: "client_name")),
            ("redirect_uris", "https://rp.hue.test/", .wrongType(member: "redirect_uris")),
            ("redirect_uris", ["https://rp.hue.test/", 1], .wrongType(member: "redirect_uris")),
            ("id_token_signed_response_alg", true, .wrongType(member: "id_token_signed_response_alg")),
            ("scope", ["openid"], .wrongType(member: "scope")),
            ("response_types", ["code", "id_token"], .unsupported(member: "response_types", only: ["code"])),
            ("response_types", ["token"], .unsupported(member: "response_types", only: ["code"])),
            (
                "grant_types", ["implicit"],
                .unsupported(member: "grant_types", only: GrantType.allCases.map(\.rawValue))
            ),
        ] as [(String, JSONValue, ClientRegistrationError)])
    func `metadata of a wrong type or of more than we do is refused`(
        name: String, value: JSONValue, error: ClientRegistrationError
    ) {
        var metadata: JSONObject = ["redirect_uris": ["https://rp.hue.test/callback"]]
        metadata[name] = value
        #expect(throws: error) { try ClientRegistration(id: "platform", metadata: metadata) }
    }

    private static let algorithms = ["ES256", "RS256", "PS256", "EdDSA", "Ed25519"]

    /// A registration with one thing wrong with it.
    struct Mistake: Sendable {
        let error: ClientRegistrationError
        let change: @Sendable (inout ClientRegistration) -> Void
    }

    @Test(
        arguments: [
            Mistake(error: .badID) { $0.id = "" }, Mistake(error: .badID) { $0.id = "nền-tảng" },
            Mistake(error: .badID) { $0.id = "a b" },
            Mistake(error: .badID) { $0.id = String(repeating: "a", count: 129) },
            Mistake(error: .badName) { $0.name = "" },
            Mistake(error: .badName) { $0.name = String(repeating: "a", count: 257) },
            Mistake(error: .noRedirectURI) { $0.redirectURIs = [] },
            Mistake(error: .badAddress(.redirect, "http://rp.hue.test/", .insecureScheme)) {
                $0.redirectURIs.append("http://rp.hue.test/")
            },
            Mistake(error: .badAddress(.postLogout, "https://rp.hue.test/#", .hasFragment)) {
                $0.postLogoutRedirectURIs = ["https://rp.hue.test/#"]
            },
            Mistake(error: .unknownChoice(.applicationType, among: ["web", "native"])) {
                $0.applicationType = "Web"
            },
            Mistake(
                error: .unknownChoice(
                    .authenticationMethod,
                    among: [
                        "client_secret_basic", "client_secret_post", "private_key_jwt", "none", "tls_client_auth",
                        "self_signed_tls_client_auth", "client_secret_jwt", "client_secret_any",
                    ])
            ) { $0.authenticationMethod = "client_secret_magic" },
            Mistake(error: .keysNeeded) { $0.authenticationMethod = "private_key_jwt" },
            Mistake(error: .unusableKeys) {
                $0.authenticationMethod = "private_key_jwt"
                $0.proofs.keys = ["keys": []]
            },
            Mistake(error: .privateKeyRegistered) {
                $0.authenticationMethod = "private_key_jwt"
                $0.proofs.keys = ["keys": [["kty": "oct", "k": "c2VjcmV0"]]]
            },
            Mistake(error: .twoKeySources) {
                $0.authenticationMethod = "private_key_jwt"
                $0.proofs.keys = ["keys": []]
                $0.proofs.keysURI = "https://rp.hue.test/jwks"
            },
            Mistake(error: .badKeyAddress) {
                $0.authenticationMethod = "private_key_jwt"
                $0.proofs.keysURI = "http://rp.hue.test/jwks"
            },
            Mistake(error: .badKeyAddress) {
                $0.authenticationMethod = "private_key_jwt"
                $0.proofs.keysURI = "https://RP.hue.test/jwks"
            },
            Mistake(error: .unknownChoice(.accessTokenAlgorithm, among: Self.algorithms)) {
                $0.tokens.accessTokenAlgorithm = "HS256"
            },
            Mistake(error: .claimNeedsScope(.email)) { $0.tokens.idTokenClaims = ["email"] },
            Mistake(error: .unknownChoice(.pkce, among: ["required", "optional"])) { $0.pkce = "plain" },
            Mistake(error: .publicClientNeedsPKCE) {
                $0.authenticationMethod = "none"
                $0.pkce = "optional"
            },
            Mistake(error: .unknownChoice(.idTokenAlgorithm, among: Self.algorithms)) {
                $0.idTokenAlgorithm = "ES384"
            },
            Mistake(error: .unknownChoice(.subjectType, among: ["pairwise", "public"])) {
                $0.subjectType = ""
            },
            Mistake(error: .sectorNeeded) { $0.redirectURIs.append("https://other.hue.test/cb") },
            Mistake(error: .badSector) { $0.sector = "" },
            Mistake(error: .badSector) { $0.sector = "RP.hue.test" },
            Mistake(error: .badSector) { $0.sector = "https://rp.hue.test" },
            Mistake(error: .badSector) { $0.sector = "rp.hue.test." },
            Mistake(error: .foreignSector("bi.hue.test")) { $0.sector = "bi.hue.test" },
            Mistake(error: .foreignSector("hue.test")) { $0.sector = "hue.test" },
            Mistake(error: .foreignSector("ue.test")) {
                $0.redirectURIs.append("https://other.hue.test/cb")
                $0.sector = "ue.test"
            },
            Mistake(error: .foreignSector("test")) {
                $0.redirectURIs.append("https://other.hue.test/cb")
                $0.sector = "test"
            },
            Mistake(
                error: .unknownChoice(
                    .scope,
                    among: [
                        "openid", "profile", "email", "phone", "address", "citizen_id", "org", "permissions",
                        "offline_access",
                        "scim.read", "scim.write", "ssf.manage",
                    ])
            ) { $0.scopes.append("groups") },
            Mistake(error: .badPlatform) { $0.platform = "Báo cáo" },
            Mistake(error: .badPlatform) { $0.platform = "BI" },
            Mistake(error: .platformNeeded) { $0.scopes.append("permissions") },
            Mistake(error: .platformNeeded) {
                $0.scopes.append("permissions")
                $0.platform = ""
            },
            Mistake(error: .badAudience) { $0.audiences = ["api"] },
            Mistake(error: .badAudience) { $0.audiences = ["https://api.hue.test/#a"] },
            Mistake(error: .badAudience) { $0.resources = ["https://api.hue.test/#a"] },
            Mistake(error: .noGrant) { $0.grants = [] },
            Mistake(error: .unknownChoice(.grantType, among: GrantType.allCases.map(\.rawValue))) {
                $0.grants = ["implicit"]
            },
            Mistake(error: .clientCredentialsNeedSecret) {
                $0.grants.append("client_credentials")
                $0.authenticationMethod = "none"
            },
            Mistake(error: .nothingToRefresh) { $0.grants = ["client_credentials", "refresh_token"] },
            Mistake(error: .offlineAccessNeedsRefreshToken) { $0.scopes.append("offline_access") },
            Mistake(error: .badHomeURI) { $0.homeURI = "javascript:alert(1)" },
            Mistake(error: .badHomeURI) { $0.homeURI = "rp.hue.test" },
        ])
    func `a mistake makes no client and is named`(mistake: Mistake) {
        #expect(throws: mistake.error) { try Sample.client(change: mistake.change) }
        let text = mistake.error.text
        #expect(!text.vietnamese.isEmpty && !text.english.isEmpty && text.vietnamese != text.english)
        #expect(!text.english.contains("--") && !text.vietnamese.contains("--"))
    }

    @Test(arguments: ["none", "HS256", "HS512", "es256", "RS384", ""])
    func `an ID token is never signed with none, an HMAC or what we have no key for`(name: String) {
        #expect(throws: ClientRegistrationError.self) { try Sample.client { $0.idTokenAlgorithm = name } }
    }

    @Test func `a confidential client needs a secret and a public one keeps none`() throws {
        #expect(throws: ClientRegistrationError.secretMissing) {
            try Sample.registration().client(secret: nil)
        }
        let client = try Sample.client { $0.authenticationMethod = "none" }
        #expect(client.credential == .none)
        #expect(client.requiresCodeChallenge)
    }

    @Test func `only a confidential client can be registered without PKCE`() throws {
        #expect(try !Sample.client { $0.pkce = "optional" }.requiresCodeChallenge)
    }

    @Test func `openid is among the scopes of every client`() throws {
        #expect(try Sample.client { $0.scopes = ["phone"] }.scopes == [.openid, .phone])
    }

    @Test(arguments: [(nil, nil), ("", nil), ("bi", "bi"), ("hue-s", "hue-s")] as [(String?, String?)])
    func `a client is the platform that an administrator names, or none`(text: String?, slug: String?) throws {
        let client = try Sample.client { $0.platform = text }
        #expect(client.platform?.slug == slug)
    }

    @Test func `a client that is a platform can have the scope permissions`() throws {
        let client = try Sample.client {
            $0.platform = "bi"
            $0.scopes = ["permissions"]
        }
        #expect(client.scopes == [.openid, .permissions])
    }

    @Test func `a platform's own metadata can't say which platform it is`() throws {
        let metadata: JSONObject = [
            "redirect_uris": ["https://rp.hue.test/callback"], "platform": "bi", "scope": "openid permissions",
        ]
        let registration = try ClientRegistration(id: "app", metadata: metadata)
        #expect(registration.platform == nil)
        #expect(throws: ClientRegistrationError.platformNeeded) {
            try registration.client(secret: SecretHash(of: "s"))
        }
    }

    @Test func `a platform's own metadata can't say which resources it answers for`() throws {
        let metadata: JSONObject = [
            "redirect_uris": ["https://rp.hue.test/callback"], "resources": ["https://mail.hue.test/"],
        ]
        #expect(try ClientRegistration(id: "app", metadata: metadata).resources.isEmpty)
    }

    @Test func `metadata names the grants (RFC 7591 §2), and leaves them out for the code`() throws {
        let device = GrantType.deviceCode.rawValue
        let metadata: JSONObject = [
            "token_endpoint_auth_method": "none", "grant_types": .array([.string(device), "refresh_token"]),
            "response_types": [],
        ]
        let kiosk = try ClientRegistration(id: "kiosk", metadata: metadata).client(secret: nil)
        #expect(kiosk.grants == [.deviceCode, .refreshToken])
        #expect(try Sample.client().grants == [.authorizationCode])
    }

    @Test(arguments: ["client_credentials", GrantType.deviceCode.rawValue])
    func `only a client that is redirected to needs a redirect URI, and one without is its own sector`(
        grant: String
    ) throws {
        let client = try Sample.client("alone") {
            $0.grants = [grant]
            $0.redirectURIs = []
        }
        #expect(client.redirectURIs.isEmpty && client.startURI == nil)
        #expect(client.subjectType == .pairwise(sector: "alone"))
    }

    @Test func `a client that asks no person has no scopes, whatever it lists`() throws {
        #expect(try Sample.service { $0.scopes = ["openid", "permissions", "offline_access"] }.scopes.isEmpty)
    }

    @Test func `offline access comes with refresh tokens`() throws {
        let client = try Sample.client {
            $0.grants.append("refresh_token")
            $0.scopes.append("offline_access")
        }
        #expect(client.scopes == [.openid, .profile, .offlineAccess])
    }

    @Test func `a sector that an administrator names stands for several hosts`() throws {
        let client = try Sample.client {
            $0.redirectURIs.append("https://other.hue.test/cb")
            $0.sector = "hue.test"
        }
        #expect(client.subjectType == .pairwise(sector: "hue.test"))
    }

    @Test func `a sector that the client has already, or shares with its platform, is its own`() throws {
        var registration = ClientRegistration(id: "app", name: "App", redirectURIs: ["https://rp.hue.test/cb"])
        registration.sector = "bi.hue.test"
        let secret = SecretHash(of: "x")
        #expect(throws: ClientRegistrationError.foreignSector("bi.hue.test")) {
            try registration.client(secret: secret)
        }
        let client = try registration.client(secret: secret, sectors: ["bi.hue.test"])
        #expect(client.subjectType == .pairwise(sector: "bi.hue.test"))
    }

    @Test func `the host of a sector has no case`() throws {
        let client = try Sample.client {
            $0.redirectURIs = ["https://RP.hue.test/a", "https://rp.hue.test/b"]
        }
        #expect(client.subjectType == .pairwise(sector: "rp.hue.test"))
    }

    @Test(arguments: ["http://127.0.0.1/cb", "http://[::1]/cb", "http://localhost/cb", "vn.gov.hue.app:/cb"])
    func `an address that is every app's makes the client a sector of its own`(address: String) throws {
        let client = try Sample.client("app") {
            $0.applicationType = "native"
            $0.redirectURIs = [address]
        }
        #expect(client.subjectType == .pairwise(sector: "app"))
    }

    @Test func `a client read back as a registration makes the same client`() throws {
        let client = try Sample.client {
            $0.authenticationMethod = "client_secret_post"
            $0.postLogoutRedirectURIs = ["https://rp.hue.test/out"]
            $0.homeURI = "https://rp.hue.test/"
            $0.initiateLoginURI = "https://rp.hue.test/login"
            $0.pkce = "optional"
            $0.idTokenAlgorithm = "PS256"
            $0.scopes = ["openid", "citizen_id", "org", "permissions"]
            $0.audiences = ["https://api.hue.test/"]
            $0.resources = ["https://mail.hue.test/"]
            $0.grants = ["authorization_code", "refresh_token", "client_credentials"]
            $0.requiresConsent = true
            $0.platform = "hue-s"
        }
        #expect(client.platform == PlatformID("hue-s"))
        #expect(try ClientRegistration(client).client(secret: SecretHash(of: Sample.secret)) == client)
    }

    /// OpenID Connect Core §4.
    @Test func `a client that can be told to begin a sign-in is told so, with the issuer`() throws {
        let issuer = try Sample.issuer()
        #expect(try Sample.client().signInURI(for: issuer) == "https://rp.hue.test")
        for (address, whole) in [
            ("https://rp.hue.test/login", "https://rp.hue.test/login?iss=https%3A%2F%2Fsso.hue.test"),
            ("https://rp.hue.test/login?a=b", "https://rp.hue.test/login?a=b&iss=https%3A%2F%2Fsso.hue.test"),
        ] {
            let metadata: JSONObject = [
                "redirect_uris": ["https://rp.hue.test/callback"], "initiate_login_uri": .string(address),
            ]
            let client = try ClientRegistration(id: "rp", metadata: metadata).client(secret: SecretHash(of: "s"))
            #expect(client.signInURI(for: issuer) == whole)
            // Who has signed out isn't sent into the next sign-in.
            #expect(client.startURI == "https://rp.hue.test")
            #expect(ClientRegistration(client).initiateLoginURI == address)
        }
    }

    @Test(arguments: [
        "http://rp.hue.test/login", "rp.hue.test/login", "https:login", "https://me@rp.hue.test/",
        "https://rp.hue.test/#a",
        "javascript:alert(1)", "https://rp.hue.test/" + String(repeating: "a", count: 4096),
    ])
    func `an address that isn't https begins no sign-in`(address: String) throws {
        #expect(throws: ClientRegistrationError.badInitiateLoginURI) {
            try Sample.client { $0.initiateLoginURI = address }
        }
    }

    @Test func `a client's start is its home, else the origin of its first address`() throws {
        #expect(try Sample.client().startURI == "https://rp.hue.test")
        #expect(try Sample.client { $0.homeURI = "https://home.test/" }.startURI == "https://home.test/")
    }
}
