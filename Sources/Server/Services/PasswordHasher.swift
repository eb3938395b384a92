import Accounts
import Cryptography
import NIOPosix
import Settings
import Synchronization

/// Hashes and checks passwords on threads of their own, a bounded number at once: Argon2id takes 64 MiB and a core for
/// as long as it runs, and must not stand in the way of requests that need none.
final class PasswordHasher: Sendable {
    private let argon2: Argon2id
    private let threads: NIOThreadPool
    private let random: any RandomSource
    private let queued = Mutex(0)
    private let bound: Int
    /// A hash that no password has: checked where there is no account, so that the answer takes as long.
    private let decoy: String

    init(_ settings: PasswordSettings, random: any RandomSource) throws(CryptographyError) {
        argon2 = Argon2id(parameters: settings.parameters)
        threads = NIOThreadPool(numberOfThreads: settings.hashesAtOnce)
        bound = settings.hashesAtOnce + settings.waiting
        self.random = random
        decoy = try argon2.hash(password: random.bytes(32), salt: random.bytes(16))
        threads.start()
    }

    deinit {
        threads.shutdownGracefully { _ in }
    }

    /// What a check came to. A right password whose hash was made with other parameters comes with a new hash.
    enum Verdict: Sendable {
        case right(rehashed: String?)
        case wrong
    }

    /// - Parameter stored: the account's hash; `nil` where there is no account, which is never right.
    func verify(_ password: [UInt8], against stored: String?) async throws(PasswordHashingError) -> Verdict {
        try await run { [argon2, decoy, random] in
            let isRight = try Argon2id.verify(password: password, phc: stored ?? decoy)
            guard isRight, let stored else { return .wrong }
            guard try Argon2Parameters(phc: stored) != argon2.parameters else { return .right(rehashed: nil) }
            return .right(rehashed: try argon2.hash(password: password, salt: random.bytes(16)))
        }
    }

    /// Runs a job on one of the threads, if not too many are waiting.
    private func run<Value: Sendable>(
        _ job: @escaping @Sendable () throws -> Value
    ) async throws(PasswordHashingError) -> Value {
        let isAdmitted = queued.withLock { queued in
            guard queued < bound else { return false }
            queued += 1
            return true
        }
        guard isAdmitted else { throw .busy }
        defer { queued.withLock { $0 -= 1 } }
        do { return try await threads.runIfActive(job) } catch { throw .failed }
    }
}

/// Why a password could not be checked: it says nothing about the password.
enum PasswordHashingError: Error, Hashable {
    /// Too many are waiting.
    case busy
    /// No memory for the hash, a stored hash that can't be read, or the server is stopping.
    case failed
}
