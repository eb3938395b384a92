import Database
import Directory
import Identity
import LDAP
import Permissions
import Storage

extension DirectoryDesk {
    /// Settles a source that has told of nothing new since it was kept: a plan of it would be empty, and nobody has to be
    /// looked at to know it.
    /// - Returns: `nil` where that can't be said: the records are others, or somebody has to be looked at for what the last
    ///   plan has left, or because time alone has changed something.
    func settleUnchanged(
        _ followed: FollowedSource, by lease: DirectoryLease?, _ act: Act
    ) async throws -> SettledSource? {
        guard case .kept(let kept) = followed.entries, !followed.isDoubtful, let basis = followed.basis,
            let cookie = followed.cookie, basis.remains.isDone(at: act.now)
        else { return nil }
        let (source, told) = (mapping.source, self.kept(cookie))
        let renewed = KeptTree(
            form: kept.form, cookie: cookie.octets, revision: basis.revision.number, lastRun: basis.lastRun,
            remains: basis.remains.goingOn(from: act.now))
        let isDone = try await installation.database.write(queuingFor: .permissions) { transaction in
            try transaction.prolong(lease, at: act.now)
            guard try transaction.keptTrees.isThere(kept, of: source),
                try transaction.stands(basis, of: source, at: act.now)
            else { return false }
            var state = try transaction.directoryStates.state(of: source)
            (state.refusal, state.isolated) = (nil, 0)
            state.keep(.live, told, changedAt: cookie.changedAt, at: act.now)
            try transaction.directoryStates.set(state, of: source)
            try transaction.keptTrees.mark(renewed, of: source)
            return true
        }
        guard isDone, let remains = renewed.remains else { return nil }
        let next = PlanBasis(revision: basis.revision, lastRun: basis.lastRun, remains: remains)
        return SettledSource(
            outcome: .nothing, source: FollowedSource(renewed, cookie: cookie, of: followed.server, basis: next))
    }
}

extension LDAP.SyncCookie {
    /// When the last change that it stands for was made, as far as it says.
    var changedAt: Instant? { latestChange.flatMap { Instant(generalizedTime: $0) } }
}

extension Transaction {
    /// Whether the records are as a plan has left them, and neither a unit nor a policy has begun or ended since by time alone.
    fileprivate func stands(_ basis: PlanBasis, of source: SourceID, at now: Instant) throws -> Bool {
        let mark = try groundMark(of: source, at: now)
        guard mark.revision == basis.revision, mark.lastRun == basis.lastRun else { return false }
        let since = basis.remains.moment
        return try !units.turn(after: since, until: now) && !policies.turn(after: since, until: now)
    }
}
