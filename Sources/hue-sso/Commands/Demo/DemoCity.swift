import Accounts
import Cryptography
import Database
import Directory
import Identity
import OpenIDConnect
import Operations
import Permissions
import PolicyFiles
import SampleCity
import Server
import Storage

/// The whole city of the demo: units, invented staff, their grants, and the policies, as they have been since the city
/// has had two levels.
enum DemoCity {
    /// That of every invented member of staff but those who are listed with their own.
    static let password = "Hue-Demo-2026-nhan-su!"
    /// The day since when units and policies are there: local government of two levels began on it (Law 72/2025/QH15).
    static let beginning = "2025-07-01"
}

extension Office {
    /// Records the city, unless there is one.
    func addDemoCity() async throws {
        let isThere = try await database.read { transaction in
            try transaction.permissionRevisions.latest() > .none
        }
        guard !isThere else { return }
        let beginning = try typedMoment(DemoCity.beginning, "from")
        let (units, staff, grants): (UnitImport, [SampleCity.StaffMember], [SampleCity.Grant])
        do throws(TableError) {
            (units, staff, grants) = (
                try UnitImport(SampleCity.units), try SampleCity.staff(), try SampleCity.grants()
            )
        } catch {
            throw CommandFailure.badData(
                "thành phố mẫu, \(error.text.vietnamese)", english: "the sample city, \(error.text.english)")
        }
        try await carryOut(TreeDesk.Draft(units, from: beginning))
        let files = SampleCity.policies.map { PolicyFile(name: $0.name, text: $0.text) }
        _ = try PolicyFolder.policy(files)
        try await act(.policyApply, object: "policy 1") { transaction, now in
            let outcome = try PolicyDesk().apply(files, from: beginning, replacing: nil, in: transaction, at: now)
            if case .applied = outcome { return true }
            return false
        }
        let people = try await addStaff(staff)
        try await record(try grants.map { try roleGrant($0, people) })
    }

    /// Enters the people who aren't there yet, and puts everybody into their posts.
    private func addStaff(_ staff: [SampleCity.StaffMember]) async throws -> [String: PersonID] {
        guard let anybody = Username("hu-cau") else { return [:] }
        let hash = try await passwordHash(of: DemoCity.password, for: anybody)
        var people: [String: PersonID] = [:]
        var assignments: [Assignment] = []
        for member in staff {
            let person = if let known = people[member.username] { known } else { try await enter(member, hash) }
            people[member.username] = person
            let until = try member.until.map { try typedMoment($0, "until") }
            guard let period = Period(from: try typedMoment(member.from, "from"), until: until) else {
                throw CommandFailure.badData(
                    "thành phố mẫu: \(member.username) thôi việc trước khi nhận việc",
                    english: "the sample city: \(member.username) leaves before coming")
            }
            assignments.append(Assignment(person: person, post: member.post, period: period))
        }
        try await act(.assign, object: "\(assignments.count) assignments of the sample city") {
            [assignments] transaction, now in
            let revision = try transaction.permissionRevisions.begin(at: now)
            for assignment in assignments { try transaction.assignments.add(assignment, in: revision) }
            return true
        }
        return people
    }

    private func enter(_ member: SampleCity.StaffMember, _ passwordHash: String) async throws -> PersonID {
        if CitizenNumber(member.username) != nil {
            return try await personOrNewcomer(AccountArgument(username: member.username), name: member.name)
        }
        guard let username = Username(member.username) else {
            throw CommandFailure.badData(
                "thành phố mẫu: \(member.username) không phải là tên đăng nhập",
                english: "the sample city: \(member.username) is not a user name")
        }
        let isThere = try await database.read { transaction in
            try transaction.localAccounts.find(username) != nil
        }
        if !isThere {
            let claims = PersonClaims(
                name: member.name, birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil,
                identityLevel: nil)
            try await add(username, claims, passwordHash: passwordHash)
        }
        return try await person(named: member.username)
    }

    private func roleGrant(
        _ sample: SampleCity.Grant, _ people: [String: PersonID]
    ) throws(CommandFailure) -> GrantDesk.Draft.Signed {
        func broken(_ vietnamese: String, english: String) -> CommandFailure {
            .badData(
                "thành phố mẫu, quyền ở dòng \(sample.line): \(vietnamese)",
                english: "the sample city, grant of line \(sample.line): \(english)")
        }
        func known(_ username: String) throws(CommandFailure) -> PersonID {
            guard let person = people[username] else {
                throw broken("không có ai tên là \(username)", english: "nobody is called \(username)")
            }
            return person
        }
        var until: Instant?
        if let text = sample.until { until = try typedMoment(text, "until") }
        guard let extent = Reach.Extent(text: sample.extent), let anchor = Reach.Anchor(text: sample.anchor),
            let role = RoleID(sample.role), let effect = RoleGrant.Effect(rawValue: sample.effect),
            let period = Period(from: try typedMoment(sample.from, "from"), until: until)
        else { throw broken("không đọc được", english: "it can't be read") }
        var subject = GrantSubject(text: sample.subject)
        if subject == nil { subject = .person(try known(sample.subject)) }
        guard let subject else { throw broken("không giao cho ai", english: "it is for nobody") }
        var giver: PersonID?
        if let username = sample.giver { giver = try known(username) }
        let draft = GrantDesk.Draft(
            effect: effect, subject: subject, role: role, reach: Reach(extent, of: anchor), period: period,
            reason: sample.reason)
        return GrantDesk.Draft.Signed(draft: draft, giver: giver)
    }

    private func record(_ grants: [GrantDesk.Draft.Signed]) async throws {
        try await act(.grantAdd, object: "\(grants.count) grants of the sample city") {
            transaction, now in
            try GrantDesk.record(history: grants, in: transaction, at: now)
            return true
        }
    }
}
