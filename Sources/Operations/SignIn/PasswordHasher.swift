import Accounts
import Cryptography
import Synchronization

/// Hashes and checks passwords on threads of their own, a bounded number at once: Argon2id takes 64 MiB and a core for
/// as long as it runs, and must not stand in the way of requests that need none.
package final class PasswordHasher: Sendable {
    private let argon2: Argon2id
    private let queue: HashQueue
    private let random: any RandomSource
    /// Checked where there is no account, so that the answer takes as long.
    private let decoys: Mutex<DecoyHashes>

    /// - Parameters:
    ///   - atOnce: how many hashes run at once.
    ///   - waiting: how many more may wait.
    ///   - decoyKey: 32 bytes that all nodes share; random for one of its own.
    package init(
        _ parameters: Argon2Parameters, atOnce: Int, waiting: Int, random: any RandomSource, decoyKey: [UInt8]? = nil
    ) throws(CryptographyError) {
        argon2 = Argon2id(parameters: parameters)
        queue = HashQueue(workers: atOnce, waiting: waiting)
        self.random = random
        let hash = try argon2.hash(password: random.bytes(32), salt: random.bytes(16))
        decoys = Mutex(DecoyHashes(of: parameters, hash, key: decoyKey ?? random.bytes(32)))
    }

    /// What a check came to. A right password whose hash was made with other parameters, or of a text that was not
    /// prepared as passwords are now, comes with a new hash.
    package enum Verdict: Sendable {
        case right(rehashed: String?)
        case wrong
    }

    /// What a password is compared with.
    package enum Stored: Sendable {
        case hash(String)
        /// No account of this name has a password; which is never right, and takes as long.
        case nothing(of: String)
    }

    /// A password that was typed in another form than it is kept in is tried in both, whatever is stored: so hashes from
    /// before passwords were prepared stay good, and nobody learns by the time which names exist.
    package func verify(
        _ password: PresentedPassword, against stored: Stored, for asker: HashAsker
    ) async throws(PasswordHashingError) -> Verdict {
        let phc =
            switch stored {
            case .hash(let hash): hash
            case .nothing(let name): decoy(for: name)
            }
        return try await run(for: asker) { [argon2, random] in
            let isRight = try Argon2id.verify(password: password.bytes, phc: phc)
            let isRightAsTyped = try password.typed.map { try Argon2id.verify(password: $0, phc: phc) } ?? false
            guard isRight || isRightAsTyped, case .hash = stored else { return .wrong }
            guard try !isRight || Argon2Parameters(phc: phc) != argon2.parameters else { return .right(rehashed: nil) }
            return .right(rehashed: try argon2.hash(password: password.bytes, salt: random.bytes(16)))
        }
    }

    /// What is checked for a name that nobody has.
    func decoy(for name: String) -> String { decoys.withLock { $0.hash(for: name) } }

    /// Takes note of the parameters that the accounts' hashes are made with, and of how many each: what is checked where
    /// there is no account is made with those.
    package func learn(_ inUse: [Argon2Parameters: Int]) async throws(PasswordHashingError) {
        for parameters in DecoyHashes.kept(of: inUse) where decoys.withLock({ !$0.has(parameters) }) {
            let hash = try await run(for: .ourselves) { [random] in
                try Argon2id(parameters: parameters).hash(password: random.bytes(32), salt: random.bytes(16))
            }
            decoys.withLock { $0.add(parameters, hash) }
        }
        decoys.withLock { $0.weigh(inUse) }
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
