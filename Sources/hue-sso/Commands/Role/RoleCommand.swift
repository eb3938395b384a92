import ArgumentParser
import Directory
import Identity
import Permissions
import Server
import Wire

/// The roles of the policy in force.
struct RoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role", abstract: "Vai trò. (The roles of the policy in force.)",
        subcommands: [RoleList.self, RoleShow.self])

    func run() throws { throw ValidationError.noSubcommand }
}

struct RoleList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Liệt kê các vai trò. (List the roles.)")

    @Option(
        name: .long,
        help: """
            Chỉ những vai trò có chức năng trên nền tảng này, ví dụ bi. \
            (Only those that give something on this platform, such as bi.)
            """)
    var platform: String?

    @OptionGroup var view: ViewOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let office = try await data.office()
            let policy = try await office.permissions(view).state.snapshot.definition
            let what = Bilingual("tên nền tảng, ví dụ bi", "a platform, such as bi")
            let platform = try platform.map { try parsed($0, what) { PlatformID($0) } }
            if let platform, !policy.platforms.contains(where: { $0.id == platform }) {
                let known = policy.platforms.map(\.id.slug).joined(separator: ", ")
                throw CommandFailure.notFound(
                    "chính sách hiện hành không có nền tảng \(platform); chỉ có \(known)",
                    english: "the policy in force has no platform \(platform); it has \(known)")
            }
            let roles = policy.roles.filter { role in
                guard let platform else { return true }
                return policy.functions(of: role).contains { $0.id.platform == platform }
            }
            if output.json { return printJSON(roles.map { $0.json(policy) }) }
            printTable(
                [
                    "VAI TRÒ (ROLE)", "TÊN TIẾNG VIỆT (VIETNAMESE)", "TÊN TIẾNG ANH (ENGLISH)",
                    "SỐ CHỨC NĂNG (FUNCTIONS)",
                ],
                roles.map { role in
                    [
                        role.id.slug, role.name.vietnamese, role.name.english,
                        String(policy.functions(of: role).count),
                    ]
                })
        }
    }
}

struct RoleShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Xem một vai trò. (Show one role: its functions, where it makes sense, who gives it.)")

    @Argument(help: "Tên ngắn của vai trò; xem role list. (The role's short name; see role list.)")
    var role: String

    @OptionGroup var view: ViewOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let office = try await data.office()
            let policy = try await office.permissions(view).state.snapshot.definition
            guard let role = policy.roles.first(where: { $0.id.slug == self.role }) else {
                throw CommandFailure.notFound(
                    "chính sách hiện hành không có vai trò '\(self.role)'; xem hue-sso role list",
                    english: "the policy in force has no role '\(self.role)'; see hue-sso role list")
            }
            if output.json { return printJSON(role.json(policy)) }
            print("\(role.id): \(role.name.both)")
            let lines: [(String, [String])] = [
                ("Gồm vai trò (includes)", role.includes.map(\.slug)),
                ("Áp dụng cho loại đơn vị (on kinds)", role.kinds.map(\.slug).sorted()),
                ("Được giao bởi quản trị của (delegable at)", role.delegableAt.map(\.slug).sorted()),
                ("Quản trị (administers)", role.administration?.roles.map(\.slug).sorted() ?? []),
                ("Loại trừ (excluded by)", policy.exclusions.filter { $0.roles.contains(role.id) }.map(\.id)),
                ("Làm thay tối đa, ngày (stand-in days)", role.standInDays.map { [String($0)] } ?? []),
            ]
            for (name, values) in lines where !values.isEmpty { print("\(name): \(values.joined(separator: ", "))") }
            print("Chức năng (functions):")
            for function in policy.functions(of: role) {
                print("- \(function.id)  \(function.name.both)  \(function.tier.text)")
            }
        }
    }
}

extension Policy {
    /// The functions that a role gives on some kind of unit, by its own and by the roles that it includes, in the order
    /// of the policy.
    func functions(of role: Role) -> [Function] {
        var reached: Set<RoleID> = []
        var waiting = [role.id]
        var named: Set<FunctionID> = []
        while let id = waiting.popLast() {
            guard reached.insert(id).inserted, let role = roles.first(where: { $0.id == id }) else { continue }
            named.formUnion(role.functions)
            waiting += role.includes
        }
        return allFunctions.filter { function in
            function.parts.isEmpty && sequence(first: function.id, next: \.group).contains(where: named.contains)
        }
    }
}

extension Role {
    fileprivate func json(_ policy: Policy) -> JSONObject {
        [
            "role": .string(id.slug), "name": name.json,
            "functions": .texts(policy.functions(of: self).map(\.id.text)), "includes": .texts(includes.map(\.slug)),
            "kinds": .texts(kinds.map(\.slug).sorted()), "delegable_at": .texts(delegableAt.map(\.slug).sorted()),
            "administers": .texts(administration?.roles.map(\.slug).sorted() ?? []),
            "may_deny": .bool(administration?.mayDeny ?? false),
            "stand_in_days": .integer(standInDays.map(Int64.init)),
            "exclusions": .texts(policy.exclusions.filter { $0.roles.contains(id) }.map(\.id)),
        ]
    }
}

extension Tier {
    /// What a function asks of a session and what it touches, shortly.
    var text: String {
        var words = ["\(data)", "auth≥\(authentication.rawValue)"]
        if let identity { words.append("id≥\(identity.rawValue)") }
        if let freshness { words.append("fresh≤\(freshness.wholeSeconds / 60)min") }
        if isAudited { words.append("audit") }
        return "[\(words.joined(separator: " "))]"
    }
}
