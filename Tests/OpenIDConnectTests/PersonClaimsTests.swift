import Identity
import OpenIDConnect
import Testing
import Wire

@Suite struct PersonClaimsTests {
    private func person() -> PersonClaims {
        PersonClaims(
            name: "Nguyễn Thị Thử", birthdate: Birthdate("1990-02-28"), phoneNumber: "+84900000001",
            address: "1 Lê Lợi, Huế", citizenNumber: CitizenNumber("046190000001"), identityLevel: .two,
            updatedAt: .noon)
    }

    private func staff() -> StaffClaims {
        StaffClaims(
            username: "thunt", givenName: "Thử", familyName: "Nguyễn", email: EmailAddress("thunt@hue.gov.vn"),
            locale: LanguageTag("vi-VN"))
    }

    private func claims(_ scopes: Set<Scope>) -> JSONObject {
        person().claims(
            PersonClaim.released(by: scopes), staff: staff(), email: .init(text: "thunt@hue.gov.vn", isVerified: true))
    }

    @Test(
        arguments: [
            ([.openid], [:]), ([.openid, .org], [:]),
            (
                [.openid, .profile],
                [
                    "name": "Nguyễn Thị Thử", "given_name": "Thử", "family_name": "Nguyễn",
                    "preferred_username": "thunt", "birthdate": "1990-02-28", "locale": "vi-VN",
                    "updated_at": .integer(Instant.noon.secondsSince1970), "vn.gov.hue.identity_level": 2,
                ]
            ),
            ([.openid, .email], ["email": "thunt@hue.gov.vn", "email_verified": true]),
            ([.openid, .phone], ["phone_number": "+84900000001", "phone_number_verified": false]),
            ([.openid, .address], ["address": .object(["formatted": "1 Lê Lợi, Huế"])]),
            ([.openid, .citizenID], ["vn.gov.hue.citizen_id": "046190000001"]),
            ([], [:]),
        ] as [(Set<Scope>, JSONObject)])
    func `a scope releases its claims and no others`(scopes: Set<Scope>, claims: JSONObject) throws {
        #expect(self.claims(scopes) == claims)
    }

    @Test func `the citizen number is in nothing that its scope does not open`() throws {
        let claims = self.claims(Set(Scope.allCases).subtracting([.citizenID]))
        #expect(!String(decoding: JSONWriter.write(claims), as: UTF8.self).contains("046190000001"))
        #expect(!"\(try #require(person().citizenNumber))".contains("046190"))
    }

    @Test func `what is not known is left out, never null or empty`() {
        let nobody = PersonClaims(
            name: nil, birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil, identityLevel: nil)
        #expect(nobody.claims(Set(PersonClaim.allCases), staff: StaffClaims(), email: nil).isEmpty)
    }

    @Test func `no name is taken apart: given and family name are the directory's own, or are not told`() {
        let claims = person().claims(Set(PersonClaim.allCases), staff: StaffClaims(username: "thunt"), email: nil)
        #expect(claims["name"] == "Nguyễn Thị Thử" && claims["preferred_username"] == "thunt")
        #expect(claims["given_name"] == nil && claims["family_name"] == nil)
    }

    @Test(
        arguments: [
            ("thunt@hue.gov.vn", true, "thunt@hue.gov.vn"), ("Thu.NT@HUE.gov.VN", true, "Thu.NT@HUE.gov.VN"),
            ("thunt@mail.example", false, "thunt@mail.example"), ("thunt@x.hue.gov.vn", false, "thunt@x.hue.gov.vn"),
            (nil, nil, nil),
        ] as [(String?, Bool?, String?)])
    func `an address is verified where the city gives out the mailboxes, and nowhere else`(
        known: String?, isVerified: Bool?, told: String?
    ) throws {
        let emails = EmailClaims(verifiedDomains: ["hue.gov.vn"])
        let address = emails.address(
            known.flatMap(EmailAddress.init), for: try Sample.client { $0.scopes.append("email") }, subject: "s")
        #expect(address?.text == told && address?.isVerified == isVerified)
    }

    @Test func `who has no address gets a stable one that nobody reads, only where the client is registered so`() throws
    {
        let client = try Sample.client {
            $0.scopes.append("email")
            $0.tokens.hasSyntheticEmail = true
        }
        let emails = EmailClaims(syntheticDomain: "none.hue.invalid", verifiedDomains: ["none.hue.invalid"])
        let made = try #require(emails.address(nil, for: client, subject: "aB_-9"))
        #expect(made.text == "id-ab_-9@none.hue.invalid" && !made.isVerified)
        #expect(EmailAddress(made.text) != nil)
        #expect(emails.address(nil, for: client, subject: "aB_-9") == made)
        let real = EmailAddress("an@hue.gov.vn")
        #expect(emails.address(real, for: client, subject: "aB_-9")?.text == "an@hue.gov.vn")
        #expect(throws: ClientRegistrationError.claimNeedsScope(.email)) {
            try Sample.client { $0.tokens.hasSyntheticEmail = true }
        }
    }

    @Test func `a made-up address is another at another sector, as the person's name is`() throws {
        let addresses = try ["mot", "hai"].map { host in
            let client = try Sample.client {
                $0.redirectURIs = ["https://\(host).hue.test/callback"]
                $0.scopes.append("email")
                $0.tokens.hasSyntheticEmail = true
            }
            let subject = Sample.subjects.subject(of: try Sample.person(), for: client.subjectType)
            return try #require(EmailClaims().address(nil, for: client, subject: subject)?.text)
        }
        #expect(Set(addresses).count == 2)
    }

    @Test(arguments: [
        ("an@hue.gov.vn", true), ("a.b+c@x.vn", true), ("an", false), ("@hue.gov.vn", false), ("an@", false),
        ("an@hue", false), ("an@-hue.vn", false), (".an@hue.vn", false), ("a..n@hue.vn", false), ("ân@hue.vn", false),
        ("an@hue..vn", false), ("a n@hue.vn", false), ("<an@hue.vn>", false), ("a@b@hue.vn", false),
        (String(repeating: "a", count: 65) + "@hue.vn", false),
        ("a@" + String(repeating: "a.", count: 126) + "vn", false),
    ])
    func `a text is an address or is told to nobody`(text: String, isAddress: Bool) {
        #expect((EmailAddress(text) != nil) == isAddress)
    }

    @Test(
        arguments: [
            ("vi-VN", "vi-VN"), ("vi, en;q=0.8", "vi"), ("en-GB;q=1", "en-GB"), ("", nil), ("*", nil), ("v", nil),
            ("1i", nil), ("vi_VN", nil), ("Tiếng Việt", nil), ("vi-" + String(repeating: "a", count: 9), nil),
        ] as [(String, String?)])
    func `a language is a tag, or the first of a directory's list`(text: String, tag: String?) {
        #expect(LanguageTag(text)?.text == tag)
    }
}
