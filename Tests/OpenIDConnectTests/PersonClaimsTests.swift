import Identity
import OpenIDConnect
import Testing
import Wire

@Suite struct PersonClaimsTests {
    private func person() -> PersonClaims {
        PersonClaims(
            name: "Nguyễn Thị Thử", birthdate: Birthdate("1990-02-28"), phoneNumber: "+84900000001",
            address: "1 Lê Lợi, Huế", citizenNumber: CitizenNumber("046190000001"), identityLevel: .two)
    }

    @Test(
        arguments: [
            ([.openid], [:]), ([.openid, .org], [:]),
            (
                [.openid, .profile],
                ["name": "Nguyễn Thị Thử", "birthdate": "1990-02-28", "vn.gov.hue.identity_level": 2]
            ),
            ([.openid, .phone], ["phone_number": "+84900000001"]),
            ([.openid, .address], ["address": .object(["formatted": "1 Lê Lợi, Huế"])]),
            ([.openid, .citizenID], ["vn.gov.hue.citizen_id": "046190000001"]),
            ([], [:]),
        ] as [(Set<Scope>, JSONObject)])
    func `a scope releases its claims and no others`(scopes: Set<Scope>, claims: JSONObject) throws {
        #expect(person().claims(for: scopes) == claims)
    }

    @Test func `the citizen number is in nothing that its scope does not open`() throws {
        let claims = person().claims(for: Set(Scope.allCases).subtracting([.citizenID]))
        #expect(!String(decoding: JSONWriter.write(claims), as: UTF8.self).contains("046190000001"))
        #expect(!"\(try #require(person().citizenNumber))".contains("046190"))
    }

    @Test func `what is not known is left out, never null or empty`() {
        let nobody = PersonClaims(
            name: nil, birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil, identityLevel: nil)
        #expect(nobody.claims(for: Set(Scope.allCases)).isEmpty)
    }
}
