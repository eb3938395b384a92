import OpenIDConnect
import TestSupport
import Testing
import Wire

/// `authorization_details` (RFC 9396): what can be read, and what is no more than something else.
@Suite struct AuthorizationDetailsTests {
    private static let all = Set(AuthorizationDetails.TypeName.allCases)

    private func details(_ text: String) throws -> AuthorizationDetails {
        try AuthorizationDetails(text, allowed: Self.all)
    }

    private static let good = #"""
        [{"type": "hue_permissions", "unit": "H57.01", "functions": ["dashboard.view", "report.enter"]},
         {"type": "hue_permissions", "unit": "H57.02", "functions": ["dashboard.view"]}]
        """#

    @Test func `details are functions at units, and say the same however they are written`() throws {
        let details = try details(Self.good)
        #expect(details.functions == ["H57.01": ["dashboard.view", "report.enter"], "H57.02": ["dashboard.view"]])
        let other = try self.details(
            #"""
            [{"functions": ["dashboard.view"], "unit": "H57.02", "type": "hue_permissions"},
             {"type": "hue_permissions", "unit": "H57.01", "functions": ["report.enter"]},
             {"type": "hue_permissions", "unit": "H57.01", "functions": ["dashboard.view", "dashboard.view"]}]
            """#)
        #expect(other == details && other.json == details.json)
        #expect(AuthorizationDetails(stored: try #require(details.stored)) == details)
        #expect(AuthorizationDetails.none.stored == nil)
    }

    /// RFC 9396 §2, figure 2, and §5: what the type doesn't have.
    @Test(
        arguments: [
            ("", .notAnArray), ("{}", .notAnArray), ("[]", .notAnArray), ("[1]", .notAnArray),
            (#"[{"unit": "H57"}]"#, .notAnArray), (#"[{"type": 1}]"#, .notAnArray),
            (
                #"""
                [{"type": "payment_initiation", "actions": ["initiate", "status", "cancel"],
                  "locations": ["https://example.com/payments"],
                  "instructedAmount": {"currency": "EUR", "amount": "123.50"}, "creditorName": "Merchant A",
                  "creditorAccount": {"iban": "DE02100100109307118603"},
                  "remittanceInformationUnstructured": "Ref Number Merchant"}]
                """#, .unknownType
            ),
            (#"[{"type": "hue_permissions", "unit": "H57", "functions": ["a"], "actions": ["b"]}]"#, .unknownMember),
            (#"[{"type": "hue_permissions", "unit": "H57"}]"#, .incomplete),
            (#"[{"type": "hue_permissions", "functions": ["a"]}]"#, .incomplete),
            (#"[{"type": "hue_permissions", "unit": 57, "functions": ["a"]}]"#, .incomplete),
            (#"[{"type": "hue_permissions", "unit": "H57", "functions": []}]"#, .incomplete),
            (#"[{"type": "hue_permissions", "unit": "H57", "functions": "a"}]"#, .incomplete),
            (#"[{"type": "hue_permissions", "unit": "H57", "functions": ["a", 1]}]"#, .incomplete),
            (#"[{"type": "hue_permissions", "unit": "H57", "functions": ["a b"]}]"#, .incomplete),
            (#"[{"type": "hue_permissions", "unit": "Huế", "functions": ["a"]}]"#, .incomplete),
            (
                "["
                    + Array(repeating: #"{"type": "hue_permissions", "unit": "H", "functions": ["a"]}"#, count: 17)
                    .joined(separator: ",") + "]", .tooLong
            ),
            (#"[{"type": "hue_permissions", "unit": "\#(String(repeating: "H", count: 5_000))"}]"#, .tooLong),
        ] as [(String, AuthorizationDetails.Flaw)])
    func `what isn't exactly the type's is refused, and never passed over`(
        text: String, flaw: AuthorizationDetails.Flaw
    ) {
        #expect(throws: flaw) { try details(text) }
    }

    @Test func `a client that isn't registered for a type may not ask for it`() {
        #expect(throws: AuthorizationDetails.Flaw.foreignType) { try AuthorizationDetails(Self.good, allowed: []) }
    }

    @Test func `what is narrowed is at most what was allowed`() throws {
        let allowed = try details(Self.good)
        #expect(try allowed.narrowed(to: nil) == allowed)
        let part = AuthorizationDetails(["H57.01": ["report.enter"]])
        #expect(try allowed.narrowed(to: part) == part)
        for more in [
            ["H57.01": ["report.approve"]], ["H57.03": ["dashboard.view"]], ["H57.02": ["report.enter"]],
        ] as [[String: Set<String>]] {
            #expect(throws: TokenRefusal.detailsNotGranted) {
                try allowed.narrowed(to: AuthorizationDetails(more))
            }
        }
    }
}
