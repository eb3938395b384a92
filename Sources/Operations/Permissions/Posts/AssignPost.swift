import Accounts
import Database
import Directory
import Identity
import Permissions
import Storage

/// Puts somebody into a post. Whoever isn't in the records yet is entered with the post, and only with it.
package struct AssignPost: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// Whom a post is for: somebody in the records, or whoever the state knows by twelve digits.
    package enum Assignee: Sendable {
        case person(PersonID)
        case citizen(CitizenNumber)
    }

    package enum Outcome: Sendable {
        case assigned(PersonID)
        case unknownUnit
        /// They are in the post for some of that time already.
        case alreadyThere
        /// The post would bring a role that excludes one which they have.
        case excluded(DelegationRefusal, PermissionState)
    }

    package func run(
        _ assignee: Assignee, to post: Post, during period: Period, _ act: Act
    ) async throws -> Outcome {
        let newcomer = try installation.newPersonID()
        return try await installation.writePrepared(at: act.now) { transaction, permissions in
            let person = try transaction.person(of: assignee) ?? newcomer
            let assignment = Assignment(person: person, post: post, period: period)
            let outcome = try transaction.outcome(of: assignment, permissions, at: act.now)
            let object = "\(person.text) \(post) \(period.interval)"
            guard case .assigned = outcome else {
                try transaction.audit.append(act.event(.assign, .refused(outcome.code), object: object))
                return outcome
            }
            if person == newcomer, case .citizen(let number) = assignee {
                try transaction.enter(newcomer, number, name: nil, act)
            }
            let revision = try transaction.permissionRevisions.begin(at: act.now)
            try transaction.assignments.add(assignment, in: revision)
            try transaction.audit.append(act.event(.assign, object: object))
            return outcome
        }
    }
}

extension AssignPost.Outcome {
    /// For the audit log.
    fileprivate var code: String {
        switch self {
        case .assigned: "success"
        case .unknownUnit: "unknown-unit"
        case .alreadyThere: "already-there"
        case .excluded(let refusal, _): refusal.code
        }
    }
}

extension Transaction {
    /// What becomes of an assignment if it is recorded now.
    fileprivate func outcome(
        of assignment: Assignment, _ permissions: CurrentPermissions, at now: Instant
    ) throws -> AssignPost.Outcome {
        let units = try units.facts(at: try permissionRevisions.latest()).map(\.fact)
        guard units.contains(where: { $0.id == assignment.post.unit && $0.period.contains(assignment.period.from) })
        else { return .unknownUnit }
        let isTaken = try assignments.facts(of: assignment.person).contains {
            $0.fact.post == assignment.post && $0.fact.period.intersection(assignment.period) != nil
        }
        guard !isTaken else { return .alreadyThere }
        // Before there is a policy, no post brings anything.
        guard case .success(let state) = try permissions.state(in: self, at: now) else {
            return .assigned(assignment.person)
        }
        do throws(DelegationRefusal) {
            try Delegation(state.snapshot, at: now).refuseExcluded(by: assignment)
            return .assigned(assignment.person)
        } catch { return .excluded(error, state) }
    }

    /// `nil` for a newcomer, whom the records don't have yet.
    fileprivate func person(of assignee: AssignPost.Assignee) throws -> PersonID? {
        switch assignee {
        case .person(let person): person
        case .citizen(let number): try people.find(.citizen(number))
        }
    }
}

extension Period {
    /// An interval of ISO 8601, for the audit log.
    fileprivate var interval: String { "\(from.text)/\(until?.text ?? "..")" }
}
