import Directory
import Foundation
import Identity
import Permissions
import PolicyFiles
import SampleCity
import Testing

/// The sample city by the rules of the policies. `hue-sso demo` enters its grants as history, which nobody refuses; here
/// each is given again by whoever gave it, on its day, and roles that exclude each other don't meet.
struct SampleGrantsTests {
    private static func day(_ text: String) throws -> Instant {
        let date = try Date("\(text)T00:00:00+07:00", strategy: .iso8601)
        return Instant(secondsSince1970: Int64(date.timeIntervalSince1970))
    }

    private static func period(_ from: String, _ until: String?) throws -> Period {
        try #require(Period(from: try day(from), until: try until.map(day)))
    }

    private let rows: [SampleCity.Grant]
    private let grants: [RoleGrant]
    private let units: [Directory.Unit]
    private let assignments: [Assignment]

    init() throws {
        let staff = try SampleCity.staff()
        let names = Set(staff.map(\.username)).sorted()
        let people = try Dictionary(
            uniqueKeysWithValues: names.enumerated().map { number, name in
                let bytes = [UInt8(number / 256), UInt8(number % 256)] + [UInt8](repeating: 1, count: 14)
                return (name, try #require(PersonID(random: bytes)))
            })
        rows = try SampleCity.grants()
        grants = try rows.map { row in
            let subject = try GrantSubject(text: row.subject) ?? .person(try #require(people[row.subject]))
            return RoleGrant(
                id: GrantID(UInt64(row.line)), effect: try #require(RoleGrant.Effect(rawValue: row.effect)),
                subject: subject, role: try #require(RoleID(row.role)),
                reach: Reach(
                    try #require(Reach.Extent(text: row.extent)), of: try #require(Reach.Anchor(text: row.anchor))),
                period: try Self.period(row.from, row.until),
                grantedBy: try row.giver.map { try #require(people[$0]) }, reason: row.reason)
        }
        assignments = try staff.map { member in
            Assignment(
                person: try #require(people[member.username]), post: member.post,
                period: try Self.period(member.from, member.until))
        }
        let beginning = try #require(grants.map(\.period.from).min())
        units = try UnitPlan(UnitImport(SampleCity.units), known: [], from: beginning, endsMissing: false).added
    }

    @Test func `every grant is one that its giver may give on that day, by the policies of now`() throws {
        let policy = try PolicyReader.read(try PoliciesTests.files())
        for moment in Set(grants.map(\.period.from)).sorted() {
            let known = SnapshotCompiler.compile(
                policy: policy, tree: try UnitTree(of: units, at: moment),
                assignments: assignments.filter { $0.period.from <= moment },
                grants: grants.filter { $0.period.from <= moment })
            let delegation = Delegation(known.snapshot, at: moment)
            for (row, grant) in zip(rows, grants) where grant.period.from == moment {
                do throws(DelegationRefusal) {
                    if let giver = grant.grantedBy {
                        _ = try delegation.give(grant.proposal, by: giver)
                    } else {
                        _ = try delegation.give(asOperators: grant.proposal)
                    }
                } catch {
                    Issue.record("line \(row.line), \(row.subject) \(row.role) at \(row.anchor): \(error)")
                }
            }
        }
    }
}
