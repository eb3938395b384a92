import ArgumentParser
import Directory
import Identity
import Operations
import Wire

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
            let installation = try await data.installation()
            let moment = try from.map { try typedMoment($0, "--from") } ?? installation.clock.now
            let request = UnitImportRequest(table, from: moment, endsMissing: endMissing, reopens: reopen)
            let preview = try await installation.preview(request)
            var plan = preview.plan
            if !plan.isEmpty, !dryRun {
                try confirm(preview)
                plan = try await installation.carryOut(request, ending: Set(plan.ended.map(\.id)))
            }
            if output.json { return printJSON(json(plan, preview.vacated)) }
            show(plan, preview.vacated, try await installation.labels(of: preview.vacated.map(\.person)))
        }
    }

    /// Asks before units end, and with them the posts that somebody holds there.
    private func confirm(_ preview: PlanUnits.Preview) throws {
        let (ended, vacated) = (preview.plan.ended.count, preview.vacated.count)
        guard ended > 0 else { return }
        try confirmation.confirm(
            "\(ended) đơn vị sẽ kết thúc, cùng \(vacated) chức vụ đang có người giữ.",
            english: "Units that end: \(ended); posts that somebody holds there: \(vacated).")
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
