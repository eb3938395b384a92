import Directory
import LDAP
import LDAPTestSupport
import Testing

/// Servers that are cut off, stall, or never answer: no reading, and no wait without an end.
@Suite struct BrokenServerTests {
    /// Short enough to be waited for, and longer than a busy machine stands still; a test that isn't about time has longer
    /// ones.
    private static let impatient = LDAPTimeouts(
        connect: .seconds(2), answer: .seconds(2), whole: .seconds(60), silence: .seconds(2))

    private static func source(
        _ slapd: Slapd, _ url: String, trust: TLSTrust? = nil, _ timeouts: LDAPTimeouts = .ofTests
    ) throws -> LDAPSource {
        LDAPSource(try slapd.settings([url], trust: trust, timeouts: timeouts))
    }

    @Test func `a reading that is cut anywhere is none`() async throws {
        try await Slapd.run { slapd in
            // The whole answer has more than 60,000 octets; the first few are those of the bind.
            let places = Array(0..<40) + stride(from: 40, to: 60_000, by: 1531)
            try await FailingProxy.run(to: slapd.port, places.map { .cut($0) }) { proxy in
                for _ in places {
                    let error = try await failure(of: {
                        try await Self.source(slapd, proxy.url).read(Slapd.query) { _ in }
                    })
                    guard case .unreachable = error else { throw error }
                }
            }
        }
    }

    @Test func `a refresh that is cut anywhere is never done`() async throws {
        try await Slapd.run { slapd in
            let places = Array(stride(from: 0, to: 60_000, by: 3333))
            try await FailingProxy.run(to: slapd.port, places.map { .cut($0) }) { proxy in
                for _ in places {
                    let kept = Kept()
                    _ = try await failure(of: {
                        try await Self.source(slapd, proxy.url).refresh(Slapd.query, from: nil) { kept.take($0) }
                    })
                    #expect(kept.messages.refreshes.isEmpty && kept.messages.cookies.isEmpty)
                }
            }
        }
    }

    @Test(arguments: ["ldap", "ldaps"])
    func `a server that lets nobody in is left when the time for connecting is over`(scheme: String) async throws {
        let port = try FullPort()
        defer { port.close() }
        let server = try #require(SourceServer("\(scheme)://127.0.0.1:\(port.number)", usesTLS: scheme == "ldaps"))
        let timeouts = LDAPTimeouts(
            connect: .milliseconds(300), answer: .seconds(60), whole: .seconds(60), silence: .seconds(60))
        let source = LDAPSource(try LDAPSettings(servers: [server], bind: Slapd.readerBind, timeouts: timeouts))
        let error = try await failure(of: { try await source.read(Slapd.query) { _ in } })
        #expect(error == .timedOut(server, .connecting))
    }

    // The answer to a bind has 14 octets.
    @Test(arguments: [(0, LDAPStage.binding), (5, .binding), (14, .reading), (1000, .reading), (30_000, .reading)])
    func `a server that stalls is left when its time is over`(place: Int, stage: LDAPStage) async throws {
        try await Slapd.run { slapd in
            try await FailingProxy.run(to: slapd.port, [.stall(place)]) { proxy in
                let error = try await failure(of: {
                    try await Self.source(slapd, proxy.url, Self.impatient).read(Slapd.query) { _ in }
                })
                #expect(error == .timedOut(try #require(SourceServer(proxy.url, usesTLS: false)), stage))
            }
        }
    }

    @Test func `a whole reading has its time, however long each answer may take`() async throws {
        let timeouts = LDAPTimeouts(
            connect: .seconds(20), answer: .seconds(20), whole: .milliseconds(300), silence: .seconds(20))
        try await Slapd.run { slapd in
            try await FailingProxy.run(to: slapd.port, [.stall(1000)]) { proxy in
                let error = try await failure(of: {
                    try await Self.source(slapd, proxy.url, timeouts).read(Slapd.query) { _ in }
                })
                #expect(error == .timedOut(try #require(SourceServer(proxy.url, usesTLS: false)), .whole))
            }
        }
    }

    @Test func `a handshake that nobody answers ends, of ldaps and after StartTLS`() async throws {
        let certificate = try await TestCertificates()
        let trust = TLSTrust(authorities: certificate.authority)
        try await Slapd.run(Slapd.Plan().with { $0.certificate = certificate }) { slapd in
            try await FailingProxy.run(to: slapd.securePort, [.mute]) { proxy in
                let url = "ldaps://127.0.0.1:\(proxy.port)"
                let error = try await failure(of: {
                    try await Self.source(slapd, url, trust: trust, Self.impatient).read(Slapd.query) { _ in }
                })
                #expect(error == .timedOut(try #require(SourceServer(url)), .handshake))
            }
            // The answer to StartTLS has 14 octets: what comes after it is the handshake's.
            try await FailingProxy.run(to: slapd.port, [.stall(14)]) { proxy in
                let error = try await failure(of: {
                    try await Self.source(slapd, proxy.url, trust: trust, Self.impatient).read(Slapd.query) { _ in }
                })
                #expect(error == .timedOut(try #require(SourceServer(proxy.url)), .handshake))
            }
        }
    }

    @Test func `a server that is silent while it is followed is asked, and stays while it answers`() async throws {
        let timeouts = LDAPTimeouts(
            connect: .seconds(20), answer: .seconds(60), whole: .seconds(120), silence: .seconds(2))
        try await Slapd.run(Slapd.Plan().with { $0.logsOperations = true }) { slapd in
            try await FailingProxy.run(to: slapd.port, [.pass]) { proxy in
                try await Following.run(Self.source(slapd, proxy.url, timeouts)) { following in
                    _ = try await following.untilQuiet()
                    for number in 0..<3 {
                        while try await slapd.searches("(objectClass=*)") == 0 {}
                        try await slapd.change(
                            """
                            dn: ou=H57.05.05,ou=don-vi,\(Slapd.base)
                            changetype: modify
                            replace: hueUnitOrder
                            hueUnitOrder: \(number + 700)

                            """)
                        _ = try await following.untilQuiet()
                    }
                }
            }
        }
    }

    @Test func `who no longer wants the answer waits no longer for it`() async throws {
        try await Slapd.run { slapd in
            try await FailingProxy.run(to: slapd.port, [.stall(1000)]) { proxy in
                let source = try Self.source(slapd, proxy.url)
                let reading = Task { try await source.read(Slapd.query) { _ in } }
                reading.cancel()
                let error = try await failure(of: { try await reading.value })
                #expect(error == .cancelled)
            }
        }
    }

    @Test func `the next server is asked when the first is gone, and stays the first`() async throws {
        try await Slapd.run { slapd in
            try await FailingProxy.run(to: slapd.port, [.cut(0)]) { proxy in
                let source = LDAPSource(try slapd.settings([proxy.url, slapd.url]))
                for _ in 0..<2 {
                    let summary = try await source.read(Slapd.query) { _ in }
                    #expect(summary.server == SourceServer(slapd.url, usesTLS: false))
                }
            }
        }
    }

    @Test func `servers that all failed rest, and nobody is kept waiting for them`() async throws {
        try await Slapd.run { slapd in
            try await FailingProxy.run(to: slapd.port, [.cut(0)]) { proxy in
                let moment = ContinuousClock().now
                let source = LDAPSource(try slapd.settings([proxy.url])) { moment }
                _ = try await failure(of: { try await source.read(Slapd.query) { _ in } })
                let error = try await failure(of: { try await source.read(Slapd.query) { _ in } })
                guard case .resting(let rest) = error else { throw error }
                #expect(rest > .zero && rest <= .seconds(1))
            }
        }
    }
}
