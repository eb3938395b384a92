import ArgumentParser
import Foundation

struct VNeIDShowKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show-key",
        abstract: """
            In khóa công khai, để gửi cho Bộ Công an; có hai thì khóa mới trước. \
            (Print the public key, for the Ministry; of two the newer first.)
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let place = try await KeyInstallation(data)
            let keys = try await place.envelopeKeys(try await place.vault())
            guard !keys.isEmpty else {
                throw CommandFailure(
                    "chưa có khóa; hãy chạy hue-sso vneid make-key",
                    english: "there is no key; run hue-sso vneid make-key", code: EX_NOINPUT)
            }
            try printPublicKeys(keys.map(\.key.publicKey), output)
        }
    }
}
