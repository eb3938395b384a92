import Accounts
import Cryptography
import Directory

/// The way to a directory for passwords that are typed here: few go at once, few more wait, and each wait has an end.
/// Where the directory is away, or slow, everybody who isn't its business goes on as ever.
///
/// What a stranger sees of it is the same whether a name is known or not. For a name that nobody has the directory is
/// asked for somebody who can't be, so that it is as quick or as slow, as there or as away, as for anybody, and never
/// hears the name. What is left, that it hashes a password only where there is one, is hidden by when we answer: at
/// moments half a second apart.
package final class DirectoryDoor: Sendable {
    let source: SourceID
    private let decoyKey: [UInt8]
    private let ask: Asking
    private let pretend: Pretending
    private let turns: Turnstile
    private let time: Time

    /// Shows a name and a password to the directory, whose entry of that name has to be the one of this key.
    package typealias Asking = @Sendable (Username, EntryKey, PresentedPassword) async -> DirectoryVerdict
    /// Shows a name that nobody has, and a password that is none, in the same way.
    package typealias Pretending = @Sendable () async -> DirectoryVerdict

    /// How time is told and spent.
    package struct Time: Sendable {
        let now: @Sendable () -> ContinuousClock.Instant
        /// Ends early when the task is cancelled.
        let pause: @Sendable (Duration) async -> Void

        package init(
            now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
            pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
        ) {
            self.now = now
            self.pause = pause
        }
    }

    /// Each goes on two connections, the reader's and one in the person's name.
    package static let places = 8
    package static let waiting = 32
    /// For the turn and the answer together.
    package static let deadline = Duration.seconds(10)
    /// How far apart the moments of answers are.
    package static let grid = Duration.milliseconds(500)

    /// - Parameter decoyKey: 32 bytes that all nodes share.
    package init(
        to source: SourceID, decoyKey: [UInt8], places: Int = places, waiting: Int = waiting, time: Time = Time(),
        asking ask: @escaping Asking, pretending pretend: @escaping Pretending
    ) {
        self.source = source
        self.decoyKey = decoyKey
        self.ask = ask
        self.pretend = pretend
        self.time = time
        turns = Turnstile(places: places, waiting: waiting)
    }

    /// How many wait or are asked for.
    var load: Int { turns.load }

    /// Whether a name that nobody has is one of the directory's, as far as a stranger sees, or one of ours. It follows
    /// from the name, so that it is the same whenever it is asked for; some are the one, some the other, so that neither
    /// tells whether somebody has it.
    func takesFor(_ username: Username) -> Bool {
        HMAC.sha256(key: decoyKey, Array("door\u{0}\(username)".utf8)).first.map { $0 & 1 == 1 } ?? false
    }

    /// Whom a name and a password are asked for; nobody, of names that nobody has, or who may not come in whatever they
    /// type.
    typealias Question = (username: Username, key: EntryKey, password: PresentedPassword)

    /// - Returns: `nil` when there is no place.
    func verdict(on question: Question?, for asker: HashAsker) async -> DirectoryVerdict? {
        let start = time.now()
        let verdict = await withTaskGroup(of: DirectoryVerdict?.self) { group in
            group.addTask { [turns, ask, pretend] in
                await turns.run(for: asker) {
                    guard let question else { return await pretend() }
                    return await ask(question.username, question.key, question.password)
                }
            }
            group.addTask { [time] in
                await time.pause(Self.deadline)
                return .unavailable("deadline")
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        if case .accepted = verdict { return verdict }
        await time.pause(Self.untilAnswer(after: time.now() - start))
        return verdict
    }

    /// How long it is from some time after the question until the next moment for an answer.
    static func untilAnswer(after elapsed: Duration) -> Duration {
        let steps = Int64((elapsed / grid).rounded(.down)) + 1
        return grid * Double(steps) - elapsed
    }
}
