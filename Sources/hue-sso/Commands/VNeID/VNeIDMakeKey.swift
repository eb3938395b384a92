import ArgumentParser
import Operations

struct VNeIDMakeKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make-key",
        abstract: """
            Tạo khóa mà VNeID mã hóa cho, in khóa công khai. \
            (Make the key that VNeID encrypts to, and print the public one.)
            """)

    @Flag(
        name: .long,
        help: """
            Tạo khóa kế tiếp bên cạnh khóa đang dùng; cả hai đều mở được. \
            (Make another beside the one in use; both open what VNeID sends.)
            """)
    var successor = false

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let place = try await KeyInstallation(data)
            let vault = try await place.vault()
            // What a version before kept in a file is one that is there.
            _ = try await place.envelopeKeys(vault)
            let made = try await MakeEnvelopeKey(place.installation, vault.sealer)
                .run(asSuccessor: successor, place.act).done()
            try printPublicKeys([made], output)
        }
    }
}
