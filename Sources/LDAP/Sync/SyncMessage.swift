import Directory

/// What content synchronisation says (RFC 4533), one after the other.
package enum SyncMessage: Sendable {
    /// Whose word all that comes is: the first message of those who follow.
    case connected(SourceServer)
    /// Added or changed: which of the two isn't told reliably. A moved entry's children are not sent.
    case entry(SourceEntry)
    case unreadable(UnreadableEntry)
    /// Gone, or no longer in the filter or in our sight.
    case deleted([EntryKey])
    /// Unchanged: named so that what isn't can be told.
    case present([EntryKey])
    /// The refresh is whole. Where `deletesTold` is false, whatever was neither sent nor named as present is gone.
    /// The cookie is to be kept with the state; `nil` where the old one is to stay.
    case refreshDone(deletesTold: Bool, cookie: SyncCookie?)
    /// All messages until here are in this cookie.
    case cookie(SyncCookie)
    /// Nothing more waits to be read.
    case quiet
}
