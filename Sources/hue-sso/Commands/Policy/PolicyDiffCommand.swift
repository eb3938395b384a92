import ArgumentParser
import Operations

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
            let installation = try await data.installation()
            let (old, new) = (
                try await installation.policy(named: old), try await installation.policy(named: new)
            )
            let difference = try await installation.difference(from: old, to: new, at: installation.clock.now)
            if output.json { return printJSON(try await installation.json(difference)) }
            try await installation.show(difference)
        }
    }
}
