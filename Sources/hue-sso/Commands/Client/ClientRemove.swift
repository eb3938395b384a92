import ArgumentParser
import Operations

struct ClientRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Xóa một nền tảng. (Remove a platform for good; its id is never given again.)")

    @OptionGroup var client: ClientArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let id = try await client.client(of: installation).id
            try confirmation.confirm(
                "'\(id)' và mọi thứ đã cấp cho nền tảng này sẽ bị xóa vĩnh viễn.",
                english: "'\(id)' and everything that was given to it will be gone for good.")
            switch try await RemoveClient(installation).run(id, .byOperator(installation)) {
            case .removed: break
            case .unknownClient: throw client.missing
            }
        }
    }
}
