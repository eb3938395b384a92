import Accounts
import Identity
import OpenIDConnect
import Operations
import Server
import Settings

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

    /// Adds the accounts that aren't there yet.
    static func add(to installation: Installation, _ configuration: ProviderConfiguration) async throws {
        for person in people {
            guard let username = Username(person.username) else { continue }
            let act = Act.byOperator(installation)
            guard try await IssuedAccounts(installation).find(username, at: act.now) == nil else { continue }
            let claims = PersonClaims(
                name: person.name, birthdate: Birthdate("1990-01-01"), phoneNumber: "+84234000000",
                address: "Thành phố Huế (địa chỉ hư cấu)", citizenNumber: nil, identityLevel: nil)
            let password = try PasswordHash(
                ofText: person.password, for: username, configuration, random: installation.random)
            // One who is there after all is as good.
            _ = try await AddAccount(installation).run(inventing: username, of: claims, password: password, act)
        }
    }
}
