import Cryptography
import Dispatch
import Synchronization

/// Hashes and checks passwords on threads of their own, a bounded number at once: Argon2id takes 64 MiB and a core for
/// as long as it runs, and must not stand in the way of requests that need none.
package final class PasswordHasher: Sendable {
    private let argon2: Argon2id
    private let workers: [DispatchQueue]
    private let random: any RandomSource
    private let queued: Mutex<Queued>
    private let bound: Int
    /// A hash that no password has: checked where there is no account, so that the answer takes as long.
    private let decoy: String

    /// How many jobs each worker has.
    private struct Queued {
        var jobs: [Int]
        var total: Int { jobs.reduce(0, +) }
    }

    /// - Parameters:
    ///   - atOnce: how many hashes run at once.
    ///   - waiting: how many more may wait.
    package init(
        _ parameters: Argon2Parameters, atOnce: Int, waiting: Int, random: any RandomSource
    ) throws(CryptographyError) {
        argon2 = Argon2id(parameters: parameters)
        workers = (0..<max(1, atOnce)).map { DispatchQueue(label: "hue-sso.passwords.\($0)") }
        queued = Mutex(Queued(jobs: Array(repeating: 0, count: workers.count)))
        bound = workers.count + waiting
        self.random = random
        decoy = try argon2.hash(password: random.bytes(32), salt: random.bytes(16))
    }

    /// What a check came to. A right password whose hash was made with other parameters comes with a new hash.
    package enum Verdict: Sendable {
        case right(rehashed: String?)
        case wrong
    }

    /// - Parameter stored: the account's hash; `nil` where there is no account, which is never right.
    package func verify(_ password: [UInt8], against stored: String?) async throws(PasswordHashingError) -> Verdict {
        try await run { [argon2, decoy, random] in
            let isRight = try Argon2id.verify(password: password, phc: stored ?? decoy)
            guard isRight, let stored else { return .wrong }
            guard try Argon2Parameters(phc: stored) != argon2.parameters else { return .right(rehashed: nil) }
            return .right(rehashed: try argon2.hash(password: password, salt: random.bytes(16)))
        }
    }

    /// Runs a job on the worker that has the least to do, if not too many are waiting.
    private func run<Value: Sendable>(
        _ job: @escaping @Sendable () throws -> Value
    ) async throws(PasswordHashingError) -> Value {
        let worker = queued.withLock { queued -> Int? in
            guard queued.total < bound,
                let worker = queued.jobs.indices.min(by: { queued.jobs[$0] < queued.jobs[$1] })
            else { return nil }
            queued.jobs[worker] += 1
            return worker
        }
        guard let worker else { throw .busy }
        defer { queued.withLock { $0.jobs[worker] -= 1 } }
        let result: Result<Value, any Error> = await withCheckedContinuation { caller in
            workers[worker].async { caller.resume(returning: Result { try job() }) }
        }
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
