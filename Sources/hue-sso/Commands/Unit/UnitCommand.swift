import ArgumentParser
import Audit
import Database
import Directory
import Foundation
import Identity
import Operations
import Permissions
import Server
import Storage
import Wire

/// The units of the city.
struct UnitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unit", abstract: "Cơ cấu tổ chức. (The units of the city.)",
        subcommands: [UnitImportCommand.self, UnitTreeCommand.self])

    func run() throws { throw ValidationError.noSubcommand }
}

struct UnitImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Nhập các đơn vị từ bảng. (Bring the units to what a table says, from a moment on.)",
        discussion: """
            Bảng dùng dấu tab để cách các cột code, parent_code, kind và name_vi. Đơn vị mà bảng ghi khác thì được \
            chuyển hoặc đổi tên; dữ liệu trước đó vẫn lưu. Đơn vị không có trong bảng giữ nguyên, trừ khi có \
            --end-missing.

            (The table is tab-separated, with columns code, parent_code, kind and name_vi. Units that it says \
            otherwise move or are renamed; what was before stays on record. Units that it doesn't name stay, unless \
            --end-missing.)
            """)

    @Argument(help: "Tệp bảng; - là đầu vào chuẩn. (The table; - for standard input.)")
    var file: String

    @Option(name: .long, help: "Từ thời điểm nào; không nêu là từ bây giờ. (From when on; now, if not given.)")
    var from: String?

    @Flag(
        name: .customLong("end-missing"),
        help: "Kết thúc các đơn vị không có trong bảng. (End the units that the table doesn't name.)")
    var endMissing = false

    @Flag(
        help: """
            Cho mã đã kết thúc dùng lại cho chính đơn vị cũ, cùng quyền và chức vụ. \
            (Let ids come back that have ended, as the same units, with their grants and posts.)
            """)
    var reopen = false

    @Flag(
        name: .customLong("dry-run"),
        help: "Chỉ nêu những thay đổi, không thực hiện. (Say what would change, and change nothing.)")
    var dryRun = false

    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let text = try readText(file)
            let table: UnitImport
            do throws(TableError) { table = try UnitImport(text) } catch {
                let text = error.text
                throw CommandFailure.badData("\(file), \(text.vietnamese)", english: "\(file), \(text.english)")
            }
            let office = try await data.office()
            let moment = try from.map { try typedMoment($0, "--from") } ?? office.clock.now
            let draft = TreeDesk.Draft(table, from: moment, endsMissing: endMissing, reopens: reopen)
            var plan = try await office.plan(draft)
            let vacated = try await office.assignments(endingWith: plan.ended, at: moment)
            if !plan.isEmpty, !dryRun {
                if !plan.ended.isEmpty {
                    try confirmation.confirm(
                        "\(plan.ended.count) đơn vị sẽ kết thúc, cùng \(vacated.count) chức vụ đang có người giữ.",
                        english:
                            "Units that end: \(plan.ended.count); posts that somebody holds there: \(vacated.count).")
                }
                plan = try await office.carryOut(draft, ending: Set(plan.ended.map(\.id)))
            }
            if output.json { return printJSON(json(plan, vacated)) }
            show(plan, vacated, try await office.labels(of: vacated.map(\.person)))
        }
    }

    private func show(_ plan: UnitPlan, _ vacated: [Assignment], _ labels: PersonLabels) {
        for unit in plan.begun { print("+ \(unit.id) \(unit.name) [\(unit.kind)]") }
        for change in plan.changed {
            print("~ \(change.before.id) \(change.before.name) → \(change.after.name)", terminator: "")
            print(" [\(change.after.kind)], \(change.before.parent?.text ?? "-") → \(change.after.parent?.text ?? "-")")
        }
        for unit in plan.ended { print("- \(unit.id) \(unit.name)") }
        for assignment in vacated {
            print("! \(assignment.post): \(labels.text(assignment.person)), thôi giữ (leaves the post)")
        }
        for unit in plan.missing { print("? \(unit.id) \(unit.name): giữ nguyên (stays)") }
        let head = dryRun ? "Nếu nhập (if imported)" : "Đã nhập (imported)"
        print("\(head): +\(plan.begun.count) ~\(plan.changed.count) -\(plan.ended.count)")
    }

    private func json(_ plan: UnitPlan, _ vacated: [Assignment]) -> JSONObject {
        [
            "dry_run": .bool(dryRun), "begun": .texts(plan.begun.map(\.id.text)),
            "changed": .texts(plan.changed.map(\.after.id.text)), "ended": .texts(plan.ended.map(\.id.text)),
            "missing": .texts(plan.missing.map(\.id.text)), "vacated": .texts(vacated.map(\.post.description)),
        ]
    }
}

extension Office {
    fileprivate func plan(_ draft: TreeDesk.Draft) async throws -> UnitPlan {
        let result = try await database.read { transaction in
            try TreeDesk().plan(draft, in: transaction)
        }
        do { return try result.get() } catch { throw CommandFailure(error) }
    }

    /// Who is in a post at one of these units, and so leaves it with the unit.
    fileprivate func assignments(
        endingWith units: [Directory.Unit], at moment: Instant
    ) async throws -> [Assignment] {
        let ids = Set(units.map(\.id))
        guard !ids.isEmpty else { return [] }
        return try await database.read { transaction in
            try transaction.assignments.facts(at: try transaction.permissionRevisions.latest()).map(\.fact)
        }.filter { ids.contains($0.post.unit) && $0.period.endsAfter(moment) }
            .sorted { $0.post.description < $1.post.description }
    }

    /// - Returns: what has changed.
    @discardableResult
    func carryOut(_ draft: TreeDesk.Draft, ending ended: Set<UnitID> = []) async throws -> UnitPlan {
        let (office, now) = (self, clock.now)
        let table = "\(draft.table.entries.count) units from \(draft.moment.text)"
        let result = try await database.write { transaction in
            let result = try TreeDesk().carryOut(draft, ending: ended, in: transaction, at: now)
            let (object, outcome): (String, AuditEvent.Outcome) =
                switch result {
                case .success(let plan): ("\(table): \(plan.auditText)", .success)
                case .failure(let refusal): (table, .refused(refusal.word))
                }
            try transaction.audit.append(office.administratorsEvent(.unitImport, object: object)(now, outcome))
            return result
        }
        do { return try result.get() } catch { throw CommandFailure(error) }
    }
}

extension UnitPlan {
    /// What changes, for the audit log: each kind of change with its first units. All of them are in the records.
    fileprivate var auditText: String {
        func list(_ sign: String, _ units: [Directory.Unit]) -> String {
            let named = units.prefix(20).map(\.id.text) + (units.count > 20 ? ["…"] : [])
            return ([sign + String(units.count)] + named).joined(separator: " ")
        }
        return [list("+", begun), list("~", changed.map(\.after)), list("-", ended)].joined(separator: ", ")
    }
}

extension CommandFailure {
    fileprivate init(_ refusal: TreeDesk.Refusal) {
        switch refusal {
        case .noPlan(let error):
            let text = error.textWithHint
            self = .badData("không nhập được: \(text.vietnamese)", english: "can't be imported: \(text.english)")
        case .misplaced(.unknownKind(let unit, let kind), let policy):
            self = .badData(
                "\(unit): chính sách số \(policy) không có loại đơn vị \(kind)",
                english: "\(unit): policy \(policy) has no kind of unit \(kind)")
        case .misplaced(.under(let unit, let kind, let parent), let policy):
            self = .badData(
                "\(unit): \(kind) không đứng dưới \(parent) theo chính sách số \(policy)",
                english: "\(unit): by policy \(policy), \(kind) isn't allowed under \(parent)")
        case .policyUnreadable(let number): self.init(PermissionsUnavailable.policyUnreadable(number: number))
        case .endsOthers:
            self.init(
                "các đơn vị vừa được thay đổi; hãy nhập lại", english: "the units were changed meanwhile; import again",
                code: EX_TEMPFAIL)
        }
    }
}

extension TreeDesk.Refusal {
    /// For the audit log.
    fileprivate var word: String {
        switch self {
        case .noPlan: "no-tree"
        case .misplaced: "misplaced"
        case .policyUnreadable: "no-permissions"
        case .endsOthers: "ends-others"
        }
    }
}

/// The text of a file, or of standard input for `-`.
func readText(_ file: String) throws(CommandFailure) -> String {
    let bytes =
        file == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: file)
    guard let bytes else { throw .notFound("không đọc được \(file)", english: "\(file) can't be read") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .badData("\(file) không phải là văn bản UTF-8", english: "\(file) is not UTF-8")
    }
    return text
}
