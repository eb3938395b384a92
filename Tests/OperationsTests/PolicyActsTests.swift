import Database
import Directory
import Identity
import Operations
import Permissions
import PolicyFiles
import Storage
import TestSupport
import Testing

/// Policies are versions: each is applied whole, none is lost, and what was asked about the past can be asked again.
@Suite(.bothDatabases) struct PolicyActsTests {
    private let here: TestInstallation
    private let city: City
    private let start: Instant

    init() async throws {
        here = try TestInstallation()
        city = try await City(here)
        start = here.clock.now
        try await here.give("nguoi-xem", to: .person(city.an), at: "H57.01")
        here.clock.advance(by: .hours(1))
    }

    /// One in which readers enter reports too.
    private static let wider = City.policy(
        roles: City.roles.replacing(
            "functions: [bi.dashboard.view, map.layer.view]", with: "functions: [bi.dashboard.view, bi.report.enter]"))

    private func versions() async throws -> [PolicyVersion] {
        try await here.read { transaction in
            try transaction.policies.facts(at: try transaction.permissionRevisions.latest()).map(\.fact)
        }.sorted { $0.period.from < $1.period.from }
    }

    /// Whether `an` may enter reports at a moment, by the records of a revision.
    private func may(
        _ function: String = "bi.report.enter", at moment: Instant, by revision: PermissionRevision? = nil
    ) async throws -> Bool {
        let state = try await here.permissions(at: revision, for: moment)
        return state.snapshot.decide(
            Question(
                person: city.an, function: try #require(FunctionID(function)),
                unit: "H57.01.01", moment: moment, session: .best(at: moment))
        ).isPermit
    }

    @Test func `a new version ends the one before, and both stay in the records to the letter`() async throws {
        let now = here.clock.now
        guard case .applied(let applied, _) = try await here.apply(Self.wider) else {
            return try #require(nil, "not applied")
        }
        #expect(applied.number == 2 && applied.period == .since(now))
        let versions = try await versions()
        #expect(versions.map(\.number) == [1, 2])
        #expect(versions.map(\.period) == [try #require(Period(from: start, until: now)), .since(now)])
        for (version, files) in zip(versions, [City.policy, Self.wider]) {
            #expect(version.files.map(\.text) == files.sorted { $0.name < $1.name }.map(\.text))
        }
    }

    @Test func `what says the same to the letter is no new version`() async throws {
        let before = try await here.revision()
        guard case .unchanged(let version) = try await here.apply(City.policy) else {
            return try #require(nil, "applied again")
        }
        #expect(version.number == 1)
        guard case .unchanged = try await here.rollBack(to: 1) else {
            return try #require(nil, "rolled back to itself")
        }
        #expect(try await here.revision() == before)
    }

    @Test func `rolling back applies the old text as a new version`() async throws {
        try await here.apply(Self.wider)
        here.clock.advance(by: .hours(1))
        guard case .applied(let version, _) = try await here.rollBack(to: 1) else {
            return try #require(nil, "not rolled back")
        }
        #expect(version.number == 3 && version.period == .since(here.clock.now))
        let versions = try await versions()
        #expect(versions.map(\.number) == [1, 2, 3] && versions[0].files == versions[2].files)
        #expect(try await !may(at: here.clock.now))
        guard case .unknown(9) = try await here.rollBack(to: 9) else {
            return try #require(nil, "version 9 is known")
        }
    }

    @Test func `a version that is to begin later does, and the one before holds until then`() async throws {
        let later = here.clock.now + .hours(24)
        try await here.apply(Self.wider, from: later)
        #expect(try await !may(at: later - .milliseconds(1)))
        #expect(try await may(at: later))
        #expect(try await here.permissions(for: later - .milliseconds(1)).policyNumber == 1)
        #expect(try await here.permissions(for: later).policyNumber == 2)
        // Another one before then takes its place.
        try await here.apply(City.policy(roles: City.roles + "\n"), from: later - .hours(1))
        #expect(try await versions().map(\.number) == [1, 3])
        #expect(try await !may(at: later))
    }

    @Test func `a version that doesn't begin any more is named, keeps its number, and can be applied again`()
        async throws
    {
        func apply(_ files: [PolicyFile], in delay: Duration = .zero) async throws -> (number: Int, dropped: [Int]) {
            let outcome = try await here.apply(files, from: here.clock.now + delay)
            guard case .applied(let version, let dropped) = outcome else { return try #require(nil, "\(outcome)") }
            return (version.number, dropped)
        }
        #expect(try await apply(Self.wider, in: .hours(24)) == (2, []))
        // The same as is in force, and yet not nothing: it keeps the other from beginning.
        #expect(try await apply(City.policy) == (3, [2]))
        #expect(try await versions().map(\.number) == [1, 3])
        let later = here.clock.now + .hours(24)
        #expect(try await !may(at: later))
        #expect(try await apply(City.policy(roles: City.roles + "\n"), in: .hours(2)) == (4, []))
        #expect(try await apply(City.policy(roles: City.roles + "\n\n"), in: .hours(1)) == (5, [4]))
        here.clock.advance(by: .minutes(1))
        guard case .applied(let version, let dropped) = try await here.rollBack(to: 2) else {
            return try #require(nil, "version 2 is lost")
        }
        #expect(version.number == 6 && dropped == [5])
        #expect(version.files.map(\.text) == Self.wider.sorted { $0.name < $1.name }.map(\.text))
        #expect(try await versions().map(\.number) == [1, 3, 6])
        #expect(try await may(at: later))
    }

    @Test func `what somebody compared with has to be what is replaced`() async throws {
        let wider = City.policy(roles: City.roles + "\n")
        let (now, later) = (here.clock.now, here.clock.now + .hours(24))
        guard case .replacedMeanwhile(1) = try await here.apply(Self.wider, replacing: .some(nil)),
            case .replacedMeanwhile(1) = try await here.apply(Self.wider, replacing: 2)
        else { return try #require(nil, "policy 1 was replaced by surprise") }
        guard case .applied = try await here.apply(Self.wider, from: later, replacing: 1),
            case .replacedMeanwhile(2) = try await here.apply(wider, from: later + .hours(1), replacing: 1),
            case .replacedMeanwhile(2) = try await here.apply(City.policy, from: later, replacing: 1),
            case .replacedMeanwhile(1) = try await here.rollBack(to: 2, replacing: 2),
            case .unknown(9) = try await here.rollBack(to: 9, replacing: 2)
        else { return try #require(nil, "policy 2 was replaced by surprise") }
        #expect(try await versions().map(\.number) == [1, 2])
        // Where none is in force, it is the first that is to begin.
        func replaced(from moment: Instant) async throws -> Int? {
            try await RecordedPolicies(here.installation).replaced(from: moment)?.number
        }
        for (moment, number) in [(start - .hours(1), 1), (start, 1), (now, 1), (later, 2), (later + .hours(9), 2)] {
            #expect(try await replaced(from: moment) == number)
        }
        guard
            case .applied(_, dropped: [1, 2]) = try await here.apply(wider, from: start - .hours(1), replacing: 1)
        else { return try #require(nil, "not applied before the first") }
    }

    @Test func `the past is answered by the policy that was in force then`() async throws {
        let change = here.clock.now
        try await here.apply(Self.wider)
        here.clock.advance(by: .hours(1))
        try await here.rollBack(to: 1)
        let back = here.clock.now
        here.clock.advance(by: .hours(1))
        for (moment, expected) in [
            (start, false), (change - .milliseconds(1), false), (change, true), (back - .milliseconds(1), true),
            (back, false), (here.clock.now, false),
        ] {
            #expect(try await may(at: moment) == expected)
        }
        await #expect(throws: PermissionsUnavailable.noPolicy) {
            try await here.permissions(for: start - .milliseconds(1))
        }
    }

    @Test func `a correction changes today's answer about the past, not what was known then`() async throws {
        let grant = try await here.give("nguoi-nhap", to: .person(city.an), at: "H57.01")
        here.clock.advance(by: .hours(1))
        let asked = here.clock.now
        let known = try await here.revision()
        here.clock.advance(by: .hours(1))
        // It turns out that the right had ended before it was asked about.
        let now = here.clock.now
        try await here.write(queuingFor: .permissions) { transaction in
            guard let stored = try transaction.roleGrants.find(grant),
                let rest = Period(from: stored.fact.period.from, until: asked - .minutes(1))
            else { throw DatabaseError.corruptRecord("a grant") }
            let revision = try transaction.permissionRevisions.begin(at: now)
            _ = try transaction.roleGrants.remove(stored, in: revision)
            let old = stored.fact
            try transaction.roleGrants.add(
                RoleGrant(
                    id: old.id, subject: old.subject, role: old.role, reach: old.reach, period: rest,
                    grantedBy: old.grantedBy, reason: old.reason), in: revision)
        }
        #expect(try await may(at: asked, by: known))
        #expect(try await !may(at: asked))
        #expect(try await may(at: asked - .minutes(2)))
        // By the clock: the revision that had been recorded by the moment of the question.
        let then = try await here.read { transaction in
            try transaction.permissionRevisions.latest(by: asked)
        }
        #expect(then == known)
        #expect(try await here.revision() > known)
    }

    @Test func `a post and a unit that are corrected are too`() async throws {
        try await here.give("nguoi-nhap", to: .post("truong-phong@H57.01.01"), at: "H57.02")
        try await here.assign(city.an, to: "truong-phong@H57.01.01")
        let asked = here.clock.now
        let first = try await here.revision()
        #expect(try await !may(at: asked))
        here.clock.advance(by: .hours(1))
        // The division had stood under the other department since before.
        try await here.importUnits(
            City.units.replacing("H57.01.01\tH57.01\t", with: "H57.01.01\tH57.02\t"), from: asked - .minutes(1))
        let second = try await here.revision()
        #expect(try await may(at: asked))
        #expect(try await !may(at: asked - .minutes(2)))
        // And the post had never been there.
        try await here.unassign(city.an, from: "truong-phong@H57.01.01", at: .init(millisecondsSince1970: .min))
        #expect(try await !may(at: asked))
        #expect(try await may(at: asked, by: second))
        #expect(try await !may(at: asked, by: first))
    }
}
