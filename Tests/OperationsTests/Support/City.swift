import Accounts
import Cryptography
import Database
import Identity
import OpenIDConnect
import Operations
import Permissions
import Storage
import TestSupport
import Testing

/// The departments of `SampleDepartments`, recorded, and the people in their posts.
struct City: Sendable {
    let an, binh, chi, dung, em, giang: PersonID
    let binhAdministers, chiAdministers: GrantID

    static var units: String { SampleDepartments.units }
    static var roles: String { SampleDepartments.roles }
    static var policy: [PolicyFile] { SampleDepartments.policy }
    static func policy(roles: String) -> [PolicyFile] { SampleDepartments.policy(roles: roles) }

    init(_ here: TestInstallation) async throws {
        an = try await here.addAccount("an.hue", name: "Nguyễn Văn An")
        binh = try await here.addAccount("binh.hue", name: "Trần Thị Bình")
        chi = try await here.addAccount("chi.hue", name: "Lê Chi")
        dung = try await here.addAccount("dung.hue", name: "Phạm Dũng")
        em = try await here.addAccount("em.hue", name: "Hồ Thị Em")
        giang = try await here.addAccount("giang.hue", name: "Võ Giang")
        try await here.importUnits(Self.units)
        try await here.apply(Self.policy)
        let people = ["an": an, "binh": binh, "chi": chi, "dung": dung, "giang": giang]
        for (name, post) in SampleDepartments.posts { try await here.assign(try #require(people[name]), to: post) }
        binhAdministers = try await here.give("quan-tri", to: .person(binh), at: "H57.01")
        chiAdministers = try await here.give("quan-tri-thanh-pho", to: .person(chi), at: "H57")
    }
}

extension TestInstallation {
    func addAccount(_ username: String, name: String) async throws -> PersonID {
        let claims = PersonClaims(
            name: name, birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil, identityLevel: nil)
        let outcome = try await AddAccount(installation).run(try #require(Username(username)), of: claims, act)
        guard case .added(let person, _) = outcome else { return try #require(nil, "\(username) is taken") }
        return person
    }

    func execute(_ statement: String) async throws {
        try await write { transaction in _ = try transaction.execute(statement) }
    }

    func count(_ table: String) async throws -> Int64 {
        try await read { transaction in try transaction.row("SELECT COUNT(*) FROM \(table)")?.integer(0) } ?? 0
    }
}
