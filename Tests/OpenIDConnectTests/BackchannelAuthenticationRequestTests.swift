import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@Suite struct BackchannelAuthenticationRequestTests {
    private func client(change: (inout ClientRegistration) -> Void = { _ in }) throws -> Client {
        try Sample.client("caller") {
            $0.grants = [GrantType.ciba.rawValue]
            $0.redirectURIs = []
            $0.scopes = ["openid", "email", "profile"]
            change(&$0)
        }
    }

    private static func pings(_ registration: inout ClientRegistration) {
        registration.backchannel.deliveryMode = "ping"
        registration.backchannel.notificationEndpoint = "https://client.example.com/cb"
    }

    private func request(_ body: String, _ client: Client) throws -> BackchannelAuthenticationRequest {
        try BackchannelAuthenticationRequest(
            ReceivedBackchannelRequest(plain: FormParameters(body: body)), from: try Sample.authenticated(client))
    }

    /// CIBA Core §7.1, but for its client assertion.
    private static let example =
        "scope=openid%20email%20example-scope&client_notification_token=8d67dc78-7faa-4d41-aabd-67707b374255"
        + "&binding_message=W4SCT&login_hint_token=eyJraWQiOiJsdGFjZXNidyIsImFsZyI6IkVTMjU2In0.eyJzdWJfaWQi.Kkud2Hg"

    @Test func `the example of the specification is read`() throws {
        let read = try request(Self.example, try client(change: Self.pings))
        #expect(read.scopes == [.openid, .email] && read.bindingMessage == "W4SCT")
        #expect(read.notificationToken == "8d67dc78-7faa-4d41-aabd-67707b374255")
        guard case .loginHintToken = read.hint else {
            Issue.record("another hint: \(read.hint)")
            return
        }
        #expect(read.level == nil && read.lifetime == BackchannelAuthenticationRequest.usualLifetime)
        #expect(try request(Self.example, try client()).notificationToken == nil, "who polls needs none")
    }

    @Test func `the answer has the id, how long it counts and how often to poll (CIBA Core §7.3)`() {
        let id = AuthRequestID(random: SeededRandom(seed: 1))
        #expect(
            BackchannelAuthenticationResponse(id: id, lifetime: .seconds(120)).json == [
                "auth_req_id": .string(id.text), "expires_in": 120, "interval": 5,
            ])
    }

    @Test(
        arguments: [
            ("scope=openid", .invalidRequest), ("scope=openid&login_hint=", .invalidRequest),
            ("scope=openid&login_hint=a&id_token_hint=b", .invalidRequest),
            ("scope=openid&login_hint=a&login_hint_token=b", .invalidRequest),
            ("scope=openid&login_hint=a&login_hint=b", .invalidRequest),
            ("login_hint=a", .invalidScope), ("scope=email&login_hint=a", .invalidScope),
            ("scope=openid+phone&login_hint=a", .invalidScope),
            ("scope=openid&login_hint=a&binding_message=%1B[2J", .invalidBindingMessage),
            ("scope=openid&login_hint=a&binding_message=a%0Ab", .invalidBindingMessage),
            ("scope=openid&login_hint=a&binding_message=a&binding_message=b", .invalidRequest),
            (
                "scope=openid&login_hint=a&authorization_details=%5B%7B%22type%22:%22hue_permissions%22%7D%5D",
                .invalidAuthorizationDetails
            ),
            ("scope=openid&login_hint=a&requested_expiry=0", .invalidRequest),
            ("scope=openid&login_hint=a&requested_expiry=1.5", .invalidRequest),
            ("scope=openid&login_hint=a&requested_expiry=x", .invalidRequest),
        ] as [(String, TokenError.Code)])
    func `a request with one thing wrong is refused (CIBA Core §13)`(body: String, code: TokenError.Code) throws {
        let client = try client()
        let refusal = #expect(throws: TokenRefusal.self) { try request(body, client) }
        #expect(refusal?.error.code == code)
    }

    @Test(arguments: [("1", 30), ("30", 30), ("45", 45), ("600", 600), ("601", 600), ("99999999999999999999", 600)])
    func `an expiry that is asked for is brought into bounds`(asked: String, seconds: Int) throws {
        let read = try request("scope=openid&login_hint=a&requested_expiry=\(asked)", try client())
        #expect(read.lifetime == .seconds(seconds))
    }

    @Test func `the lowest level that is asked for and known counts`() throws {
        let names = [AuthenticationLevel.three, .two].map(AuthenticationContext.name).joined(separator: "+")
        #expect(try request("scope=openid&login_hint=a&acr_values=x+\(names)", try client()).level == .two)
    }

    @Test(
        arguments: [
            ("push", nil, "unknown"), ("ping", nil, "endpoint"), ("poll", "https://a.hue.test/cb", "endpoint"),
            ("ping", "http://a.hue.test/cb", "address"), ("ping", "https://a.hue.test/cb", nil), ("poll", nil, nil),
            (nil, nil, nil),
        ] as [(String?, String?, String?)])
    func `a client polls or is pinged at its https address, and nothing is pushed (CIBA Core §4)`(
        mode: String?, endpoint: String?, flaw: String?
    ) throws {
        func register() throws -> Client {
            try client {
                $0.backchannel.deliveryMode = mode
                $0.backchannel.notificationEndpoint = endpoint
            }
        }
        guard flaw != nil else {
            let client = try register()
            #expect(client.backchannel.mode.rawValue == mode ?? "poll")
            #expect(try ClientRegistration(client).backchannel.rules(keys: nil) == client.backchannel)
            return
        }
        #expect(throws: ClientRegistrationError.self) { try register() }
    }

    @Test func `a client that wants people to type a code of theirs isn't registered`() throws {
        let metadata: JSONObject = ["backchannel_user_code_parameter": true]
        let backchannel = try ClientRegistration.Backchannel(metadata: metadata)
        #expect(throws: ClientRegistrationError.self) { try backchannel.rules(keys: nil) }
    }

    @Test func `a ping that was sealed is opened for its own request, by its own key`() throws {
        let id = AuthRequestID(random: SeededRandom(seed: 1))
        let seal = try PingSeal(secret: [UInt8](repeating: 1, count: 32))
        let text = try seal.seal(Ping(id: id, notificationToken: "a-token"), random: SeededRandom(seed: 2))
        let ping = try #require(seal.open(text, of: id.hash))
        #expect(ping.id.text == id.text && ping.notificationToken == "a-token")
        #expect(seal.open(text, of: AuthRequestHash(ofPresented: "x")) == nil)
        #expect(try PingSeal(secret: [UInt8](repeating: 2, count: 32)).open(text, of: id.hash) == nil)
    }
}
