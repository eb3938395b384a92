import Cryptography
import Database
import Directory
import LDAP
import Permissions
import Storage
import Wire

/// A source with the cookie that stands for it, to be kept with what is applied of it.
struct SourceToKeep: Sendable {
    let tree: SourceTree
    let cookie: LDAP.SyncCookie
    let form: String
    let unkept: SourceTree.UnkeptPages
}

extension WriteTransaction {
    /// Keeps how far a source is read, where the records are what a plan of it says; without a cookie nothing can go on from
    /// it.
    func keep(_ source: SourceToKeep?, _ basis: PlanBasis, of id: SourceID) throws {
        guard let source else { return try keptTrees.forget(id) }
        let kept = KeptTree(
            form: source.form, cookie: source.cookie.octets, revision: basis.revision.number, lastRun: basis.lastRun,
            remains: basis.remains)
        try keptTrees.keep(kept, source.tree, source.unkept, of: id)
    }
}

extension DirectoryDesk {
    /// The source as it was when it was last settled, with the cookie to follow it from; `nil` where everything has to be
    /// read: nothing is kept, or of another mapping, or a nightly reading was missed. Its entries stay where they are kept.
    package func kept() async throws -> FollowedSource? {
        guard mapping.mode == .live else { return nil }
        let (now, forms) = (installation.clock.now, mapping.connection.servers.map { ($0, keptForm(of: $0)) })
        return try await installation.database.read { [mapping] transaction -> FollowedSource? in
            guard let kept = try transaction.keptTrees.find(of: mapping.source),
                let (server, _) = forms.first(where: { $0.1 == kept.form }),
                let cookie = LDAP.SyncCookie(kept.cookie),
                let readAt = try transaction.directoryStates.state(of: mapping.source).readWholeAt,
                now < mapping.fullAt.next(after: readAt)
            else { return nil }
            let latest = try transaction.permissionRevisions.latest()
            let basis = kept.remains.flatMap { remains in
                latest.number == kept.revision
                    ? PlanBasis(revision: latest, lastRun: kept.lastRun, remains: remains) : nil
            }
            return FollowedSource(kept, cookie: cookie, of: server, basis: basis)
        }
    }

    /// The entries that are kept; `nil` where others are by now, or none.
    func tree(of kept: KeptTree) async throws -> SourceTree? {
        try await installation.database.read { [mapping] transaction in
            guard try transaction.keptTrees.isThere(kept, of: mapping.source) else { return nil }
            var binder = SourceTree.Binder(mapping)
            try transaction.keptTrees.forEachPage(of: mapping.source) { binder.add($0) }
            return binder.bound()
        }
    }

    /// A source with its entries.
    /// - Throws: `KeptSourceGone`, where they aren't kept any more.
    func withTree(_ followed: FollowedSource) async throws -> (FollowedSource, SourceTree) {
        switch followed.entries {
        case .tree(let tree): return (followed, tree)
        case .kept(let kept):
            guard let tree = try await tree(of: kept) else { throw KeptSourceGone() }
            let source = FollowedSource(
                tree: tree, cookie: followed.cookie, of: followed.server, basis: followed.basis)
            return (source, tree)
        }
    }

    /// What is to be kept of a source. Entries that can't be read are in no tree, and no server tells of them again.
    func toKeep(
        _ source: FollowedSource, _ tree: SourceTree, _ unkept: SourceTree.UnkeptPages
    ) -> SourceToKeep? {
        guard let cookie = source.cookie, source.unreadable.isEmpty else { return nil }
        return SourceToKeep(tree: tree, cookie: cookie, form: keptForm(of: source.server), unkept: unkept)
    }

    /// A cookie is its server's: of another one it is of no use. And what is new alone is read by the words of now: where they
    /// are others than those that the rest was read by, everything has to be.
    private func keptForm(of server: SourceServer?) -> String {
        let servers = ([server].compactMap(\.self) + mapping.connection.servers).map { "\($0)" }
        return HexDigits.text(
            SHA2.sha256(Array((servers + [SourceTree.form(of: mapping), text]).joined(separator: "\n").utf8)))
    }
}

/// The entries that were kept have been replaced, or given up, since they were found: by a person at the command line, as a
/// rule. Everything has to be read.
package struct KeptSourceGone: Error, Hashable, Sendable {}
