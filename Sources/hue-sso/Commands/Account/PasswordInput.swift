import Accounts
import Cryptography
import Operations
import Server

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
            throw CommandFailure.badData("mật khẩu \(error.vietnamese)", english: "the password \(error)")
        }
        try self.init(of: password, configuration.passwordSettings().parameters, random: random)
    }
}

extension PasswordRefusal {
    /// As `description`: what the password lacks.
    fileprivate var vietnamese: String {
        switch self {
        case .tooShort: "cần ít nhất 14 ký tự"
        case .tooLong: "chỉ được dài tối đa \(NewPassword.maximumBytes) byte"
        case .controlCharacter: "không được chứa ký tự điều khiển"
        case .tooFewKinds: "cần có chữ thường, chữ hoa, chữ số và ký tự khác"
        case .containsUsername: "không được chứa tên đăng nhập"
        }
    }
}
