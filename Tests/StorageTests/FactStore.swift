import Database
import Directory
import Identity
import Permissions
import Storage
import TestSupport
import Testing

/// One of the tables of dated facts.
struct FactStore<Fact: RecordedFact & Hashable>: Sendable {
    let facts: @Sendable (WriteTransaction) -> Facts<Fact, WriteTransaction>
}

extension FactStore<Unit> {
    static let units = FactStore { $0.units }
}

extension FactStore<Assignment> {
    static let assignments = FactStore { $0.assignments }
}

extension FactStore<RoleGrant> {
    static let roleGrants = FactStore { $0.roleGrants }
}

extension FactStore<PolicyVersion> {
    static let policies = FactStore { $0.policies }
}

extension TemporaryDatabase {
    /// One with so many people in it: those of `Sample.person(1...)`.
    static func ofPeople(_ count: UInt8) async throws -> TemporaryDatabase {
        let store = try TemporaryDatabase()
        let people = try (1...count).map { try Sample.person($0) }
        try await store.write { transaction in
            for person in people { try transaction.people.add(person, Sample.claims(), at: .noon) }
        }
        return store
    }
}

/// The facts that the tests of the tables begin with.
enum SampleFacts {
    static let periods = [
        Period.always, .since(.noon), Period(from: .noon, until: .noon + .milliseconds(1))!,
        Period(from: Period.always.from, until: .noon)!,
    ]

    static let units: [Unit] =
        periods.map { Unit(id: "H57", kind: "thanh_pho", name: "Thành phố Huế", parent: nil, period: $0) }
        + [
            Unit(id: "H57.05.01", kind: "so", name: "Sở 'Một' \"Hai\"\n— ba", parent: "H57", period: .always),
            Unit(id: "H57.19753", kind: "phong_cap_xa", name: "", parent: "H57.05.01", order: 7, period: .always),
            Unit(id: "H57.05.02", kind: "so", name: "Hai", parent: "H57", order: .min, period: .always),
        ]

    static func assignments() throws -> [Assignment] {
        let posts = [Post("giam-doc", at: "H57.05"), Post("chuyen-vien", at: "H57")]
        return try posts.flatMap { post in
            try periods.enumerated().map { index, period in
                Assignment(person: try Sample.person(UInt8(1 + index % 2)), post: post, period: period)
            }
        }
    }

    /// Every shape that a grant can have: each subject, with each reach, and so on.
    static func roleGrants() throws -> [RoleGrant] {
        let (one, two) = (try Sample.person(1), try Sample.person(2))
        let subjects: [GrantSubject] = [
            .person(one), .holders(of: Post("giam-doc", at: "H57.05")), .everyone(at: "phong_cap_xa"),
            .citizens(.one), .citizens(.two),
        ]
        let extents: [Reach.Extent] = [.unit, .subtree, .kind("so")]
        let anchors: [Reach.Anchor] = [.unit("H57.05"), .ownUnit]
        var grants: [RoleGrant] = []
        for subject in subjects {
            for extent in extents {
                for anchor in anchors {
                    for (period, effect) in zip(periods, [.permit, .deny, .permit, .deny] as [RoleGrant.Effect]) {
                        let number = UInt64(grants.count)
                        grants.append(
                            RoleGrant(
                                id: GrantID(number + 1), effect: effect, subject: subject, role: "can-bo",
                                reach: Reach(extent, of: anchor), period: period,
                                grantedBy: [nil, one, two][grants.count % 3], reason: "Quyết định số \(number)/QĐ",
                                standsInFor: number % 5 == 0 ? GrantID(number + 1_000_000_000_000) : nil))
                    }
                }
            }
        }
        return grants
    }

    static func policies() throws -> [PolicyVersion] {
        let odd = "# \u{1F600} 'a' \"b\" \\ \t\r\n\u{1}Sở\u{FEFF}: {x: [1]}\n"
        return periods.enumerated().map { index, period in
            PolicyVersion(
                number: index + 1,
                files: [
                    PolicyFile(name: "roles.yaml", text: odd + String(repeating: "dài ", count: 80_000)),
                    PolicyFile(name: "bi.yaml", text: ""), PolicyFile(name: "a b.yaml", text: odd),
                ], period: period)
        }
    }
}
