import Dispatch

/// Lets one thread make pieces and another take them, in their order: while one is taken the next is made. Whoever makes them
/// waits while one waits to be taken, so that nothing piles up.
final class Relay<Piece: Sendable>: Sendable {
    private let take: @Sendable (Piece) -> Void
    private let queue: DispatchQueue
    private let places = DispatchSemaphore(value: 2)

    /// - Parameter label: of the queue, for whoever looks at the process.
    init(_ label: String, take: @escaping @Sendable (Piece) -> Void) {
        self.take = take
        queue = DispatchQueue(label: label)
    }

    /// Hands a piece over; blocks the caller's thread while there is no place for it.
    func hand(_ piece: Piece) {
        places.wait()
        queue.async { [self] in
            take(piece)
            places.signal()
        }
    }

    /// Returns when all that was handed over has been taken.
    func finish() async { await withCheckedContinuation { caller in queue.async { caller.resume() } } }

    /// The same for a caller that can't be suspended, as within a transaction.
    func waitUntilTaken() { queue.sync {} }
}
