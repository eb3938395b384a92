import Identity
import JOSE
import OpenIDConnect
import Testing
import Wire

@Suite struct ProviderMetadataTests {
    private func metadata() throws -> JSONObject {
        ProviderMetadata.json(try Sample.issuer(), keys: try Sample.keys())
    }

    private func texts(_ name: String) throws -> [String] {
        try #require(try metadata()[name]?.array).compactMap(\.string)
    }

    @Test func `every address stands under the issuer`() throws {
        for member in try metadata().members
        where member.name.hasSuffix("endpoint") || member.name == "jwks_uri" {
            #expect(member.value.string?.hasPrefix("https://sso.hue.test/oauth2/") == true, "\(member.name)")
        }
        #expect(try metadata()["issuer"] == "https://sso.hue.test")
    }

    @Test func `what it offers, requests may ask for`() throws {
        let client = try Sample.client {
            $0.scopes = Scope.allCases.filter { !Scope.ofServices.contains($0) }.map(\.rawValue)
            $0.grants = ["authorization_code", "refresh_token"]
            $0.platform = "bi"
        }
        for (member, parameter) in [
            ("response_types_supported", "response_type"), ("response_modes_supported", "response_mode"),
            ("prompt_values_supported", "prompt"),
            ("code_challenge_methods_supported", "code_challenge_method"),
        ] {
            for value in try texts(member) {
                #expect(
                    Verdict(.authorization([parameter: value]), client: client) == .good,
                    "\(parameter)=\(value)")
            }
        }
        // Those that services have in their own name, no request asks a person for.
        let ofServices = Scope.ofServices.map(\.rawValue)
        for scope in try texts("scopes_supported") {
            let isGood = Verdict(.authorization(["scope": "openid " + scope]), client: client) == .good
            #expect(isGood != ofServices.contains(scope))
        }
    }

    @Test(arguments: AuthenticationLevel.allCases)
    func `the levels that it names are those up to the highest that can be shown, and requests may ask for each`(
        highest: AuthenticationLevel
    ) throws {
        let names = try #require(ProviderMetadata.levels(upTo: highest)["acr_values_supported"]?.array)
        #expect(names.count == highest.rawValue)
        let client = try Sample.client()
        for name in names.compactMap(\.string) {
            let request = try AuthorizationRequest(.authorization(["acr_values": name]), client: client)
            #expect(try #require(request.demand.level) <= highest)
        }
    }

    @Test func `what it does not offer, requests may not ask for`() throws {
        for (member, parameter, others) in [
            ("response_types_supported", "response_type", ["token", "id_token", "code token"]),
            ("response_modes_supported", "response_mode", ["fragment", "JWT", "jwt.query", "web_message"]),
            ("prompt_values_supported", "prompt", ["create"]),
            ("code_challenge_methods_supported", "code_challenge_method", ["plain"]),
        ] {
            let offered = try texts(member)
            for other in others {
                #expect(!offered.contains(other))
                #expect(Verdict(.authorization([parameter: other]), client: try Sample.client()) != .good)
            }
        }
        #expect(try metadata()["request_uri_parameter_supported"] == false)
        #expect(try metadata()["authorization_response_iss_parameter_supported"] == true)
    }

    /// What the scopes `org` and `permissions` release is made by Operations, from the records of the city.
    private static let ofTheCity = [
        "vn.gov.hue.unit", "vn.gov.hue.unit_name", "vn.gov.hue.position", "vn.gov.hue.permissions",
    ]

    @Test func `the scope of permissions is told, and released to nobody by the person's own claims`() throws {
        #expect(try texts("scopes_supported").contains("permissions"))
        let person = PersonClaims(
            name: "A", birthdate: Birthdate("1990"), phoneNumber: "1", address: "a",
            citizenNumber: CitizenNumber("046190000001"), identityLevel: .one)
        let ofTheCity = PersonClaim.released(by: [.openid, .org, .permissions])
        #expect(person.claims(ofTheCity, staff: StaffClaims(), email: nil).isEmpty)
    }

    @Test func `its algorithms are those of the keys`() throws {
        #expect(
            Set(try texts("id_token_signing_alg_values_supported")) == ["ES256", "RS256", "PS256", "EdDSA", "Ed25519"])
        let one = SigningKeys([try SigningKey.generate(algorithm: .ES256)])
        let json = ProviderMetadata.json(try Sample.issuer(), keys: one)
        #expect(json["id_token_signing_alg_values_supported"] == ["ES256"])
        // Nobody is told to encrypt to a key that there isn't.
        #expect(json["request_object_encryption_alg_values_supported"] == ["ECDH-ES", "ECDH-ES+A256KW"])
    }

    @Test func `its methods of authentication are those that a client can register`() throws {
        for method in try texts("token_endpoint_auth_methods_supported") {
            #expect(throws: Never.self) {
                try Sample.client {
                    $0.authenticationMethod = method
                    $0.proofs.keysURI = "https://rp.hue.test/jwks"
                }
            }
        }
        for type in try texts("subject_types_supported") {
            #expect(throws: Never.self) { try Sample.client { $0.subjectType = type } }
        }
    }

    @Test func `its grants are those that a client can register and the token endpoint knows`() throws {
        for grant in try texts("grant_types_supported") {
            #expect(throws: Never.self) {
                try Sample.client { $0.grants = ["authorization_code", grant] }
            }
            let error = #expect(throws: TokenError.self) {
                try TokenRequest(FormParameters([("grant_type", grant), ("resource", "/"), ("resource", "/")]))
            }
            #expect(error?.code != .unsupportedGrantType)
        }
    }

    @Test func `a grant that isn't enabled isn't announced, and is refused as one that there isn't`() throws {
        let json = ProviderMetadata.json(
            try Sample.issuer(), keys: try Sample.keys(), grants: [.authorizationCode, .tokenExchange])
        #expect(
            json["grant_types_supported"]
                == ["authorization_code", "urn:ietf:params:oauth:grant-type:token-exchange"])
        let request = try TokenRequest(FormParameters([("grant_type", "client_credentials")]))
        let client = try Sample.authenticated(try Sample.service())
        #expect(request.refusal(for: client, enabled: [.tokenExchange])?.error.code == .unsupportedGrantType)
        #expect(request.refusal(for: client) == nil)
    }

    @Test func `who introspects has a secret or a key, and who revokes needn't have one`() throws {
        #expect(
            try texts("introspection_endpoint_auth_methods_supported") == [
                "client_secret_basic", "client_secret_post", "private_key_jwt",
            ])
        #expect(
            try texts("revocation_endpoint_auth_methods_supported")
                == (try texts("token_endpoint_auth_methods_supported")))
    }

    @Test func `the claims that it names are those that we give`() throws {
        let supported = Set(try texts("claims_supported"))
        let client = try Sample.client()
        let issue = TokenIssue(
            try Sample.authorization(client), to: try Sample.authenticated(client), token: TokenID(stored: "t"),
            audience: Sample.audience, nonce: "n", at: .noon)
        let response = try Sample.tokenIssuer().response(issue, platformClaims: [:])
        let token = try VerifiedJWT(response["id_token"]?.string, keys: try Sample.keys())
        let person = PersonClaims(
            name: "A", birthdate: Birthdate("1990"), phoneNumber: "1", address: "a",
            citizenNumber: CitizenNumber("046190000001"), identityLevel: .one, updatedAt: .noon)
        let staff = StaffClaims(
            username: "a", givenName: "a", familyName: "b", email: EmailAddress("a@hue.gov.vn"),
            locale: LanguageTag("vi"))
        let told = person.claims(
            Set(PersonClaim.allCases), staff: staff, email: .init(text: "a@hue.gov.vn", isVerified: true))
        let given = token.claims.names + told.names
        #expect(Set(given + Self.ofTheCity) == supported)
        #expect(Set(given).isDisjoint(with: Self.ofTheCity))
    }
}
