import Identity
import OpenIDConnect
import Operations
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct DeviceCodeSettlementTests {
    @Test func `a device waits, is approved by a person, and gets tokens`() async throws {
        let world = try await TokenWorld()
        let device = try await world.device()
        #expect(try await world.poll(device).refusal == .authorizationPending)
        world.clock.advance(by: .seconds(5))
        #expect(try await world.poll(device).refusal == .authorizationPending)
        #expect(try await world.approve(device))
        let issue = try await world.poll(device).given()
        #expect(
            issue.authorization.subject
                == .person(world.person, world.session.authentication, session: world.session.id))
        #expect(issue.accessToken.scopes == [.openid, .profile])
        #expect(issue.idToken != nil && issue.idToken?.nonce == nil)
        #expect(try await world.opens(issue))
        #expect(try await world.refresh(issue.givenRefreshToken()).issue != nil)
        #expect(
            try await world.audit("device-authorization", "device-approval", "token") == [
                "device-authorization | success | client | platform",
                "device-approval | success | person | platform",
                "token | success | person | platform", "token | success | person | platform",
            ])
    }

    @Test func `a device that names a resource gets a token for it alone`() async throws {
        let world = try await TokenWorld()
        let device = try await world.device()
        #expect(try await world.approve(device))
        let issue = try await world.poll(device, resource: TokenWorld.api).given()
        #expect(issue.accessToken.audience == TokenWorld.api)
        #expect(try await !world.opens(issue))
    }

    @Test func `a device without openid gets no ID token`() async throws {
        let world = try await TokenWorld()
        let device = try await world.device(scope: "profile")
        #expect(try await world.approve(device))
        let issue = try await world.poll(device).given()
        #expect(issue.idToken == nil && issue.accessToken.scopes == [.profile])
    }

    @Test func `who polls too soon has to wait 5 seconds longer, each time`() async throws {
        let world = try await TokenWorld()
        let device = try await world.device()
        // RFC 8628 §3.5. The interval is 5, then 10, then 15 seconds.
        let polls: [(Int, TokenRefusal)] = [
            (0, .authorizationPending), (4_999, .slowDown), (9_999, .slowDown), (15_000, .authorizationPending),
            (15_000, .authorizationPending),
        ]
        for (milliseconds, refusal) in polls {
            world.clock.advance(by: .milliseconds(milliseconds))
            #expect(try await world.poll(device).refusal == refusal, "after \(milliseconds)")
        }
        #expect(try await world.audit("token").isEmpty)
    }

    @Test func `a device that is approved gets its tokens, however soon it polls`() async throws {
        let world = try await TokenWorld()
        let device = try await world.device()
        _ = try await world.poll(device)
        #expect(try await world.approve(device))
        #expect(try await world.poll(device).issue != nil)
    }

    @Test func `a device that is denied is told so, and can't be approved any more`() async throws {
        let world = try await TokenWorld()
        let device = try await world.device()
        #expect(try await world.deny(device))
        #expect(try await world.poll(device).refusal == .deviceDenied)
        #expect(try await !world.approve(device))
        #expect(try await world.poll(device).refusal == .deviceDenied)
        #expect(try await world.count("authorizations") == 0)
    }

    @Test(arguments: [false, true])
    func `a device code counts for less than 10 minutes`(isApproved: Bool) async throws {
        let world = try await TokenWorld()
        let device = try await world.device()
        if isApproved { #expect(try await world.approve(device)) }
        world.clock.advance(by: .minutes(10))
        try await world.housekeep()
        #expect(try await world.poll(device).refusal == .expiredDeviceCode)
        #expect(try await !world.approve(device))
    }

    @Test func `what a device gets in its last moment lives as long as any other`() async throws {
        for scope in ["openid profile", "openid offline_access"] {
            let world = try await TokenWorld {
                if !scope.contains("offline") {
                    $0.grants = [GrantType.deviceCode.rawValue]
                    $0.redirectURIs = []
                    $0.scopes = ["openid", "profile"]
                }
            }
            let device = try await world.device(scope: scope)
            #expect(try await world.approve(device))
            world.clock.advance(by: .minutes(10) - .milliseconds(1))
            let issue = try await world.poll(device).given()
            world.clock.advance(by: .minutes(9))
            try await world.housekeep()
            #expect(try await world.opens(issue))
        }
    }

    @Test func `a device code gives tokens once, and one of a hundred polls at once gets them`() async throws {
        let world = try await TokenWorld()
        let device = try await world.device()
        #expect(try await world.approve(device))
        let outcomes = try await race(100) { _ in try await world.poll(device) }
        #expect(outcomes.count { $0.issue != nil } == 1)
        #expect(outcomes.count { $0.refusal == .deviceCodeUsedTwice } == 99)
        #expect(try await world.count("access_tokens") == 1)
    }

    @Test func `another client's attempt changes nothing`() async throws {
        let world = try await TokenWorld()
        let thief = try await world.add(TokenWorld.client("thief"))
        let device = try await world.device()
        #expect(try await world.poll(device, by: thief).refusal == .unknownDeviceCode)
        #expect(try await world.poll(device).refusal == .authorizationPending, "the thief's poll was none of its own")
        #expect(try await world.approve(device))
        #expect(try await world.poll(device, by: thief).refusal == .unknownDeviceCode)
        #expect(try await world.poll(device).issue != nil)
    }

    @Test func `a code that nobody gave is unknown`() async throws {
        let world = try await TokenWorld()
        let device = try await world.device()
        for text in [device.code.hash.text, device.userCode.text] {
            let outcome = try await world.send([
                ("grant_type", GrantType.deviceCode.rawValue), ("device_code", text),
            ])
            #expect(outcome.refusal == .unknownDeviceCode)
        }
    }

    @Test func `a client that isn't registered for devices begins none`() async throws {
        let world = try await TokenWorld { $0.grants.removeAll { $0 == GrantType.deviceCode.rawValue } }
        guard case .refused(.unregisteredGrant) = try await world.begin() else {
            Issue.record("a device was begun")
            return
        }
        #expect(
            try await world.audit("device-authorization") == [
                "device-authorization | refused: unregistered-grant | anonymous | platform"
            ])
    }

    @Test func `a thousand devices of a client wait at a time, and one more has to come later`() async throws {
        let world = try await TokenWorld()
        let other = try await world.add(TokenWorld.client("other"))
        let first = try await world.device()
        let (random, limit) = (world.here.installation.random, BeginDeviceAuthorization.waitingLimit)
        #expect(limit == 1000)
        let device = try #require(
            try await world.here.read { transaction in try transaction.devicesWaiting.find(first.code.hash) })
        try await world.here.write { transaction in
            for _ in 1..<limit {
                try transaction.devicesWaiting.add(
                    DeviceAuthorization(
                        code: DeviceCode(random: random).hash, userCode: UserCode(random: random).hash,
                        client: device.client, scopes: device.scopes, decision: device.decision))
            }
        }
        guard case .tooMany(let wait) = try await world.begin() else {
            Issue.record("the 1,001st was begun")
            return
        }
        #expect(wait == .seconds(5))
        #expect(try await world.count("device_authorizations") == 1000)
        #expect(try await world.begin(by: other).response != nil, "another client's devices are its own")
        #expect(try await world.approve(first))
        #expect(try await world.begin().response != nil, "one waits no more")
        #expect(try await world.begin().response == nil)
        world.clock.advance(by: DeviceAuthorization.lifetime)
        #expect(try await world.begin().response != nil, "none waits any more")
    }
}
