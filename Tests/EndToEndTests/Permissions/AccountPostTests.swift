import Foundation
import Testing

extension EndToEnd.Commands {
    /// `account assign`, `account unassign` and what `account show` says of posts.
    @Suite(.smallCity)
    struct AccountPostTests {
        private static let department = ["--position", "pho-giam-doc", "--unit", "H57.02"]

        private func assign(
            _ person: String, _ options: String..., in city: Installation
        ) async throws
            -> ProgramRun
        {
            try await city.run(["account", "assign", person] + Self.department + options)
        }

        @Test func `somebody in a post has what the post brings, until they leave it`() async throws {
            try await Installation.scratch { city in
                #expect(try await !city.can("can.bo.dung", "bi.dashboard.view", at: "H57.02"))
                let run = try await assign("can.bo.dung", in: city)
                #expect(run.code == Exit.success && run.output == "can.bo.dung: pho-giam-doc@H57.02\n", "\(run)")
                #expect(try await city.lastEvent()?.action == "assignment")
                #expect(try await city.lastEvent()?.object.contains(" pho-giam-doc@H57.02 20") == true)
                #expect(try await city.lastEvent()?.object.hasSuffix("Z/..") == true, "from when on, open-ended")
                #expect(try await city.can("can.bo.dung", "bi.dashboard.view", at: "H57.02"))

                let left = try await city.run(["account", "unassign", "can.bo.dung"] + Self.department)
                #expect(left.code == Exit.success, "\(left)")
                #expect(left.output == "can.bo.dung: thôi (left) pho-giam-doc@H57.02\n")
                #expect(try await city.lastEvent()?.action == "assignment-end")
                #expect(try await city.lastEvent()?.object.contains(" pho-giam-doc@H57.02 ../20") == true)
                #expect(try await !city.can("can.bo.dung", "bi.dashboard.view", at: "H57.02"))
                let again = try await city.run(["account", "unassign", "can.bo.dung"] + Self.department)
                #expect(again.code == Exit.noInput && again.errors.contains("isn't in the post"), "\(again)")
            }
        }

        @Test func `a post that would bring together what excludes each other is refused`() async throws {
            try await Installation.scratch { city in
                let ward = ["--unit", "H57.19753"]
                for (position, role) in [("chu-tich", "ky-duyet-ho-so"), ("mot-cua", "mot-cua")] {
                    try await city.succeed(
                        "grant", "add", "--to", "\(position)@H57.19753", "--role", role, "--unit", "H57.19753",
                        "--reason", "Quyết định số 3/QĐ-MẪU")
                }
                let first = try await city.run(["account", "assign", "can.bo.dung", "--position", "chu-tich"] + ward)
                #expect(first.code == Exit.success, "\(first)")
                let revision = try await city.revision()
                let second = try await city.run(["account", "assign", "can.bo.dung", "--position", "mot-cua"] + ward)
                #expect(second.code == Exit.notPermitted && second.errors.contains("Cán Bộ Dung"), "\(second)")
                #expect(try await city.revision() == revision)
                #expect(try await city.lastEvent()?.outcome == "refused: would-meet-excluded")
                // Another person may, and the same one somewhere else.
                let other = try await city.run(["account", "assign", "can.bo.an", "--position", "mot-cua"] + ward)
                #expect(other.code == Exit.success, "\(other)")
                try await city.succeed(
                    "account", "assign", "can.bo.dung", "--position", "mot-cua", "--unit", "H57.19753.04")
            }
        }

        @Test func `a post has a beginning and an end of its own`() async throws {
            try await Installation.scratch { city in
                let period = ["--from", "2090-01-01", "--until", "2091-01-01"]
                let run = try await city.run(
                    ["account", "assign", "can.bo.dung"] + Self.department + period + ["--json"])
                let post: JSON = [
                    "position": "pho-giam-doc", "unit": "H57.02", "from": "2089-12-31T17:00:00Z",
                    "until": "2090-12-31T17:00:00Z",
                ]
                #expect(run.json == [post], "\(run)")
                for (moment, position) in [
                    ("2089-12-31 23:59", nil), ("2090-01-01", "pho-giam-doc"), ("2090-12-31 23:59", "pho-giam-doc"),
                    ("2091-01-01", nil),
                ] {
                    let persona = ["--as", "pho-giam-doc@H57.02", "--at", moment, "--unit", "H57.02"]
                    let may = try await city.run(["can", "can.bo.dung", "bi.dashboard.view"] + persona)
                    #expect((may.code == Exit.success) == (position != nil), "\(moment): \(may)")
                }
                // It may be given again for another time, but not twice for one.
                #expect(try await assign("can.bo.dung", "--from", "2091-01-01", in: city).code == Exit.success)
                let overlap = try await assign("can.bo.dung", "--from", "2090-06-01", in: city)
                #expect(overlap.code == Exit.cannotCreate && overlap.errors.contains("already"), "\(overlap)")
                #expect(try await city.lastEvent()?.outcome == "refused: already-there")
            }
        }

        @Test func `somebody of VNeID gets a post before their first sign-in, once`() async throws {
            try await Installation.scratch { city in
                let number = "046000000010"
                let count = try await city.peopleCount()
                #expect(try await assign(number, in: city).code == Exit.success)
                #expect(try await city.can(number, "bi.dashboard.view", at: "H57.02"))
                #expect(try await city.peopleCount() == count + 1)
                #expect(try await assign(number, "--from", "2026-01-01", in: city).code == Exit.cannotCreate)
                #expect(try await city.peopleCount() == count + 1)
                let events = try await city.auditEvents()
                #expect(!events.contains { $0.object.contains(number) }, "no citizen number is written down")
            }
        }

        @Test(arguments: [
            (["046000000011", "--position", "chuyen-vien", "--unit", "H57.99"], Exit.noInput, "no unit H57.99"),
            (["046000000011", "--position", "Chuyên viên", "--unit", "H57.02"], Exit.badData, "a position"),
            (["046000000011", "--position", "chuyen-vien", "--unit", "sở"], Exit.badData, "a unit's id"),
            (["khong.co", "--position", "chuyen-vien", "--unit", "H57.02"], Exit.noInput, "no account 'khong.co'"),
            (["04600000001", "--position", "chuyen-vien", "--unit", "H57.02"], Exit.noInput, "no account"),
            (["can.bo.an", "--position", "chuyen-vien"], Exit.usage, "--unit"),
            (
                ["can.bo.an", "--position", "a", "--unit", "H57", "--from", "2026-02-01", "--until", "2026-02-01"],
                Exit.badData, "--until has to be after --from"
            ),
            (["can.bo.an", "--position", "a", "--unit", "H57", "--from", "2020-01-01"], Exit.noInput, "no unit H57"),
        ])
        func `what can't be assigned is refused, and nobody is entered for it`(
            arguments: [String], code: Int32, message: String
        ) async throws {
            try await Installation.scratch { city in
                let (people, revision) = (try await city.peopleCount(), try await city.revision())
                let run = try await city.run(["account", "assign"] + arguments)
                #expect(run.code == code && run.errors.contains(message), "\(run)")
                #expect(run.output.isEmpty)
                #expect(try await city.peopleCount() == people)
                #expect(try await city.revision() == revision)
            }
        }

        @Test func `an account is shown with its posts`() async throws {
            let city = try Installation.current
            let shown = try await city.json("account", "show", "can.bo.an")
            #expect(shown["username"] == "can.bo.an" && shown["name"] == "Cán Bộ An")
            let post: JSON = [
                "position": "chuyen-vien", "unit": "H57.05.04", "from": "2025-06-30T17:00:00Z", "until": .null,
            ]
            #expect(shown["posts"] == [post])
            let text = try await city.succeed("account", "show", "can.bo.an")
            #expect(text.contains("Chức vụ (post) chuyen-vien@H57.05.04: 01/07/2025 00:00 … -"), "\(text)")
            #expect(try await city.json("account", "show", "can.bo.dung")["posts"] == [])
        }

        @Test func `somebody of VNeID is shown with their posts too`() async throws {
            let city = try Installation.current
            let shown = try await city.json("account", "show", Installation.newcomer)
            #expect(shown["posts"].array?.first?["unit"] == "H57.19753.04", "\(shown)")
            #expect(shown["username"] == .null && shown["enabled"] == true)
            let text = try await city.succeed("account", "show", Installation.newcomer)
            #expect(text.contains("Chức vụ (post) mot-cua@H57.19753.04"))
            #expect(!text.contains(Installation.newcomer), "the number isn't repeated")
            #expect(try await city.run("account", "show", "046000000012").code == Exit.noInput)
        }
    }
}
