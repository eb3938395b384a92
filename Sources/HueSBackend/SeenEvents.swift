import Identity
import Wire

/// An event that the provider has told of somebody, as the citizen is shown it.
struct SecurityEvent: Hashable, Sendable {
    let id: String
    /// The last part of its type: `session-revoked`, `credential-change`.
    let name: String
    /// The person as we know them; `nil` where it is about the stream.
    let subject: String?
    let moment: Instant
    let details: String
}

/// Security events that were told, in memory and bounded: an event may be told twice, and counts once (RFC 8935 §2).
actor SeenEvents {
    private var events = SeenIDs()
    private var logouts = SeenIDs()
    private var inOrder: [SecurityEvent] = []
    private var isTold = false

    /// Whether the provider still has to be asked for a stream.
    func needsStream() -> Bool { !isTold }
    func hasStream() { isTold = true }

    /// - Returns: `false` for one that was told before.
    func add(_ event: SecurityEvent) -> Bool {
        guard events.insert(event.id) else { return false }
        inOrder.append(event)
        if inOrder.count > HueSLimits.rememberedEvents { inOrder.removeFirst() }
        return true
    }

    /// Whether a logout token (OpenID Connect Back-Channel Logout §2.6) comes for the first time.
    func isFirst(_ logout: String) -> Bool { logouts.insert(logout) }

    /// Somebody's, the latest first.
    func shown(of subject: String) -> [SecurityEvent] {
        Array(
            inOrder.reversed().lazy.filter { $0.subject?.hasSameBytes(as: subject) == true }
                .prefix(HueSLimits.shownEvents))
    }
}

/// Identifiers that have come; of so many that the oldest is forgotten.
private struct SeenIDs {
    private var ids: Set<String> = []
    private var inOrder: [String] = []

    /// - Returns: `false` for one that is remembered.
    mutating func insert(_ id: String) -> Bool {
        guard ids.insert(id).inserted else { return false }
        inOrder.append(id)
        if inOrder.count > HueSLimits.rememberedEvents { ids.remove(inOrder.removeFirst()) }
        return true
    }
}
