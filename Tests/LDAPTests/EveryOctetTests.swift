import Directory
import LDAP
import LDAPTestSupport
import Synchronization
import Testing

/// Connections that end after each single octet of a server's answer: whatever was asked, half an answer is none.
@Suite struct EveryOctetTests {
    /// A department and its divisions: an answer of a thousand octets or so.
    private static let query = SourceQuery(
        base: Slapd.base, filter: "(hueUnitCode=H57.05*)", attributes: ["hueUnitCode", "hueUnitParent"], key: .entryUUID
    )

    /// Asks until an answer is whole; the connection of each try ends an octet later than that of the last, or so many.
    /// - Returns: how many octets it took.
    private static func sweep(
        _ slapd: Slapd, by step: Int = 1, _ ask: (LDAPSource) async throws -> Void
    ) async throws -> Int {
        try await FailingProxy.run(to: slapd.port, [.sweep(step)]) { proxy in
            for octets in stride(from: 0, to: 100_000, by: step) {
                do {
                    // One that never failed, so that its server isn't at rest.
                    try await ask(try slapd.source([proxy.url]))
                    return octets
                } catch LDAPError.unreachable {
                    continue
                }
            }
            return 0
        }
    }

    @Test func `a reading is whole or none`() async throws {
        try await Slapd.run { slapd in
            let delivered = Mutex(0)
            let octets = try await Self.sweep(slapd) { source in
                delivered.withLock { $0 = 0 }
                let summary = try await source.read(Self.query) { page in
                    delivered.withLock { $0 += page.entries.count }
                }
                #expect(summary.entries == delivered.withLock(\.self))
            }
            #expect(octets > 500 && delivered.withLock(\.self) >= 3)
        }
    }

    @Test func `a reading of several pages is whole or none`() async throws {
        try await Slapd.run { slapd in
            let query = SourceQuery(
                base: Slapd.base, filter: "(objectClass=hueUnit)", attributes: ["1.1"], key: .entryUUID)
            let octets = try await Self.sweep(slapd, by: 37) { source in
                let summary = try await source.read(query) { _ in }
                #expect(summary.entries == 232 && summary.pages == 3)
            }
            #expect(octets > 10_000)
        }
    }

    @Test func `what stands below an entry is read whole or not at all`() async throws {
        try await Slapd.run { slapd in
            let units = try #require(DistinguishedName("ou=don-vi,\(Slapd.base)"))
            let delivered = Mutex(0)
            let octets = try await Self.sweep(slapd) { source in
                delivered.withLock { $0 = 0 }
                let summary = try await source.subtree(of: units, Self.query) { page in
                    delivered.withLock { $0 += page.entries.count }
                }
                #expect(summary.entries == delivered.withLock(\.self))
            }
            #expect(octets > 500 && delivered.withLock(\.self) >= 3)
        }
    }

    @Test func `changes are told whole or not at all`() async throws {
        try await Slapd.run { slapd in
            let collected = Collected()
            let summary = try await slapd.source().read(Self.query, markedBy: .modifyTimestamp) { collected.take($0) }
            let value = try #require(summary.mark).value
            let unit = try #require(collected.entries.last?.name)
            try await slapd.set("displayName", ["Phòng Mới"], of: unit.wireText)
            let changed = Mutex<[SourceEntry]>([])
            let octets = try await Self.sweep(slapd) { source in
                changed.withLock { $0 = [] }
                // Its own: of another server's nothing is asked.
                let mark = try #require(
                    ChangeMark(.modifyTimestamp, value: value, origin: "\(source.settings.servers[0])"))
                let summary = try await source.changes(since: mark, Self.query) { page in
                    changed.withLock { $0 += page.entries }
                }
                #expect(summary.entries == changed.withLock(\.count) && summary.mark != nil)
            }
            #expect(octets > 100 && changed.withLock(\.self).contains { $0.name == unit })
        }
    }

    @Test func `a refresh is done or isn't, and no cookie comes of one that isn't`() async throws {
        try await Slapd.run { slapd in
            let kept = Mutex(Kept())
            let octets = try await Self.sweep(slapd) { source in
                let own = Kept()
                let last = kept.withLock { last in
                    defer { last = own }
                    return last
                }
                #expect(last.messages.refreshes.isEmpty && last.messages.cookies.isEmpty)
                try await source.refresh(Self.query, from: nil) { own.take($0) }
            }
            let messages = kept.withLock(\.self).messages
            #expect(octets > 500 && messages.refreshes.count == 1 && messages.cookies.count == 1)
        }
    }

    @Test func `an entry is found by its key, or nothing is said of it`() async throws {
        try await Slapd.run { slapd in
            let collected = Collected()
            _ = try await slapd.source().read(Self.query) { collected.take($0) }
            let key = try #require(collected.entries.first?.key)
            let octets = try await Self.sweep(slapd) { source in
                let found = try await source.lookUp([key], Self.query)
                #expect(Array(found.keys) == [key])
            }
            #expect(octets > 100)
        }
    }
}
