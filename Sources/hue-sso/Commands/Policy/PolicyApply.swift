import ArgumentParser
import Audit
import Database
import Foundation
import Identity
import Operations
import Permissions
import PolicyFiles
import Server
import Storage
import Wire

struct PolicyDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract:
            "Ai được thêm, ai mất quyền, quy tắc nào thay đổi. (Who gains and loses what, and which rules change.)",
        discussion: """
            Mỗi chính sách là một thư mục, số phiên bản hoặc 'current'. Quyền được so theo các quyền đã giao hiện nay, \
            trong một phiên đủ mức.

            (Each policy is a folder, the number of a version, or 'current'. What people may is compared with the \
            grants that are live now, in a session that is good enough.)
            """)

    @Argument(help: "Chính sách cũ. (The policy before.)")
    var old: String

    @Argument(help: "Chính sách mới. (The policy after.)")
    var new: String

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let office = try await data.office()
            let difference = try await office.difference(
                from: try await office.policy(named: old), to: try await office.policy(named: new))
            if output.json { return printJSON(try await office.json(difference)) }
            try await office.show(difference)
        }
    }
}

struct PolicyApply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Áp dụng chính sách. (Put a policy into force as a new version, after its test cases have passed.)",
        discussion: """
            Thư mục không có trường hợp thử (*.test.yaml) thì chỉ có cảnh báo.

            (A folder without test cases (*.test.yaml) gets a warning only.)
            """)

    @Argument(help: "Thư mục chứa các tệp YAML. (The folder with the YAML files.)")
    var folder = "Policies"

    @Option(name: .long, help: "Từ thời điểm nào; không nêu là từ bây giờ. (From when on; now, if not given.)")
    var from: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let files = try PolicyFolder.files(at: folder)
            let policy = try PolicyFolder.policy(files)
            let runs = try PolicyTestRun.all(files)
            let failed = runs.filter { !$0.isPassed }
            guard failed.isEmpty else {
                let files = failed.map(\.file).joined(separator: ", ")
                throw CommandFailure.badData(
                    "có trường hợp thử không đạt trong \(files); xem hue-sso policy test \(folder)",
                    english: "test cases fail in \(files); see hue-sso policy test \(folder)")
            }
            warnOfNothing(in: policy, tested: runs)
            let office = try await data.office()
            let typed = try from.map { try typedMoment($0, "--from") }
            let preview = try await office.preview(policy, from: typed ?? office.clock.now, output)
            if preview.replaced != nil {
                try confirmation.confirm("Áp dụng chính sách này?", english: "Apply this policy?")
            }
            // What begins now begins when that was answered.
            let now = office.clock.now
            try await office.settlePolicy(.policyApply, preview, output) { desk, transaction in
                try desk.apply(files, from: typed ?? now, replacing: preview.replaced, in: transaction, at: now)
            }
        }
    }
}

extension PolicyApply {
    /// What is sound and passes, since there is nothing to fail.
    private func warnOfNothing(in policy: Policy, tested runs: [PolicyTestRun]) {
        if runs.allSatisfy({ $0.cases == 0 }) {
            warn(
                "\(folder) không có trường hợp thử nào (*.test.yaml): chưa có gì được thử",
                english: "\(folder) has no test cases (*.test.yaml): nothing was tested")
        }
        if policy.exclusions.isEmpty {
            warn(
                "chính sách không có quy tắc loại trừ nào (exclusions.yaml): không phân tách trách nhiệm",
                english: "the policy has no exclusion (exclusions.yaml): no duties are kept apart")
        }
    }
}

struct PolicyRollback: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Trở lại một phiên bản trước. (Apply an earlier version again, as a new one.)")

    @Argument(help: "Số phiên bản; xem policy list. (The number of the version; see policy list.)")
    var number: Int

    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let office = try await data.office()
            let next = try await office.policy(named: String(number))
            let preview = try await office.preview(next, from: office.clock.now, output)
            try confirmation.confirm(
                "Trở lại phiên bản \(number)?", english: "Go back to version \(number)?")
            let (number, now) = (number, office.clock.now)
            try await office.settlePolicy(.policyRollBack, preview, output) { desk, transaction in
                try desk.rollBack(to: number, replacing: preview.replaced, in: transaction, at: now)
            }
        }
    }
}

struct PolicyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Các phiên bản chính sách. (The versions, and when each was in force.)")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let office = try await data.office()
            let versions = try await office.database.read { transaction in
                try transaction.policies.facts(at: try transaction.permissionRevisions.latest()).map(\.fact)
            }.sorted { $0.number < $1.number }
            if output.json { return printJSON(versions.map(\.json)) }
            printTable(
                ["PHIÊN BẢN (VERSION)", "TỪ (FROM)", "ĐẾN (UNTIL)", "SỐ TỆP (FILES)"],
                versions.map {
                    [
                        String($0.number), HueTime.text($0.period.from), $0.period.until.map(HueTime.text) ?? "-",
                        String($0.files.count),
                    ]
                })
        }
    }
}

extension PolicyVersion {
    fileprivate var json: JSONObject {
        [
            "version": .integer(Int64(number)), "from": .string(period.from.text),
            "until": period.until.map { .string($0.text) } ?? .null, "files": .texts(files.map(\.name)),
        ]
    }
}

/// What somebody sees before being asked.
private struct PolicyPreview: Sendable {
    /// The number of the policy that would be replaced.
    let replaced: Int?
    /// What that changes. `nil` without a policy before it, and for one that can't be read any more, which is no reason
    /// not to leave it behind.
    let difference: PolicyDiff?
}

extension Office {
    /// What a new policy changes when it begins, shown to whoever is about to be asked.
    fileprivate func preview(
        _ next: Policy, from moment: Instant, _ output: OutputOptions
    ) async throws -> PolicyPreview {
        let replaced = try await database.read { transaction in
            try PolicyDesk().replaced(from: moment, in: transaction)
        }
        guard let replaced, let current = replaced.policy else {
            return PolicyPreview(replaced: replaced?.number, difference: nil)
        }
        let difference = try await difference(from: current, to: next, at: max(moment, replaced.period.from))
        if !output.json { try await show(difference) }
        return PolicyPreview(replaced: replaced.number, difference: difference)
    }

    /// Changes the policy in force and writes down how that ended, in one transaction.
    fileprivate func settlePolicy(
        _ action: AuditEvent.Action, _ preview: PolicyPreview, _ output: OutputOptions,
        _ body: @escaping @Sendable (PolicyDesk, WriteTransaction) throws -> PolicyDesk.Outcome
    ) async throws {
        let office = self
        let outcome = try await database.write { transaction in
            let outcome = try body(PolicyDesk(), transaction)
            let (result, object) = outcome.record
            try transaction.audit.append(office.administratorsEvent(action, object: object)(office.clock.now, result))
            return outcome
        }
        switch outcome {
        case .applied(let policy, let dropped):
            if output.json {
                var json = policy.json
                json["dropped"] = .array(dropped.map { .integer(Int64($0)) })
                if let difference = preview.difference {
                    for (name, value) in try await self.json(difference).members { json[name] = value }
                }
                return printJSON(json)
            }
            for number in dropped {
                print("Phiên bản \(number) không bắt đầu nữa. (Version \(number) doesn't begin any more.)")
            }
            print("Chính sách số \(policy.number) có hiệu lực từ \(HueTime.text(policy.period.from)).")
            print("(Policy \(policy.number) is in force from then on.)")
        case .unchanged(let policy):
            if output.json { return printJSON(policy.json) }
            print("Không có gì thay đổi. (Nothing changed: version \(policy.number) says the same.)")
        case .unknown(let number):
            throw CommandFailure.noPolicy(String(number))
        case .replacedMeanwhile(let number):
            let now = number.map { Bilingual("số \($0)", "policy \($0)") }
            throw CommandFailure(
                "chính sách vừa được người khác thay đổi (nay là \(now?.vietnamese ?? "không có")); hãy xem lại và thử lại",
                english: "the policy was changed by somebody else just now (to \(now?.english ?? "none")); "
                    + "look again and retry",
                code: EX_TEMPFAIL)
        }
    }
}

extension PolicyDesk.Outcome {
    fileprivate var record: (AuditEvent.Outcome, String?) {
        switch self {
        case .applied(let policy, let dropped):
            (.success, "policy \(policy.number)" + dropped.map { ", in place of policy \($0)" }.joined())
        case .unchanged(let policy): (.refused("unchanged"), "policy \(policy.number)")
        case .unknown(let number): (.refused("unknown-policy"), "policy \(number)")
        case .replacedMeanwhile(let number): (.refused("replaced-meanwhile"), number.map { "policy \($0)" })
        }
    }
}
