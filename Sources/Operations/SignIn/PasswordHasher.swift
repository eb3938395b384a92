import Accounts
import Cryptography

/// Hashes and checks passwords on threads of their own, a bounded number at once: Argon2id takes 64 MiB and a core for
/// as long as it runs, and must not stand in the way of requests that need none.
package final class PasswordHasher: Sendable {
    private let argon2: Argon2id
    private let queue: HashQueue
    private let random: any RandomSource
    /// A hash that no password has: checked where there is no account, so that the answer takes as long.
    private let decoy: String

    /// - Parameters:
    ///   - atOnce: how many hashes run at once.
    ///   - waiting: how many more may wait.
    package init(
        _ parameters: Argon2Parameters, atOnce: Int, waiting: Int, random: any RandomSource
    ) throws(CryptographyError) {
        argon2 = Argon2id(parameters: parameters)
        queue = HashQueue(workers: atOnce, waiting: waiting)
        self.random = random
        decoy = try argon2.hash(password: random.bytes(32), salt: random.bytes(16))
    }

    /// What a check came to. A right password whose hash was made with other parameters comes with a new hash.
    package enum Verdict: Sendable {
        case right(rehashed: String?)
        case wrong
    }

    /// - Parameter stored: the account's hash; `nil` where there is no account, which is never right.
    package func verify(
        _ password: [UInt8], against stored: String?, for asker: HashAsker
    ) async throws(PasswordHashingError) -> Verdict {
        try await run(for: asker) { [argon2, decoy, random] in
            let isRight = try Argon2id.verify(password: password, phc: stored ?? decoy)
            guard isRight, let stored else { return .wrong }
            guard try Argon2Parameters(phc: stored) != argon2.parameters else { return .right(rehashed: nil) }
            return .right(rehashed: try argon2.hash(password: password, salt: random.bytes(16)))
        }
    }

    /// The hash of a password that somebody chooses.
    package func hash(
        _ password: NewPassword, for asker: HashAsker
    ) async throws(PasswordHashingError) -> PasswordHash {
        try await run(for: asker) { [argon2, random] in
            PasswordHash(stored: try argon2.hash(password: password.bytes, salt: random.bytes(16)))
        }
    }

    /// Runs a job when it is its asker's turn, if there is a place for it.
    private func run<Value: Sendable>(
        for asker: HashAsker, _ job: @escaping @Sendable () throws -> Value
    ) async throws(PasswordHashingError) -> Value {
        let result = await queue.run(for: asker) { Result { try job() } }
        guard let result else { throw .busy }
        do { return try result.get() } catch { throw .failed }
    }
}

/// Why a password could not be checked: it says nothing about the password.
package enum PasswordHashingError: Error, Hashable {
    /// Too many are waiting.
    case busy
    /// No memory for the hash, or a stored hash that can't be read.
    case failed
}
