import Directory
import Identity
import LDAP
import Storage

/// A source as it is known, with what a server needs to go on from there.
package struct FollowedSource: Sendable {
    /// Its entries. A server that starts again need not have them as long as the directory has nothing new: a hundred thousand
    /// are read from the records when somebody has a use for them.
    enum Entries: Sendable {
        case tree(SourceTree)
        case kept(KeptTree)
    }

    private(set) var entries: Entries
    let cookie: LDAP.SyncCookie?
    /// Whose the cookie is; `nil` where nobody has said.
    let server: SourceServer?
    /// For servers that don't speak RFC 4533.
    let mark: ChangeMark?
    let unreadable: [UnreadableEntry]
    /// Whether something is gone because it wasn't named, or what was kept is no more: a whole reading has to say how it is.
    package let isDoubtful: Bool
    /// What the last plan has left, before what is new in the tree; `nil` where the records aren't what was planned.
    var basis: PlanBasis?

    init(
        tree: SourceTree, cookie: LDAP.SyncCookie? = nil, of server: SourceServer? = nil, mark: ChangeMark? = nil,
        unreadable: [UnreadableEntry] = [], isDoubtful: Bool = false, basis: PlanBasis? = nil
    ) {
        entries = .tree(tree)
        self.cookie = cookie
        self.server = server
        self.mark = mark
        self.unreadable = unreadable
        self.isDoubtful = isDoubtful
        self.basis = basis
    }

    /// Entries that are kept, and a cookie that stands for them: their own, or one since which nothing has changed.
    init(
        _ kept: KeptTree, cookie: LDAP.SyncCookie?, of server: SourceServer? = nil, isDoubtful: Bool = false,
        basis: PlanBasis?
    ) {
        entries = .kept(kept)
        self.server = server
        (self.cookie, self.isDoubtful, self.basis) = (cookie, isDoubtful, basis)
        (mark, unreadable) = (nil, [])
    }

    /// `nil` while nobody has had a use for it.
    var tree: SourceTree? { if case .tree(let tree) = entries { tree } else { nil } }

    /// When time alone changes next what the records say of it, as far as the last plan knows.
    package func nextDue(after now: Instant) -> Instant? { basis?.remains.nextDue(after: now) }

    /// What is new since the last plan, and what isn't kept yet; `nil` where everything may be new.
    mutating func takeNews() -> (news: (basis: PlanBasis, news: SourceTree.News)?, unkept: SourceTree.UnkeptPages) {
        defer { basis = nil }
        guard case .tree(var tree) = entries else { return (basis.map { ($0, SourceTree.News()) }, .these([])) }
        let (news, unkept) = (tree.takeNews(), tree.takeUnkept())
        entries = .tree(tree)
        // What a plan was made of that came to nothing, isn't kept either.
        return (basis.map { ($0, news) }, basis == nil ? .all : unkept)
    }
}
