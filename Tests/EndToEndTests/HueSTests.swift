import Foundation
import TestSupport
import Testing

extension EndToEnd.Browsers {
    /// A citizen's journey through the backend of Hue-S (Article 7.7), as `make run` serves it.
    @Suite(.demo, .demoLog, .serialized)
    struct HueSTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        /// Signs in at the backend in a browser of its own, as far as the page of tokens.
        private func signedIn(_ username: String, _ password: String) async throws -> (Visitor, Visitor.Place) {
            let visitor = Visitor()
            let begun = try await visitor.go(demo.announcement.hue_s + "/login")
            let page = try await visitor.go(try #require(begun.leavesFor))
            let back = try await visitor.signIn(page, username, password)
            return (visitor, try await visitor.go(try #require(back.leavesFor)))
        }

        private func signedIn(_ person: Demo.Person) async throws -> (Visitor, Visitor.Place) {
            try await signedIn(person.username, person.password)
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

        /// The revocations of the backend so far.
        private func revocations() async throws -> Int {
            let run = try await CommandLineTool.run(
                ["audit", "list", "--json", "--action", "token-revocation", "--client", "hue-s-backend"]
                    + Assumed.on(demo.data))
            return try #require(run.json.array, "\(run)").count { $0["outcome"].string == "success" }
        }

        @Test func `a device that is ended is signed out, its offline session with it, and no other device is`()
            async throws
        {
            // Of their own: what another test has ended may be told late.
            let (username, password) = ("hai.thiet.bi", "Đúng-mật-khẩu-9481")
            try await demo.addAccount(username, password: password)
            let (phone, _) = try await signedIn(username, password)
            let (tablet, page) = try await signedIn(username, password)
            let before = try await revocations()
            let entry = try #require(
                page.answer.text.split(separator: "<li data-device=").last { $0.contains("this device") })
            let number = entry.dropFirst().prefix { $0 != "\"" }
            let request = WireRequest(
                method: "POST", url: demo.announcement.hue_s + "/devices/end",
                headers: [("Content-Type", "application/x-www-form-urlencoded")], body: Array("device=\(number)".utf8))
            #expect(try await tablet.go(request).answer.text.contains("id=\"login\""))
            #expect(try await revocations() == before + 1)
            let left = try await phone.go(demo.announcement.hue_s + "/").answer.text
            #expect(left.contains("id=\"tokens\"") && !left.contains("data-device=\"\(number)\""), "\(left)")
        }

        @Test func `a place that needs a fresh sign-in of level two opens after one (RFC 9470)`() async throws {
            let (username, password) = ("noi.rieng.tu", "Đúng-mật-khẩu-9481")
            try await demo.addAccount(username, password: password)
            let (visitor, page) = try await signedIn(username, password)
            #expect(cells("acr", page)[2] == "https://hue.gov.vn/acr/2", "the exchanged token says it")
            #expect(cells("auth_time", page)[2] == cells("auth_time", page)[0])
            let own = try await visitor.press(page, id: "private")
            #expect(own.answer.text.contains("Nhà riêng"), "\(own.answer)")
        }
    }
}
