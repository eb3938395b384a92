import CoreMetrics
import Logging
import OpenIDConnect

/// What operators hear of an outbox: of each kind its own numbers and lines, as they are looked for.
struct OutboxReport: Sendable {
    enum Kind: Sendable { case logoutTokens, securityEvents, pings }

    let kind: Kind
    let logger: Logger
    let metrics: any MetricsFactory

    func count(_ number: Int, _ outcome: String) {
        guard number > 0 else { return }
        let dimensions = [("outcome", outcome)]
        switch kind {
        case .logoutTokens:
            Counter(label: "hue_sso_logout_tokens", dimensions: dimensions, factory: metrics).increment(by: number)
        case .securityEvents:
            Counter(label: "hue_sso_security_events", dimensions: dimensions, factory: metrics).increment(by: number)
        case .pings: Counter(label: "hue_sso_pings", dimensions: dimensions, factory: metrics).increment(by: number)
        }
    }

    func beginsFailing(_ client: ClientID, _ failure: String) {
        let metadata: Logger.Metadata = ["client": "\(client)", "reason": "\(failure)"]
        switch kind {
        case .logoutTokens:
            logger.warning("a platform doesn't take logout tokens; they are sent again", metadata: metadata)
        case .securityEvents:
            logger.warning("a platform doesn't take security events; they are sent again", metadata: metadata)
        case .pings: logger.warning("a platform doesn't take pings; it finds out by polling", metadata: metadata)
        }
    }

    func endsFailing(_ client: ClientID) {
        let metadata: Logger.Metadata = ["client": "\(client)"]
        switch kind {
        case .logoutTokens: logger.notice("a platform takes logout tokens again", metadata: metadata)
        case .securityEvents: logger.notice("a platform takes security events again", metadata: metadata)
        case .pings: logger.notice("a platform takes pings again", metadata: metadata)
        }
    }

    func failed(_ error: any Error) {
        // What the shutdown has cut off has not failed.
        guard !Task.isCancelled else { return }
        switch kind {
        case .logoutTokens:
            logger.error("logout tokens can't be sent; it is tried again", metadata: ["error": "\(error)"])
        case .securityEvents:
            logger.error("security events can't be sent; it is tried again", metadata: ["error": "\(error)"])
        case .pings: logger.error("pings can't be sent; it is tried again", metadata: ["error": "\(error)"])
        }
    }
}
