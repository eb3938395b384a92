import Audit
import Identity
import Keys
import Logging
import Operations
import ServiceLifecycle

/// Looks all the time whether the keys are to change, or were changed by another node or a command: without a restart, and
/// without a token that somebody can't verify.
struct KeyRotation: Service {
    let keepKeys: KeepKeys
    let clock: any WallClock
    let logger: Logger

    /// What a node or a command has changed counts on every other within a second.
    private static let interval = Duration.milliseconds(500)
    /// After a failure: new keys cost time, and so do lines of the log.
    private static let pause = Duration.seconds(5)

    /// - Throws: `KeyVaultError.wrongMasterKey`, which ends the server: it can't open any more what others seal.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            var known: KeyStates?
            while !Task.isCancelled {
                let (states, pause) = try await look(known)
                known = states
                do { try await Task.sleep(for: pause) } catch { return }
            }
        }
    }

    /// - Returns: the states of the keys that are in use, and when to look again.
    private func look(_ known: KeyStates?) async throws(KeyVaultError) -> (KeyStates?, Duration) {
        do {
            let states = try await keepKeys.run(
                knowing: known, Act(actor: .schedule, origin: .local, now: clock.now))
            if let known, states != known {
                logger.notice("signing keys have changed", metadata: ["keys": "\(Self.text(states))"])
            }
            return (states, Self.interval)
        } catch KeyVaultError.wrongMasterKey(let document) {
            logger.critical("everything was sealed under another master key: this server can't go on")
            throw .wrongMasterKey(document)
        } catch {
            // What the shutdown has cut off has not failed.
            if !Task.isCancelled {
                logger.error("the signing keys can't be kept up to date", metadata: ["error": "\(error)"])
            }
            return (known, Self.pause)
        }
    }

    private static func text(_ states: KeyStates) -> String {
        states.records.map { "\($0.algorithm.rawValue) \($0.id.value) \($0.state.name.rawValue)" }
            .joined(separator: ", ")
    }
}
