import Directory

/// What one page of a reading brings.
package struct SourcePage: Sendable {
    package var entries: [SourceEntry] = []
    /// Those that are there, but that can't be told apart or placed.
    package var unreadable: [UnreadableEntry] = []

    package init() {}
}

/// An entry that is there but is no `SourceEntry`.
package struct UnreadableEntry: Hashable, Sendable {
    /// As the server sent it, with everything that isn't printable escaped (RFC 4514 §2.4).
    package let dn: String
    /// Known in content synchronisation, where the server sends it apart from the entry.
    package let key: EntryKey?
    package let reason: Reason

    package enum Reason: Hashable, Sendable {
        /// No key, more than one, or one that isn't of its form.
        case key
        /// A name that RFC 4514 doesn't read.
        case name
    }
}

/// What a whole reading was.
package struct ReadSummary: Hashable, Sendable {
    package var entries = 0
    package var unreadable = 0
    package var pages = 0
    /// Search references that aren't followed: what they refer to is not in this reading.
    package var references = 0
    /// Entries of one page in the end: smaller than configured where the server refused that.
    package var pageSize = 0
    package var server: SourceServer
    /// What `LDAPSource.changes` may go on from, asked before the reading began; `nil` where it wasn't asked for, or the
    /// server doesn't say.
    package var mark: ChangeMark?

    init(server: SourceServer) { self.server = server }

    /// The whole of this reading and of one at a place that it referred to.
    mutating func add(_ part: ReadSummary) {
        entries += part.entries
        unreadable += part.unreadable
        pages += part.pages
    }
}
