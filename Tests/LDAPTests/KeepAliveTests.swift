import Directory
import LDAP
import LDAPTestSupport
import Testing

/// A connection that lies still is asked by TCP whether its peer is there (RFC 9293 §3.8.4).
@Suite struct KeepAliveTests {
    @Test func `the kernel has a keep-alive timer for a connection that follows, by our settings`() async throws {
        try await Slapd.run { slapd in
            let settings = try LDAPSettings(
                servers: [slapd.url].compactMap { SourceServer($0, usesTLS: false) }, bind: Slapd.readerBind,
                timeouts: .ofTests, keepAlive: KeepAlive(idle: 1_000, interval: 10, probes: 3))
            try await Following.run(LDAPSource(settings)) { following in
                _ = try await following.untilQuiet()
                let connections = try await slapd.connections()
                #expect(connections.count == 1)
                // A thousand seconds are sixteen minutes and some.
                #expect(connections.allSatisfy { $0.contains("timer:(keepalive,16min") }, "\(connections)")
            }
        }
    }
}
