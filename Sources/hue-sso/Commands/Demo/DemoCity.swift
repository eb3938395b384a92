import Accounts
import Directory
import Identity
import OpenIDConnect
import Operations
import Permissions
import SampleCity
import Settings

/// The whole city of the demo: units, invented staff, their grants, and the policies, as they have been since the city
/// has had two levels.
struct DemoCity {
    let installation: Installation
    let configuration: ProviderConfiguration

    /// That of every invented member of staff but those who are listed with their own.
    static let password = "Hue-Demo-2026-nhan-su!"
    /// The day since when units and policies are there: local government of two levels began on it (Law 72/2025/QH15).
    private static let beginning = "2025-07-01"
    private static let origin = "the sample city"

    private var act: Act { .byOperator(installation) }

    /// Records the city, unless there is one.
    func add() async throws {
        guard try await RecordedPermissions(installation).isEmpty() else { return }
        let beginning = try typedMoment(Self.beginning, "from")
        let (units, staff, grants): (UnitImport, [SampleCity.StaffMember], [SampleCity.Grant])
        do throws(TableError) {
            (units, staff, grants) = (
                try UnitImport(SampleCity.units), try SampleCity.staff(), try SampleCity.grants()
            )
        } catch {
            throw CommandFailure.badData(
                "thành phố mẫu, \(error.text.vietnamese)", english: "the sample city, \(error.text.english)")
        }
        try await installation.carryOut(UnitImportRequest(units, from: beginning))
        let files = SampleCity.policies.map { PolicyFile(name: $0.name, text: $0.text) }
        _ = try PolicyFolder.policy(files)
        _ = try await ApplyPolicy(installation).run(files, from: beginning, replacing: nil, act)
        let people = try await addStaff(staff)
        let proposals = try grants.map { try $0.proposal(people) }
        try await RecordGrantHistory(installation).run(proposals, of: Self.origin, act)
    }

    /// Enters the people who aren't there yet, and puts everybody into their posts.
    private func addStaff(_ staff: [SampleCity.StaffMember]) async throws -> [String: PersonID] {
        guard let anybody = Username("hu-cau") else { return [:] }
        let password = try PasswordHash(
            ofText: Self.password, for: anybody, configuration, random: installation.random)
        var people: [String: PersonID] = [:]
        var assignments: [Assignment] = []
        for member in staff {
            let person = if let known = people[member.username] { known } else { try await enter(member, password) }
            people[member.username] = person
            let until = try member.until.map { try typedMoment($0, "until") }
            guard let period = Period(from: try typedMoment(member.from, "from"), until: until) else {
                throw CommandFailure.badData(
                    "thành phố mẫu: \(member.username) thôi việc trước khi nhận việc",
                    english: "the sample city: \(member.username) leaves before coming")
            }
            assignments.append(Assignment(person: person, post: member.post, period: period))
        }
        try await RecordAssignments(installation).run(assignments, of: Self.origin, act)
        return people
    }

    private func enter(_ member: SampleCity.StaffMember, _ password: PasswordHash) async throws -> PersonID {
        if let number = CitizenNumber(member.username) {
            return try await EnterNewcomer(installation).run(number, name: member.name, act)
        }
        guard let username = Username(member.username) else {
            throw CommandFailure.badData(
                "thành phố mẫu: \(member.username) không phải là tên đăng nhập",
                english: "the sample city: \(member.username) is not a user name")
        }
        if let known = try await FindPerson(installation).run(member.username) { return known.id }
        let claims = PersonClaims(
            name: member.name, birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil, identityLevel: nil)
        let person = try await AddAccount(installation).run(inventing: username, of: claims, password: password, act)
        if let person { return person }
        return try await installation.person(named: member.username)
    }
}
