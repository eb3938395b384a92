import Accounts
import Database
import Identity
import OpenIDConnect
import Storage

/// Accounts of the demo: invented members of staff, with passwords that everybody may know.
enum DemoAccounts {
    static let people = [
        DemoSummary.Person(
            username: "tran.thi.minh.hoa", password: "Hue-Demo-2026-hoa!", otp: nil, name: "Trần Thị Minh Họa",
            description: "Tài khoản được cấp, nhân vật hư cấu: chuyên viên (account issued by the city, invented)"),
        DemoSummary.Person(
            username: "le.van.vi.du", password: "Hue-Demo-2026-du!", otp: nil, name: "Lê Văn Ví Dụ",
            description: "Tài khoản được cấp, nhân vật hư cấu: lãnh đạo phòng (account issued by the city, invented)"),
    ]
}

extension Office {
    /// Adds the accounts that aren't there yet.
    func addDemoAccounts() async throws {
        for person in DemoAccounts.people {
            guard let username = Username(person.username) else { continue }
            let isThere = try await database.read { transaction in
                try transaction.localAccounts.find(username) != nil
            }
            guard !isThere else { continue }
            let claims = PersonClaims(
                name: person.name, birthdate: Birthdate("1990-01-01"), phoneNumber: "+84234000000",
                address: "Thành phố Huế (địa chỉ hư cấu)", citizenNumber: nil, identityLevel: nil)
            let hash = try await passwordHash(of: person.password, for: username)
            try await add(username, claims, passwordHash: hash)
        }
    }
}
