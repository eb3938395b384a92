import Directory
import LDAP
import LDAPTestSupport
import Testing

/// Following a real slapd live (RFC 4533).
@Suite struct ContentSyncTests {
    private static let unit = "ou=H57.05.05,ou=don-vi,\(Slapd.base)"
    private static let added = """
        dn: uid=nguoi.moi,ou=can-bo,\(Slapd.base)
        changetype: add
        objectClass: inetOrgPerson
        objectClass: huePerson
        uid: nguoi.moi
        cn: Người Mới
        sn: Người
        """

    /// Brings every entry, and gives the cookie.
    private static func refreshed(_ following: Following) async throws -> SyncCookie {
        let messages = try await following.untilQuiet()
        #expect(messages.entries.count == 292)
        #expect(messages.refreshes == [true])
        return try #require(messages.cookies.last)
    }

    @Test func `everything comes first, then each change with a cookie of its own`() async throws {
        try await Slapd.run { slapd in
            try await Following.run(slapd.source()) { following in
                let first = try await Self.refreshed(following)

                try await slapd.change(Self.added)
                let addition = try await following.untilQuiet()
                let entry = try #require(addition.entries.first)
                #expect(addition.entries.count == 1 && entry.text("uid") == "nguoi.moi")
                let second = try #require(addition.cookies.last)
                #expect(second != first)

                try await slapd.change(
                    "dn: \(Self.unit)\nchangetype: modify\nreplace: displayName\ndisplayName:: UGjDsm5nIE3hu5tp\n")
                let change = try await following.untilQuiet()
                #expect(change.entries.map { $0.text("displayname") } == ["Phòng Mới"])

                try await slapd.change("dn: uid=nguoi.moi,ou=can-bo,\(Slapd.base)\nchangetype: delete\n")
                let deletion = try await following.untilQuiet()
                #expect(deletion.deleted == [entry.key])
                #expect(await following.stop() == .cancelled)
            }
        }
    }

    @Test func `a unit that is renamed is one entry with the same key`() async throws {
        try await Slapd.run(Slapd.Plan().with { $0.layout = .nested }) { slapd in
            try await Following.run(slapd.source()) { following in
                let all = try await following.untilQuiet().entries
                let unit = try #require(all.first { $0.text("ou") == "Sở Tư pháp" })
                try await slapd.change(
                    """
                    dn: \(unit.name.wireText)
                    changetype: modrdn
                    newrdn: ou=So moi
                    deleteoldrdn: 1

                    """)
                let changed = try await following.untilQuiet()
                #expect(changed.entries.map(\.key) == [unit.key])
                #expect(changed.entries.first?.text("ou") == "So moi")
                #expect(changed.deleted.isEmpty)

                // What stands below is read anew, by the name that it has now.
                let below = Collected()
                let name = try #require(changed.entries.first?.name)
                _ = try await slapd.source().subtree(of: name, Slapd.query) { below.take($0) }
                let before = all.filter { $0.name.parts.suffix(unit.name.parts.count) == unit.name.parts[...] }
                #expect(Set(below.entries.map(\.key)) == Set(before.map(\.key)))
                #expect(before.count > 1)
            }
        }
    }

    @Test func `with a cookie come what changed and what is gone, and no more`() async throws {
        try await Slapd.run { slapd in
            let cookie = try await Following.run(slapd.source()) { try await Self.refreshed($0) }
            try await slapd.change(Self.added)
            try await slapd.change("dn: \(Self.unit)\nchangetype: delete\n")
            try await Following.run(slapd.source(), from: cookie) { following in
                let messages = try await following.untilQuiet()
                #expect(messages.entries.map { $0.text("uid") } == ["nguoi.moi"])
                #expect(messages.deleted.count == 1)
                #expect(messages.refreshes == [true])
                #expect(messages.present.isEmpty)
            }
        }
    }

    @Test func `after a restart what isn't named is gone`() async throws {
        try await Slapd.run { slapd in
            let (cookie, keys) = try await Following.run(slapd.source()) { following in
                let messages = try await following.untilQuiet()
                return (try #require(messages.cookies.last), Set(messages.entries.map(\.key)))
            }
            try await slapd.change("dn: \(Self.unit)\nchangetype: delete\n")
            await slapd.stop()
            try await slapd.start()
            try await Following.run(slapd.source(), from: cookie) { following in
                let messages = try await following.untilQuiet()
                #expect(messages.refreshes == [false])
                #expect(messages.deleted.isEmpty)
                #expect(keys.subtracting(messages.present).subtracting(messages.entries.map(\.key)).count == 1)
            }
        }
    }

    @Test func `a cookie that is newer than the server is refused, and told apart`() async throws {
        try await Slapd.run { slapd in
            let cookie = try await Following.run(slapd.source()) { try await Self.refreshed($0) }
            let text = String(decoding: cookie.octets, as: UTF8.self).replacing(/csn=\d{4}/, with: "csn=2099")
            let newer = try #require(SyncCookie([UInt8](text.utf8)))
            let error = try await failure(of: { try await slapd.source().refresh(Slapd.query, from: newer) { _ in } })
            guard case .cookieRefused(let refused) = error else { throw error }
            #expect(refused.code == 53)
        }
    }

    @Test func `a cookie that is rubbish brings everything, and none that is empty takes its place`() async throws {
        try await Slapd.run { slapd in
            let rubbish = try #require(SyncCookie([UInt8]("rac".utf8)))
            try await Following.run(slapd.source(), from: rubbish) { following in
                let messages = try await following.untilQuiet()
                #expect(messages.entries.count == 292)
                #expect(messages.cookies.allSatisfy { !$0.octets.isEmpty })
            }
        }
    }

    @Test func `a refresh by itself ends`() async throws {
        try await Slapd.run { slapd in
            let kept = Kept()
            try await slapd.source().refresh(Slapd.query, from: nil) { kept.take($0) }
            #expect(kept.messages.entries.count == 292)
            let cookie = try #require(kept.messages.cookies.last)
            let again = Kept()
            try await slapd.source().refresh(Slapd.query, from: cookie) { again.take($0) }
            #expect(again.messages.entries.isEmpty && again.messages.deleted.isEmpty)
        }
    }

    @Test func `a server without content synchronisation says so`() async throws {
        try await Slapd.run(Slapd.Plan().with { $0.hasSync = false }) { slapd in
            let refused = try await refusal(of: {
                try await slapd.source().refresh(Slapd.query, from: nil) { _ in }
            })
            #expect(refused.code == 12)
        }
    }

    @Test func `a server that is killed ends it, and the old cookie goes on`() async throws {
        try await Slapd.run { slapd in
            let source = try slapd.source()
            try await Following.run(source) { following in
                let cookie = try await Self.refreshed(following)
                await slapd.kill()
                let end = await following.end()
                let server = try #require(SourceServer(slapd.url, usesTLS: false))
                #expect(end == .unreachable(server, .following))
                try await slapd.start()
                try await Following.run(slapd.source(), from: cookie) { again in
                    let messages = try await again.untilQuiet()
                    #expect(messages.entries.isEmpty && messages.deleted.isEmpty)
                }
            }
        }
    }
}
