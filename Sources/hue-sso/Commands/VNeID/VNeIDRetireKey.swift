import ArgumentParser
import Operations

struct VNeIDRetireKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire-key",
        abstract: """
            Bỏ khóa cũ khi VNeID đã dùng khóa kế tiếp. \
            (Forget the older key, once VNeID encrypts to its successor.)
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let place = try await KeyInstallation(data)
            let vault = try await place.vault()
            try confirmation.confirm(
                "Những gì VNeID mã hóa cho khóa cũ sẽ không mở được nữa.",
                english: "What VNeID encrypts to the older key will open no more.")
            try await RetireEnvelopeKey(place.installation).run(place.act).done()
            try printPublicKeys(try await place.envelopeKeys(vault).map(\.key.publicKey), output)
        }
    }
}
