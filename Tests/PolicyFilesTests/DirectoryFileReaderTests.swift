import Directory
import Foundation
import Permissions
import PolicyFiles
import Testing

/// `directory.yaml`: the examples of the documentation, and what is wrong with others.
struct DirectoryFileReaderTests {
    private static let examples = PoliciesTests.folder.deletingLastPathComponent().appending(
        path: "Documentation/Directory")

    private static func example(_ name: String) throws -> String {
        try String(contentsOf: examples.appending(path: name + ".yaml"), encoding: .utf8)
    }

    private static func read(_ text: String) throws -> DirectoryMapping {
        let policy = try PolicyReader.read(try PoliciesTests.files())
        return try DirectoryFileReader.read(
            PolicyFile(name: "directory.yaml", text: text), positions: Set(policy.positions.map(\.position)),
            kinds: Set(policy.kinds.map(\.kind)))
    }

    private static func errors(_ text: String) -> [String] {
        do {
            _ = try read(text)
            return []
        } catch let errors as PolicyFileErrors {
            return errors.all.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    @Test func `the example for nested units is read`() throws {
        let mapping = try Self.read(Self.example("openldap-nested"))
        #expect(
            mapping.source.slug == "thanh-pho" && mapping.mode == .live && mapping.base.text == "dc=hue,dc=gov,dc=vn")
        #expect(
            mapping.connection.servers == [
                .ldaps(host: "ldap1.hue.gov.vn", port: 636), .startTLS(host: "ldap2.hue.gov.vn", port: 389),
            ])
        #expect(mapping.connection.timeouts.whole == .seconds(600) && mapping.connection.tls.minimum == .v12)
        #expect(mapping.unit.parent == .dn && mapping.unit.root == UnitID("H57") && mapping.unit.kind.words.count == 10)
        #expect(mapping.unit.kind.words[FoldedWord("ban  Quản Lý")] == UnitKind("ban_quan_ly"))
        #expect(mapping.person.positions[FoldedWord("giám đốc")] == Position("giam-doc"))
        #expect(mapping.person.posts.count == 2 && !mapping.allowsSignIn && mapping.limits == SyncLimits())
        #expect(mapping.fullAt == TimeOfDay("03:00") && mapping.pageSize == 500)
    }

    @Test func `the example for units beside each other is read`() throws {
        let mapping = try Self.read(Self.example("openldap-flat"))
        #expect(mapping.unit.parent == .code(try #require(AttributeName("hueUnitParent"))))
        #expect(mapping.unit.name.map(\.text) == ["displayname", "ou"] && mapping.unit.kind.words.isEmpty)
    }

    @Test func `whether a secondment suspends somebody's own posts is said, and else it doesn't`() throws {
        let text = try Self.example("openldap-flat")
        #expect(try !Self.read(text).person.suspendsOnSecondment)
        for (word, suspends) in [("stay", false), ("suspended", true)] {
            let said = text.replacing(
                "  username: uid\n", with: "  username: uid\n  home-posts-on-secondment: \(word)\n")
            #expect(try Self.read(said).person.suspendsOnSecondment == suspends)
        }
    }

    @Test func `the servers that a reference is followed to are named, and nothing else switches that on`() throws {
        let text = try Self.example("openldap-flat")
        #expect(try Self.read(text).connection.referrals == [])
        let url = "ldaps://khac.hue.gov.vn"
        let mapping = try Self.read(text.replacing("mode: live", with: "mode: full\nreferrals: [\"\(url)\"]"))
        #expect(mapping.connection.referrals == [SourceServer(url)])
    }

    @Test func `the example for Active Directory is read`() throws {
        let mapping = try Self.read(Self.example("active-directory"))
        #expect(mapping.key == .objectGUID && mapping.unit.below == UnitID("H57") && mapping.mode == .changes)
        let uac = try #require(AttributeName("userAccountControl"))
        let end = try #require(AttributeName("accountExpires"))
        #expect(mapping.person.active == [.bit(uac, mask: 2, endsWhen: .set), .until(end)])
        #expect(mapping.person.groups.map(\.position) == [Position("truong-phong")])
        #expect(mapping.attributes.map(\.text).contains("member"))
    }

    @Test(
        arguments: [
            ("source: thanh-pho", "source: Thành phố", "Thành phố"), ("source: thanh-pho", "source: scim-hr", "scim-"),
            ("page: 500", "page: 5", "page"),
            ("mode: live", "mode: live\nreferrals: [\"ldaps://khac.hue.gov.vn\"]", "mode: full"),
            ("mode: live", "mode: full\nreferrals: [\"http://khac.hue.gov.vn\"]", "http://khac"),
            ("mode: live", "mode: push", "push"), ("base: dc=hue", "base: hue", "RFC 4514"),
            ("code: hueUnitCode", "code: mã đơn vị", "RFC 4512"),
            ("class: hueUnit\n", "class: hueUnit\n  filter: (a=b)\n", "class, filter"),
            ("class: huePerson", "filter: \"(a=b\"", "RFC 4515"), ("root: H57", "root: h57", "h57"),
            ("full: \"03:00\"", "full: \"25:00\"", "25:00"), ("units-removed: 5%", "units-removed: 5", "5%"),
            ("within: 24h", "within: 1 day", "24h"), ("Sở\": so", "Sở\": bo", "bo"),
            ("sign-in: off", "sign-in: maybe", "maybe"),
            ("\"Giám đốc\": giam-doc", "\"Giám đốc\": vua", "positions.yaml"),
            ("ldaps://ldap1", "http://ldap1", "http://ldap1"),
            ("\"Văn thư\": van-thu", "\"giám  đốc\": giam-doc", "tone placement"),
            ("by: dn }                #", "by: cn } #", "cn"),
            ("form: \"POSITION@UNIT;from=;until=;kind=\"", "form: \"UNIT\"", "POSITION@UNIT"),
            ("username: uid", "username: uid\n  home-posts-on-secondment: rest", "stay, suspended"),
            ("username: uid", "user: uid", "\"user\""), ("key: entryUUID", "key: uid", "nsUniqueId"),
            ("key: entryUUID", "keys: entryUUID", "\"keys\""),
            ("tls: { ca: /etc/hue-sso/ldap-ca.pem, minimum: \"1.2\" }", "tls: none", "in the clear"),
        ])
    func `what is wrong is told with its line and what to do`(good: String, bad: String, fact: String) throws {
        let text = try Self.example("openldap-nested")
        let range = try #require(text.range(of: good))
        let line = text[..<range.lowerBound].count { $0 == "\n" } + 1
        let errors = Self.errors(text.replacingCharacters(in: range, with: bad))
        // What is added below the line is wrong in its own.
        let place = "directory.yaml:\(bad.contains("\n") && !bad.hasSuffix("\n") ? line + 1 : line):"
        #expect(errors.contains { $0.hasPrefix(place) && $0.contains(fact) }, "\(place) \(errors)")
    }

    @Test func `all that is wrong is told at once`() throws {
        let text = try Self.example("openldap-nested").replacing("mode: live", with: "mode: x")
            .replacing("page: 500", with: "page: x").replacing("username: uid", with: "username: \"u d\"")
        #expect(Self.errors(text).count == 3)
    }

    @Test func `no mutation of the examples breaks the reader, and none is read without its parts`() throws {
        let text = try Self.example("active-directory")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for place in lines.indices {
            var fewer = lines
            fewer.remove(at: place)
            _ = Self.errors(fewer.joined(separator: "\n"))
        }
        #expect(!Self.errors("").isEmpty && !Self.errors("[]").isEmpty && !Self.errors("source: a").isEmpty)
    }

    @Test func `the file is no part of a policy`() throws {
        let file = PolicyFile(name: "directory.yaml", text: try Self.example("openldap-flat"))
        let files = try PoliciesTests.files()
        #expect(try PolicyReader.read(files + [file]).platforms == PolicyReader.read(files).platforms)
    }
}
