import Identity
import TestSupport
import Testing
import Wire

@testable import Federation

@Suite struct VNeIDClaimsTests {
    private func identity(_ name: String, _ value: JSONValue?) throws(FederationError) -> VerifiedIdentity {
        var claims = ScriptedVNeID.claims
        claims[name] = value
        return try VNeIDClaims.identity(claims, authenticatedAt: .noon)
    }

    @Test(
        arguments: [
            ("1", .one), ("2", .two), (1, .one), (2, .two), ("LoA1", .one), ("LoA2", .two), ("LoA3", .three),
            ("LoA4", .four), (4, .four),
        ] as [(JSONValue, AuthenticationLevel)])
    func `a level is a number, a text or LoA with a number`(
        value: JSONValue, level: AuthenticationLevel
    ) throws {
        #expect(try identity("loAs", value).authenticationLevel == level)
        if let known = IdentityLevel(rawValue: level.rawValue) {
            #expect(try identity("IAL", value).identityLevel == known)
        }
    }

    @Test(
        arguments: [
            nil, .null, 0, 5, -1, "0", "5", "", "LoA", "LoA0", "LoA5", "loa2", "LOA2", " 2", "2 ", "2.0",
            .number(2),
            .integer(.max), .integer(.min), "99999999999999999999", "two", true, ["2"], ["LoA2": 2], "２",
            "LoALoA2",
            "+2", "02", "LoA+2", "LoA02",
        ] as [JSONValue?])
    func `what is no level we know is a flaw`(value: JSONValue?) {
        #expect(throws: FederationError.untrustworthy(.claims)) { try identity("loAs", value) }
        #expect(throws: FederationError.untrustworthy(.claims)) { try identity("IAL", value) }
    }

    @Test func `an identity has no third level`() {
        #expect(throws: FederationError.untrustworthy(.claims)) { try identity("IAL", 3) }
    }

    @Test(
        arguments: [
            ("046190000001", true), ("N1234567", false), ("04619000000", false), ("0461900000012", false),
            ("04619000000a", false),
        ])
    func `a person's number of another form is a foreigner's, to the letter`(
        number: String, isCitizen: Bool
    ) throws {
        let identifier = try identity("SoDinhDanh", .string(number)).identifier
        #expect(
            identifier
                == (isCitizen ? CitizenNumber(number).map(PersonIdentifier.citizen) : .foreigner(number)))
    }

    @Test func `an account of the second kind is an organisation, by its tax code`() throws {
        var claims = ScriptedVNeID.claims
        claims["MaSoThue"] = "3300100001"
        for kind in ["2", 2] as [JSONValue] {
            claims["LoaiTaiKhoan"] = kind
            #expect(try VNeIDClaims.identity(claims, authenticatedAt: .noon).identifier == .organisation("3300100001"))
        }
        for code in [nil, "3300100001\0"] as [JSONValue?] {
            claims["MaSoThue"] = code
            #expect(throws: FederationError.untrustworthy(.claims)) {
                try VNeIDClaims.identity(claims, authenticatedAt: .noon)
            }
        }
    }

    @Test(
        arguments: [
            ("LoaiTaiKhoan", nil), ("LoaiTaiKhoan", "0"), ("LoaiTaiKhoan", "3"), ("LoaiTaiKhoan", ""),
            ("LoaiTaiKhoan", "01"), ("LoaiTaiKhoan", true), ("LoaiTaiKhoan", .number(1)), ("SoDinhDanh", nil),
            ("SoDinhDanh", ""), ("SoDinhDanh", 46_190_000_001), ("SoDinhDanh", .null), ("SoDinhDanh", "N1234567\0"),
            ("SoDinhDanh", "\0"),
            ("SoDinhDanh", .string(String(repeating: "1", count: 1025))),
        ] as [(String, JSONValue?)])
    func `who has no kind or no number is nobody`(name: String, value: JSONValue?) {
        #expect(throws: FederationError.untrustworthy(.claims)) { try identity(name, value) }
    }

    @Test(
        arguments: [
            ("19900228", "1990-02-28"), ("20000229", "2000-02-29"), ("19900000", "1990"), ("19900230", nil),
            ("19000229", nil), ("19901301", nil), ("19900001", nil), ("19900100", nil), ("1990", nil),
            ("1990-02-28", nil),
            ("28021990", nil), ("00000000", nil), ("1990022８", nil), ("", nil), (" 19900228", nil),
            (nil, nil),
        ] as [(String?, String?)])
    func `a birth date is read as far as it is known, and is never guessed`(
        text: String?, date: String?
    ) throws {
        let identity = try identity("NgayThangNamSinh", text.map(JSONValue.string))
        #expect(identity.birthdate?.text == date)
    }

    @Test(arguments: [nil, "", 1, .null, .string(String(repeating: "a", count: 1025)), "An\0"] as [JSONValue?])
    func `a name that can't be read is no name, and no reason to refuse`(value: JSONValue?) throws {
        #expect(try identity("HoVaTen", value).name == nil)
    }
}
