import CLDAP
import Dispatch
import Glibc
import Synchronization

/// Ends what libldap would wait for without an end, by shutting its sockets down: a TLS handshake has no time-out whatever
/// options are set, neither that of ldaps:// nor the one after StartTLS. It has a thread of its own, since the thread that
/// it watches is in C.
///
/// It works on duplicates of the sockets' descriptors: libldap closes its own when it likes, and the number may be
/// another file's by the time at which a deadline passes.
final class Watchdog: Sendable {
    enum Cut: Sendable {
        case cancelled
        case late(LDAPStage)
    }

    private let state = Mutex(State())
    private let bell = DispatchSemaphore(value: 0)

    private struct State {
        /// Our duplicates, by libldap's descriptors.
        var sockets: [Int32: Int32] = [:]
        /// In nanoseconds of the machine's uptime, as are the next.
        var deadline: UInt64?
        var stage = LDAPStage.connecting
        /// A deadline for everything together.
        var last: (deadline: UInt64, stage: LDAPStage)?
        /// How long libldap's connecting may take once more, for the handshake.
        var handshake: UInt64?
        var sleepsUntil = UInt64.max
        var cut: Cut?
        var isOver = false

        var nearest: UInt64? {
            guard let last else { return deadline }
            return min(deadline ?? .max, last.deadline)
        }
    }

    // MARK: For the thread that is watched

    /// Why the connection was cut, if it was.
    var cut: Cut? { state.withLock { $0.cut } }

    /// Runs one call that may block, and cuts the connection if it isn't over in time.
    func guarding<Value>(_ stage: LDAPStage, within time: Duration, _ call: () -> Value) -> Value {
        arm(stage, within: time)
        defer { disarm() }
        return call()
    }

    /// The same for a call that connects and then shakes hands: each has the time for itself.
    func guardingConnection<Value>(within time: Duration, _ call: () -> Value) -> Value {
        state.withLock { $0.handshake = Self.nanoseconds(time) }
        defer { state.withLock { $0.handshake = nil } }
        return guarding(.connecting, within: time, call)
    }

    /// Bounds everything from here on; `nil` takes the bound away.
    func bound(_ stage: LDAPStage = .whole, within time: Duration?) {
        let rings = state.withLock { state in
            state.last = time.map { (Self.now &+ Self.nanoseconds($0), stage) }
            return (state.nearest ?? .max) < state.sleepsUntil
        }
        if rings { bell.signal() }
    }

    private func arm(_ stage: LDAPStage, within time: Duration) {
        let rings = state.withLock { state in
            state.deadline = Self.now &+ Self.nanoseconds(time)
            state.stage = stage
            return (state.nearest ?? .max) < state.sleepsUntil
        }
        if rings { bell.signal() }
    }

    /// Of a call that libldap has ended by the same time it's chance which of the two clocks rang first: it was late.
    private func disarm() {
        state.withLock { state in
            if let deadline = state.deadline, deadline <= Self.now { Self.cut(&state, because: .late(state.stage)) }
            state.deadline = nil
        }
    }

    /// Before another server is tried: it has time of its own.
    func forgetLateness() {
        state.withLock { if case .late = $0.cut { $0.cut = nil } }
    }

    /// What was being done when a connection broke.
    var stage: LDAPStage { state.withLock { $0.stage } }

    // MARK: Sockets, as libldap tells of them

    /// Called by libldap when a connection stands, before any handshake.
    func opened(_ descriptor: Int32) {
        state.withLock { state in
            let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            guard duplicate >= 0 else { return }
            if let older = state.sockets.updateValue(duplicate, forKey: descriptor) { _ = close(older) }
            // Cut already, while it was connecting.
            if state.cut != nil { _ = shutdown(duplicate, Int32(SHUT_RDWR)) }
            if let time = state.handshake {
                state.deadline = Self.now &+ time
                state.stage = .handshake
            }
        }
    }

    func closed(_ descriptor: Int32) {
        state.withLock { state in
            if let duplicate = state.sockets.removeValue(forKey: descriptor) { _ = close(duplicate) }
        }
    }

    // MARK: For everybody else

    /// Cuts the connection because nobody wants the answer any more.
    func cancel() {
        state.withLock { Self.cut(&$0, because: .cancelled) }
    }

    private static func cut(_ state: inout State, because reason: Cut) {
        guard state.cut == nil else { return }
        state.cut = reason
        for duplicate in state.sockets.values { _ = shutdown(duplicate, Int32(SHUT_RDWR)) }
    }

    // MARK: Its own thread

    /// Watches until `stop()`.
    func run() {
        while let wake = nextWake() {
            if wake == .max {
                bell.wait()
            } else {
                _ = bell.wait(timeout: DispatchTime(uptimeNanoseconds: wake))
            }
        }
    }

    /// Ends `run()`, and lets go of the sockets.
    func stop() {
        state.withLock { state in
            state.isOver = true
            for duplicate in state.sockets.values { _ = close(duplicate) }
            state.sockets = [:]
        }
        bell.signal()
    }

    /// Cuts what is late. `nil` when there is nothing more to watch.
    private func nextWake() -> UInt64? {
        state.withLock { state in
            guard !state.isOver else { return nil }
            let now = Self.now
            if let last = state.last, last.deadline <= now {
                Self.cut(&state, because: .late(last.stage))
                state.last = nil
            }
            if let deadline = state.deadline, deadline <= now {
                Self.cut(&state, because: .late(state.stage))
                state.deadline = nil
            }
            state.sleepsUntil = state.nearest ?? .max
            return state.sleepsUntil
        }
    }

    private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

    private static func nanoseconds(_ time: Duration) -> UInt64 {
        let (seconds, attoseconds) = time.components
        return UInt64(clamping: seconds) * 1_000_000_000 + UInt64(clamping: attoseconds / 1_000_000_000)
    }
}
