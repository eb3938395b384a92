import Directory
import LDAP
import LDAPTestSupport
import Testing

/// Servers that say nothing any more, with their sockets open: between two messages of an answer, and while they are
/// followed.
@Suite struct SilenceTests {
    /// Each time apart, so that the one that ends a test is known.
    private static func timeouts(answer: Duration = .seconds(60), silence: Duration) -> LDAPTimeouts {
        LDAPTimeouts(connect: .seconds(20), answer: answer, whole: .seconds(120), silence: silence)
    }

    @Test(arguments: [1500, 5001, 12_345])
    func `a silence between two messages ends a reading, however long an answer may take`(place: Int) async throws {
        try await Slapd.run { slapd in
            try await FailingProxy.run(to: slapd.port, [.stall(place)]) { proxy in
                let source = LDAPSource(
                    try slapd.settings([proxy.url], timeouts: Self.timeouts(silence: .milliseconds(300))))
                let error = try await failure(of: { try await source.read(Slapd.query) { _ in } })
                #expect(error == .timedOut(try #require(SourceServer(proxy.url, usesTLS: false)), .reading))
            }
        }
    }

    @Test(arguments: [1500, 40_001])
    func `a silence in the midst of a refresh ends it`(place: Int) async throws {
        try await Slapd.run { slapd in
            try await FailingProxy.run(to: slapd.port, [.stall(place)]) { proxy in
                let source = LDAPSource(
                    try slapd.settings([proxy.url], timeouts: Self.timeouts(silence: .milliseconds(300))))
                let end = try await Following.run(source) { following in await following.end() }
                #expect(end == .timedOut(try #require(SourceServer(proxy.url, usesTLS: false)), .reading))
            }
        }
    }

    @Test func `a server that hangs while it is followed is asked, and left when it doesn't answer`() async throws {
        try await Slapd.run { slapd in
            let times = Self.timeouts(answer: .seconds(2), silence: .seconds(2))
            try await Following.run(LDAPSource(try slapd.settings(timeouts: times))) { following in
                _ = try await following.untilQuiet()
                slapd.freeze()
                let end = await following.end()
                slapd.thaw()
                #expect(end == .timedOut(try #require(SourceServer(slapd.url, usesTLS: false)), .following))
            }
        }
    }
}
