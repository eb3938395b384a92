import ArgumentParser
import Database
import Glibc
import OpenIDConnect
import Storage

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
            let office = try await data.office()
            let current = try await office.client(client)
            var registration = ClientRegistration(current)
            options.apply(to: &registration)
            var known: SecretHash?
            if case .secret(let hash, _) = current.credential { known = hash }
            // A client that becomes confidential needs its first secret.
            let fresh = registration.isConfidential && known == nil ? ClientSecret(random: office.random) : nil
            let edited = try registration.client(
                secret: fresh?.hash ?? known, isEnabled: current.isEnabled || enable)
            let isUnchanged = try await office.act(
                enable ? .clientEnable : .clientEdit, client: edited.id.text
            ) { transaction, _ in
                guard try transaction.clients.find(edited.id) == current else { return false }
                return try transaction.clients.replace(edited)
            }
            guard isUnchanged else {
                throw CommandFailure(
                    "'\(edited.id)' vừa được người khác sửa; hãy thử lại",
                    english: "'\(edited.id)' was changed by somebody else just now; try again", code: EX_TEMPFAIL)
            }
            show(edited, secret: fresh, output)
        }
    }
}

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
            let office = try await data.office()
            let current = try await office.client(client)
            guard case .secret = current.credential else {
                throw CommandFailure.badData(
                    "'\(current.id)' là nền tảng công khai, không có mã bí mật",
                    english: "'\(current.id)' is a public client and has no secret")
            }
            try confirmation.confirm(
                "Mã bí mật hiện tại của '\(current.id)' sẽ hết hiệu lực ngay.",
                english: "The present secret of '\(current.id)' ends at once.")
            let secret = ClientSecret(random: office.random)
            let isThere = try await office.act(.clientSecretRotation, client: current.id.text) {
                transaction, _ in try transaction.clients.setSecret(secret.hash, of: current.id)
            }
            guard isThere else { throw client.missing }
            show(current, secret: secret, output)
        }
    }
}
