import Foundation
import Testing

extension EndToEnd.Browsers {
    /// Relying parties, services and devices that nobody here wrote get their tokens and go on with them.
    @Suite(.demo, .demoLog)
    struct RelyingPartyTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        /// Whom the relying parties call next.
        private static let nextService = "https://map.hue.test/api"

        @Test(arguments: ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"], ["ES256", "RS256"])
        func `Authlib pushes its request, logs a person in, refreshes, exchanges, asks about tokens and revokes them`(
            authentication: String, algorithm: String
        ) async throws {
            let person = try demo.citizen()
            let result = try await logIn(.authlib, authentication, algorithm: algorithm)
            #expect(result.header["alg"]?.string == algorithm)
            for claim in ["auth_time", "acr", "amr", "sid"] { #expect(result.claims[claim] != nil, "\(claim)") }
            // The access token is one of RFC 9068: a JWT of its own type that lives ten minutes.
            let access = try JSON(claimsOf: result.access_token)
            #expect(access["iss"].string == demo.issuer)
            #expect((access["exp"].number ?? 0) - (access["iat"].number ?? 0) == 600)
            #expect(!result.id_token.contains(person.username))
            #expect(result.introspected?["active"]?.bool == (authentication == "none" ? nil : true))
            #expect(result.refused == "invalid_grant", "it was revoked")
            // What it was exchanged for is for the next service, in the same person's name, and says who acts (RFC 8693 §4.1).
            #expect((result.exchanged == nil) == (authentication == "none"))
            if let exchanged = try result.exchanged.map(JSON.init(claimsOf:)) {
                #expect(exchanged["aud"] == [.string(Self.nextService)])
                #expect(exchanged["sub"] == access["sub"] && exchanged["scope"] == "profile")
                #expect(exchanged["act"]["sub"] == access["client_id"] && access["client_id"].string != nil)
            }
        }

        @Test(arguments: ["client_secret_basic", "client_secret_post", "none"])
        func `requests-oauthlib logs a person in and refreshes until a used token comes again`(
            authentication: String
        ) async throws {
            let result = try await logIn(.requestsOAuthlib, authentication, algorithm: "RS256")
            #expect(result.refused == "invalid_grant", "the family has ended")
        }

        @Test func `requests-oauth2client logs a person in as FAPI 2.0 asks, with tokens that are nobody else's`()
            async throws
        {
            let result = try await logIn(.requestsOAuth2Client, "private_key_jwt", algorithm: "ES256", profile: "fapi2")
            #expect(result.introspected?["active"]?.bool == true)
            #expect(result.refused == "invalid_grant", "it was revoked")
        }

        /// RFC 9396: the sample city's officer may do one of the two at their division.
        @Test func `requests-oauth2client asks for rights by name, and is granted those that the person has`()
            async throws
        {
            func detail(_ functions: JSON...) -> JSON {
                [["type": "hue_permissions", "unit": "H57.05.04", "functions": .array(functions)]]
            }
            let result = try await logIn(
                .requestsOAuth2Client, "private_key_jwt", algorithm: "ES256", profile: "fapi2",
                details: detail("dashboard.view", "report.approve"), as: try demo.local())
            #expect(result.authorization_details == detail("dashboard.view"))
            #expect(try JSON(claimsOf: result.access_token)["authorization_details"] == detail("dashboard.view"))
        }

        @Test func `requests-oauth2client and jwskate sign and encrypt all that FAPI 2.0 Message Signing asks for`()
            async throws
        {
            let result = try await logIn(
                .messageSigning, "private_key_jwt", algorithm: "ES256", profile: "fapi2-message-signing",
                messages: [
                    "--encrypt-response", "ECDH-ES+A256KW A256GCM", "--encrypt-id-token", "RSA-OAEP-256 A128CBC-HS256",
                    "--encrypt-userinfo", "ECDH-ES A128GCM",
                ])
            #expect(result.refused == "invalid_request", "a request that isn't signed")
        }

        @Test func `idpyoidc registers itself, signs its requests and logs a person in, who is asked first`()
            async throws
        {
            let added = try await CommandLineTool.run(
                ["client", "initial-access-token", "add", "--name", "idpyoidc", "--json"] + Assumed.on(demo.data))
            let token = try #require(added.json["initial_access_token"].string, "\(added)")
            let person = try demo.citizen()
            let result = try await Browser.open { browser in
                try await PythonRelyingParty.idpyoidc.registerAndLogIn(at: demo.issuer, by: token) { url in
                    try await browser.open(url)
                    try await browser.signInAtVNeID(demo, as: person)
                    try await browser.waitForURL(demo.issuer + "/consent")
                    try await browser.click("#allow")
                    #expect(try await browser.text("#arrived") == "Python")
                }
            }
            #expect(result.registration["request_object_signing_alg"]?.string == "ES256")
            #expect(result.registration["userinfo_signed_response_alg"]?.string == "ES256")
            #expect(result.registration["token_endpoint_auth_method"]?.string == "private_key_jwt")
            #expect(result.claims["sub"] != nil && result.claims["sub"] == result.userinfo["sub"])
            #expect(result.claims["aud"] == .array([result.registration["client_id"] ?? .null]))
        }

        /// Takes a person through a login, and expects what holds with every library.
        private func logIn(
            _ library: PythonRelyingParty, _ authentication: String, algorithm: String, profile: String? = nil,
            messages: [String] = [], details: JSON = .null, as chosen: Demo.Person? = nil
        ) async throws -> PythonRelyingParty.Result {
            let person = try chosen ?? demo.citizen()
            let isConfidential = authentication != "none"
            let result = try await Browser.open { browser in
                try await library.logIn(at: demo.issuer, details: details) { redirectURI, keysFile in
                    try await Platform.register(
                        .init(
                            name: "Nền tảng Python", redirectURIs: [redirectURI],
                            platform: details == .null ? nil : "bi",
                            audience: isConfidential ? Self.nextService : nil, authentication: authentication,
                            keysFile: authentication == "private_key_jwt" ? keysFile.path : nil,
                            // A profile takes http of native apps only, on loopback (FAPI 2.0 Security Profile §5.3.2.2).
                            profile: profile, isNative: profile != nil, idTokenAlgorithm: algorithm,
                            grants: ["authorization_code", "refresh_token"]
                                + (isConfidential ? ["token_exchange"] : []),
                            messages: messages
                                + (details == .null ? [] : ["--authorization-details-type", "hue_permissions"])),
                        on: demo)
                } visit: { url in
                    try await browser.open(url)
                    if person.isAtVNeID {
                        try await browser.signInAtVNeID(demo, as: person)
                    } else {
                        try await browser.signInLocally(person)
                    }
                    // A loopback address without a secret is anybody's: the person sees who asks (RFC 8252 §8.6).
                    if !isConfidential {
                        try await browser.waitForURL(demo.issuer + "/consent")
                        try await browser.click("#allow")
                    }
                    #expect(try await browser.text("#arrived") == "Python")
                }
            }
            #expect(result.claims["sub"]?.string == result.userinfo["sub"]?.string)
            #expect(result.userinfo["name"]?.string?.isEmpty == false)
            #expect(result.refreshed == result.userinfo)
            return result
        }

        @Test func `a service gets a token for one API, with the roles that the policy gives it`() async throws {
            let resource = "https://dcu.hue.test/"
            // The name that Policies/services.yaml has for it.
            let lgsp = try await Platform.register(
                .init(
                    name: "LGSP", redirectURIs: [], audience: resource, grants: ["client_credentials"]),
                id: "lgsp", on: demo)
            for library in PythonRelyingParty.services {
                let token = try await library.token(forService: lgsp, resource: resource, at: demo.issuer)
                #expect(token["token_type"] == "Bearer" && token["refresh_token"] == .null, "\(library): \(token)")
                let claims = try JSON(claimsOf: token["access_token"].string ?? "")
                #expect(claims["aud"] == [.string(resource)] && claims["sub"] == "lgsp", "\(library)")
                #expect(claims["roles"] == ["nap-du-lieu"], "\(library)")
            }
        }

        @Test func `oidc-agent gets its tokens by a code that a person types, and refreshes them`() async throws {
            let device = try await Platform.register(
                .init(
                    name: "oidc-agent", redirectURIs: [], scopes: ["openid", "profile", "offline_access"],
                    authentication: "none", grants: ["device_code", "refresh_token"]),
                on: demo)
            let person = try demo.citizen()
            try await OIDCAgent.run { agent in
                try await agent.configure(device, at: demo.issuer, scopes: "openid profile offline_access") {
                    page, code in
                    try await Browser.open { browser in
                        try await browser.open(page)
                        try await browser.type("#user-code", code)
                        try await browser.click("#submit")
                        try await browser.signInAtVNeID(demo, as: person)
                        try await browser.waitForURL(demo.issuer + "/consent")
                        try await browser.click("#allow")
                        #expect(try await browser.text("#done").contains("oidc-agent"))
                    }
                }
                let first = try await agent.newToken()
                let second = try await agent.newToken()
                #expect(first != second, "each is fresh, by a refresh token that rotates")
                let authorization = ("Authorization", "Bearer " + second)
                let answer = try await HTTP.get(demo.metadata.userinfo, [authorization])
                #expect(answer.status == 200 && answer.json["name"].string?.isEmpty == false, "\(answer.text)")
            }
        }
    }
}
