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
        feed = Mutex(SourceFeed(followed, of: desk.mapping))
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
    package func current() async throws -> FollowedSource? {
        while true {
            switch feed.withLock(\.lacks) {
            case .restOfRefresh: return nil
            case .keptTree(let kept):
                let tree = try await desk.tree(of: kept)
                feed.withLock { $0.takeKept(tree) }
            case .subtree(let name):
                let known = feed.withLock { $0.beginReading(below: name) }
                let found = try await desk.entries(below: name, known: known)
                feed.withLock { $0.replace(name, of: known, with: found) }
            case .nothing: return feed.withLock { $0.hand() }
            }
        }
    }

    /// What another connection may go on from: the tree with its cookie, where the refresh was over, and the end wasn't the
    /// server's word that the cookie counts no more, nor one that we don't understand.
    package func resumable(after error: any Error) -> FollowedSource? {
        switch error as? LDAPError {
        case .cookieRefused, .malformed: return nil
        default: break
        }
        return feed.withLock { feed in feed.isResumable ? feed.hand() : nil }
    }

    /// Whether a server can't be followed by anybody: it has no content synchronisation.
    package static func isUnfollowable(_ error: any Error) -> Bool {
        (error as? LDAPError)?.isUnavailableExtension ?? false
    }

    /// What was last handed out is settled: the next plan has to look at nothing but what is new since.
    package func rest(on settled: SettledSource) { feed.withLock { $0.rest(on: settled.source) } }
}
