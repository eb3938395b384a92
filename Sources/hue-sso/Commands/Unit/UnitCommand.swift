import ArgumentParser
import Database
import Directory
import Foundation
import Identity
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
            The table is tab-separated, with columns code, parent_code, kind and name_vi. Units that it says otherwise \
            move or are renamed; what was before stays on record. Units that it doesn't name stay, unless --end-missing.
            """)

    @Argument(help: "The table; - for standard input.")
    var file: String

    @Option(name: .long, help: "From when on the table is true; now, if not given.")
    var from: String?

    @Flag(name: .customLong("end-missing"), help: "End the units that the table doesn't name.")
    var endMissing = false

    @Flag(help: "Let ids come back that have ended, as the same units, with their grants and posts.")
    var reopen = false

    @Flag(name: .customLong("dry-run"), help: "Say what would change, and change nothing.")
    var dryRun = false

    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let text = try readText(file)
            let table: UnitImport
            do { table = try UnitImport(text) } catch { throw CommandFailure.badData("\(file), \(error)") }
            let office = try await data.office()
            let moment = try from.map { try typedMoment($0, "--from") } ?? office.clock.now
            let plan = try await office.plan(table, from: moment, endsMissing: endMissing, reopens: reopen)
            try await office.refuseMisplaced(plan, at: moment)
            if !plan.ended.isEmpty, !dryRun {
                try confirmation.confirm(
                    "\(plan.ended.count) đơn vị sẽ kết thúc. (Units that end: \(plan.ended.count).)")
            }
            if !plan.isEmpty, !dryRun {
                try await office.carryOut(table, from: moment, endsMissing: endMissing, reopens: reopen)
            }
            if output.json { return printJSON(json(plan)) }
            show(plan)
        }
    }

    private func show(_ plan: UnitPlan) {
        for unit in plan.begun { print("+ \(unit.id) \(unit.name) [\(unit.kind)]") }
        for change in plan.changed {
            print("~ \(change.before.id) \(change.before.name) → \(change.after.name)", terminator: "")
            print(" [\(change.after.kind)], \(change.before.parent?.text ?? "-") → \(change.after.parent?.text ?? "-")")
        }
        for unit in plan.ended { print("- \(unit.id) \(unit.name)") }
        for unit in plan.missing { print("? \(unit.id) \(unit.name): giữ nguyên (stays)") }
        let head = dryRun ? "Nếu nhập (if imported)" : "Đã nhập (imported)"
        print("\(head): +\(plan.begun.count) ~\(plan.changed.count) -\(plan.ended.count)")
    }

    private func json(_ plan: UnitPlan) -> JSONObject {
        [
            "dry_run": .bool(dryRun), "begun": .texts(plan.begun.map(\.id.text)),
            "changed": .texts(plan.changed.map(\.after.id.text)), "ended": .texts(plan.ended.map(\.id.text)),
            "missing": .texts(plan.missing.map(\.id.text)),
        ]
    }
}

extension Office {
    fileprivate func plan(
        _ table: UnitImport, from moment: Instant, endsMissing: Bool, reopens: Bool
    ) async throws -> UnitPlan {
        let known = try await database.read { transaction throws(DatabaseError) in
            try transaction.units(at: try transaction.permissionRevision()).map(\.fact)
        }
        do {
            return try UnitPlan(table, known: known, from: moment, endsMissing: endsMissing, reopens: reopens)
        } catch {
            throw CommandFailure.badData("không nhập được (can't be imported): \(error)")
        }
    }

    /// Refuses units whose kind, or whose place under another, the policy in force doesn't know. Before there is a
    /// policy, anything goes.
    fileprivate func refuseMisplaced(_ plan: UnitPlan, at moment: Instant) async throws {
        guard let rules = try await policyInForce(at: moment)?.policy?.kinds else { return }
        let changed = plan.changed.map(\.after)
        let now = plan.begun + changed
        let staying = plan.unchanged + plan.missing
        let kinds = Dictionary((staying + now).map { ($0.id, $0.kind) }, uniquingKeysWith: { _, last in last })
        // What stays is looked at where the unit above it changes.
        let changedIDs = Set(changed.map(\.id))
        let below = staying.filter { $0.parent.map(changedIDs.contains) ?? false }
        for unit in now + below {
            guard let rule = rules.first(where: { $0.kind == unit.kind }) else {
                throw CommandFailure.badData(
                    "\(unit.id): chính sách không có loại đơn vị \(unit.kind) (the policy has no such kind of unit)")
            }
            guard let parent = unit.parent.flatMap({ kinds[$0] }) else { continue }
            guard rule.below.contains(parent) else {
                throw CommandFailure.badData(
                    "\(unit.id): \(unit.kind) không đứng dưới \(parent) (doesn't stand under such a unit by the policy)"
                )
            }
        }
    }

    /// Plans again on what the transaction sees, so that nothing that came between is lost.
    func carryOut(_ table: UnitImport, from moment: Instant, endsMissing: Bool, reopens: Bool) async throws {
        let isDone = try await act(.unitImport, object: "\(table.entries.count) units") {
            transaction, now throws(DatabaseError) in
            let stored = try transaction.units(at: try transaction.permissionRevision())
            let known = stored.map(\.fact)
            let plan = try? UnitPlan(table, known: known, from: moment, endsMissing: endsMissing, reopens: reopens)
            guard let plan else { return false }
            let revision = try transaction.beginPermissionRevision(at: now)
            let removed = Set(plan.removed)
            for unit in stored where removed.contains(unit.fact) {
                _ = try transaction.remove(unit, in: revision)
            }
            for unit in plan.added { try transaction.add(unit, in: revision) }
            return true
        }
        guard isDone else { throw CommandFailure.badData("the units were changed meanwhile; import again") }
    }
}

/// The text of a file, or of standard input for `-`.
func readText(_ file: String) throws(CommandFailure) -> String {
    let bytes =
        file == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: file)
    guard let bytes else { throw .notFound("\(file) can't be read") }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .badData("\(file) is not UTF-8") }
    return text
}
