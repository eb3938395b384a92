import Synchronization
import Testing

@testable import Operations

/// Work that goes on beside that which brings it.
struct RelayTests {
    @Test func `pieces are taken in their order, and whoever makes them is never more than two ahead`() async {
        let count = 10_000
        let made = Mutex(0)
        let taken = Mutex((pieces: [Int](), ahead: 0))
        let relay = Relay<Int>("relay-test") { piece in
            let others = made.withLock(\.self) - piece - 1
            taken.withLock { taken in
                taken.pieces.append(piece)
                taken.ahead = max(taken.ahead, others)
            }
        }
        for piece in 0..<count {
            made.withLock { $0 += 1 }
            relay.hand(piece)
        }
        await relay.finish()
        #expect(taken.withLock { $0.pieces == Array(0..<count) && $0.ahead <= 2 })
    }

    @Test func `whoever waits without being suspended finds all of it taken`() {
        let sum = Mutex(0)
        let relay = Relay<Int>("relay-test") { piece in sum.withLock { $0 += piece } }
        for piece in 1...100 { relay.hand(piece) }
        relay.waitUntilTaken()
        #expect(sum.withLock(\.self) == 5050)
    }
}
