import ArgumentParser
import OpenIDConnect
import Operations

struct InitialAccessTokenEnd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end",
        abstract: "Hủy một mã mời; nền tảng đã đăng ký vẫn còn. (End a token; clients that came by it stay.)")

    @Argument(help: "Mã trong danh sách, ví dụ iat-… (Its id in the list, such as iat-…)")
    var id: String

    @OptionGroup var data: DataOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            switch try await EndInitialAccessToken(installation).run(InitialAccessID(id), .byOperator(installation)) {
            case .ended: break
            case .unknownToken:
                throw CommandFailure.notFound(
                    "không có mã mời '\(id)'; xem hue-sso client initial-access-token list",
                    english: "there is no token '\(id)'; see hue-sso client initial-access-token list")
            }
        }
    }
}
