import ArgumentParser
import Keys
import Operations

struct KeyRetire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: """
            Ngừng ký bằng một khóa, khóa kế tiếp thay vào; --compromised khi khóa bị lộ. (Stop signing with a key, the next \
            one takes its place; --compromised for one that somebody else may have.)
            """)

    @OptionGroup var key: KeyArgument

    @Flag(
        name: .long,
        help: """
            Khóa bị lộ: thôi công bố ngay, mọi thứ nó đã ký mất hiệu lực. (It may be in others' hands: it is published no \
            longer, and what it has signed is void at once.)
            """)
    var compromised = false

    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let place = try await KeyInstallation(data)
            let id = try await key.key(of: place).keyID
            let retire = try await RetireKey(place.installation, place.vault())
            if compromised {
                try confirmation.confirm(
                    "Mọi token do '\(key.kid)' ký sẽ mất hiệu lực ngay, và khóa bị xóa.",
                    english: "Every token that '\(key.kid)' has signed is void at once, and the key is removed.")
                _ = try await retire.withdraw(id, place.act).done()
                warn(
                    "nền tảng nào còn giữ danh sách khóa cũ vẫn tin khóa bị lộ cho đến khi đọc lại",
                    english: "platforms that keep the old set believe the key until they read it again")
            } else {
                let period = try await place.publication(unless: key.early)
                _ = try await retire.run(id, publishedFor: period, place.act).done()
            }
            showKeys(try await place.list(), output)
        }
    }
}
