import ArgumentParser
import Identity
import Permissions

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
            let policy = try await data.installation().permissions(view).state.snapshot.definition
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
                return policy.functions(of: role.id).contains { $0.id.platform == platform }
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
                        String(policy.functions(of: role.id).count),
                    ]
                })
        }
    }
}
