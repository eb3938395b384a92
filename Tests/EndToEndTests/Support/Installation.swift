import Foundation
import Subprocess
import Testing

/// An installation without a server: a data folder that commands of `hue-sso` work on, with a small city in it. Tests
/// that only ask share the one of their suite; those that change something take a copy of it.
struct Installation: Sendable {
    struct Nothing: Error, CustomStringConvertible {
        let description: String
    }

    let data: URL

    @TaskLocal private static var shared: Installation?

    /// The installation of the suite that runs now (see `.smallCity`): to be asked, not to be changed.
    static var current: Installation {
        get throws {
            guard let shared else { throw Nothing(description: "this suite lacks the trait .smallCity") }
            return shared
        }
    }

    /// An installation in which there is nobody yet; hashing costs next to nothing there.
    static func empty() async throws -> Installation {
        try await copy(of: Original.empty.value)
    }

    /// An installation with the small city in it.
    static func small() async throws -> Installation {
        try await copy(of: Original.small.value)
    }

    private static func copy(of original: Original) throws -> Installation {
        let data = try makeTemporaryFolder("installation")
        try original.copy(into: data)
        return Installation(data: data)
    }

    /// An installation in which there is nobody yet, made anew: its keys are its own.
    static func new() async throws -> Installation {
        let installation = try folder()
        try await installation.initialize()
        return installation
    }

    /// A folder with settings in which no installation has been made.
    static func folder() throws -> Installation {
        let data = try makeTemporaryFolder("installation")
        let settings = "passwords:\n  memory-kib: 32\n  iterations: 1\n"
        try Data(settings.utf8).write(to: data.appendingPathComponent("hue-sso.yaml"))
        return Installation(data: data)
    }

    /// Gives `body` a copy of the suite's installation to change.
    static func scratch(_ body: (Installation) async throws -> Void) async throws {
        let copy = FileManager.default.temporaryDirectory
            .appendingPathComponent("hue-sso-scratch-\(UUID().uuidString.prefix(8))")
        try FileManager.default.copyItem(at: try current.data, to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        try await body(Installation(data: copy))
    }

    /// Makes the installation: keys and records.
    func initialize() async throws {
        let run = try await CommandLineTool.run(
            ["init"] + Assumed.on(data), environment: Assumed.masterKeyEnvironment)
        guard run.code == 0 else { throw CommandLineTool.Failure(description: "init: \(run)") }
    }

    func remove() { try? FileManager.default.removeItem(at: data) }

    // MARK: Commands

    func run(
        _ arguments: [String], input: String = "", environment: [Environment.Key: String?] = [:],
        in folder: URL? = nil
    ) async throws -> ProgramRun {
        try await CommandLineTool.run(
            arguments + Assumed.on(data), input: input, environment: environment, in: folder)
    }

    func run(_ arguments: String..., input: String = "") async throws -> ProgramRun {
        try await run(arguments, input: input)
    }

    /// What a command prints that has to succeed.
    @discardableResult
    func succeed(_ arguments: String..., input: String = "") async throws -> String {
        let run = try await run(arguments, input: input)
        guard run.code == 0 else {
            throw CommandLineTool.Failure(description: "\(arguments.joined(separator: " ")): \(run)")
        }
        return run.output
    }

    /// The JSON that a command prints that has to succeed.
    func json(_ arguments: String...) async throws -> JSON {
        let run = try await run(arguments + ["--json"])
        guard run.code == 0 else {
            throw CommandLineTool.Failure(description: "\(arguments.joined(separator: " ")): \(run)")
        }
        return try JSON(run.output.utf8)
    }

    /// Whether `can` permits.
    func can(_ person: String, _ function: String, at unit: String, _ options: String...) async throws -> Bool {
        let run = try await run(["can", person, function, "--unit", unit] + options)
        guard [Exit.success, Exit.notPermitted].contains(run.code) else {
            throw CommandLineTool.Failure(description: "can: \(run)")
        }
        return run.code == Exit.success
    }

    /// Puts somebody without a post into one that brings nothing: who is in none is no staff.
    func employ(_ person: String) async throws {
        try await succeed(
            "account", "assign", person, "--unit", "H57", "--position", "can-su", "--from", Self.beginning)
    }

    // MARK: Records

    /// A line of the audit log.
    struct Event: Hashable, Sendable, CustomStringConvertible {
        let action, outcome, actor, object: String

        var description: String { "\(action) \(outcome) \(actor) \(object)" }
    }

    /// The audit log of what was done since the installation was made, read past the program.
    func auditEvents() async throws -> [Event] {
        try await allAuditEvents().filter { !["key-generation", "secrets-record"].contains($0.action) }
    }

    /// All of the audit log.
    func allAuditEvents() async throws -> [Event] {
        try await rows(of: "SELECT action, outcome, actor, coalesce(object, '') FROM audit_events ORDER BY number").map
        {
            Event(action: $0[0], outcome: $0[1], actor: $0[2], object: $0[3])
        }
    }

    /// The last line of the audit log.
    func lastEvent() async throws -> Event? { try await auditEvents().last }

    /// How many people are in the records.
    func peopleCount() async throws -> Int { try await rows(of: "SELECT id FROM people").count }

    /// The number of the last change of units, posts, grants and policies.
    func revision() async throws -> String {
        try await rows(of: "SELECT coalesce(max(number), 0) FROM permission_revisions").first?.first ?? ""
    }

    private func rows(of query: String) async throws -> [[String]] {
        let script = """
            import json, sqlite3, sys
            rows = sqlite3.connect(sys.argv[1]).execute(sys.argv[2])
            print(json.dumps([[str(cell) for cell in row] for row in rows]))
            """
        let run = try await ProgramRun(
            of: Installed.python(), ["-c", script, data.appendingPathComponent("hue-sso.sqlite").path, query])
        guard run.code == 0 else { throw Nothing(description: "\(query): \(run)") }
        return run.json.array?.map(\.strings) ?? []
    }
}

/// Codes of sysexits.h.
enum Exit {
    static let success: Int32 = 0
    static let usage: Int32 = 64
    static let badData: Int32 = 65
    static let noInput: Int32 = 66
    static let unavailable: Int32 = 69
    static let cannotCreate: Int32 = 73
    static let temporaryFailure: Int32 = 75
    static let notPermitted: Int32 = 77
    static let configuration: Int32 = 78
}

// MARK: The small city

extension Installation {
    /// Runs a test suite over a small city of its own.
    struct Trait: SuiteTrait, TestScoping {
        func provideScope(
            for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
        ) async throws {
            let installation = try await Installation.small()
            defer { installation.remove() }
            try await Installation.$shared.withValue(installation) { try await function() }
        }
    }

    /// Since when its units and its policy are there.
    static let beginning = "2025-07-01"

    static let units = """
        code\tparent_code\tkind\tname_vi
        H57\t\tthanh_pho\tỦy ban nhân dân thành phố Huế
        H57.01\tH57\tvan_phong\tVăn phòng Ủy ban nhân dân thành phố
        H57.02\tH57\tso\tSở Nội vụ
        H57.02.04\tH57.02\tphong\tPhòng Cải cách hành chính
        H57.05\tH57\tso\tSở Khoa học và Công nghệ
        H57.05.01\tH57.05\tdon_vi_su_nghiep\tTrung tâm Giám sát, điều hành đô thị thông minh
        H57.05.04\tH57.05\tphong\tPhòng Chuyển đổi số
        H57.19753\tH57\tphuong\tPhường Phú Xuân
        H57.19753.04\tH57.19753\tphong_cap_xa\tTrung tâm Phục vụ hành chính công

        """

    /// The policies of the repository.
    static let policies = Installed.package.appendingPathComponent("Policies").path

    /// Somebody of VNeID who hasn't signed in yet.
    static let newcomer = "046000000009"

    static let an: JSON = ["name": "Cán Bộ An", "username": "can.bo.an", "enabled": true]
    static let chi: JSON = ["name": "Cán Bộ Chi", "username": "can.bo.chi", "enabled": true]
    static let dung: JSON = ["name": "Cán Bộ Dung", "username": "can.bo.dung", "enabled": true]

    private static let posts = [
        ("can.bo.an", "chuyen-vien", "H57.05.04"), ("can.bo.binh", "truong-phong", "H57.05.04"),
        ("can.bo.chi", "chanh-van-phong", "H57.05"), (newcomer, "mot-cua", "H57.19753.04"),
    ]

    /// g-1 to g-7, in this order.
    private static let grants = [
        ["--to", "can.bo.chi", "--role", "quan-tri-don-vi", "--unit", "H57.05", "--reach", "subtree"],
        [
            "--to", "can.bo.an", "--role", "chuyen-vien", "--unit", "H57.05", "--reach", "subtree",
            "--as", "can.bo.chi",
        ],
        ["--to", "kind:so", "--role", "nhan-su", "--unit", "own"],
        ["--to", "citizens:1", "--role", "cong-dan-1", "--unit", "H57", "--reach", "subtree"],
        ["--to", "truong-phong@H57.05.04", "--role", "chuyen-vien", "--unit", "H57.05.04"],
        ["--to", "can.bo.binh", "--role", "van-thu", "--unit", "H57.05.04", "--deny"],
        ["--to", "can.bo.an", "--role", "cong-bo-phan-tich", "--unit", "H57.05.04"],
    ]

    /// Brings the city in by the commands that a city would use.
    func found() async throws {
        try await succeed("unit", "import", "-", "--from", Self.beginning, input: Self.units)
        try await succeed("policy", "apply", Self.policies, "--from", Self.beginning)
        for (name, username) in [("An", "an"), ("Bình", "binh"), ("Chi", "chi"), ("Dung", "dung")] {
            try await succeed(
                "account", "add", "--username", "can.bo.\(username)", "--name", "Cán Bộ \(name)")
        }
        for (person, position, unit) in Self.posts {
            try await succeed(
                "account", "assign", person, "--position", position, "--unit", unit, "--from", Self.beginning)
        }
        for grant in Self.grants {
            let run = try await run(["grant", "add", "--reason", "Quyết định số 1/QĐ-MẪU"] + grant)
            guard run.code == 0 else { throw Nothing(description: "\(grant): \(run)") }
        }
    }
}

extension Trait where Self == Installation.Trait {
    /// The suite gets a small city (`Installation.current`).
    static var smallCity: Self { Installation.Trait() }
}
