import ArgumentParser
import Identity
import OpenIDConnect
import Operations
import Wire

struct InitialAccessTokenAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Cấp một mã mời, chỉ hiện một lần. (Give out a token; it is shown once.)")

    @Option(name: .long, help: "Cấp cho ai. (For whom it is.)")
    var name: String

    @Option(
        name: .long, help: "Dùng được cho bao nhiêu nền tảng, nhiều nhất 1000. (For how many clients, at most 1000.)")
    var uses = 1

    @Option(
        name: .long,
        help: "Dùng được trong bao lâu, ví dụ 7d, nhiều nhất 365d. (For how long, such as 7d, at most 365d.)")
    var life = "7d"

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...InitialAccess.usesLimit).contains(uses) else {
            throw ValidationError(
                "--uses phải từ 1 đến \(InitialAccess.usesLimit)", english: "--uses is 1 to \(InitialAccess.usesLimit)")
        }
        guard span != nil else {
            throw ValidationError(
                "--life phải là một khoảng thời gian như 7d, nhiều nhất 365d",
                english: "--life is a span such as 7d, at most 365d")
        }
    }

    private var span: Duration? {
        Duration(written: life).flatMap { $0 > .zero && $0 <= InitialAccess.longestLife ? $0 : nil }
    }

    func run() async throws {
        try await reporting {
            guard let line = PlainLine(name) else {
                throw CommandFailure.badData(
                    "--name \(PlainLine.rule.vietnamese)", english: "--name \(PlainLine.rule.english)")
            }
            let configuration = try await data.completeConfiguration()
            let installation = try await data.installation()
            let (token, access) = try await IssueInitialAccessToken(installation).run(
                for: line, uses: uses, life: span ?? .zero, .byOperator(installation))
            let end = "hue-sso client initial-access-token end \(access.id)"
            try printOnce(
                remedy: Bilingual("hãy hủy mã này: \(end), rồi cấp mã mới", "end it: \(end); then give another")
            ) { show(token, access) }
            if !configuration.acceptsRegistrations {
                warn(
                    "chưa bật registration.enabled nên mã này chưa dùng được",
                    english: "registration.enabled is not set, so that nobody can use it yet")
            }
        }
    }

    private func show(_ token: InitialAccessToken, _ access: InitialAccess) {
        guard output.json else {
            print("initial_access_token  \(token.text)\nChỉ hiện một lần, hãy lưu ngay. (Shown once; keep it now.)")
            print("\(access.id): \(access.usesLeft) × /register, → \(access.end.text)")
            return
        }
        var json = access.listing
        json["initial_access_token"] = .string(token.text)
        printJSON(json)
    }
}
