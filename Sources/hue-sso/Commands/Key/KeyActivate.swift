import ArgumentParser
import Foundation
import Keys
import Operations

/// Names the key that a command is about.
struct KeyArgument: ParsableArguments {
    @Argument(
        help: "Mã khóa (kid); mã bắt đầu bằng - thì viết sau --. (The key's id; one that begins with - goes after --.)")
    var kid: String

    @Flag(
        name: .long,
        help: """
            Không đợi các nền tảng biết khóa kế tiếp: nền tảng nào còn giữ danh sách cũ sẽ từ chối token cho đến khi đọc \
            lại. (Don't wait until platforms know the next key: those that keep the old set refuse tokens until they read \
            it again.)
            """)
    var early = false

    /// The key as the records have it.
    func key(of place: KeyInstallation) async throws -> KeyListing {
        guard let key = try await place.list().first(where: { $0.id == kid }) else {
            throw CommandFailure([KeyRefusal.unknownKey.text], code: EX_NOINPUT)
        }
        return key
    }
}

struct KeyActivate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "activate",
        abstract: """
            Dùng khóa kế tiếp để ký ngay; khóa đang ký chuyển sang retired. (Sign with a next key from now on; the one that \
            signs is retired.)
            """)

    @OptionGroup var key: KeyArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let place = try await KeyInstallation(data)
            let id = try await key.key(of: place).keyID
            let period = try await place.publication(unless: key.early)
            _ = try await ActivateKey(place.installation, place.vault()).run(id, publishedFor: period, place.act).done()
            showKeys(try await place.list(), output)
        }
    }
}
