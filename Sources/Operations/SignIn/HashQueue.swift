import Dispatch
import Synchronization

/// Jobs that keep a thread busy as long as they run, for a few threads, by fair turns.
final class HashQueue: Sendable {
    private let workers: [DispatchQueue]
    private let state: Mutex<State>

    private struct Job: Sendable {
        let asker: HashAsker
        let run: @Sendable () -> Void
    }

    private struct State {
        var queue: FairQueue<Job>
        /// As many as the queue has places that are free.
        var idle: [Int]
    }

    /// - Parameters:
    ///   - workers: how many jobs run at once.
    ///   - waiting: how many more may wait.
    init(workers count: Int, waiting: Int) {
        workers = (0..<max(1, count)).map { DispatchQueue(label: "hue-sso.passwords.\($0)") }
        state = Mutex(
            State(queue: FairQueue(places: workers.count, waiting: waiting), idle: Array(workers.indices)))
    }

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
    var load: Int { state.withLock { $0.queue.load } }

    private enum Admission {
        case refused, waits
        case runs(worker: Int)
    }

    private func admit(_ job: Job) -> Admission {
        state.withLock { state in
            switch state.queue.admit(job, of: job.asker) {
            case .refused: .refused
            case .waits: .waits
            case .begins: state.idle.popLast().map { .runs(worker: $0) } ?? .refused
            }
        }
    }

    private func start(_ job: Job, on worker: Int) {
        workers[worker].async { [self] in
            job.run()
            let next = state.withLock { state -> Job? in
                let next = state.queue.leave(job.asker)
                if next == nil { state.idle.append(worker) }
                return next?.work
            }
            if let next { start(next, on: worker) }
        }
    }
}
