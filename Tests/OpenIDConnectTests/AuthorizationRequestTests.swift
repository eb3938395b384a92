import Identity
import OpenIDConnect
import Testing
import Wire

/// What becomes of an authorization request: the part of an error that a table can name.
enum Verdict: Equatable, Sendable {
    case good
    case page(PageRefusal)
    case redirect(AuthorizationError.Code)

    init(_ parameters: FormParameters, client: Client?) {
        do throws(AuthorizationRefusal) {
            _ = try AuthorizationRequest(parameters, client: client)
            self = .good
        } catch {
            switch error {
            case .page(let refusal): self = .page(refusal)
            case .redirect(let error, _): self = .redirect(error.code)
            }
        }
    }
}

@Suite struct AuthorizationRequestTests {
    @Test func `a good request is read completely`() throws {
        let client = try Sample.client { $0.scopes.append("phone") }
        let request = try AuthorizationRequest(
            .authorization([
                "scope": "openid phone unknown", "prompt": "login consent", "max_age": "3600",
                "login_hint": "an",
                "ui_locales": "vi en",
                "acr_values": "urn:x https://hue.gov.vn/acr/3 https://hue.gov.vn/acr/2",
                "response_mode": "form_post",
            ]), client: client)
        #expect(request.client == client)
        #expect(request.demand.scopes == [.openid, .phone])
        #expect(request.nonce == "n-0S6_WzA2Mj")
        #expect(request.codeChallenge?.text == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
        #expect(request.demand.prompts == [.login, .consent])
        #expect(request.demand.maxAge == .seconds(3600))
        #expect(request.demand.loginHint == "an")
        #expect(request.demand.uiLocales == "vi en")
        #expect(request.demand.level == .two)
        #expect(request.address.redirectURI.text == "https://rp.hue.test/callback")
        #expect(request.address.mode == .formPost)
        #expect(request.address.state == "xyz")
        #expect(request.address.clientID == client.id)
    }

    @Test func `what may be left out may be left out or empty`() throws {
        for value in [nil, ""] as [String?] {
            let names = [
                "state", "nonce", "prompt", "max_age", "login_hint", "ui_locales", "acr_values",
                "response_mode", "request", "request_uri", "registration", "id_token_hint",
            ]
            let changes = Dictionary(uniqueKeysWithValues: names.map { ($0, value) })
            let request = try AuthorizationRequest(.authorization(changes), client: try Sample.client())
            #expect(request.nonce == nil && request.demand.maxAge == nil && request.demand.level == nil)
            #expect(
                request.demand.prompts.isEmpty && request.demand.loginHint == nil && request.demand.uiLocales == nil)
            #expect(request.address.state == nil && request.address.mode == .query)
        }
    }

    @Test(
        arguments: [
            (["client_id": nil], .missingClientID), (["client_id": ""], .missingClientID),
            (["client_id": "a b"], .unknownClient),
        ] as [([String: String?], PageRefusal)])
    func `the client is named once, in the form of an id`(changes: [String: String?], refusal: PageRefusal) {
        expectClientID(.authorization(changes), refusal)
    }

    @Test func `a client_id that stands twice names no client, even if both are the same`() {
        expectClientID(.authorization(also: [("client_id", "platform")]), .repeatedClientID)
        expectClientID(.authorization(also: [("client_id", "")]), .repeatedClientID)
    }

    private func expectClientID(_ parameters: FormParameters, _ expected: PageRefusal) {
        do throws(AuthorizationRefusal) {
            _ = try AuthorizationRequest.clientID(in: parameters)
            Issue.record("taken")
        } catch {
            guard case .page(expected) = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test func `without a good client nothing is redirected`() throws {
        #expect(Verdict(.authorization(), client: nil) == .page(.unknownClient))
        #expect(
            Verdict(.authorization(), client: try Sample.client(isEnabled: false)) == .page(.disabledClient))
    }

    @Test(
        arguments: [
            (["redirect_uri": nil], [], .missingRedirectURI), (["redirect_uri": ""], [], .missingRedirectURI),
            (["redirect_uri": "https://evil.test/"], [], .foreignRedirectURI),
            (["redirect_uri": "https://rp.hue.test/callback/"], [], .foreignRedirectURI),
            ([:], ["redirect_uri"], .repeatedRedirectURI),
            // Whatever else is wrong: where the answer goes is asked first.
            (["redirect_uri": nil, "response_type": "token", "scope": nil], [], .missingRedirectURI),
            (["redirect_uri": "https://evil.test/", "code_challenge": nil], ["state"], .foreignRedirectURI),
        ] as [([String: String?], [String], PageRefusal)])
    func `without a good redirect URI nothing is redirected`(
        changes: [String: String?], repeated: [String], refusal: PageRefusal
    ) throws {
        let parameters = FormParameters.authorization(
            changes, also: repeated.map { ($0, "https://rp.hue.test/callback") })
        #expect(Verdict(parameters, client: try Sample.client()) == .page(refusal))
    }

    @Test(
        arguments: [
            (["response_type": nil], .invalidRequest), (["response_type": ""], .invalidRequest),
            (["response_type": "token"], .unsupportedResponseType),
            (["response_type": "id_token"], .unsupportedResponseType),
            (["response_type": "code id_token"], .unsupportedResponseType),
            (["response_type": "CODE"], .unsupportedResponseType),
            (["response_mode": "fragment"], .invalidRequest),
            (["response_mode": "JWT"], .invalidRequest), (["response_mode": "Query"], .invalidRequest),
            (["scope": nil], .invalidScope), (["scope": "profile"], .invalidScope),
            (["scope": "OPENID"], .invalidScope), (["scope": "openid citizen_id"], .invalidScope),
            (["scope": "openid offline_access"], .invalidScope),
            (["scope": "openid\tprofile"], .invalidScope), (["scope": "openid \"x\""], .invalidScope),
            (["scope": "openid é"], .invalidScope),
            (["scope": "openid " + String(repeating: "a", count: 1024)], .invalidRequest),
            (["code_challenge": nil], .invalidRequest),
            (["code_challenge": nil, "code_challenge_method": nil], .invalidRequest),
            (["code_challenge_method": nil], .invalidRequest),
            (["code_challenge_method": "plain"], .invalidRequest),
            (["code_challenge_method": "s256"], .invalidRequest),
            (["code_challenge": "short"], .invalidRequest),
            (["code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM="], .invalidRequest),
            (["prompt": "none login"], .invalidRequest), (["prompt": "none consent"], .invalidRequest),
            (["prompt": "create"], .invalidRequest), (["prompt": "None"], .invalidRequest),
            (["max_age": "-1"], .invalidRequest), (["max_age": "+1"], .invalidRequest),
            (["max_age": "1.5"], .invalidRequest), (["max_age": "1e3"], .invalidRequest),
            (["max_age": "٣"], .invalidRequest), (["max_age": " 1"], .invalidRequest),
            (["request": "eyJ"], .requestNotSupported),
            (["request_uri": "https://rp.hue.test/r"], .requestURINotSupported),
            (["registration": "{}"], .registrationNotSupported),
            (["state": String(repeating: "s", count: 8193)], .invalidRequest),
            (["state": "a\nb"], .invalidRequest), (["state": "é"], .invalidRequest),
            (["state": "\u{7F}"], .invalidRequest),
            (["nonce": String(repeating: "n", count: 513)], .invalidRequest),
            (["login_hint": String(repeating: "n", count: 257)], .invalidRequest),
            (["ui_locales": String(repeating: "n", count: 1025)], .invalidRequest),
            (["acr_values": String(repeating: "n", count: 1025)], .invalidRequest),
        ] as [([String: String?], AuthorizationError.Code)])
    func `a broken rule is told to the client`(
        changes: [String: String?], code: AuthorizationError.Code
    ) throws {
        #expect(Verdict(.authorization(changes), client: try Sample.client()) == .redirect(code))
    }

    @Test(
        arguments: [
            "response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "prompt",
            "max_age",
            "login_hint", "ui_locales", "acr_values", "response_mode",
        ])
    func `a parameter that stands twice is an error for the client`(name: String) throws {
        let parameters = FormParameters.authorization(also: [(name, ""), (name, "")])
        #expect(Verdict(parameters, client: try Sample.client()) == .redirect(.invalidRequest))
    }

    @Test func `a client that is not registered for the code is told so`() throws {
        let client = try Sample.client { $0.grants = [GrantType.deviceCode.rawValue, "client_credentials"] }
        #expect(Verdict(.authorization(), client: client) == .redirect(.unauthorizedClient))
    }

    @Test(arguments: ["0", "1", "2147483647", "007"])
    func `max_age is a whole number of seconds`(text: String) throws {
        let request = try AuthorizationRequest(.authorization(["max_age": text]), client: try Sample.client())
        #expect(request.demand.maxAge == .seconds(try #require(Int(text))))
    }

    @Test func `a form can't be posted to an app`() throws {
        let client = try Sample.client {
            $0.applicationType = "native"
            $0.redirectURIs = ["vn.gov.hue.app:/cb"]
        }
        let address = ["redirect_uri": "vn.gov.hue.app:/cb"] as [String: String?]
        #expect(Verdict(.authorization(address), client: client) == .good)
        let posted = address.merging(["response_mode": "form_post"]) { $1 }
        #expect(Verdict(.authorization(posted), client: client) == .redirect(.invalidRequest))
    }

    @Test func `errors carry the state and the mode of the request, if those can be believed`() throws {
        let cases: [([String: String?], [(String, String)], String?, ResponseMode)] = [
            (["response_type": "token"], [], "xyz", .query),
            (["response_type": "token", "response_mode": "form_post"], [], "xyz", .formPost),
            ([:], [("state", "other")], nil, .query),
            // RFC 6749 §4.1.2.1: exactly as it came, whatever is wrong with it.
            (["state": String(repeating: "s", count: 8193)], [], String(repeating: "s", count: 8193), .query),
            (["state": "a\nb"], [], "a\nb", .query),
            // A form would change the line break.
            (["state": "a\nb", "response_mode": "form_post"], [], nil, .formPost),
            (["response_mode": "fragment"], [], "xyz", .query),
            (["response_mode": "form_post"], [("response_mode", "form_post")], "xyz", .query),
        ]
        let client = try Sample.client()
        for (changes, also, state, mode) in cases {
            do throws(AuthorizationRefusal) {
                _ = try AuthorizationRequest(.authorization(changes, also: also), client: client)
                Issue.record("taken: \(changes)")
            } catch {
                guard case .redirect(_, let address) = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(address.state == state)
                #expect(address.mode == mode)
            }
        }
    }

    @Test func `a confidential client may be registered without PKCE, and then may still use it`() throws {
        let client = try Sample.client { $0.pkce = "optional" }
        let without = ["code_challenge": nil, "code_challenge_method": nil] as [String: String?]
        #expect(try AuthorizationRequest(.authorization(without), client: client).codeChallenge == nil)
        #expect(try AuthorizationRequest(.authorization(), client: client).codeChallenge != nil)
        for changes in [
            ["code_challenge": nil], ["code_challenge_method": nil], ["code_challenge_method": "plain"],
        ]
            as [[String: String?]]
        {
            #expect(Verdict(.authorization(changes), client: client) == .redirect(.invalidRequest))
        }
    }

    @Test func `who does without PKCE sends a nonce in its place (RFC 9700 §2.1.1, M11)`() throws {
        let client = try Sample.client { $0.pkce = "optional" }
        let without = ["code_challenge": nil, "code_challenge_method": nil, "nonce": nil] as [String: String?]
        #expect(Verdict(.authorization(without), client: client) == .redirect(.invalidRequest))
        #expect(try AuthorizationRequest(.authorization(["nonce": nil]), client: client).nonce == nil)
    }

    @Test(
        arguments: [
            ("https://hue.gov.vn/acr/1", .one), ("https://hue.gov.vn/acr/4 https://hue.gov.vn/acr/3", .three),
            ("urn:other", nil), ("https://hue.gov.vn/acr/5", nil), ("https://hue.gov.vn/acr/02", nil),
            ("2", nil),
        ] as [(String, AuthenticationLevel?)])
    func `the lowest known level of acr_values is what is asked for`(
        values: String, level: AuthenticationLevel?
    ) throws {
        let request = try AuthorizationRequest(
            .authorization(["acr_values": values]), client: try Sample.client())
        #expect(request.demand.level == level)
    }

    @Test func `error descriptions are plain ASCII and repeat nothing of the request`() throws {
        let poison = "\"><script>é\r\nX: y"
        let client = try Sample.client()
        for name in ["response_type", "response_mode", "scope", "code_challenge", "prompt", "max_age"] {
            do throws(AuthorizationRefusal) {
                _ = try AuthorizationRequest(.authorization([name: poison]), client: client)
                Issue.record("taken: \(name)")
            } catch {
                guard case .redirect(let error, _) = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(
                    error.description.utf8.allSatisfy {
                        (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C
                    })
                #expect(!error.description.contains("script"))
            }
        }
    }
}
