import Foundation
import Testing

extension EndToEnd.Commands {
    /// `grant add`, `grant list` and `grant revoke`: who has which role where, from whom and why.
    @Suite(.smallCity)
    struct GrantCommandTests {
        private static func add(_ to: String, _ role: String, _ unit: String, _ options: [String] = []) -> [String] {
            let reason = options.contains("--reason") ? [] : ["--reason", "Quyết định số 2/QĐ-MẪU"]
            return ["grant", "add", "--to", to, "--role", role, "--unit", unit] + reason + options
        }

        @Test func `a grant is given, counts at once, and is written down`() async throws {
            try await Installation.scratch { city in
                try await city.employ("can.bo.dung")
                #expect(try await !city.can("can.bo.dung", "cqs.calendar.edit", at: "H57.05.04"))
                let run = try await city.run(
                    Self.add("can.bo.dung", "van-thu", "H57.05", ["--reach", "subtree", "--json"]))
                #expect(run.code == Exit.success, "\(run)")
                #expect(run.json["grant"] == "g-8" && run.json["effect"] == "permit")
                #expect(run.json["to"].withoutIDs == Installation.dung)
                #expect(run.json["role"] == "van-thu" && run.json["reach"] == "subtree" && run.json["unit"] == "H57.05")
                #expect(
                    run.json["until"] == .null && run.json["granted_by"] == .null && run.json["stands_in_for"] == .null)
                #expect(run.json["reason"] == "Quyết định số 2/QĐ-MẪU")
                #expect(try await city.can("can.bo.dung", "cqs.calendar.edit", at: "H57.05.04"))
                // What is printed can be asked about: the right is there from that very millisecond on.
                let from = try #require(run.json["from"].string)
                #expect(try await city.can("can.bo.dung", "cqs.calendar.edit", at: "H57.05.04", "--at", from))
                let event = try #require(try await city.lastEvent())
                #expect(event.action == "grant-add" && event.outcome == "success")
                #expect(event.object.hasPrefix("g-8 permit van-thu to "))
                #expect(event.object.contains(" at H57.05 subtree, "))
                #expect(event.object.hasSuffix(" to -, by operators: Quyết định số 2/QĐ-MẪU"))
            }
        }

        @Test func `somebody whom VNeID alone knows is named by the id that lists give`() async throws {
            try await Installation.scratch { city in
                let first = try await city.run(
                    Self.add(Installation.newcomer, "mot-cua", "H57.19753.04", ["--json"]))
                let person = first.json["to"]
                #expect(person["name"] == .null && person["username"] == .null, "\(first)")
                let id = try #require(person["id"].string)
                let second = try await city.run(Self.add(id, "van-thu", "H57.19753.04", ["--json"]))
                #expect(second.json["to"] == person, "\(second)")
                #expect(try await city.can(id, "cqs.calendar.edit", at: "H57.19753.04"))
                let nobody = String(id.reversed().map { $0 == "a" ? "b" : "a" })
                #expect(try await city.run(Self.add(nobody, "van-thu", "H57.05")).code == Exit.noInput)
            }
        }

        @Test(arguments: [
            ("can.bo.dung", "van-thu", "H57.05.04", "unit", "can.bo.dung", "cqs.calendar.edit"),
            (Installation.newcomer, "mot-cua", "H57.19753.04", "unit", Installation.newcomer, "cqs.service.process"),
            ("truong-phong@H57.05.04", "van-thu", "H57.02", "subtree", "can.bo.binh", "cqs.calendar.edit"),
            ("kind:phong", "nhan-su", "own", "unit", "can.bo.an", "gis.layer.view"),
            ("can.bo.dung", "van-thu", "H57", "kind:phong", "can.bo.dung", "cqs.calendar.edit"),
        ])
        func `every kind of subject gets what it is granted`(
            to: String, role: String, unit: String, reach: String, person: String, function: String
        ) async throws {
            try await Installation.scratch { city in
                try await city.employ("can.bo.dung")
                let run = try await city.run(Self.add(to, role, unit, ["--reach", reach]))
                #expect(run.code == Exit.success && run.output.contains("g-8 "), "\(run)")
                #expect(run.output.contains("(người vận hành / operators)"))
                let place =
                    switch (unit, reach) {
                    case ("own", _): "H57.05.04"
                    case ("H57", _): "H57.02.04"
                    default: unit
                    }
                let chain = try await city.json("can", person, function, "--unit", place, "--explain")
                #expect(chain["grant"] == "g-8", "\(chain)")
                let elsewhere = try await city.run("can", person, function, "--unit", "H57")
                #expect(elsewhere.code == Exit.notPermitted)
            }
        }

        @Test func `citizens of a level get what is granted to them`() async throws {
            try await Installation.scratch { city in
                let asked = ["can", "can.bo.dung", "hue-s.pay", "--unit", "H57", "--as", "citizen"]
                #expect(try await city.run(asked).code == Exit.notPermitted)
                let run = try await city.run(Self.add("citizens:2", "cong-dan-2", "H57"))
                #expect(run.code == Exit.success, "\(run)")
                #expect(try await city.run(asked).code == Exit.success)
                #expect(try await city.run(asked + ["--identity", "1"]).code == Exit.notPermitted)
            }
        }

        @Test func `a denial wins over whatever else permits`() async throws {
            try await Installation.scratch { city in
                #expect(try await city.can("can.bo.an", "bi.report.enter", at: "H57.05.04"))
                let run = try await city.run(Self.add("can.bo.an", "chuyen-vien", "H57.05.04", ["--deny"]))
                #expect(run.code == Exit.success && run.output.contains("g-8 (cấm/deny)"), "\(run)")
                #expect(try await !city.can("can.bo.an", "bi.report.enter", at: "H57.05.04"))
                #expect(try await city.can("can.bo.an", "bi.report.enter", at: "H57.05"))
            }
        }

        @Test func `an administrator gives within what they administer, and the grant says who`() async throws {
            try await Installation.scratch { city in
                try await city.employ("can.bo.dung")
                let run = try await city.run(
                    Self.add("can.bo.dung", "van-thu", "H57.05.04", ["--as", "can.bo.chi", "--json"]))
                #expect(run.code == Exit.success, "\(run)")
                #expect(run.json["granted_by"].withoutIDs == Installation.chi)
                #expect(try await city.can("can.bo.dung", "cqs.calendar.edit", at: "H57.05.04"))
            }
        }

        @Test(arguments: [
            ("can.bo.dung", "van-thu", "H57.02", ["--as", "can.bo.chi"], "reaches beyond", "reaches-beyond"),
            (
                "can.bo.dung", "van-thu", "H57", ["--reach", "subtree", "--as", "can.bo.chi"],
                "administers nothing here", "administers-nothing"
            ),
            ("can.bo.chi", "van-thu", "H57.05", ["--as", "can.bo.chi"], "nobody grants to themselves", "to-itself"),
            ("chanh-van-phong@H57.05", "van-thu", "H57.05", ["--as", "can.bo.chi"], "a post they hold", "to-itself"),
            ("kind:so", "nhan-su", "H57.05", ["--as", "can.bo.chi"], "one person or one post", "subject-too-wide"),
            (
                "can.bo.dung", "thanh-tra", "H57.05", ["--as", "can.bo.chi"], "administers the role",
                "role-not-administered"
            ),
            ("can.bo.dung", "van-thu", "H57.05.04", ["--deny", "--as", "can.bo.chi"], "deny nothing", "may-not-deny"),
            (
                "can.bo.dung", "van-thu", "H57.05.04", ["--as", "can.bo.an"], "administers nothing",
                "administers-nothing"
            ),
            ("can.bo.dung", "mot-cua", "H57", [], "makes no sense on", "role-makes-no-sense-there"),
            ("can.bo.dung", "van-thu", "own", [], "only the subject kind:KIND has an own unit", "no-own-unit"),
            (
                "can.bo.dung", "van-thu", "H57.05", ["--from", "2026-01-01", "--as", "can.bo.chi"],
                "can't begin in the past",
                "starts-in-the-past"
            ),
        ])
        func `what may not be given is refused with the reason in both languages`(
            to: String, role: String, unit: String, options: [String], message: String, word: String
        ) async throws {
            let city = try Installation.current
            let grants = try await city.json("grant", "list", "--all")
            let run = try await city.run(Self.add(to, role, unit, options))
            #expect(run.code == Exit.notPermitted && run.errors.contains(message), "\(run)")
            #expect(run.errors.hasPrefix("hue-sso: ") && run.errors.contains(" ("), "Vietnamese first")
            #expect(run.output.isEmpty)
            #expect(try await city.json("grant", "list", "--all") == grants)
            let event = try #require(try await city.lastEvent())
            #expect(event.action == "grant-add" && event.outcome == "refused: \(word)")
            #expect(
                event.object.contains(" \(role) to ") && event.object.contains(" at \(unit) "),
                "what was tried: \(event)")
        }

        @Test(arguments: [
            ("khong.co", "van-thu", "H57.05", [], Exit.noInput, "no account 'khong.co'"),
            ("can.bo.dung", "van-thu", "H57.05", ["--as", "khong.co"], Exit.noInput, "no account 'khong.co'"),
            ("can.bo.dung", "khong-co", "H57.05", [], Exit.noInput, "the policy has no role khong-co; see role list"),
            ("can.bo.dung", "van-thu", "H57.99", [], Exit.noInput, "there is no unit H57.99; see unit tree"),
            ("can.bo.dung", "van-thu", "H57", ["--reach", "kind:khong-co"], Exit.noInput, "no kind of unit khong-co"),
            ("truong-phong@H57.99", "van-thu", "H57.05", [], Exit.noInput, "there is no unit H57.99"),
            ("truong-phong@H57.99", "van-thu", "H57.05", ["--deny"], Exit.noInput, "there is no unit H57.99"),
            ("can.bo.dung", "Văn thư", "H57.05", [], Exit.badData, "role list"),
            ("can.bo.dung", "van-thu", "sở", [], Exit.badData, "a unit's id"),
            ("can.bo.dung", "van-thu", "H57", ["--reach", "rộng"], Exit.badData, "unit, subtree or kind:KIND"),
            (
                "can.bo.dung", "van-thu", "H57", ["--from", "2090-01-02", "--until", "2090-01-01"], Exit.badData,
                "--until has to be after --from"
            ),
            ("can.bo.dung", "van-thu", "H57", ["--until", "2026-02-31"], Exit.badData, "--until '2026-02-31'"),
            ("can.bo.dung", "van-thu", "H57", ["--until", "31/12/2090"], Exit.badData, "must read 2026-03-03"),
            ("can.bo.dung", "van-thu", "H57", ["--reason", "a\nb"], Exit.badData, "without control characters"),
            ("can.bo.dung", "van-thu", "H57", ["--reason", "a\u{1B}[31m"], Exit.badData, "without control characters"),
            ("can.bo.dung", "van-thu", "H57", ["--reason", ""], Exit.badData, "--reason"),
        ])
        func `what can't be understood is refused, each with its code`(
            to: String, role: String, unit: String, options: [String], code: Int32, message: String
        ) async throws {
            let city = try Installation.current
            let revision = try await city.revision()
            let run = try await city.run(Self.add(to, role, unit, options))
            #expect(run.code == code && run.errors.contains(message), "\(run)")
            #expect(run.output.isEmpty)
            #expect(try await city.revision() == revision)
        }

        @Test func `a position that nobody has heard of is given, with a warning`() async throws {
            try await Installation.scratch { city in
                let unknown = try await city.run(Self.add("truong-phog@H57.05", "van-thu", "H57.05", ["--json"]))
                #expect(unknown.code == Exit.success && unknown.json["to"] == "truong-phog@H57.05", "\(unknown)")
                #expect(
                    unknown.errors == """
                        hue-sso: cảnh báo: chính sách không có chức vụ truong-phog và không ai giữ chức vụ này \
                        (warning: the policy has no position truong-phog, and nobody holds it)

                        """)
                // Named by the policy, though nobody is in it; and held, though the policy has no name for it.
                try await city.employ("can.bo.dung")
                for post in ["truong-phong@H57.02", "can-su@H57.02"] {
                    let known = try await city.run(Self.add(post, "van-thu", "H57.05"))
                    #expect(known.code == Exit.success && known.errors.isEmpty, "\(known)")
                }
            }
        }

        @Test func `a grant without a reason isn't given`() async throws {
            let run = try await Installation.current.run(
                "grant", "add", "--to", "can.bo.an", "--role", "van-thu", "--unit", "H57")
            #expect(run.code == Exit.usage && run.errors.contains("--reason"), "\(run)")
        }

        @Test func `two roles that exclude each other are never held at one unit`() async throws {
            try await Installation.scratch { city in
                #expect(try await city.run(Self.add("can.bo.dung", "mot-cua", "H57.02")).code == Exit.success)
                let run = try await city.run(Self.add("can.bo.dung", "ky-duyet-ho-so", "H57.02"))
                #expect(run.code == Exit.notPermitted && run.errors.contains("Cán Bộ Dung"), "\(run)")
                #expect(run.errors.contains("that exclude each other"))
                #expect(try await city.run(Self.add("can.bo.dung", "ky-duyet-ho-so", "H57.05")).code == Exit.success)
            }
        }

        @Test func `a grant holds from its first moment in Huế until before its last`() async throws {
            try await Installation.scratch { city in
                try await city.employ("can.bo.dung")
                let period = ["--from", "2090-03-03 14:05", "--until", "2090-04-01"]
                #expect(try await city.run(Self.add("can.bo.dung", "van-thu", "H57.05", period)).code == Exit.success)
                for (moment, isGiven) in [
                    ("2090-03-03 14:04:59", false), ("2090-03-03 14:05", true), ("2090-03-03T07:05:00Z", true),
                    ("2090-03-03T07:04:59Z", false), ("2090-03-03T08:05:00+01:00", true), ("2090-03-31 23:59:59", true),
                    ("2090-04-01", false),
                ] {
                    let may = try await city.can("can.bo.dung", "cqs.calendar.edit", at: "H57.05", "--at", moment)
                    #expect(may == isGiven, "\(moment)")
                }
                // A list shows it when it holds, and with --all always.
                #expect(try await list(city).count == 7)
                #expect(try await list(city, "--all").last == "g-8")
                #expect(try await list(city, "--at", "2090-03-15").last == "g-8")
                let text = try await city.succeed("grant", "list", "--all", "--to", "can.bo.dung")
                #expect(text.contains("H57.05 unit  03/03/2090 14:05  01/04/2090 00:00  "), "\(text)")
            }
        }

        private func list(_ city: Installation, _ options: String...) async throws -> [String] {
            let run = try await city.run(["grant", "list", "--json"] + options)
            return (run.json.array ?? []).compactMap { $0["grant"].string }
        }

        @Test func `grants are listed by unit, subject and role, and by what was known`() async throws {
            let city = try Installation.current
            #expect(try await list(city) == (1...7).map { "g-\($0)" })
            #expect(try await list(city, "--unit", "H57.05") == ["g-1", "g-2"])
            #expect(try await list(city, "--unit", "own") == ["g-3"])
            #expect(try await list(city, "--to", "can.bo.an") == ["g-2", "g-7"])
            #expect(try await list(city, "--to", "kind:so") == ["g-3"])
            #expect(try await list(city, "--to", "citizens:1") == ["g-4"])
            #expect(try await list(city, "--to", "truong-phong@H57.05.04") == ["g-5"])
            #expect(try await list(city, "--role", "van-thu") == ["g-6"])
            #expect(try await list(city, "--role", "chuyen-vien", "--unit", "H57.05.04") == ["g-5"])
            #expect(try await list(city, "--at", "2026-01-01") == [], "they were given later")
            #expect(try await list(city, "--all", "--known-at", "2026-01-01") == [], "nobody knew of them")
            let text = try await city.succeed("grant", "list", "--to", "can.bo.binh")
            #expect(
                text.hasPrefix("QUYỀN (GRANT) ") && text.contains("g-6 (cấm/deny)  Cán Bộ Bình (can.bo.binh)  van-thu"))
            #expect(try await city.run("grant", "list", "--to", "khong.co").code == Exit.noInput)
        }

        @Test func `a grant is revoked, by whom is written down, and the past stays`() async throws {
            try await Installation.scratch { city in
                let run = try await city.run("grant", "revoke", "g-2", "--as", "can.bo.chi", "--json")
                #expect(run.code == Exit.success && run.json["grant"] == "g-2", "\(run)")
                #expect(run.json["until"].string != nil && run.json["withdrawn"] == false, "it says when it ended")
                #expect(try await !city.can("can.bo.an", "bi.report.enter", at: "H57.05"))
                #expect(try await !list(city).contains("g-2"))
                #expect(try await list(city, "--all").contains("g-2"))
                let event = try #require(try await city.lastEvent())
                #expect(event.action == "grant-revoke" && event.object.hasPrefix("g-2 permit chuyen-vien to "))
                #expect(event.object.contains(", as "), "in whose name: \(event)")
                let again = try await city.run("grant", "revoke", "g-2")
                #expect(again.code == Exit.badData && again.errors.contains("has ended before"), "\(again)")
            }
        }

        @Test func `a grant that hasn't begun never begins when it is revoked`() async throws {
            try await Installation.scratch { city in
                let period = ["--from", "2090-01-01"]
                #expect(try await city.run(Self.add("can.bo.dung", "van-thu", "H57.05", period)).code == Exit.success)
                let run = try await city.run("grant", "revoke", "g-8")
                #expect(run.code == Exit.success, "\(run)")
                #expect(run.output.hasSuffix("\ng-8: chưa bắt đầu, đã bỏ (withdrawn before it began)\n"), "\(run)")
                #expect(try await city.run(Self.add("can.bo.dung", "van-thu", "H57.05", period)).code == Exit.success)
                let json = try await city.json("grant", "revoke", "g-9")
                #expect(json["grant"] == "g-9" && json["withdrawn"] == true, "\(json)")
                #expect(try await !city.can("can.bo.dung", "cqs.calendar.edit", at: "H57.05", "--at", "2090-06-01"))
                #expect(try await !list(city, "--all").contains("g-8"))
            }
        }

        @Test(arguments: [
            (["g-1", "--as", "can.bo.an"], Exit.notPermitted, "administers nothing"),
            (["g-1", "--as", "can.bo.chi"], Exit.notPermitted, "administers the role quan-tri-don-vi"),
            (["g-4", "--as", "can.bo.chi"], Exit.notPermitted, "administers nothing here"),
            (["g-99"], Exit.noInput, "there is no grant g-99"), (["g-0"], Exit.noInput, "there is no grant g-0"),
            (["quyền"], Exit.badData, "a grant, such as g-12"), ([], Exit.usage, "grant"),
        ])
        func `what may not be revoked stays`(arguments: [String], code: Int32, message: String) async throws {
            let city = try Installation.current
            let run = try await city.run(["grant", "revoke"] + arguments)
            #expect(run.code == code && run.errors.contains(message), "\(run)")
            #expect(try await list(city).count == 7)
        }
    }
}
