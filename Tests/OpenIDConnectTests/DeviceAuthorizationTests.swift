import Identity
import OpenIDConnect
import TestSupport
import Testing
import Wire

@Suite struct DeviceAuthorizationTests {
    private static let deviceGrant = GrantType.deviceCode.rawValue

    private func kiosk(change: (inout ClientRegistration) -> Void = { _ in }) throws -> Client {
        try Sample.client("kiosk") {
            $0.grants = [Self.deviceGrant, "refresh_token"]
            $0.redirectURIs = []
            change(&$0)
        }
    }

    private func request(_ body: String, _ client: Client) throws -> DeviceAuthorizationRequest {
        try DeviceAuthorizationRequest(FormParameters(body: body), from: try Sample.authenticated(client))
    }

    private func device(
        _ state: PolledDecision.State = .pending, polled seconds: Int? = nil, interval: Int = 5
    ) throws -> DeviceAuthorization {
        DeviceAuthorization(
            code: DeviceCodeHash(ofPresented: "d"), userCode: UserCodeHash(ofPresented: "u"),
            client: try kiosk().id, scopes: [.openid],
            decision: PolledDecision(
                expiresAt: .noon + .minutes(10), interval: .seconds(interval),
                lastPolledAt: seconds.map { .noon - .seconds($0) }, state: state))
    }

    private func poll(
        _ device: DeviceAuthorization, by client: Client? = nil, at now: Instant = .noon
    ) throws -> PollAnswer {
        device.poll(by: try Sample.authenticated(client ?? kiosk()), at: now)
    }

    @Test(
        arguments: [
            ("", []), ("scope=", []), ("scope=openid", [.openid]), ("scope=profile", [.profile]),
            ("scope=openid+profile+x", [.openid, .profile]),
        ] as [(String, Set<Scope>)])
    func `a device asks for scopes, with openid or without`(body: String, scopes: Set<Scope>) throws {
        #expect(try request(body, try kiosk()).scopes == scopes)
    }

    @Test(
        arguments: [
            ("scope=openid&scope=openid", .invalidRequest), ("scope=phone", .invalidScope),
            ("scope=openid+offline_access", .invalidScope), ("scope=%22", .invalidScope),
        ] as [(String, TokenError.Code)])
    func `a device may ask for no more than its client may`(body: String, code: TokenError.Code) throws {
        let client = try kiosk()
        let refusal = #expect(throws: TokenRefusal.self) { try request(body, client) }
        #expect(refusal?.error.code == code)
    }

    @Test func `a client that is not registered for devices has none`() throws {
        let client = try Sample.client()
        #expect(throws: TokenRefusal.unregisteredGrant) { try request("scope=openid", client) }
    }

    @Test func `the answer has both codes, the page, and how long and how often (RFC 8628 §3.2)`() throws {
        let code = DeviceCode(random: SeededRandom(seed: 1))
        let response = DeviceAuthorizationResponse(code: code, userCode: try #require(UserCode(typed: "WDJBMJHT")))
        #expect(
            response.json(try Sample.issuer()) == [
                "device_code": .string(code.text), "user_code": "WDJB-MJHT",
                "verification_uri": "https://sso.hue.test/device",
                "verification_uri_complete": "https://sso.hue.test/device?user_code=WDJB-MJHT",
                "expires_in": 600, "interval": 5,
            ])
    }

    @Test func `what is kept of a device is hashes and an end`() throws {
        let code = DeviceCode(random: SeededRandom(seed: 1))
        let userCode = UserCode(random: SeededRandom(seed: 2))
        let device = DeviceAuthorization(
            try request("scope=openid", try kiosk()), code: code, userCode: userCode, at: .noon)
        #expect(device.code == code.hash && device.userCode == userCode.hash)
        #expect(device.decision.expiresAt == .noon + .minutes(10) && device.decision.interval == .seconds(5))
        #expect(device.isPending(at: .noon + .minutes(10) - .milliseconds(1)))
        #expect(!device.isPending(at: .noon + .minutes(10)))
    }

    @Test func `a device waits until the person has decided`() throws {
        #expect(try poll(device()) == .wait(.authorizationPending, interval: .seconds(5)))
        #expect(try poll(device(polled: 5)) == .wait(.authorizationPending, interval: .seconds(5)))
        #expect(try poll(device(.denied)) == .refuse(.deviceDenied))
        #expect(try poll(device(.approved(Sample.authorizationID()))) == .granted(Sample.authorizationID()))
        #expect(try poll(device(.consumed)) == .refuse(.deviceCodeUsedTwice))
    }

    @Test func `a device that polls too soon has to wait five seconds longer each time`() throws {
        #expect(try poll(device(polled: 4)) == .wait(.slowDown, interval: .seconds(10)))
        #expect(try poll(device(polled: 9, interval: 10)) == .wait(.slowDown, interval: .seconds(15)))
        #expect(try poll(device(polled: 10, interval: 10)) == .wait(.authorizationPending, interval: .seconds(10)))
        #expect(try poll(device(.approved(Sample.authorizationID()), polled: 1)) == .granted(Sample.authorizationID()))
    }

    @Test(arguments: [.pending, .approved(Sample.authorizationID()), .denied] as [PolledDecision.State])
    func `a device code ends after ten minutes, whatever became of it`(state: PolledDecision.State) throws {
        let end = Instant.noon + .minutes(10)
        #expect(try poll(device(state), at: end) == .refuse(.expiredDeviceCode))
        #expect(try poll(device(state), at: end - .milliseconds(1)) != .refuse(.expiredDeviceCode))
    }

    @Test func `another client's device is unknown`() throws {
        let other = try Sample.client("other") { $0.grants = [Self.deviceGrant] }
        for state in [.approved(Sample.authorizationID()), .consumed, .pending] as [PolledDecision.State] {
            #expect(try poll(device(state), by: other) == .refuse(.unknownDeviceCode))
        }
    }

    @Test func `the errors have the names of RFC 8628 §3.5`() {
        let refusals: [(TokenRefusal, String)] = [
            (.authorizationPending, "authorization_pending"), (.slowDown, "slow_down"),
            (.deviceDenied, "access_denied"), (.expiredDeviceCode, "expired_token"),
            (.unknownDeviceCode, "invalid_grant"), (.deviceCodeUsedTwice, "invalid_grant"),
        ]
        #expect(refusals.allSatisfy { $0.error.code.rawValue == $1 })
        #expect(TokenRefusal.unknownDeviceCode.error == TokenRefusal.deviceCodeUsedTwice.error)
    }

    @Test func `a device's demand is its client's, as it is registered now`() throws {
        let device = try device()
        let demand = try SignInDemand(device, client: kiosk())
        #expect(demand.scopes == [.openid] && demand.prompts.isEmpty && !demand.isSilent)
        #expect(throws: PageRefusal.unknownClient) { try SignInDemand(device, client: nil) }
        #expect(throws: PageRefusal.unknownClient) { try SignInDemand(device, client: try Sample.client()) }
        let disabled = try Sample.client("kiosk", isEnabled: false)
        #expect(throws: PageRefusal.disabledClient) { try SignInDemand(device, client: disabled) }
        let withdrawn = try kiosk {
            $0.grants = ["authorization_code"]
            $0.redirectURIs = ["https://rp.hue.test/"]
        }
        #expect(throws: PageRefusal.unregisteredGrant) { try SignInDemand(device, client: withdrawn) }
    }
}
