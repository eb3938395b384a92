import Cryptography
import Database
import Storage

/// Tells the hasher of passwords with which parameters the accounts' hashes are made, so that an unknown name takes as
/// long as some account does.
package struct LearnPasswordParameters: Sendable {
    private let database: Database
    private let passwords: PasswordHasher

    package init(_ installation: Installation, _ passwords: PasswordHasher) {
        database = installation.database
        self.passwords = passwords
    }

    /// - Throws: `PasswordHashingError` when too many passwords are being looked at; it can be tried again.
    package func run() async throws {
        let hashes = try await database.read { transaction in try transaction.localAccounts.passwordHashes() }
        var inUse: [Argon2Parameters: Int] = [:]
        for hash in hashes {
            // One that can't be read opens nothing, and takes no time.
            guard let parameters = try? Argon2Parameters(phc: hash) else { continue }
            inUse[parameters, default: 0] += 1
        }
        try await passwords.learn(inUse)
    }
}
