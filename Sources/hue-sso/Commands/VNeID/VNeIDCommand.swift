import ArgumentParser
import Cryptography
import Keys
import Wire

/// What VNeID has to be told of us.
struct VNeIDCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vneid",
        abstract: "Đăng ký với VNeID. (Our registration with VNeID.)",
        discussion: """
            Khi vneid.profile là quirks, VNeID mã hóa cho một khóa RSA của hệ thống. Khóa bí mật nằm trong tệp mà \
            vneid.key-file nêu, được niêm phong bằng khóa chủ; khóa công khai được gửi cho Bộ Công an.

            (With vneid.profile: quirks VNeID encrypts to an RSA key of ours. The private key is in the file that \
            vneid.key-file names, sealed under the master key; the public key goes to the Ministry.)
            """,
        subcommands: [VNeIDMakeKey.self, VNeIDShowKey.self])

    func run() throws { throw ValidationError.noSubcommand }
}

/// The file of the key, and what opens it.
struct UpstreamKeyOptions: ParsableArguments {
    @Option(
        name: .long,
        help: """
            Tệp khóa; thay cho mục 'vneid.key-file' của cấu hình. \
            (The file of the key; overrides the setting 'vneid.key-file'.)
            """)
    var keyFile: String?

    @OptionGroup var data: DataOptions

    func file() async throws -> UpstreamKeyFile {
        let configured = try await data.configuration().vneidKeyFile
        guard let path = keyFile ?? configured else {
            throw CommandFailure.badData(
                "hãy nêu --key-file hoặc đặt vneid.key-file", english: "say --key-file, or set vneid.key-file")
        }
        return UpstreamKeyFile(path)
    }
}

/// Prints a public key as it is sent: a PEM block, or a member of JSON.
func printPublicKey(_ key: RSAPublicKey, _ output: OutputOptions) throws {
    let text = PEMText.encode(try key.encoded(), label: "PUBLIC KEY")
    if output.json { return printJSON(["public_key": .string(text)]) }
    print(text, terminator: "")
}
