import Directory
import LDAP
import Synchronization

/// A source that is followed live (RFC 4533 §3.4): what it has told so far, and word that there is something new.
package final class DirectoryFollower: Sendable {
    private let desk: DirectoryDesk
    private let feed: Mutex<SourceFeed>
    private let news: AsyncStream<Void>.Continuation

    /// An element when everything that the server had to tell has been taken in; one for however many are waiting.
    package let quiet: AsyncStream<Void>

    /// - Parameter followed: what is known, and the cookie that stands for it.
    package init(_ desk: DirectoryDesk, from followed: FollowedSource) {
        self.desk = desk
        feed = Mutex(SourceFeed(followed))
        (quiet, news) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Follows until the connection ends or the task is cancelled.
    package func run() async throws(LDAPError) -> Never {
        defer { news.finish() }
        let cookie = feed.withLock(\.cookie)
        try await desk.source.follow(SourceQuery(desk.mapping), from: cookie) { [self] message in
            let isQuiet = feed.withLock { feed in
                feed.take(message)
                return feed.isRefreshed
            }
            if case .quiet = message, isQuiet { news.yield() }
        }
    }

    /// What is known now, with what no message tells read again: whatever came along with a unit that moved in, or was left
    /// by one that moved out. `nil` before the refresh is over.
    package func current() async throws(LDAPError) -> FollowedSource? {
        while true {
            let (isRefreshed, unread) = feed.withLock { ($0.isRefreshed, $0.tree.unread.first) }
            guard isRefreshed else { return nil }
            guard let name = unread else { return feed.withLock { $0.hand() } }
            let found = try await desk.entries(below: name)
            feed.withLock { $0.replace(name, with: found) }
        }
    }

    /// What another connection may go on from: the tree with its cookie, where the refresh was over, and the end wasn't the
    /// server's word that the cookie counts no more.
    package func resumable(after error: any Error) -> FollowedSource? {
        if case LDAPError.cookieRefused? = error as? LDAPError { return nil }
        return feed.withLock { feed in feed.isRefreshed && feed.cookie != nil ? feed.hand() : nil }
    }

    /// What was last handed out is settled: the next plan has to look at nothing but what is new since.
    package func rest(on settled: SettledSource) { feed.withLock { $0.basis = settled.source.basis } }
}

/// A source as it is known, with what a server needs to go on from there.
package struct FollowedSource: Sendable {
    private(set) var tree: SourceTree
    let cookie: LDAP.SyncCookie?
    /// For servers that don't speak RFC 4533.
    let mark: ChangeMark?
    let unreadable: [UnreadableEntry]
    /// Whether something is gone because it wasn't named: a whole reading has to find that true.
    package let isDoubtful: Bool
    /// What the last plan has left, before what is new in the tree; `nil` where the records aren't what was planned.
    var basis: PlanBasis?

    init(
        tree: SourceTree, cookie: LDAP.SyncCookie? = nil, mark: ChangeMark? = nil, unreadable: [UnreadableEntry] = [],
        isDoubtful: Bool = false, basis: PlanBasis? = nil
    ) {
        self.tree = tree
        self.cookie = cookie
        self.mark = mark
        self.unreadable = unreadable
        self.isDoubtful = isDoubtful
        self.basis = basis
    }

    /// What is new since the last plan, and what isn't kept yet; `nil` where everything may be new.
    mutating func takeNews() -> (news: (basis: PlanBasis, news: SourceTree.News)?, unkept: SourceTree.UnkeptPages) {
        let (news, unkept) = (tree.takeNews(), tree.takeUnkept())
        defer { basis = nil }
        // What a plan was made of that came to nothing, isn't kept either.
        return (basis.map { ($0, news) }, basis == nil ? .all : unkept)
    }
}
