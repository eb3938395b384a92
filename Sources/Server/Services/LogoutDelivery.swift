import CoreMetrics
import Identity
import Logging
import OpenIDConnect
import Operations
import ServiceLifecycle
import Synchronization

/// Looks every second whether platforms are to be told that sessions have ended, and tells them: many platforms at the same
/// time, each in a lane of its own, so that nobody waits for one that is slow.
struct LogoutDelivery: Service {
    let tokens: DeliverLogoutTokens
    let clock: any WallClock
    let logger: Logger
    let metrics: any MetricsFactory

    private static let interval = Duration.seconds(1)
    /// After the records couldn't be read.
    private static let pause = Duration.seconds(10)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            let lanes = Lanes(atMost: DeliverLogoutTokens.clientsAtOnce)
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled {
                    var pause = Self.interval
                    do {
                        for client in try await tokens.due(at: clock.now) where lanes.enter(client) {
                            group.addTask {
                                await deliver(to: client, lanes)
                                lanes.leave(client)
                            }
                        }
                    } catch {
                        report(error)
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
            var result: DeliverLogoutTokens.Result
            repeat {
                result = try await tokens.deliver(to: client, at: clock.now)
                count(result.delivered, "delivered")
                count(result.failed, "failed")
                count(result.givenUp, "given-up")
                say(result, of: client, lanes)
            } while result.isFull && !Task.isCancelled
        } catch {
            report(error)
        }
    }

    private func count(_ number: Int, _ outcome: String) {
        guard number > 0 else { return }
        Counter(label: "hue_sso_logout_tokens", dimensions: [("outcome", outcome)], factory: metrics)
            .increment(by: number)
    }

    /// A platform that is out of order is said once, not for every session that ends meanwhile.
    private func say(_ result: DeliverLogoutTokens.Result, of client: ClientID, _ lanes: Lanes) {
        if let failure = result.failure {
            guard lanes.beginFailing(client) else { return }
            logger.warning(
                "a platform doesn't take logout tokens; they are sent again",
                metadata: ["client": "\(client)", "reason": "\(failure)"])
        } else if result.delivered > 0, lanes.endFailing(client) {
            logger.notice("a platform takes logout tokens again", metadata: ["client": "\(client)"])
        }
    }

    private func report(_ error: any Error) {
        // What the shutdown has cut off has not failed.
        guard !Task.isCancelled else { return }
        logger.error("logout tokens can't be sent; it is tried again", metadata: ["error": "\(error)"])
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
