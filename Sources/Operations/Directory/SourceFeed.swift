import Directory
import LDAP
import Storage

/// What the messages of content synchronisation make of a tree (RFC 4533): whole only between two of them, and what a
/// cookie stands for is the tree that it came with.
struct SourceFeed: Sendable {
    /// Empty while the entries are as they are kept, and nobody has had a use for them.
    private(set) var tree: SourceTree
    private var kept: KeptTree?
    /// What was told of entries that aren't here yet, in its order.
    private var waiting: [SyncMessage] = []
    private var waitingEntries = 0
    /// Whether that ends the refresh.
    private var endsRefresh = false
    /// Whether what is kept is no more, or more is new than is worth being gone on with.
    private var isLost = false
    private(set) var cookie: LDAP.SyncCookie?
    /// Whose the cookie is.
    private var server: SourceServer?
    /// Entries that are there and can't be read, by their names.
    private(set) var unreadable: [UnreadableEntry] = []
    /// Whether the refresh has been taken in to its end: before that, what isn't named yet isn't gone.
    private var hasRefreshed = false
    /// Whether the refresh has taken something away by not naming it. That is to be found true by a whole reading.
    private(set) var hasLostUnnamed = false
    private var named: Set<EntryKey> = []
    /// Without a cookie everything is sent, though the server calls that "deletes are told" (RFC 4533 §3.3.1).
    private let getsEverything: Bool

    /// What the last plan has left; `nil` while one is made.
    var basis: PlanBasis?
    /// Of which there was word while a subtree is read again.
    private var toldMeanwhile: Set<EntryKey>?
    /// While everything is sent.
    private var superiors = SourceTree.Superiors()

    /// So many new entries may wait for those that are kept: beyond that, reading everything is as quick.
    static let waitingLimit = 2_000

    init(_ followed: FollowedSource, of mapping: DirectoryMapping) {
        switch followed.entries {
        case .tree(let tree): self.tree = tree
        case .kept(let kept): (tree, self.kept) = (SourceTree(mapping), kept)
        }
        (cookie, server) = (followed.cookie, followed.server)
        basis = followed.basis
        getsEverything = followed.cookie == nil
        // With a cookie the server doesn't tell of it again.
        unreadable = getsEverything ? [] : followed.unreadable
    }

    /// Whether the refresh is over.
    var isRefreshed: Bool { hasRefreshed || endsRefresh || isLost }

    /// What has to be there before a plan can be made.
    enum Lack {
        case nothing, restOfRefresh
        case keptTree(KeptTree)
        case subtree(DistinguishedName)
    }

    var lacks: Lack {
        guard isRefreshed else { return .restOfRefresh }
        guard !isLost else { return .nothing }
        if let kept, !waiting.isEmpty { return .keptTree(kept) }
        return tree.unread.first.map(Lack.subtree) ?? .nothing
    }

    /// Whether another connection may go on from here.
    var isResumable: Bool { isRefreshed && cookie != nil && !isLost }

    /// What is known now, to plan on. What is new from here on is the next plan's.
    mutating func hand() -> FollowedSource {
        defer {
            _ = (tree.takeNews(), tree.takeUnkept())
            basis = nil
        }
        if let kept { return FollowedSource(kept, cookie: cookie, of: server, isDoubtful: isLost, basis: basis) }
        return FollowedSource(
            tree: tree, cookie: cookie, of: server, unreadable: unreadable, isDoubtful: isLost || hasLostUnnamed,
            basis: basis)
    }

    /// What was handed out is settled, and the entries may have been needed for it.
    mutating func rest(on settled: FollowedSource) {
        basis = settled.basis
        guard kept != nil else { return }
        switch settled.entries {
        case .kept(let renewed): kept = renewed
        case .tree(let tree): takeKept(tree)
        }
    }

    /// - Parameter tree: `nil` where it isn't kept any more.
    mutating func takeKept(_ tree: SourceTree?) {
        guard let tree else { return lose() }
        (self.tree, kept) = (tree, nil)
        let told = waiting
        (waiting, endsRefresh) = ([], false)
        for message in told { apply(message) }
    }

    private mutating func lose() {
        isLost = true
        waiting = []
    }

    mutating func take(_ message: SyncMessage) {
        if case .connected(let server) = message { return connect(to: server) }
        if kept == nil { apply(message) } else { hold(message) }
    }

    /// A cookie of another server says nothing of what this one has, though it may be taken without a word.
    private mutating func connect(to server: SourceServer) {
        defer { self.server = server }
        if cookie != nil, let known = self.server, known != server { lose() }
    }

    /// Of entries that aren't here: what leaves them as they are needs none.
    private mutating func hold(_ message: SyncMessage) {
        switch message {
        case .quiet, .connected: return
        case .cookie(let cookie) where waiting.isEmpty: self.cookie = cookie
        case .refreshDone(deletesTold: true, let cookie) where waiting.isEmpty:
            hasRefreshed = true
            if let cookie { self.cookie = cookie }
        default:
            guard !isLost else { return }
            waiting.append(message)
            switch message {
            case .entry, .unreadable: waitingEntries += 1
            case .refreshDone: endsRefresh = true
            case .deleted, .present, .cookie, .quiet, .connected: break
            }
            if waitingEntries > Self.waitingLimit { lose() }
        }
    }

    private mutating func apply(_ message: SyncMessage) {
        switch message {
        case .entry(let entry):
            if !hasRefreshed { named.insert(entry.key) }
            forgetUnreadable(entry.key)
            toldMeanwhile?.insert(entry.key)
            // Of everything, what is below an entry is sent too.
            if getsEverything, !hasRefreshed { return tree.add([entry], &superiors) }
            tree.apply(entry)
        case .unreadable(let entry):
            if let key = entry.key {
                if !hasRefreshed { named.insert(key) }
                forgetUnreadable(key)
            }
            unreadable.append(entry)
        case .deleted(let keys):
            superiors = SourceTree.Superiors()
            toldMeanwhile?.formUnion(keys)
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
            hasRefreshed = true
            if let cookie { self.cookie = cookie }
        case .cookie(let cookie): self.cookie = cookie
        case .quiet, .connected: break
        }
    }

    /// What could not be read may have been put right, or be gone: told of once, and no longer than it is so.
    private mutating func forgetUnreadable(_ key: EntryKey) {
        guard !unreadable.isEmpty else { return }
        unreadable.removeAll { entry in entry.key == key }
    }

    /// - Returns: what is known below an entry that is to be read again.
    mutating func beginReading(below name: DistinguishedName) -> [EntryKey] {
        toldMeanwhile = []
        return tree.keys(below: name)
    }

    /// Takes what was read again below an entry.
    mutating func replace(_ name: DistinguishedName, of known: [EntryKey], with entries: [SourceEntry]) {
        tree.replaceSubtree(at: name, with: entries, of: known, butFor: toldMeanwhile ?? [])
        toldMeanwhile = nil
    }
}
