import Foundation
import Testing

extension EndToEnd.Requests {
    /// What the command line changes while the provider runs counts in the next request of a platform: another process,
    /// the same records.
    @Suite(.demo, .demoLog)
    struct ReadYourWritesTests {
        let demo: Demo
        private let city: Installation

        init() throws {
            demo = try Demo.current
            city = Installation(data: demo.data)
        }

        private static let reports = Platform.Registration(name: "Báo cáo số", platform: "bi")

        /// An officer of the Department of Home Affairs in the sample city.
        private static let person = "dinh.van.mau.ba"
        private static let unit = "H57.03.02"

        private func ask(_ endpoint: String, _ question: JSON) async throws -> JSON {
            let platform = try await demo.platform(Self.reports)
            let request = WireRequest(
                method: "POST", url: demo.issuer + "/access/v1/" + endpoint,
                headers: [("Content-Type", "application/json"), platform.basic()], body: Array(question.text.utf8))
            let answer = try await HTTP.send(request)
            try #require(answer.status == 200, "\(answer.status) \(answer.text)")
            return answer.json
        }

        /// Those who may, by the names that this platform knows them by.
        private func holders(_ function: String, at unit: String) async throws -> Set<String> {
            let answer = try await ask(
                "search/subject",
                [
                    "subject": ["type": "user"], "action": ["name": .string(function)],
                    "resource": ["type": "unit", "id": .string(unit)],
                ])
            return Set((answer["results"].array ?? []).compactMap { $0["id"].string })
        }

        private func isPermitted(
            _ subject: String, _ function: String, in post: String? = nil
        ) async throws -> Bool {
            var person: [String: JSON] = ["type": "user", "id": .string(subject)]
            if let post { person["properties"] = ["persona": .string(post)] }
            let answer = try await ask(
                "evaluation",
                [
                    "subject": .object(person), "action": ["name": .string(function)],
                    "resource": ["type": "unit", "id": .string(Self.unit)],
                ])
            try #require(answer["decision"] != .null, "\(answer)")
            return answer["decision"] == true
        }

        @Test func `a grant counts in the next request, and its end in the one after`() async throws {
            let before = try await holders("dashboard.view", at: Self.unit)
            let grant = try await city.json(
                "grant", "add", "--to", Self.person, "--role", "nhan-su", "--unit", Self.unit, "--reason", "Thử")
            let after = try await holders("dashboard.view", at: Self.unit)
            let new = after.subtracting(before)
            let subject = try #require(new.first)
            #expect(new.count == 1 && before.isSubset(of: after))
            #expect(try await isPermitted(subject, "dashboard.view"))
            #expect(try await !isPermitted(subject, "dashboard.publish"))

            let number = try #require(grant["grant"].string)
            try await city.succeed("grant", "revoke", number)
            #expect(try await !isPermitted(subject, "dashboard.view"))
            #expect(try await holders("dashboard.view", at: Self.unit) == before)
        }

        @Test func `so do a post, a denial and a policy`() async throws {
            let before = try await holders("dashboard.view", at: Self.unit)
            let post = [Self.person, "--position", "chuyen-vien", "--unit", Self.unit]
            // It is their second one, so that a question has to name it.
            func mayView(_ subject: String) async throws -> Bool {
                try await isPermitted(subject, "dashboard.view", in: "chuyen-vien@\(Self.unit)")
            }
            #expect(try await city.run(["account", "assign"] + post).code == Exit.success)
            let subject = try #require(try await holders("dashboard.view", at: Self.unit).subtracting(before).first)
            #expect(try await mayView(subject))

            let denial = try await city.json(
                "grant", "add", "--to", Self.person, "--role", "nhan-su", "--unit", Self.unit, "--deny", "--reason",
                "Thử")
            #expect(try await !mayView(subject))
            try await city.succeed("grant", "revoke", try #require(denial["grant"].string))
            #expect(try await mayView(subject))

            let policy = try PolicyFolder.copy(withTests: false)
            defer { policy.remove() }
            try policy.replace("      - bi.dashboard.view\n", with: "", in: "roles.yaml")
            try await city.succeed("policy", "apply", policy.path, "--yes")
            #expect(try await !mayView(subject))
            try await city.succeed("policy", "rollback", "1", "--yes")
            #expect(try await mayView(subject))

            #expect(try await city.run(["account", "unassign"] + post).code == Exit.success)
            #expect(try await !mayView(subject))
        }
    }
}
