import ArgumentParser
import Cryptography
import Foundation
import Keys
import Wire

/// What VNeID has to be told of us.
struct VNeIDCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vneid",
        abstract: "Đăng ký với VNeID. (Our registration with VNeID.)",
        discussion: """
            Khi vneid.profile là quirks, VNeID mã hóa cho một khóa RSA của hệ thống. Khóa bí mật nằm trong cơ sở dữ liệu, \
            được niêm phong bằng khóa chủ; khóa công khai được gửi cho Bộ Công an. Đổi khóa: 'make-key --successor', gửi \
            khóa công khai mới, và khi VNeID đã dùng khóa đó thì 'retire-key'; trong lúc ấy cả hai khóa đều mở được.

            (With vneid.profile: quirks VNeID encrypts to an RSA key of ours. The private key is in the database, sealed \
            under the master key; the public key goes to the Ministry. To change it: 'make-key --successor', send the new \
            public key, and once VNeID uses it 'retire-key'; meanwhile both open what it sends.)
            """,
        subcommands: [VNeIDMakeKey.self, VNeIDShowKey.self, VNeIDRetireKey.self])

    func run() throws { throw ValidationError.noSubcommand }
}

extension Result where Failure == EnvelopeKeyRefusal {
    /// What was done, or why it was not.
    func done() throws -> Success {
        switch self {
        case .success(let value): return value
        case .failure(let refusal):
            switch refusal {
            case .alreadyThere, .alreadyTwo: throw CommandFailure([refusal.text], code: EX_CANTCREAT)
            case .noSuccessor: throw CommandFailure([refusal.text], code: EX_DATAERR)
            }
        }
    }
}

/// Prints public keys as they are sent, the newest first: PEM blocks, or members of JSON.
func printPublicKeys(_ keys: [RSAPublicKey], _ output: OutputOptions) throws {
    let texts = try keys.map { PEMText.encode(try $0.encoded(), label: "PUBLIC KEY") }
    if output.json {
        var json: JSONObject = ["public_key": texts.first.map(JSONValue.string) ?? .null]
        json["former_public_key"] = texts.dropFirst().first.map(JSONValue.string)
        return printJSON(json)
    }
    print(texts.joined(), terminator: "")
}
