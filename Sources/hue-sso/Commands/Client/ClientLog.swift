import ArgumentParser
import Identity
import OpenIDConnect
import Operations
import Wire

/// What a platform does wrong, for those who set it up.
struct ClientLog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: """
            Những lỗi cấu hình mà một nền tảng đã mắc, và cách sửa. (Which mistakes of configuration a platform has made, and \
            what mends them; seconds old at most.)
            """)

    @OptionGroup var client: ClientArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let client = try await client.client(of: installation)
            let counts = try await ReadClientMistakes(installation).all(of: client.id)
            if output.json { return printJSON(counts.map(\.json)) }
            guard !counts.isEmpty else {
                return print("Chưa thấy lỗi cấu hình nào của '\(client.id)'. (No mistake of '\(client.id)' was seen.)")
            }
            for count in counts { Self.show(count, of: client) }
        }
    }

    private static func show(_ count: ClientMistakeCount, of client: Client) {
        let mistake = count.mistake
        print("\(mistake.rawValue): \(count.number) lần (times), \(count.firstAt.text) – \(count.lastAt.text)")
        print("  \(mistake.problem.vietnamese)\n  \(mistake.problem.english)")
        print("  → \(mistake.remedy.vietnamese)\n  → \(mistake.remedy.english)")
        if let command = mistake.command(for: client) { print("  → \(command)") }
    }
}

extension ClientMistakeCount {
    fileprivate var json: JSONObject {
        [
            "mistake": .string(mistake.rawValue), "number": .integer(Int64(number)),
            "first_at": .string(firstAt.text), "last_at": .string(lastAt.text), "problem": mistake.problem.json,
            "remedy": mistake.remedy.json,
        ]
    }
}

extension ClientMistake {
    /// What to type here, where the registration is what doesn't fit; `nil` where only the platform's side can be mended.
    func command(for client: Client) -> String? {
        let edit = "hue-sso client edit \(client.id.text)"
        switch self {
        case .foreignRedirectURI: return "\(edit) --redirect-uri …"
        case .foreignReturnAddress: return "\(edit) --post-logout-redirect-uri …"
        case .disabledClient: return "\(edit) --enable"
        case .unregisteredGrant: return "\(edit) --grant authorization_code --grant refresh_token"
        case .foreignScope:
            return "\(edit) " + client.scopesOfPeople.map { "--scope \($0.rawValue)" }.sorted().joined(separator: " ")
                + " --scope …"
        case .missingCodeChallenge where client.isConfidential: return "\(edit) --pkce optional"
        case .unpushedRequest: return "\(edit) --no-require-pushed"
        case .missingSecret: return "\(edit) --public"
        case .wrongSecret: return "hue-sso client rotate-secret \(client.id.text)"
        case .otherAuthMethod: return "\(edit) --auth-method \(ClientCredential.anySecretMethod)"
        default: return nil
        }
    }
}
