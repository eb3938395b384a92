import ArgumentParser
import Glibc
import OpenIDConnect
import Operations

struct ClientEdit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Sửa đăng ký của một nền tảng. (Change a registration; what isn't named stays.)")

    @OptionGroup var client: ClientArgument
    @Flag(name: .long, help: "Mở lại sau khi đã ngừng bằng 'disable'. (Enable it again after a 'disable'.)")
    var enable = false
    @OptionGroup var options: ClientOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let current = try await client.client(of: installation)
            var registration = ClientRegistration(current)
            options.apply(to: &registration)
            try options.proofs.apply(to: &registration)
            let sealer = try await data.sealer(for: registration, installation)
            let outcome = try await EditClient(installation, sealer: sealer).run(
                registration, of: current, enabling: enable, .byOperator(installation))
            switch outcome {
            case .edited(let edited, let secret): try show(edited, secret: secret, output)
            case .changedMeanwhile:
                throw CommandFailure(
                    "'\(current.id)' vừa được người khác sửa; hãy thử lại",
                    english: "'\(current.id)' was changed by somebody else just now; try again", code: EX_TEMPFAIL)
            }
        }
    }
}
