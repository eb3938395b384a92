import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// A citizen's journey through the backend of Hue-S (Article 7.7), as `make run` serves it.
    @Suite(.demo, .demoLog)
    struct HueSTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        /// Signs in at the backend in a browser of its own, as far as the page of tokens.
        private func signedIn(_ person: Demo.Person) async throws -> (Visitor, Visitor.Place) {
            let visitor = Visitor()
            let begun = try await visitor.go(demo.announcement.hue_s + "/login")
            let page = try await visitor.go(try #require(begun.leavesFor))
            let back = try await visitor.signIn(page, person.username, person.password)
            return (visitor, try await visitor.go(try #require(back.leavesFor)))
        }

        private func cells(_ claim: String, _ page: Visitor.Place) -> [String] {
            let rows = page.answer.text.split(separator: "\n")
            guard let row = rows.first(where: { $0.contains("data-claim=\"\(claim)\"") }) else { return [] }
            return row.split(separator: "<td").dropFirst().map { cell in
                String(cell.drop { $0 != ">" }.dropFirst().prefix { $0 != "<" })
            }
        }

        @Test func `a citizen sees each token's claims shrink, and act name the backend`() async throws {
            let (_, page) = try await signedIn(try demo.local())
            let actors = cells("act", page)
            try #require(actors.count == 4)
            #expect(actors[0] == "–")
            #expect(actors[1] == "–")
            #expect(actors[2].contains("hue-s-backend"))
            #expect(actors[3].contains("hue-s-backend"))
            let methods: [String] = Array(cells("amr", page).dropFirst())
            #expect(methods == ["–", "–", "–"], "the ID token's alone")
            let subjects = cells("sub", page)
            try #require(subjects.count == 4)
            #expect(subjects[0] == subjects[1])
            #expect(subjects[2] == subjects[3])
            #expect(subjects[0] != subjects[2], "pairwise")
            let scopes = cells("scope", page)
            try #require(scopes.count == 4)
            #expect(scopes[1].contains("offline_access"))
            #expect(scopes[2] == "profile")
        }

        @Test func `a device that is ended is signed out, and its offline session with it`() async throws {
            let (visitor, page) = try await signedIn(try demo.local())
            #expect(page.answer.text.contains("data-device="))
            let parts = page.answer.text.components(separatedBy: "name=\"device\" value=\"")
            let number = try #require(parts.last).prefix { $0 != "\"" }
            let request = WireRequest(
                method: "POST", url: demo.announcement.hue_s + "/devices/end",
                headers: [("Content-Type", "application/x-www-form-urlencoded")], body: Array("device=\(number)".utf8))
            let after = try await visitor.go(request)
            #expect(after.answer.text.contains("id=\"login\""))
            let audit = try await CommandLineTool.run(["audit", "list", "--json"] + Assumed.on(demo.data))
            #expect(audit.output.contains("token-exchange") && audit.output.contains("token-revocation"), "\(audit)")
        }
    }
}
