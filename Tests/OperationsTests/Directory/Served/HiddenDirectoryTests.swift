import Database
import Directory
import Foundation
import Identity
import LDAP
import LDAPTestSupport
import Storage
import TestSupport
import Testing

@testable import Operations

/// A directory that comes out empty, in part, or without what it said yesterday, because somebody has changed who may see
/// what (wg-portal #744, Keycloak #20177): nobody leaves, and when it is seen again nothing has to be put right.
@Suite(.bothDatabases) struct HiddenDirectoryTests {
    private static let plan = Slapd.Plan().with { $0.people = 120 }

    /// What is hidden, and what becomes of a run.
    private static let mistakes: [(what: String, word: String)] = [
        ("*", "refused: no-units"),
        ("dn.subtree=\"\(Slapd.base)\"", "refused: no-units"),
        ("dn.subtree=\"ou=don-vi,\(Slapd.base)\"", "refused: no-units"),
        ("dn.subtree=\"ou=can-bo,\(Slapd.base)\"", "refused: no-people"),
        ("dn.exact=\"ou=H57,ou=don-vi,\(Slapd.base)\"", "refused: root-missing"),
        ("dn.subtree=\"ou=can-bo,\(Slapd.base)\" filter=(uid=*1*)", "held"),
        ("dn.subtree=\"ou=don-vi,\(Slapd.base)\" filter=(hueUnitCode=*05*)", "held"),
        ("attrs=entryUUID", "refused: no-units"),
        ("attrs=objectClass", "refused: no-units"),
        ("attrs=hueUnitCode", "refused: no-units"),
        ("attrs=hueUnitParent", "nothing"),
        ("attrs=businessCategory", "refused: no-units"),
        ("attrs=hueCitizenNumber", "held"),
        ("attrs=title", "held"),
        ("attrs=departmentNumber", "held"),
        ("attrs=uid", "held"),
        ("attrs=displayName,mail,telephoneNumber", "held"),
    ]

    @Test(arguments: mistakes)
    func `what is newly hidden takes nothing away, and seen again changes nothing`(
        what: String, word: String
    ) async throws {
        try await ServedCity.run(Self.plan) { city in
            #expect(try await city.settle().word == "applied")
            let (revision, people) = (try await city.here.revision(), try await city.here.staff())
            city.here.clock.advance(by: .hours(1))

            try await city.slapd.hide(what)
            // A base that nobody may see isn't there (code 32).
            let outcome = try await city.word()
            #expect(outcome == word || (what == "*" || what.contains("subtree=\"dc")) && outcome == "code 32")
            #expect(try await city.here.revision() == revision)
            let after = try await city.here.staff()
            #expect(after == people)

            try await city.slapd.show()
            #expect(try await city.word() == "nothing")
            #expect(try await city.here.revision() == revision)
        }
    }

    @Test func `who has left isn't back because the attribute that said so is hidden`() async throws {
        try await ServedCity.run(Self.plan) { city in
            let people = Collected()
            _ = try await city.slapd.source().read(Slapd.query) { people.take($0) }
            let leaver = try #require(people.entries.first { $0.text("uid") != nil }?.name.wireText)
            try await city.slapd.set("hueActive", ["FALSE"], of: leaver)
            #expect(try await city.settle().word == "applied")
            try await city.slapd.set("hueActive", ["TRUE"], of: leaver)
            #expect(try await city.settle().word == "applied")
            try await city.slapd.set("hueActive", ["FALSE"], of: leaver)
            #expect(try await city.settle().word == "applied")
            let (revision, staff) = (try await city.here.revision(), try await city.here.staff())

            try await city.slapd.hide("attrs=hueActive")
            #expect(try await city.settle().heldPlan?.reasons == [.activityUnseen(1)])
            #expect(try await city.here.revision() == revision)
            #expect(try await city.here.staff() == staff)
            try await city.slapd.show()
            #expect(try await city.word() == "nothing")
        }
    }

    /// Keycloak #20177: after that they came back as others.
    @Test(arguments: ["code 49", "code 50"])
    func `while the reader's password is wrong, or asked to be changed, nobody changes, nor when it's right again`(
        word: String
    ) async throws {
        try await ServedCity.run(Self.plan) { city in
            #expect(try await city.settle().word == "applied")
            let (revision, people) = (try await city.here.revision(), try await city.here.staff())
            city.here.clock.advance(by: .hours(1))
            let folder = try TemporaryDirectory()
            let file = folder.path("password")
            let bind = "{ dn: \"\(Slapd.reader)\", password-file: \"\(file)\" }"
            func settle(_ password: String, over url: String? = nil) async throws -> String {
                try Data((password + "\n").utf8).write(to: URL(filePath: file))
                return try await city.word(by: city.desk(url, bind: bind))
            }
            if word == "code 49" {
                #expect(try await settle("sai") == word)
            } else {
                try await RewritingProxy.run(to: city.slapd.socket, [.end(after: 0, code: 50)]) { proxy in
                    let outcome = try await settle(Slapd.readerPassword, over: proxy.url)
                    #expect(outcome == word)
                }
            }
            #expect(try await city.here.revision() == revision)
            #expect(try await city.here.staff() == people)

            #expect(try await settle(Slapd.readerPassword) == "nothing")
            #expect(try await city.here.revision() == revision)
            #expect(try await city.here.staff() == people)
        }
    }

    @Test(arguments: [3, 4, 11, 51, 52, 80])
    func `a limit or a failure after good entries is no reading`(code: Int) async throws {
        try await ServedCity.run(Self.plan) { city in
            #expect(try await city.settle().word == "applied")
            let revision = try await city.here.revision()
            try await RewritingProxy.run(to: city.slapd.socket, [.end(after: 300, code: code)]) { proxy in
                let word = try await city.word(over: proxy.url)
                #expect(word == "code \(code)")
            }
            #expect(try await city.here.revision() == revision)
        }
    }
}

extension ServedCity {
    /// What becomes of a run, errors among it.
    fileprivate func word(over url: String? = nil) async throws -> String { try await word(by: desk(url)) }

    fileprivate func word(by desk: DirectoryDesk) async throws -> String {
        do {
            return try await desk.settle(try await desk.readWhole(), .whole, here.act).outcome.word
        } catch LDAPError.refused(let refusal) {
            return "code \(refusal.code)"
        }
    }
}

extension TestInstallation {
    /// Everybody whom the directory has told of, with what is known of them and their posts.
    fileprivate func staff() async throws -> [String] {
        try await read { transaction in
            try transaction.rows(
                """
                SELECT entry_key, person, COALESCE(number, '-'), COALESCE(username, '-'), COALESCE(name, '-'), is_active
                FROM directory_bindings WHERE person IS NOT NULL ORDER BY entry_key
                """
            ).map { row in
                let person = try #require(PersonID(try row.text(1)))
                let posts = try transaction.assignments.facts(of: person).map { "\($0.fact)" }.sorted()
                return try (0..<5).map { try row.text($0) }.joined(separator: "|") + posts.joined()
            }
        }
    }
}
