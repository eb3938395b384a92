import ArgumentParser
import Permissions

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
            let policy = try await data.installation().permissions(view).state.snapshot.definition
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
                ("Dịch vụ có vai trò này (services)", policy.services(with: role.id).map(\.id.text)),
                ("Làm thay tối đa, ngày (stand-in days)", role.standInDays.map { [String($0)] } ?? []),
                (
                    "Giữ khi chuyển đơn vị, nếu được giao đích danh (kept on move)",
                    role.isKeptOnMove ? ["có (yes)"] : []
                ),
            ]
            for (name, values) in lines where !values.isEmpty { print("\(name): \(values.joined(separator: ", "))") }
            print("Chức năng (functions):")
            for function in policy.functions(of: role.id) {
                print("- \(function.id)  \(function.name.both)  \(function.tier.text)")
            }
        }
    }
}
