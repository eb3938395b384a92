import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// A citizen's journey through the backend of Hue-S (Article 7.7), as `make run` serves it.
    @Suite(.demo, .demoLog, .serialized)
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

        private func until(_ what: String, _ holds: () async throws -> Bool) async throws {
            for _ in 0..<100 {
                if try await holds() { return }
                try await Task.sleep(for: .milliseconds(100))
            }
            Issue.record("waited in vain until \(what)")
        }

        @Test func `the backend is told of security events, shows them, and signs a disabled citizen out`() async throws
        {
            // The other tests are signed in as the same person, one after the other.
            let person = try demo.local()
            let (visitor, page) = try await signedIn(person)
            #expect(page.answer.text.contains("id=\"events\""))
            let streams = try await CommandLineTool.run(["stream", "list", "--json"] + Assumed.on(demo.data))
            let stream = try #require(streams.json.array?.first, "\(streams)")
            #expect(stream["client_id"].string == "hue-s-backend" && stream["status"].string == "enabled")

            let ended = try await CommandLineTool.run(
                ["session", "end", "--of", person.username, "--yes"] + Assumed.on(demo.data))
            #expect(ended.code == 0, "\(ended)")
            try await until("the citizen sees that the session was ended") {
                try await visitor.go(demo.announcement.hue_s + "/").answer.text
                    .contains("data-event=\"session-revoked\"")
            }
            let disabled = try await CommandLineTool.run(Assumed.disableAccount(person.username, demo.data))
            #expect(disabled.code == 0, "\(disabled)")
            try await until("the device is signed out") {
                try await visitor.go(demo.announcement.hue_s + "/").answer.text.contains("id=\"login\"")
            }
            let enabled = try await CommandLineTool.run(
                Assumed.disableAccount(person.username, demo.data) + ["--undo"])
            #expect(enabled.code == 0, "\(enabled)")
            let receipts = try await CommandLineTool.run(
                ["audit", "list", "--json"] + Assumed.on(demo.data))
            #expect(receipts.output.contains("security-event"), "\(receipts)")
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
