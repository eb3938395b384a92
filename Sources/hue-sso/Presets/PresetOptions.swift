import ArgumentParser
import Identity
import OpenIDConnect

/// The software that a platform is, where it is one that we know.
struct PresetOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            Phần mềm của nền tảng: đăng ký đúng như phần mềm đó cần và in phần cấu hình của nó; các tùy chọn khác được ưu \
            tiên. (Which software the platform is: registers what that needs and prints its side of the configuration; \
            options override it.)
            """, valueName: "software"))
    var preset: Preset?

    @Option(
        name: .long,
        help: """
            Địa chỉ nền tảng, đi cùng --preset: https://bi.hue.gov.vn; ứng dụng: scheme riêng. \
            (The platform's address, with --preset: https://bi.hue.gov.vn; of an app its own scheme.)
            """)
    var url: String?

    func validate() throws {
        guard url == nil || preset != nil else {
            throw ValidationError("--url đi cùng --preset", english: "--url goes with --preset")
        }
    }

    /// The address without a slash at its end.
    private var place: String? { url.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } }

    func apply(to registration: inout ClientRegistration) { preset?.apply(to: &registration, at: place) }

    /// The software's side of the configuration; `nil` where no software was named.
    func configuration(of client: Client, _ secret: ClientSecret?, issuer: Issuer?) -> String? {
        guard let preset, let issuer else { return nil }
        return preset.configuration(of: client, secret: secret?.text, at: place, issuer: issuer.text)
    }
}

extension Preset: ExpressibleByArgument {
    init?(argument: String) {
        guard let preset = Self.named(argument) else { return nil }
        self = preset
    }

    static var allValueStrings: [String] { all.map(\.name) }
}
