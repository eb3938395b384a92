import ArgumentParser
import OpenIDConnect
import Operations

struct ClientRotateSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-secret",
        abstract: "Cấp lại mã bí mật; mã cũ hết hiệu lực ngay. (Give a new secret; the old one ends at once.)")

    @OptionGroup var client: ClientArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let current = try await client.client(of: installation)
            guard case .secret = current.credential else {
                throw CommandFailure.badData(
                    "'\(current.id)' là nền tảng công khai, không có mã bí mật",
                    english: "'\(current.id)' is a public client and has no secret")
            }
            try confirmation.confirm(
                "Mã bí mật hiện tại của '\(current.id)' sẽ hết hiệu lực ngay.",
                english: "The present secret of '\(current.id)' ends at once.")
            switch try await RotateClientSecret(installation).run(current.id, .byOperator(installation)) {
            case .rotated(let secret): try show(current, secret: secret, output)
            case .unknownClient: throw client.missing
            }
        }
    }
}
