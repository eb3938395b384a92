import Synchronization

/// Fair turns at something that is waited for without a thread. Whoever is cancelled while they wait has no turn.
final class Turnstile: Sendable {
    private let state: Mutex<State>

    private typealias Waiter = (number: UInt64, caller: CheckedContinuation<Bool, Never>)

    private struct State {
        var queue: FairQueue<Waiter>
        var count: UInt64 = 0
    }

    /// - Parameters:
    ///   - places: how many have their turn at once.
    ///   - waiting: how many more may wait for it.
    init(places: Int, waiting: Int) {
        state = Mutex(State(queue: FairQueue(places: places, waiting: waiting)))
    }

    /// - Returns: `nil` when there is no place, or whoever waited was cancelled.
    func run<Value: Sendable>(for asker: HashAsker, _ body: @Sendable () async -> Value) async -> Value? {
        guard await enter(asker) else { return nil }
        defer { leave(asker) }
        return await body()
    }

    /// How many wait or have their turn.
    var load: Int { state.withLock { $0.queue.load } }

    private func enter(_ asker: HashAsker) async -> Bool {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                let answer = state.withLock { state -> Bool? in
                    // A cancellation that came before this finds nobody to take out.
                    if Task.isCancelled { return false }
                    switch state.queue.admit((number, caller), of: asker) {
                    case .refused: return false
                    case .waits: return nil
                    case .begins: return true
                    }
                }
                if let answer { caller.resume(returning: answer) }
            }
        } onCancel: {
            withdraw(number)
        }
    }

    private func withdraw(_ number: UInt64) {
        let caller = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            var found: CheckedContinuation<Bool, Never>?
            let isOut = state.queue.withdraw { waiter in
                guard waiter.number == number else { return false }
                found = waiter.caller
                return true
            }
            return isOut ? found : nil
        }
        caller?.resume(returning: false)
    }

    private func leave(_ asker: HashAsker) {
        state.withLock { $0.queue.leave(asker)?.work.caller }?.resume(returning: true)
    }
}
