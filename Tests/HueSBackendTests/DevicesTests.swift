import Identity
import TestSupport
import Testing
import Wire

@testable import HueSBackend

/// The devices of the example: each with an offline session that its citizen sees and ends.
@Suite struct DevicesTests {
    private let devices = Devices(random: SeededRandom(seed: 1))

    private func tokens(_ refresh: String, until end: Instant = .noon + .minutes(10)) -> ProviderClient.Tokens {
        ProviderClient.Tokens(accessToken: "access-" + refresh, refreshToken: refresh, idToken: nil, end: end)
    }

    private func open(_ subject: String, _ refresh: String) async throws -> String {
        try #require(await devices.open(tokens(refresh), ["sub": .string(subject)], label: "Firefox", at: .noon)).cookie
    }

    @Test func `a citizen ends their own devices, and nobody else's`() async throws {
        let (phone, tablet) = (try await open("a", "1"), try await open("a", "2"))
        _ = try await open("b", "3")
        #expect(await devices.all(of: "a").map(\.number) == [1, 2])
        #expect(await devices.end(1, of: "b") == nil)
        #expect(await devices.end(1, of: "a") == "1", "the refresh token that is to be revoked")
        #expect(await devices.device(phone) == nil)
        #expect(await devices.device(tablet) != nil)
        await devices.endAll(of: "a")
        #expect(await devices.device(tablet) == nil)
        #expect(await devices.all(of: "b").count == 1)
    }

    @Test func `who signs in anew in a browser has one session there, and the one before is to be revoked`()
        async throws
    {
        let (phone, tablet) = (try await open("a", "1"), try await open("a", "2"))
        let opened = try #require(
            await devices.open(tokens("3"), ["sub": "a"], label: "Firefox", inPlaceOf: phone, at: .noon))
        #expect(opened.ended == "1")
        #expect(await devices.device(phone) == nil)
        #expect(await devices.device(opened.cookie)?.tokens.refreshToken == "3")
        #expect(await devices.device(tablet) != nil)
        let elsewhere = try #require(
            await devices.open(tokens("4"), ["sub": "b"], label: "Firefox", inPlaceOf: "unknown", at: .noon))
        #expect(elsewhere.ended == nil)
    }

    @Test func `a sign-in is taken once, by the browser that began it`() async {
        let signIn = BegunSignIn(random: SeededRandom(seed: 2), at: .noon)
        await devices.begin(signIn, in: "browser", at: .noon)
        #expect(await devices.take(state: signIn.state, in: "other", at: .noon) == nil)
        #expect(await devices.take(state: signIn.state, in: "browser", at: .noon) == signIn)
        #expect(await devices.take(state: signIn.state, in: "browser", at: .noon) == nil)
    }

    @Test func `a token is renewed once, whoever else needs it meanwhile`() async throws {
        let cookie = try await open("a", "1")
        #expect(try await devices.accessToken(cookie, at: .noon) { _ in throw HueSFailure.unreachable } == "access-1")
        let late = Instant.noon + .minutes(10)
        let got = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 {
                group.addTask { [devices] in
                    try await devices.accessToken(cookie, at: late) { refresh in
                        #expect(refresh == "1")
                        return ProviderClient.Tokens(
                            accessToken: "new", refreshToken: "2", idToken: nil, end: late + .minutes(10))
                    }
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(got == ["new"])
    }

    @Test func `a device whose offline session has ended is signed out, and one that meets an outage isn't`()
        async throws
    {
        let cookie = try await open("a", "1")
        let late = Instant.noon + .minutes(10)
        await #expect(throws: HueSFailure.unreachable) {
            try await devices.accessToken(cookie, at: late) { _ in throw HueSFailure.unreachable }
        }
        #expect(await devices.device(cookie) != nil)
        await #expect(throws: HueSFailure.refused("invalid_grant")) {
            try await devices.accessToken(cookie, at: late) { _ in throw HueSFailure.refused("invalid_grant") }
        }
        #expect(await devices.device(cookie) == nil)
    }
}
