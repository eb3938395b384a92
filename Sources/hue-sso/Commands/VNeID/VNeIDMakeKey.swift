import ArgumentParser
import Foundation
import Operations

struct VNeIDMakeKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make-key",
        abstract: """
            Tạo khóa mà VNeID mã hóa cho, in khóa công khai. \
            (Make the key that VNeID encrypts to, and print the public one.)
            """)

    @OptionGroup var key: UpstreamKeyOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let file = try await key.file()
            // Whatever was sealed to it would open no more.
            guard !FileManager.default.fileExists(atPath: file.path) else {
                throw CommandFailure(
                    "\(file.path) đã có; xem hue-sso vneid show-key",
                    english: "\(file.path) is there already; see hue-sso vneid show-key", code: EX_CANTCREAT)
            }
            let place = try await KeyInstallation(key.data)
            let vault = try await place.vault()
            let made = try await MakeUpstreamKey(place.installation, vault.sealer).run(file, place.act)
            try printPublicKey(made, output)
        }
    }
}
