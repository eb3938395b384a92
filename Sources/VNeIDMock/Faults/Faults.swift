import Cryptography

/// The handle by which a test or the bench makes the simulation fail. One fault is in effect at a time.
///
///     await mock.faults.set(.wrongNonce)                        // the next ID token only
///     await mock.faults.set(.down, lasting: .untilCleared)
///     await mock.faults.clear()
package actor Faults {
    package enum Lasting: String, Hashable, Sendable, CaseIterable {
        /// The first request that the fault touches.
        case once
        case untilCleared = "until-cleared"
    }

    private let keyring: Keyring
    private var inEffect: (fault: Fault, lasting: Lasting)?
    private var nextID: UInt64 = 0
    private var held: [UInt64: CheckedContinuation<Void, Never>] = [:]
    private var watchers: [CheckedContinuation<Void, Never>] = []

    init(keyring: Keyring) {
        self.keyring = keyring
    }

    /// Puts a fault into effect in place of the one before; requests that the former held are let go.
    package func set(_ fault: Fault, lasting: Lasting = .once) async throws(CryptographyError) {
        clear()
        if fault == .keysRotated {
            try await keyring.rotate()
        } else {
            inEffect = (fault, lasting)
        }
    }

    /// Ends the fault in effect and lets go what it held.
    package func clear() {
        inEffect = nil
        release()
    }

    /// Lets the held requests go on; `slow` stays in effect for later ones if it was set to last.
    package func release() {
        let waiting = held
        held = [:]
        for continuation in waiting.values { continuation.resume() }
    }

    /// Returns as soon as `slow` holds a request; at once if it holds one already.
    package func untilOneIsHeld() async {
        guard held.isEmpty else { return }
        await withCheckedContinuation { watchers.append($0) }
    }

    /// Whether this fault is in effect; if it was set for once, it is over with this answer.
    func take(_ fault: Fault) -> Bool {
        guard let current = inEffect, current.fault == fault else { return false }
        if current.lasting == .once { inEffect = nil }
        return true
    }

    /// The one of these faults that is in effect, as `take(_:)` does.
    func take(oneOf faults: Set<Fault>) -> Fault? {
        guard let current = inEffect, faults.contains(current.fault), take(current.fault) else { return nil }
        return current.fault
    }

    /// Waits while `slow` holds; returns early when the request's task is cancelled.
    func holdIfSlow() async {
        guard take(.slow) else { return }
        let id = nextID
        nextID &+= 1
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !Task.isCancelled else { return continuation.resume() }
                held[id] = continuation
                for watcher in watchers { watcher.resume() }
                watchers = []
            }
        } onCancel: {
            Task { await self.letGo(id) }
        }
    }

    private func letGo(_ id: UInt64) {
        held.removeValue(forKey: id)?.resume()
    }
}
