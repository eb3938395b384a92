import Database
import Directory
import Identity
import Permissions
import PolicyFiles
import Storage
import TestSupport
import Testing

@testable import Operations
@testable import Server

/// The acts of administrators on what permissions rest on, as the command line does them in its own process.
extension RunningProvider {
    /// Another process of the same installation, which has no picture of before.
    var installation: Installation {
        Installation(database: database, clock: clock, random: SeededRandom(seed: 3))
    }

    /// What somebody at the command line does now.
    var act: Act { Act(actor: .administrator("root"), origin: .local, now: clock.now) }

    /// - Parameter moment: from when on; now, unless it is said.
    func importUnits(_ table: String, from moment: Instant? = nil, endsMissing: Bool = false) async throws {
        let request = UnitImportRequest(
            try UnitImport(table), from: moment ?? clock.now, endsMissing: endsMissing)
        let ended = (try? await PlanUnits(installation).run(request).get())?.plan.ended.map(\.id) ?? []
        _ = try await ImportUnits(installation).run(request, ending: Set(ended), act).get()
    }

    /// - Parameter replaced: the version that is expected to be replaced; the one that will be, if not given.
    @discardableResult
    func apply(
        _ files: [PolicyFile], from moment: Instant? = nil, replacing replaced: Int?? = nil
    ) async throws -> PolicyOutcome {
        _ = try PolicyReader.read(files)
        let moment = moment ?? clock.now
        let found = try await RecordedPolicies(installation).replaced(from: moment)?.number
        return try await ApplyPolicy(installation).run(files, from: moment, replacing: replaced ?? found, act)
    }

    @discardableResult
    func rollBack(to number: Int, replacing replaced: Int?? = nil) async throws -> PolicyOutcome {
        let found = try await RecordedPolicies(installation).replaced(from: clock.now)?.number
        return try await RollBackPolicy(installation).run(to: number, replacing: replaced ?? found, act)
    }

    func assign(_ person: PersonID, to post: String, during period: Period = .always) async throws {
        let assignment = Assignment(person: person, post: try #require(Post(post)), period: period)
        let now = clock.now
        try await database.write { transaction in
            try transaction.assignments.add(assignment, in: try transaction.permissionRevisions.begin(at: now))
        }
    }

    /// Ends somebody's time in a post: from a moment on, or as if it had never been.
    func unassign(_ person: PersonID, from post: String, at moment: Instant? = nil) async throws {
        let post = try #require(Post(post))
        let now = clock.now
        let isDone = try await database.write { transaction -> Bool in
            let held = try transaction.assignments.facts(of: person).first { $0.fact.post == post }
            guard let held else { return false }
            let revision = try transaction.permissionRevisions.begin(at: now)
            if let rest = Period(from: held.fact.period.from, until: moment ?? now) {
                try transaction.assignments.add(Assignment(person: person, post: post, period: rest), in: revision)
            }
            return try transaction.assignments.remove(held, in: revision)
        }
        try #require(isDone)
    }

    func give(_ proposal: GrantProposal, by giver: PersonID? = nil) async throws -> GrantOutcome {
        try await GiveGrant(installation).run(proposal.by(giver), act)
    }

    /// A grant that has to be given.
    @discardableResult
    func give(
        _ role: String, to subject: GrantSubject, at unit: String, _ extent: Reach.Extent = .subtree,
        effect: RoleGrant.Effect = .permit, during period: Period? = nil, by giver: PersonID? = nil
    ) async throws -> GrantID {
        let draft = try GrantProposal(
            role, to: subject, at: unit, extent, effect: effect, during: period ?? .since(clock.now))
        return try await give(draft, by: giver).done().id
    }

    func revoke(_ grant: GrantID, by person: PersonID? = nil) async throws -> GrantOutcome {
        try await RevokeGrant(installation).run(grant, by: person, act)
    }

    func delegate(
        _ basis: GrantID, from principal: PersonID, to deputy: PersonID, during period: Period
    ) async throws -> GrantOutcome {
        try await DelegateGrant(installation).run(
            basis, from: principal, to: deputy, during: period, reason: "đi công tác", act)
    }

    /// The permissions as the records of a revision have them; the last one, unless it is said.
    func permissions(at revision: PermissionRevision? = nil, for moment: Instant? = nil) async throws -> PermissionState
    {
        let moment = moment ?? clock.now
        return try await database.read { transaction in
            let last = try transaction.permissionRevisions.latest()
            return try transaction.permissions(at: revision ?? last, for: moment)
        }.get()
    }

    func revision() async throws -> PermissionRevision {
        try await database.read { transaction in try transaction.permissionRevisions.latest() }
    }
}

extension GrantProposal {
    init(
        _ role: String, to subject: GrantSubject, at unit: String, _ extent: Reach.Extent = .subtree,
        effect: RoleGrant.Effect = .permit, during period: Period = .always
    ) throws {
        self.init(
            effect: effect, subject: subject, role: try #require(RoleID(role)),
            reach: Reach(extent, of: try #require(UnitID(unit))), period: period, grantedBy: nil,
            reason: "theo phân công")
    }

    /// The same in somebody's name.
    func by(_ giver: PersonID?) -> GrantProposal {
        GrantProposal(
            effect: effect, subject: subject, role: role, reach: reach, period: period, grantedBy: giver,
            reason: reason, standsInFor: standsInFor)
    }
}

extension GrantOutcome {
    func done() throws -> RoleGrant {
        guard case .done(let grant) = self else { return try #require(nil, "\(refusal.map { "\($0)" } ?? "not done")") }
        return grant
    }

    /// Why it was refused.
    var refusal: DelegationRefusal? {
        if case .refused(let refusal, _) = self { refusal } else { nil }
    }
}

extension GrantSubject {
    static func post(_ text: String) throws -> GrantSubject { .holders(of: try #require(Post(text))) }
}

extension Period {
    static func since(_ moment: Instant, for span: Duration) throws -> Period {
        try #require(Period(from: moment, until: moment + span))
    }
}

extension RunningProvider {
    /// The grants as the records stand, in the order of their numbers.
    func grants() async throws -> [RoleGrant] {
        try await database.read { transaction in
            try transaction.roleGrants.facts(at: try transaction.permissionRevisions.latest()).map(\.fact)
        }.sorted { $0.id.number < $1.id.number }
    }
}
