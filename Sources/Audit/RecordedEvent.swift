import Identity

/// A line of the audit log as it was written: words, so that what older versions wrote can be read too.
package struct RecordedEvent: Hashable, Sendable {
    /// Counted up in the order in which events were written, without a hole.
    package let number: Int64
    package let moment: Instant
    package let action, outcome, actor, address: String
    package let port: Int64?
    package let client, session, object: String?

    package init(
        number: Int64, moment: Instant, action: String, outcome: String, actor: String, address: String, port: Int64?,
        client: String?, session: String?, object: String?
    ) {
        self.number = number
        self.moment = moment
        self.action = action
        self.outcome = outcome
        self.actor = actor
        self.address = address
        self.port = port
        self.client = client
        self.session = session
        self.object = object
    }
}

/// Events that were exported together: a run of numbers without a hole, and what can be shown of it later.
package struct AuditBatch: Hashable, Sendable {
    package let first: Int64
    package let last: Int64
    package let count: Int64
    /// The latest moment in it.
    package let latest: Instant
    /// Of the file as it was written: SHA-256 in hexadecimal.
    package let sha256: String

    package init(first: Int64, last: Int64, count: Int64, latest: Instant, sha256: String) {
        self.first = first
        self.last = last
        self.count = count
        self.latest = latest
        self.sha256 = sha256
    }
}
