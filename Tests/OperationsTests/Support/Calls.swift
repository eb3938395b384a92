import Dispatch
import Synchronization

/// How often something was called.
final class Calls: Sendable {
    private let number = Mutex(0)

    var count: Int { number.withLock { $0 } }

    func next() -> Int {
        number.withLock { number in
            number += 1
            return number
        }
    }
}

/// Lets a thread of the database's wait for what happens elsewhere.
final class Blocking: Sendable {
    private let gate = DispatchSemaphore(value: 0)

    func signal() { gate.signal() }
    func wait() { gate.wait() }
}
