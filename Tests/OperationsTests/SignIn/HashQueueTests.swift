import Dispatch
import Synchronization
import Testing

@testable import Operations

/// The queue of passwords to be looked at: neither strangers nor those whom we know keep the others out.
@Suite struct HashQueueTests {
    private let order = Order()

    private final class Order: Sendable {
        private let names = Mutex<[String]>([])
        var all: [String] { names.withLock { $0 } }
        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    private func asker(_ name: String, known: Bool = false, address: String? = nil) -> HashAsker {
        HashAsker(isKnown: known, interaction: name, address: address ?? name)
    }

    /// Gives a job to the queue, and waits until it has its place.
    private func add(
        _ name: String, known: Bool = false, address: String? = nil, to queue: HashQueue
    ) async -> Task<Bool, Never> {
        let before = queue.load
        let order = order
        let task = Task {
            await queue.run(for: asker(name, known: known, address: address)) { order.add(name) } != nil
        }
        while queue.load == before { await Task.yield() }
        return task
    }

    /// A queue of one worker that is busy until it is let go.
    private func busyQueue(waiting: Int) async -> (HashQueue, letGo: DispatchSemaphore, Task<Void, Never>) {
        let (queue, gate) = (HashQueue(workers: 1, waiting: waiting), DispatchSemaphore(value: 0))
        let busy = Task { _ = await queue.run(for: asker("busy")) { gate.wait() } }
        while queue.load == 0 { await Task.yield() }
        return (queue, gate, busy)
    }

    @Test func `strangers fill three quarters of the places and no more`() async {
        let (queue, gate, busy) = await busyQueue(waiting: 8)
        var tasks: [Task<Bool, Never>] = []
        for number in 0..<6 { tasks.append(await add("stranger \(number)", to: queue)) }
        #expect(await queue.run(for: asker("stranger 7")) {} == nil)
        for number in 0..<2 { tasks.append(await add("known \(number)", known: true, to: queue)) }
        #expect(await queue.run(for: asker("known 3", known: true)) {} == nil)
        gate.signal()
        await busy.value
        for task in tasks { #expect(await task.value) }
        #expect(queue.load == 0)
    }

    @Test func `those whom we know and strangers take turns`() async {
        let (queue, gate, busy) = await busyQueue(waiting: 8)
        var tasks: [Task<Bool, Never>] = []
        for number in 0..<3 { tasks.append(await add("stranger \(number)", to: queue)) }
        for number in 0..<2 { tasks.append(await add("known \(number)", known: true, to: queue)) }
        gate.signal()
        await busy.value
        for task in tasks { _ = await task.value }
        #expect(order.all == ["known 0", "stranger 0", "known 1", "stranger 1", "stranger 2"])
    }

    @Test func `an interaction has two places, a stranger's address a quarter`() async {
        let (queue, gate, busy) = await busyQueue(waiting: 15)
        var tasks: [Task<Bool, Never>] = []
        for _ in 0..<2 { tasks.append(await add("one", to: queue)) }
        #expect(await queue.run(for: asker("one")) {} == nil)
        for number in 0..<4 { tasks.append(await add("\(number)", address: "office", to: queue)) }
        #expect(await queue.run(for: asker("5", address: "office")) {} == nil)
        tasks.append(await add("6", known: true, address: "office", to: queue))
        gate.signal()
        await busy.value
        for task in tasks { #expect(await task.value) }
        // And once they are done, the places are free again.
        #expect(await queue.run(for: asker("one")) {} != nil)
    }
}
