import Accounts
import Database
import Directory
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@testable import Federation

/// What of a member of staff was so before is kept by whichever verb changes it, and of citizens nothing.
@Suite(.bothDatabases) struct StaffHistoriesTests {
    private let store: TemporaryDatabase
    private let source: SourceID
    private let person = PersonID.number(1)
    private static let number = CitizenNumber("046190000001")!
    private static let later = Instant.noon + .hours(1)

    init() throws {
        store = try TemporaryDatabase()
        source = try #require(SourceID("thanh-pho"))
    }

    private func history(of person: PersonID) async throws -> StaffHistory {
        try #require(try await store.read { transaction in try transaction.staffHistories.find([person])[person] })
    }

    private static func claims(_ name: String?) -> PersonClaims {
        PersonClaims(
            name: name, birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil, identityLevel: nil)
    }

    private static func said(_ name: String) -> VerifiedIdentity {
        VerifiedIdentity(
            identifier: .citizen(number), name: name, birthdate: nil, identityLevel: .two, authenticationLevel: .two,
            authenticatedAt: later, upstream: .vneid)
    }

    @Test(arguments: [true, false])
    func `a name that VNeID or a directory changes is kept of staff, and not of a citizen`(isStaff: Bool) async throws {
        let person = person
        try await store.write { transaction in
            try transaction.people.add(person, Self.claims("An"), known: .citizen(Self.number), at: .noon)
            if isStaff { try transaction.staffAccounts.activate(person, at: .noon) }
            try transaction.people.tell(name: "An", phoneNumber: "1", of: person, at: .noon)
            try transaction.people.tell(name: "Ân", phoneNumber: nil, of: person, at: Self.later)
            _ = try transaction.people.recognise(
                Self.said("Nguyễn Ân"), newID: .number(2), at: Self.later + .hours(1))
            // What the directory says then counts no more (`People.tell`), and is no change.
            try transaction.people.tell(name: "Âm", phoneNumber: nil, of: person, at: Self.later + .hours(2))
        }
        let names = try await history(of: person).names
        #expect(names.current == "Nguyễn Ân")
        let former = [("An", Self.later), ("Ân", Self.later + .hours(1))].map { name, until in
            Succession<String>.Former(name, until: until)
        }
        #expect(names.former == (isStaff ? former : []))
        guard isStaff else { return }
        let days: [(Instant, String)] = [
            (.noon, "An"), (Self.later - .milliseconds(1), "An"), (Self.later, "Ân"),
            (Self.later + .hours(1), "Nguyễn Ân"),
        ]
        for (moment, name) in days { #expect(names.value(at: moment) == name) }
    }

    @Test func `who has an account of the city's, or a post alone, is staff as well`() async throws {
        let (holder, clerk) = (PersonID.number(2), PersonID.number(3))
        try await store.write(queuingFor: .permissions) { transaction in
            for person in [holder, clerk] { try transaction.people.add(person, Self.claims("Cũ"), at: .noon) }
            _ = try transaction.localAccounts.add(Username("ho.so.cu")!, person: holder, passwordHash: "$", at: .noon)
            let revision = try transaction.permissionRevisions.begin(at: .noon)
            try transaction.assignments.add(
                Assignment(person: clerk, post: Post("chuyen-vien", at: "H57"), period: .always), in: revision)
            let profile = PersonProfile(name: "Mới", birthdate: nil, identityLevel: nil)
            for person in [holder, clerk] { try transaction.people.set(profile, of: person, at: Self.later) }
        }
        for person in [holder, clerk] {
            #expect(try await history(of: person).names.former.map(\.value) == ["Cũ"])
        }
    }

    @Test func `each state has its time, and one that stays keeps it`() async throws {
        let person = person
        let moments = (0..<6).map { Instant.noon + .hours($0) }
        let isWoken = try await store.write { transaction in
            try transaction.people.add(person, Self.claims("An"), at: moments[0])
            let staff = transaction.staffAccounts
            try staff.activate(person, at: moments[0])
            // Another source tells of them too.
            try staff.activate(person, at: moments[1])
            try staff.end(person, as: .dormant, at: moments[2])
            let isWoken = try staff.recordSignIn(person, at: moments[3])
            try staff.end(person, as: .left, at: moments[4])
            try staff.activate(person, at: moments[5])
            return [isWoken, try staff.recordSignIn(person, at: moments[5])]
        }
        #expect(isWoken == [true, false])
        let history = try await history(of: person)
        let expected: [(StaffState, Period?)] = [
            (.active, Period(from: moments[0], until: moments[2])),
            (.dormant, Period(from: moments[2], until: moments[3])),
            (.active, Period(from: moments[3], until: moments[4])),
            (.left, Period(from: moments[4], until: moments[5])), (.active, .since(moments[5])),
        ]
        #expect(history.states == (try expected.map { .init($0, try #require($1)) }))
        #expect(history.state(at: moments[0] - .milliseconds(1)) == nil)
        #expect(moments.map { history.state(at: $0) } == [.active, .active, .dormant, .active, .left, .active])
    }

    @Test func `a user name stays known under which a source has told of somebody, also by an entry that is gone`()
        async throws
    {
        let (person, source) = (person, source)
        let keys = (1...3).map { EntryKey(octets: [$0])! }
        let moments = (0..<4).map { Instant.noon + .hours($0) }
        try await store.write { transaction in
            let bindings = transaction.directoryBindings
            try transaction.people.add(person, Self.claims("An"), at: .noon)
            func put(_ key: EntryKey, _ username: String?, _ now: Instant) throws {
                let details = StaffDetails(username: username.flatMap { Username($0) })
                try bindings.put(
                    BoundStaff(person: person, details: details, isActive: true), key, dn: "uid", of: source, at: now)
            }
            try put(keys[0], "ten.mot", moments[0])
            try put(keys[0], "ten.mot", moments[1])
            try put(keys[0], "ten.hai", moments[1])
            // Made again under another key, first by the same name, then by another.
            try put(keys[1], "ten.hai", moments[2])
            try bindings.forgetKeys(of: person, but: keys[1], of: source, at: moments[2])
            try put(keys[2], "ten.ba", moments[3])
            try bindings.forgetKeys(of: person, but: keys[2], of: source, at: moments[3])
        }
        let usernames = try await history(of: person).usernames
        #expect(usernames.former.map(\.value.text) == ["ten.mot", "ten.hai"])
        #expect(usernames.former.map(\.until) == [moments[1], moments[3]])
        #expect(moments.map { usernames.value(at: $0)?.text } == ["ten.mot", "ten.hai", "ten.hai", "ten.ba"])
    }

    @Test func `who was found to be somebody has worked here as that one, and as themselves when that is undone`()
        async throws
    {
        let (citizen, worker) = (PersonID.number(4), PersonID.number(5))
        let moments = (0..<4).map { Instant.noon + .hours($0) }
        try await store.write { transaction in
            for person in [citizen, worker] { try transaction.people.add(person, Self.claims("An"), at: moments[0]) }
            try transaction.staffAccounts.activate(worker, at: moments[0])
            // An account of the city's begins later.
            try transaction.staffAccounts.activate(citizen, at: moments[1])
            try transaction.directoryBindings.move(from: worker, to: citizen, at: moments[2])
            try transaction.people.merge(worker, into: citizen, at: moments[2])
            try transaction.staffAccounts.end(citizen, as: .left, at: moments[3])
        }
        let joined = try await history(of: citizen)
        #expect(moments.map { joined.state(at: $0) } == [.active, .active, .active, .left])
        try await store.write { transaction in try transaction.people.unmerge(worker, at: moments[3]) }
        #expect(try await history(of: citizen).state(at: moments[0]) == nil)
        #expect(try await history(of: worker).state(at: moments[0]) == .active)
    }
}
