import Identity
import OpenIDConnect
import Operations
import ServiceLifecycle
import Synchronization

/// Looks every second whether something is due to platforms (logout tokens, security events, pings), and brings it: to many platforms
/// at the same time, each in a lane of its own, so that nobody waits for one that is slow.
struct OutboxService<Delivery: ClientDelivery>: Service {
    let delivery: Delivery
    let report: OutboxReport
    let clock: any WallClock

    private static var interval: Duration { .seconds(1) }
    /// After the records couldn't be read.
    private static var pause: Duration { .seconds(10) }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            let lanes = Lanes(atMost: DeliveryBounds.clientsAtOnce)
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled {
                    var pause = Self.interval
                    do {
                        for client in try await delivery.due(at: clock.now) where lanes.enter(client) {
                            group.addTask {
                                await deliver(to: client, lanes)
                                lanes.leave(client)
                            }
                        }
                    } catch {
                        report.failed(error)
                        pause = Self.pause
                    }
                    do { try await Task.sleep(for: pause) } catch { return }
                }
            }
        }
    }

    /// As long as there is more, and it is taken.
    private func deliver(to client: ClientID, _ lanes: Lanes) async {
        do {
            var result: DeliveryResult
            repeat {
                result = try await delivery.deliver(to: client, at: clock.now)
                report.count(result.delivered, "delivered")
                report.count(result.failed, "failed")
                report.count(result.givenUp, "given-up")
                say(result, of: client, lanes)
            } while result.isFull && !Task.isCancelled
        } catch {
            report.failed(error)
        }
    }

    /// A platform that is out of order is said once, not for every row that becomes due meanwhile.
    private func say(_ result: DeliveryResult, of client: ClientID, _ lanes: Lanes) {
        if let failure = result.failure {
            if lanes.beginFailing(client) { report.beginsFailing(client, failure) }
        } else if result.delivered > 0, lanes.endFailing(client) {
            report.endsFailing(client)
        }
    }
}

/// The platforms that are being told now, and those that didn't take it the last time: no more than there are registered.
private final class Lanes: Sendable {
    private let limit: Int
    private let state = Mutex<(taken: Set<ClientID>, failing: Set<ClientID>)>(([], []))

    init(atMost limit: Int) { self.limit = limit }

    /// - Returns: `false` when all lanes are taken, or this platform has one.
    func enter(_ client: ClientID) -> Bool {
        state.withLock { state in state.taken.count < limit && state.taken.insert(client).inserted }
    }

    func leave(_ client: ClientID) { state.withLock { state in _ = state.taken.remove(client) } }

    /// - Returns: whether it was in order before.
    func beginFailing(_ client: ClientID) -> Bool {
        state.withLock { state in state.failing.insert(client).inserted }
    }

    /// - Returns: whether it was out of order before.
    func endFailing(_ client: ClientID) -> Bool {
        state.withLock { state in state.failing.remove(client) != nil }
    }
}
