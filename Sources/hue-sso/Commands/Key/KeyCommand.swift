import ArgumentParser
import Cryptography
import Foundation
import Identity
import Keys
import Operations
import Server
import Settings

/// The keys that tokens are signed with.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Khóa ký. (The keys that tokens are signed with.)",
        discussion: """
            Một khóa lần lượt ở các trạng thái next (đã công bố, chưa ký), active (đang ký), retired (không ký nữa, vẫn \
            công bố cho đến khi mọi thứ nó đã ký hết hạn), rồi bị xóa. Máy chủ tự làm theo keys.rotation, và nhận thay đổi \
            của các lệnh này trong một giây, không cần khởi động lại.

            (A key is next (published, doesn't sign yet), active (signs), retired (signs no longer, but is published until \
            all that it has signed is void), and then removed. The server does so by keys.rotation, and learns of what \
            these commands change within a second, without a restart.)
            """,
        subcommands: [KeyList.self, KeyRotate.self, KeyActivate.self, KeyRetire.self, KeyReseal.self])

    func run() throws { throw ValidationError.noSubcommand }
}

/// An installation, for commands that show its keys and change them.
struct KeyInstallation {
    let installation: Installation
    private let configuration: ProviderConfiguration

    init(_ data: DataOptions) async throws { try self.init(try await data.configuration()) }

    init(_ configuration: ProviderConfiguration) throws {
        self.configuration = configuration
        installation = try openInstallation(configuration)
    }

    /// The keys as they are now; none is opened.
    func list() async throws -> [KeyListing] {
        try await OpenKeys.list(installation, formerly: KeyFolder(configuration.keysDirectory))
    }

    /// Opens the keys with the master key.
    func vault() async throws -> KeyVault {
        let vault = try KeyVault(masterKey: try configuration.masterKey(), random: KernelRandomSource())
        _ = try await openKeys(configuration, installation, vault)
        return vault
    }

    /// How long a key is published before it signs; `nil` for one that may sign at once.
    func publication(unless isEarly: Bool) async throws -> Duration? {
        isEarly ? nil : try await configuration.completed().keySettings().publication
    }

    /// Opens the keys that VNeID seals to, the newest first.
    func envelopeKeys(_ vault: KeyVault) async throws -> [EnvelopeKey] {
        try await openEnvelopeKeys(configuration, installation, vault).current
    }

    var act: Act { .byOperator(installation) }
}

extension Result where Failure == KeyRefusal {
    /// What was done, or why it was not.
    func done() throws -> Success {
        switch self {
        case .success(let value): return value
        case .failure(let refusal):
            switch refusal {
            case .unknownKey: throw CommandFailure([refusal.text], code: EX_NOINPUT)
            case .hasNext: throw CommandFailure([refusal.text], code: EX_CANTCREAT)
            case .notNext, .notActive, .noSuccessor: throw CommandFailure([refusal.text], code: EX_DATAERR)
            case .unpublished, .tooSoon: throw CommandFailure([refusal.text], code: EX_TEMPFAIL)
            }
        }
    }
}
