import ArgumentParser
import Backup
import Foundation
import Identity
import Keys
import Settings
import Wire

/// What a backup is sealed with: the master key, unless a passphrase is given. That is never an argument, which every
/// user of the machine can read (proc(5)).
struct BackupSecretOptions: ParsableArguments {
    @Option(
        name: .long,
        help: """
            Niêm phong bằng mật khẩu trong tệp này thay cho khóa chủ; - là đầu vào chuẩn. \
            (Seal with the passphrase in this file and not with the master key; - is standard input.)
            """)
    var passphraseFile: String?

    @Flag(
        name: .long,
        help: "Hỏi mật khẩu tại màn hình thay cho khóa chủ. (Ask for a passphrase, and use it, not the master key.)")
    var askPassphrase = false

    /// Below that a passphrase is found by trying, whatever each try costs.
    private static let minimumCharacters = 12

    func validate() throws {
        guard passphraseFile == nil || !askPassphrase else {
            throw ValidationError(
                "chỉ chọn một trong --passphrase-file và --ask-passphrase",
                english: "choose one of --passphrase-file and --ask-passphrase")
        }
    }

    /// - Parameter isNew: whether something is sealed with it: a passphrase has to be long then, and is asked for twice.
    func secret(_ configuration: ProviderConfiguration, isNew: Bool) throws -> BackupSecret {
        guard passphraseFile != nil || askPassphrase else {
            return BackupSecret(masterKey: try configuration.masterKey().derived(for: BackupSecret.masterKeyLabel))
        }
        let text =
            if let passphraseFile { try Self.firstLine(of: passphraseFile) } else { try Self.ask(twice: isNew) }
        let passphrase = text.normalizedToNFC
        guard !isNew || passphrase.count >= Self.minimumCharacters else {
            throw CommandFailure.badData(
                "mật khẩu phải có ít nhất \(Self.minimumCharacters) ký tự",
                english: "the passphrase must have at least \(Self.minimumCharacters) characters")
        }
        var bytes = Array(passphrase.utf8)
        return BackupSecret(passphrase: &bytes)
    }

    private static func firstLine(of file: String) throws(CommandFailure) -> String {
        String(try readText(file).prefix { !$0.isNewline })
    }

    private static func ask(twice: Bool) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            throw CommandFailure(
                "không có ai nhập mật khẩu; hãy dùng --passphrase-file -",
                english: "nobody is here to type a passphrase; use --passphrase-file -", code: EX_USAGE)
        }
        let first = typed("Mật khẩu (passphrase): ")
        guard !twice || typed("Nhập lại (once more): ").utf8.elementsEqual(first.utf8) else {
            throw CommandFailure.badData("hai lần nhập khác nhau", english: "they differ")
        }
        return first
    }

    /// A line that isn't shown while it is typed.
    private static func typed(_ prompt: String) -> String {
        StandardError.write(prompt)
        var shown = termios()
        tcgetattr(STDIN_FILENO, &shown)
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            StandardError.write("\n")
        }
        return readLine() ?? ""
    }
}

extension CommandFailure {
    /// What is said of a backup, with its path.
    init(_ error: BackupError, _ path: String) {
        let text = Bilingual("\(path): \(error.text.vietnamese)", "\(path): \(error.text.english)")
        switch error {
        case .noBackup, .newerFormat, .wrongSecret, .damaged: self.init([text], code: EX_DATAERR)
        case .unusable(_, EEXIST): self.init([text], code: EX_CANTCREAT)
        case .unusable(_, ENOENT): self.init([text], code: EX_NOINPUT)
        case .unusable, .cryptography: self.init([text], code: EX_IOERR)
        }
    }
}
