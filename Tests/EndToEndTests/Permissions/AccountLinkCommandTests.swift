import Foundation
import Testing

extension EndToEnd.Commands {
    /// `account link`, `unlink`, `doubles` and `replace-number`.
    @Suite(.smallCity)
    struct AccountLinkCommandTests {
        private static let number = "046190000777"

        @Test func `an account is joined with a number, and parted again`() async throws {
            try await Installation.scratch { city in
                try await city.succeed(
                    "account", "assign", Self.number, "--position", "pho-giam-doc", "--unit", "H57.02")
                let asked = try await city.run(["account", "link", "can.bo.dung", Self.number])
                #expect(asked.code == Exit.usage && asked.errors.contains("become one person"), "\(asked)")
                let link = try await city.run(["account", "link", " CAN.BO.DUNG ", Self.number, "--yes"])
                #expect(link.code == Exit.success && !link.output.contains(Self.number), "\(link)")
                #expect(try await city.lastEvent()?.action == "account-link")
                let shown = try await city.run(["account", "show", Self.number])
                #expect(shown.output.contains("pho-giam-doc@H57.02"), "\(shown)")
                #expect(try await city.can("can.bo.dung", "bi.dashboard.view", at: "H57.02"))
                let again = try await city.run(["account", "link", "can.bo.dung", Self.number, "--yes"])
                #expect(again.code == Exit.cannotCreate && again.errors.contains("already"), "\(again)")

                let unlink = try await city.run(["account", "unlink", "can.bo.dung", "--yes"])
                #expect(unlink.code == Exit.success, "\(unlink)")
                #expect(try await !city.can("can.bo.dung", "bi.dashboard.view", at: "H57.02"))
                #expect(try await city.lastEvent()?.action == "account-unlink")
            }
        }

        @Test func `an account that is issued to a number is listed with nobody else`() async throws {
            try await Installation.scratch { city in
                let person = ["--name", "Nguyễn Thị  Hoa", "--birthdate", "1990-01-02"]
                let first = try await city.run(["account", "add", "--username", "hoa"] + person)
                #expect(
                    first.code == Exit.success && first.errors.contains("account link"), "it is issued to no number")
                let number = ["--citizen-number", Self.number, "--phone-number", "0905 123 456"]
                let second = try await city.run(["account", "add", "--username", "hoa2"] + person + number)
                #expect(second.code == Exit.success && second.errors.isEmpty, "\(second)")
                let third = try await city.run(["account", "add", "--username", "hoa3"] + person + number)
                #expect(third.code == Exit.cannotCreate && third.errors.contains("hoa2"), "\(third)")
                let doubles = try await city.run(["account", "doubles", "--json"])
                #expect(doubles.json.array?.compactMap { $0["username"].string } == ["hoa", "hoa2"], "\(doubles)")
                let replaced = try await city.run(
                    ["account", "replace-number", Self.number, "046190000778", "--yes"])
                #expect(replaced.code == Exit.success, "\(replaced)")
                #expect(try await city.run(["account", "show", Self.number]).code == Exit.noInput)
                #expect(try await city.run(["account", "show", "046190000778"]).code == Exit.success)
            }
        }
    }
}
