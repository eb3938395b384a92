import ArgumentParser
import Directory
import Glibc
import Identity
import Operations

struct DirectoryApply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Đọc thư mục và thực hiện thay đổi. (Read the directory, and carry out what changes.)")

    @OptionGroup var directory: DirectoryOptions
    @OptionGroup var validity: DirectoryValidity
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let (installation, desk) = try await directory.desk()
            let preview = try await desk.preview(from: try validity.moment(installation))
            if !output.json { try await installation.show(preview) }
            guard preview.plan.held.isEmpty else {
                if output.json { printJSON(preview.json) }
                try await letGo(preview, of: installation, desk)
                throw CommandFailure.held(preview)
            }
            if !preview.plan.isEmpty { try confirmation.confirm("Thực hiện?", english: "Carry it out?") }
            try await installation.carryOut(preview, desk, output)
        }
    }

    /// Of a plan that is held: who leaves all the same.
    private func letGo(_ preview: DirectoryPreview, of installation: Installation, _ desk: DirectoryDesk) async throws {
        let count = preview.plan.leavingAtOnce.count
        guard count > 0 else { return }
        try confirmation.confirm(
            "Kế hoạch chờ duyệt; cho \(count) người đã thôi việc ngừng ngay?",
            english: "The plan waits for approval; let the \(count) who have left go at once?")
        guard case .held = try await desk.letGo(preview, .byOperator(installation)) else {
            throw CommandFailure.anotherPlan()
        }
    }
}

struct DirectoryApprove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Duyệt kế hoạch đang được giữ lại và thực hiện. (Approve a held plan, and carry it out.)",
        discussion: """
            Kế hoạch được lập lại; nếu không còn là kế hoạch đã xem thì không có gì thay đổi (mã thoát 75).

            (The plan is made anew; if it is no longer the one that was looked at, nothing changes (exit code 75).)
            """)

    @Argument(help: "Mã của kế hoạch mà 'plan' đã in. (The plan's digest, as 'plan' printed it.)")
    var digest: String

    @OptionGroup var directory: DirectoryOptions
    @OptionGroup var validity: DirectoryValidity
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let (installation, desk) = try await directory.desk()
            let preview = try await desk.preview(from: try validity.moment(installation))
            guard preview.isNamed(by: digest) else { throw CommandFailure.anotherPlan(preview.digest) }
            if !output.json { try await installation.show(preview) }
            try confirmation.confirm(
                "Duyệt và thực hiện kế hoạch \(digest)?", english: "Approve plan \(digest), and carry it out?")
            try await installation.carryOut(preview, desk, output)
        }
    }
}

extension Installation {
    fileprivate func carryOut(
        _ preview: DirectoryPreview, _ desk: DirectoryDesk, _ output: OutputOptions
    ) async throws {
        switch try await desk.apply(preview, .byOperator(self)) {
        case .nothing, .applied:
            if output.json { return printJSON(preview.json) }
            print(preview.plan.isEmpty ? "Không có gì thay đổi. (Nothing changes.)" : "Đã thực hiện. (Carried out.)")
        case .held(let held, _), .staleDigest(let held): throw CommandFailure.anotherPlan(held.digest)
        case .refused(let code): throw CommandFailure(DirectoryReadingRefused(code: code))
        }
    }
}

extension CommandFailure {
    /// What a person has to look at, and how they approve it.
    static func held(_ preview: DirectoryPreview) -> Self {
        let next = Bilingual(
            "giữ lại; duyệt: hue-sso directory approve \(preview.digest)",
            "held; to approve: hue-sso directory approve \(preview.digest)")
        return CommandFailure(preview.plan.held.map { $0.text(by: preview.limits) } + [next], code: EX_NOPERM)
    }

    static func anotherPlan(_ digest: String? = nil) -> Self {
        CommandFailure(
            "kế hoạch vừa thay đổi\(digest.map { ", nay là \($0)" } ?? ""); hãy xem lại bằng hue-sso directory plan",
            english:
                "the plan is another one by now\(digest.map { ", \($0)" } ?? ""); look again with hue-sso directory plan",
            code: EX_TEMPFAIL)
    }
}
