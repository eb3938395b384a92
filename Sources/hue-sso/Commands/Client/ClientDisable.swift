import ArgumentParser
import Operations

struct ClientDisable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Ngừng một nền tảng. (Disable a platform: no sign-in, no tokens; 'edit --enable' undoes it.)")

    @OptionGroup var client: ClientArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let id = try client.parsed()
            try confirmation.confirm(
                "Sẽ không ai đăng nhập được vào '\(id)' nữa.",
                english: "Nobody will be able to sign in to '\(id)'.")
            switch try await DisableClient(installation).run(id, .byOperator(installation)) {
            case .disabled: break
            case .unknownClient: throw client.missing
            }
        }
    }
}
