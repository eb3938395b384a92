import Directory
import LDAP

/// What the messages of content synchronisation make of a tree (RFC 4533): whole only between two of them, and what a
/// cookie stands for is the tree that it came with.
struct SourceFeed: Sendable {
    private(set) var tree: SourceTree
    private(set) var cookie: LDAP.SyncCookie?
    /// Entries that are there and can't be read, by their names.
    private(set) var unreadable: [UnreadableEntry] = []
    /// Whether the refresh is over: before that, what isn't named yet isn't gone.
    private(set) var isRefreshed = false
    /// Whether the refresh has taken something away by not naming it. That is to be found true by a whole reading.
    private(set) var hasLostUnnamed = false
    private var named: Set<EntryKey> = []
    /// Without a cookie everything is sent, though the server calls that "deletes are told" (RFC 4533 §3.3.1).
    private let getsEverything: Bool

    /// What the last plan has left; `nil` while one is made.
    var basis: PlanBasis?
    /// While everything is sent.
    private var superiors = SourceTree.Superiors()

    init(_ followed: FollowedSource) {
        tree = followed.tree
        cookie = followed.cookie
        basis = followed.basis
        getsEverything = followed.cookie == nil
        // With a cookie the server doesn't tell of it again.
        unreadable = getsEverything ? [] : followed.unreadable
    }

    /// What is known now, to plan on. What is new from here on is the next plan's.
    mutating func hand() -> FollowedSource {
        defer {
            _ = (tree.takeNews(), tree.takeUnkept())
            basis = nil
        }
        return FollowedSource(
            tree: tree, cookie: cookie, unreadable: unreadable, isDoubtful: hasLostUnnamed, basis: basis)
    }

    mutating func take(_ message: SyncMessage) {
        switch message {
        case .entry(let entry):
            if !isRefreshed { named.insert(entry.key) }
            forgetUnreadable(entry.key)
            // Of everything, what is below an entry is sent too.
            if getsEverything, !isRefreshed { return tree.add([entry], &superiors) }
            tree.apply(entry)
        case .unreadable(let entry):
            if let key = entry.key {
                if !isRefreshed { named.insert(key) }
                forgetUnreadable(key)
            }
            unreadable.append(entry)
        case .deleted(let keys):
            superiors = SourceTree.Superiors()
            for key in keys {
                forgetUnreadable(key)
                tree.remove(key)
            }
        case .present(let keys): named.formUnion(keys)
        case .refreshDone(let deletesTold, let cookie):
            if !deletesTold || getsEverything {
                hasLostUnnamed = !tree.keys.allSatisfy(named.contains)
                tree.retain(named)
                unreadable.removeAll { entry in entry.key.map { !named.contains($0) } ?? false }
            }
            named = []
            superiors = SourceTree.Superiors()
            isRefreshed = true
            if let cookie { self.cookie = cookie }
        case .cookie(let cookie): self.cookie = cookie
        case .quiet: break
        }
    }

    /// What could not be read may have been put right, or be gone: told of once, and no longer than it is so.
    private mutating func forgetUnreadable(_ key: EntryKey) {
        guard !unreadable.isEmpty else { return }
        unreadable.removeAll { entry in entry.key == key }
    }

    /// Takes what was read again below an entry.
    mutating func replace(_ name: DistinguishedName, with entries: [SourceEntry]) {
        tree.replaceSubtree(at: name, with: entries)
    }
}
