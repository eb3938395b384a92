import Database
import Directory
import Identity
import Permissions
import PolicyFiles
import Storage

@testable import Operations

/// Where administrators act on what permissions rest on, as the command line does it in a process of its own.
package protocol PermissionActs: Sendable {
    var installation: Installation { get }
    var clock: SetClock { get }
}

extension PermissionActs {
    /// What somebody at the command line does now.
    package var act: Act { Act(actor: .administrator("root"), origin: .local, now: clock.now) }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (ReadTransaction) throws -> Result
    ) async throws -> Result {
        try await installation.database.read(body)
    }

    package func write<Result: Sendable>(
        queuingFor table: LockedTable? = nil, _ body: @escaping @Sendable (WriteTransaction) throws -> Result
    ) async throws -> Result {
        try await installation.database.write(queuingFor: table, body)
    }

    /// - Parameter moment: from when on; now, unless it is said.
    package func importUnits(_ table: String, from moment: Instant? = nil, endsMissing: Bool = false) async throws {
        let request = UnitImportRequest(
            try UnitImport(table), from: moment ?? clock.now, endsMissing: endsMissing)
        let ended = (try? await PlanUnits(installation).run(request).get())?.plan.ended.map(\.id) ?? []
        _ = try await ImportUnits(installation).run(request, ending: Set(ended), act).get()
    }

    /// - Parameter replaced: the version that is expected to be replaced; the one that will be, if not given.
    @discardableResult
    package func apply(
        _ files: [PolicyFile], from moment: Instant? = nil, replacing replaced: Int?? = nil
    ) async throws -> PolicyOutcome {
        _ = try PolicyReader.read(files)
        let moment = moment ?? clock.now
        let found = try await RecordedPolicies(installation).replaced(from: moment)?.number
        return try await ApplyPolicy(installation).run(files, from: moment, replacing: replaced ?? found, act)
    }

    @discardableResult
    package func rollBack(to number: Int, replacing replaced: Int?? = nil) async throws -> PolicyOutcome {
        let found = try await RecordedPolicies(installation).replaced(from: clock.now)?.number
        return try await RollBackPolicy(installation).run(to: number, replacing: replaced ?? found, act)
    }

    package func assign(_ person: PersonID, to post: String, during period: Period = .always) async throws {
        let assignment = Assignment(person: person, post: try required(Post(post), post), period: period)
        let now = clock.now
        try await write(queuingFor: .permissions) { transaction in
            try transaction.assignments.add(assignment, in: try transaction.permissionRevisions.begin(at: now))
        }
    }

    /// Ends somebody's time in a post: from a moment on, or as if it had never been.
    package func unassign(_ person: PersonID, from post: String, at moment: Instant? = nil) async throws {
        let post = try required(Post(post), post)
        let now = clock.now
        let isDone = try await write(queuingFor: .permissions) { transaction -> Bool in
            let held = try transaction.assignments.facts(of: person).first { $0.fact.post == post }
            guard let held else { return false }
            let revision = try transaction.permissionRevisions.begin(at: now)
            if let rest = Period(from: held.fact.period.from, until: moment ?? now) {
                try transaction.assignments.add(Assignment(person: person, post: post, period: rest), in: revision)
            }
            return try transaction.assignments.remove(held, in: revision)
        }
        if !isDone { throw Unexpected("nobody held the post \(post)") }
    }

    package func give(_ proposal: GrantProposal, by giver: PersonID? = nil) async throws -> GrantOutcome {
        try await GiveGrant(installation).run(proposal.by(giver), act)
    }

    /// A grant that has to be given.
    @discardableResult
    package func give(
        _ role: String, to subject: GrantSubject, at unit: String, _ extent: Reach.Extent = .subtree,
        effect: RoleGrant.Effect = .permit, during period: Period? = nil, by giver: PersonID? = nil
    ) async throws -> GrantID {
        let draft = try GrantProposal(
            role, to: subject, at: unit, extent, effect: effect, during: period ?? .since(clock.now))
        return try await give(draft, by: giver).done().id
    }

    package func revoke(_ grant: GrantID, by person: PersonID? = nil) async throws -> GrantOutcome {
        try await RevokeGrant(installation).run(grant, by: person, act)
    }

    package func delegate(
        _ basis: GrantID, from principal: PersonID, to deputy: PersonID, during period: Period
    ) async throws -> GrantOutcome {
        try await DelegateGrant(installation).run(
            basis, from: principal, to: deputy, during: period, reason: "đi công tác", act)
    }

    /// The permissions as the records of a revision have them; the last one, unless it is said.
    package func permissions(
        at revision: PermissionRevision? = nil, for moment: Instant? = nil
    ) async throws -> PermissionState {
        let moment = moment ?? clock.now
        return try await read { transaction in
            let last = try transaction.permissionRevisions.latest()
            return try transaction.permissions(at: revision ?? last, for: moment)
        }.get()
    }

    package func revision() async throws -> PermissionRevision {
        try await read { transaction in try transaction.permissionRevisions.latest() }
    }
}

extension GrantProposal {
    package init(
        _ role: String, to subject: GrantSubject, at unit: String, _ extent: Reach.Extent = .subtree,
        effect: RoleGrant.Effect = .permit, during period: Period = .always
    ) throws {
        self.init(
            effect: effect, subject: subject, role: try required(RoleID(role), role),
            reach: Reach(extent, of: try required(UnitID(unit), unit)), period: period, grantedBy: nil,
            reason: "theo phân công")
    }

    /// The same in somebody's name.
    package func by(_ giver: PersonID?) -> GrantProposal {
        GrantProposal(
            effect: effect, subject: subject, role: role, reach: reach, period: period, grantedBy: giver,
            reason: reason, standsInFor: standsInFor)
    }
}

extension GrantOutcome {
    package func done() throws -> RoleGrant {
        guard case .done(let grant) = self else { return try required(nil, "\(refusal.map { "\($0)" } ?? "not done")") }
        return grant
    }

    /// Why it was refused.
    package var refusal: DelegationRefusal? {
        if case .refused(let refusal, _) = self { refusal } else { nil }
    }
}

extension GrantSubject {
    package static func post(_ text: String) throws -> GrantSubject { .holders(of: try required(Post(text), text)) }
}

extension Period {
    package static func since(_ moment: Instant, for span: Duration) throws -> Period {
        try required(Period(from: moment, until: moment + span), "\(span)")
    }
}

extension PermissionActs {
    /// The grants as the records stand, in the order of their numbers.
    package func grants() async throws -> [RoleGrant] {
        try await read { transaction in
            try transaction.roleGrants.facts(at: try transaction.permissionRevisions.latest()).map(\.fact)
        }.sorted { $0.id.number < $1.id.number }
    }
}

/// What a test takes for granted, and isn't so.
struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

private func required<Value>(_ value: Value?, _ text: String) throws -> Value {
    guard let value else { throw Unexpected(text) }
    return value
}
