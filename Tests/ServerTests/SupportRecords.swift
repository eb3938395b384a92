import Database
import Directory
import Identity
import Operations
import Permissions
import PolicyFiles
import Storage
import Testing

@testable import Server

/// The acts of administrators on what permissions rest on. Each stands in a transaction of its own and is decided on a
/// state of its own, as the command line does it in its own process.
extension RunningProvider {
    /// - Parameter moment: from when on; now, unless it is said.
    func importUnits(_ table: String, from moment: Instant? = nil, endsMissing: Bool = false) async throws {
        let table = try UnitImport(table)
        let now = clock.now
        let draft = TreeDesk.Draft(table, from: moment ?? now, endsMissing: endsMissing)
        let result = try await database.write { transaction in
            let ended = try TreeDesk().plan(draft, in: transaction).map { Set($0.ended.map(\.id)) }
            return try TreeDesk().carryOut(draft, ending: (try? ended.get()) ?? [], in: transaction, at: now)
        }
        _ = try result.get()
    }

    /// - Parameter replaced: the version that is expected to be replaced; the one that will be, if not given.
    @discardableResult
    func apply(
        _ files: [PolicyFile], from moment: Instant? = nil, replacing replaced: Int?? = nil
    ) async throws -> PolicyDesk.Outcome {
        _ = try PolicyReader.read(files)
        let now = clock.now
        return try await database.write { transaction in
            let moment = moment ?? now
            let found = try PolicyDesk().replaced(from: moment, in: transaction)?.number
            return try PolicyDesk().apply(files, from: moment, replacing: replaced ?? found, in: transaction, at: now)
        }
    }

    @discardableResult
    func rollBack(to number: Int, replacing replaced: Int?? = nil) async throws -> PolicyDesk.Outcome {
        let now = clock.now
        return try await database.write { transaction in
            let found = try PolicyDesk().replaced(from: now, in: transaction)?.number
            return try PolicyDesk().rollBack(to: number, replacing: replaced ?? found, in: transaction, at: now)
        }
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

    func give(_ draft: GrantDesk.Draft, by giver: PersonID? = nil) async throws -> GrantDesk.Outcome {
        let now = clock.now
        return try await database.write { transaction in
            try GrantDesk(CurrentPermissions()).give(draft, by: giver, in: transaction, at: now)
        }
    }

    /// A grant that has to be given.
    @discardableResult
    func give(
        _ role: String, to subject: GrantSubject, at unit: String, _ extent: Reach.Extent = .subtree,
        effect: RoleGrant.Effect = .permit, during period: Period? = nil, by giver: PersonID? = nil
    ) async throws -> GrantID {
        let draft = try GrantDesk.Draft(
            role, to: subject, at: unit, extent, effect: effect, during: period ?? .since(clock.now))
        return try await give(draft, by: giver).done().id
    }

    func revoke(_ grant: GrantID, by person: PersonID? = nil) async throws -> GrantDesk.Outcome {
        let now = clock.now
        return try await database.write { transaction in
            try GrantDesk(CurrentPermissions()).revoke(grant, by: person, in: transaction, at: now)
        }
    }

    func delegate(
        _ basis: GrantID, from principal: PersonID, to deputy: PersonID, during period: Period
    ) async throws -> GrantDesk.Outcome {
        let now = clock.now
        return try await database.write { transaction in
            try GrantDesk(CurrentPermissions()).delegate(
                basis, from: principal, to: deputy, during: period, reason: "đi công tác", in: transaction, at: now)
        }
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

extension GrantDesk.Draft {
    init(
        _ role: String, to subject: GrantSubject, at unit: String, _ extent: Reach.Extent = .subtree,
        effect: RoleGrant.Effect = .permit, during period: Period = .always
    ) throws {
        self.init(
            effect: effect, subject: subject, role: try #require(RoleID(role)),
            reach: Reach(extent, of: try #require(UnitID(unit))), period: period, reason: "theo phân công")
    }
}

extension GrantDesk.Outcome {
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
