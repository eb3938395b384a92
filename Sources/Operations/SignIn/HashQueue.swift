import Dispatch
import Synchronization

/// Who wants a password looked at, for a fair share of the workers.
package struct HashAsker: Hashable, Sendable {
    /// Whether somebody has signed in to this account with this browser before, or has proven something already.
    let isKnown: Bool
    /// What one asker may have only a few jobs of: an interaction, a network.
    let interaction: String
    let address: String

    package init(isKnown: Bool, interaction: String, address: String) {
        self.isKnown = isKnown
        self.interaction = interaction
        self.address = address
    }

    /// Nobody waits for it but we.
    static let ourselves = HashAsker(isKnown: true, interaction: "", address: "")
}

/// Jobs for a few workers, in two queues: those of askers whom we know, and those of strangers. Workers take from both
/// by turns, so that neither keeps the other out; strangers may fill no more than three quarters of the places, an
/// interaction two of them, an address a quarter.
final class HashQueue: Sendable {
    private let workers: [DispatchQueue]
    private let waiting: Int
    private let state: Mutex<State>

    fileprivate struct Job: Sendable {
        let asker: HashAsker
        let run: @Sendable () -> Void
    }

    fileprivate struct State {
        var known: [Job] = []
        var strangers: [Job] = []
        var idle: [Int]
        var isKnownNext = true
        /// How many jobs of an interaction and of an address wait or run; what has none isn't in it.
        var counts: [String: Int] = [:]
    }

    static let limitOfInteraction = 2

    /// - Parameters:
    ///   - workers: how many jobs run at once.
    ///   - waiting: how many more may wait.
    init(workers count: Int, waiting: Int) {
        workers = (0..<max(1, count)).map { DispatchQueue(label: "hue-sso.passwords.\($0)") }
        self.waiting = waiting
        state = Mutex(State(idle: Array(workers.indices)))
    }

    private var limitOfAddress: Int { max(Self.limitOfInteraction, (workers.count + waiting) / 4) }
    private var limitOfStrangers: Int { waiting - waiting / 4 }

    /// Runs a job when it is its turn.
    /// - Returns: `nil` when there is no place for it.
    func run<Value: Sendable>(for asker: HashAsker, _ job: @escaping @Sendable () -> Value) async -> Value? {
        await withCheckedContinuation { caller in
            let work = Job(asker: asker) { caller.resume(returning: job()) }
            switch admit(work) {
            case .refused: caller.resume(returning: nil)
            case .waits: break
            case .runs(let worker): start(work, on: worker)
            }
        }
    }

    /// How many jobs wait or run.
    var load: Int {
        state.withLock { $0.known.count + $0.strangers.count + workers.count - $0.idle.count }
    }

    private enum Admission {
        case refused, waits
        case runs(worker: Int)
    }

    private func admit(_ job: Job) -> Admission {
        state.withLock { state in
            let asker = job.asker
            let keys = Self.keys(of: asker)
            let isOver =
                state.counts[keys.interaction, default: 0] >= Self.limitOfInteraction
                || (!asker.isKnown && state.counts[keys.address, default: 0] >= limitOfAddress)
            guard !isOver else { return .refused }
            if workers.count + waiting > 0, let worker = state.idle.popLast() {
                state.count(asker, by: 1)
                return .runs(worker: worker)
            }
            guard state.known.count + state.strangers.count < waiting,
                asker.isKnown || state.strangers.count < limitOfStrangers
            else { return .refused }
            state.count(asker, by: 1)
            if asker.isKnown { state.known.append(job) } else { state.strangers.append(job) }
            return .waits
        }
    }

    private func start(_ job: Job, on worker: Int) {
        workers[worker].async { [self] in
            job.run()
            let next = state.withLock { state -> Job? in
                state.count(job.asker, by: -1)
                let next = state.next()
                if next == nil { state.idle.append(worker) }
                return next
            }
            if let next { start(next, on: worker) }
        }
    }

    fileprivate static func keys(of asker: HashAsker) -> (interaction: String, address: String) {
        ("i \(asker.interaction)", "a \(asker.address)")
    }
}

extension HashQueue.State {
    /// Whose turn it is: by turns, where both wait.
    fileprivate mutating func next() -> HashQueue.Job? {
        let takesKnown = !known.isEmpty && (isKnownNext || strangers.isEmpty)
        guard takesKnown || !strangers.isEmpty else { return nil }
        isKnownNext = !takesKnown
        return takesKnown ? known.removeFirst() : strangers.removeFirst()
    }

    fileprivate mutating func count(_ asker: HashAsker, by change: Int) {
        let keys = HashQueue.keys(of: asker)
        for key in [keys.interaction, keys.address] {
            let count = counts[key, default: 0] + change
            counts[key] = count > 0 ? count : nil
        }
    }
}
