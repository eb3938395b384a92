import Cryptography
import Dispatch
import Synchronization

/// A random source at which whoever draws from it stops until a test lets them go on: a password that is being hashed stays
/// in flight while something else happens. It stops threads of the hasher's own, never one of Swift's.
final class HeldRandom: RandomSource {
    private let source: any RandomSource
    private let isHolding = Mutex(false)
    private let gate = DispatchSemaphore(value: 0)
    private let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation

    init(_ source: any RandomSource) {
        self.source = source
        (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
    }

    func bytes(_ count: Int) -> [UInt8] {
        if isHolding.withLock({ $0 }) {
            arrival.yield()
            gate.wait()
        }
        return source.bytes(count)
    }

    /// Begins work that draws once, does something else while it is held, and ends it.
    func during<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value, _ meanwhile: () async throws -> Void
    ) async throws -> Value {
        isHolding.withLock { $0 = true }
        let task = Task { try await work() }
        var arrived = arrivals.makeAsyncIterator()
        await arrived.next()
        isHolding.withLock { $0 = false }
        let result: Result<Void, any Error>
        do { result = .success(try await meanwhile()) } catch { result = .failure(error) }
        gate.signal()
        let value = try await task.value
        try result.get()
        return value
    }
}
