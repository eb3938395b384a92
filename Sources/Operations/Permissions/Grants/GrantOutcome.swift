import Audit
import Database
import Identity
import Permissions
import Storage

/// How an act on a grant ended. One that wasn't done has changed nothing.
package enum GrantOutcome: Sendable {
    /// - Parameter grant: as the records have it now.
    case done(_ grant: RoleGrant)
    /// The state names what the refusal is about.
    case refused(DelegationRefusal, PermissionState)
    case unavailable(PermissionsUnavailable)
    case unknownGrant(GrantID)
    /// It ended before.
    case alreadyEnded(RoleGrant)
    /// Somebody whose account is disabled gives, takes back or passes on nothing.
    case disabled(PersonID)
}

extension GrantOutcome {
    /// How it ended, for the audit log.
    fileprivate var result: AuditEvent.Outcome {
        switch self {
        case .done: .success
        case .refused(let refusal, _): .refused(refusal.code)
        case .unavailable: .refused("no-permissions")
        case .unknownGrant: .refused("unknown-grant")
        case .alreadyEnded: .refused("already-ended")
        case .disabled: .refused("account-disabled")
        }
    }

    /// What it turned out to be about; `nil` where that is no more than was asked for.
    fileprivate var object: String? {
        switch self {
        case .done(let grant): grant.auditText
        case .unknownGrant(let id): id.description
        case .alreadyEnded(let grant): grant.id.description
        case .refused, .unavailable, .disabled: nil
        }
    }
}

extension Installation {
    /// Settles an act on a grant: what it is decided on, what it changes and the event are one transaction, so that no
    /// two acts can together do what neither may.
    /// - Parameters:
    ///   - object: what was asked for.
    ///   - person: in whose name, where the grant itself doesn't say it.
    func settleGrant(
        _ act: Act, _ action: AuditEvent.Action, object: String, inTheNameOf person: PersonID? = nil,
        _ change: @escaping @Sendable (WriteTransaction) throws -> GrantOutcome
    ) async throws -> GrantOutcome {
        try await writePrepared(at: act.now) { transaction, _ in
            let outcome = try change(transaction)
            let object = (outcome.object ?? object) + (person.map { ", as \($0.text)" } ?? "")
            try transaction.audit.append(act.event(action, outcome.result, object: object))
            return outcome
        }
    }

    /// A writing transaction in which permissions change by what is decided by them. They are brought up to date before it, so
    /// that it needs little time to: a city is not compiled while everybody else who writes waits.
    func writePrepared<Value: Sendable>(
        at now: Instant, _ body: @escaping @Sendable (WriteTransaction, CurrentPermissions) throws -> Value
    ) async throws -> Value {
        _ = try await database.read { [permissions] transaction in try permissions.state(in: transaction, at: now) }
        return try await database.write(queuingFor: .permissions) { [permissions] transaction in
            try body(transaction, permissions)
        }
    }
}

extension WriteTransaction {
    /// Records what a delegation allows.
    func record(
        _ proposal: GrantProposal, _ permissions: CurrentPermissions, at now: Instant,
        _ authorize: (Delegation) throws(DelegationRefusal) -> AuthorizedGrant
    ) throws -> GrantOutcome {
        if let giver = proposal.grantedBy, try !people.isEnabled(giver) { return .disabled(giver) }
        let state: PermissionState
        switch try permissions.state(in: self, at: now) {
        case .failure(let unavailable): return .unavailable(unavailable)
        case .success(let found): state = found
        }
        let authorized: AuthorizedGrant
        do { authorized = try authorize(Delegation(state.snapshot, at: now)) } catch {
            return .refused(error, state)
        }
        let revision = try permissionRevisions.begin(at: now)
        let grant = RoleGrant(authorized.proposal, id: try roleGrants.newID(in: revision))
        try roleGrants.add(grant, in: revision)
        return .done(grant)
    }
}

extension RoleGrant {
    /// What the audit log says of a grant: enough to know it without the records.
    fileprivate var auditText: String {
        "\(id) \(proposal.auditText)" + (standsInFor.map { ", for \($0)" } ?? "")
    }
}

extension GrantProposal {
    /// What the audit log says of a grant that was not given.
    var auditText: String {
        let whom: String = if case .person(let person) = subject { person.text } else { subject.text ?? "" }
        let place = "\(reach.anchor.text) \(reach.extent.text)"
        let term = "\(period.from.text) to \(period.until?.text ?? "-")"
        return
            "\(effect.rawValue) \(role) to \(whom) at \(place), \(term), by \(grantedBy?.text ?? "operators"): \(reason)"
    }
}
