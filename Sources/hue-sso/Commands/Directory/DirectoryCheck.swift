import ArgumentParser
import Directory
import Glibc
import Identity
import LDAP
import Operations
import Wire

struct DirectoryCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Xem tệp ánh xạ, máy chủ, chứng thư, quyền và 100 mục đầu. (Look at mapping, servers and entries.)")

    @OptionGroup var directory: DirectoryOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let (_, desk) = try await directory.desk()
            var checks: [DirectoryCheckLine] = []
            for report in try await desk.probe() {
                checks += DirectoryCheckLine.all(of: report, desk.shown(by: report), desk.mapping)
                let unseen = try await desk.unseen(in: report).map(\.text)
                if let line = DirectoryCheckLine(of: report, unseen: unseen) { checks.append(line) }
                let sample = try await desk.findings(in: report)
                checks += sample.map { .init(.warning, $0.dn, $0.text) }
            }
            if output.json {
                printJSON(checks.map(\.json))
            } else {
                for check in checks { print("\(check.mark) \(check.about.withInvisiblesWritten): \(check.text.both)") }
            }
            guard !checks.contains(where: { $0.kind == .fault }) else {
                throw CommandFailure(
                    "thư mục chưa dùng được", english: "the directory can't be used yet", code: EX_CONFIG)
            }
        }
    }
}

/// One thing that was looked at.
struct DirectoryCheckLine {
    enum Kind: String { case good, warning, fault }

    let kind: Kind
    let about: String
    let text: Bilingual

    init(_ kind: Kind, _ about: String, _ text: Bilingual) {
        self.kind = kind
        self.about = about
        self.text = text
    }

    var mark: String {
        switch kind {
        case .good: "✓"
        case .warning: "!"
        case .fault: "×"
        }
    }

    var json: JSONObject { ["kind": .string(kind.rawValue), "about": .string(about), "text": text.json] }

    /// What none of a server's first entries shows: that it isn't there, and that we may not see it, look the same.
    init?(of report: ServerReport, unseen attributes: [String]) {
        let count = report.samples.reduce(0) { $0 + $1.entries.count }
        guard count > 0, !attributes.isEmpty else { return nil }
        let names = attributes.joined(separator: ", ")
        self.init(
            .warning, report.server.description,
            Bilingual(
                "\(count) mục đầu không có: \(names); nếu thư mục có giá trị thì tài khoản chưa được quyền đọc",
                "the first \(count) entries don't have: \(names); where there are values, the account may not read them"
            ))
    }

    /// What was found at one server.
    /// - Parameter shown: how many units and people it shows.
    static func all(
        of report: ServerReport, _ shown: (units: Int, people: Int), _ mapping: DirectoryMapping
    ) -> [Self] {
        let server = report.server.description
        if let failure = report.failure {
            return [Self(.fault, server, report.certificate?.text ?? failure.text)]
        }
        if let base = report.base { return [Self(.fault, server, base.text)] }
        var lines = [
            Self(
                .good, server,
                Bilingual(
                    "kết nối, đăng nhập và đọc được (\(report.vendor))",
                    "connected, bound and readable (\(report.vendor))"))
        ]
        if shown.units == 0 {
            lines.append(
                Self(
                    .fault, server,
                    Bilingual(
                        "không thấy đơn vị nào: xem base, unit.filter và quyền đọc",
                        "no unit is to be seen: look at the base, unit.filter and the account's rights")))
        }
        if shown.people == 0 {
            lines.append(
                Self(
                    .fault, server,
                    Bilingual(
                        "không thấy người nào: xem base, person.filter và quyền đọc",
                        "nobody is to be seen: look at the base, person.filter and the account's rights")))
        }
        if !report.hasPagedResults {
            lines.append(
                Self(.fault, server, Bilingual("không có phân trang (RFC 2696)", "it has no paged results (RFC 2696)")))
        }
        if mapping.allowsSignIn, !report.hasPasswordPolicy {
            lines.append(
                Self(
                    .warning, server,
                    Bilingual(
                        "không báo chính sách mật khẩu (ppolicy): người bị khóa ở đó chỉ biết là sai tên hoặc mật khẩu",
                        "it tells no password policy (ppolicy): who is locked there hears of a wrong name or password only"
                    )))
        }
        if mapping.mode == .changes, !report.hasChangeMark {
            let names =
                mapping.key == .objectGUID
                ? "highestCommittedUSN, dsServiceName, invocationId" : "contextCSN, modifyTimestamp"
            lines.append(
                Self(
                    .warning, server,
                    Bilingual(
                        "không cho biết mục nào đã thay đổi (không đọc được \(names)): mỗi phút sẽ đọc lại toàn bộ; hãy "
                            + "cấp quyền đọc, hoặc dùng mode: full",
                        "it doesn't say what has changed (\(names) can't be read): everything would be read anew each "
                            + "minute; let the account read them, or use mode: full")))
        }
        if mapping.mode == .live, !report.hasContentSync {
            lines.append(
                Self(
                    .fault, server,
                    Bilingual(
                        "không có đồng bộ nội dung (RFC 4533): dùng mode: changes, hoặc bật syncprov",
                        "it has no content synchronisation (RFC 4533): use mode: changes, or load syncprov")))
        }
        return lines
    }
}
