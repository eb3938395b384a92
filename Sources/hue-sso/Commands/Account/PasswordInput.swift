import Accounts
import Cryptography
import Operations
import Server
import Settings

extension PasswordHash {
    /// The hash of a password that is read from standard input.
    static func typed(
        for username: Username, fromPipe: Bool, _ configuration: ProviderConfiguration, random: any RandomSource
    ) throws -> PasswordHash {
        let text = try SecretInput.line(prompt: "Mật khẩu (password): ", fromPipe: fromPipe)
        return try PasswordHash(ofText: text, for: username, configuration, random: random)
    }

    init(
        ofText text: String, for username: Username, _ configuration: ProviderConfiguration,
        random: any RandomSource
    ) throws {
        let password: NewPassword
        do { password = try NewPassword(text, for: username) } catch {
            throw CommandFailure.badData(
                "mật khẩu \(error.text.vietnamese)", english: "the password \(error.text.english)")
        }
        try self.init(of: password, configuration.passwordSettings().parameters, random: random)
    }
}
