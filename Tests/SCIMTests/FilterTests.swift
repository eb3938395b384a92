import SCIM
import Testing
import Wire

/// Filters of RFC 7644 §3.4.2.2: the RFC's own examples, and what their words leave open.
struct FilterTests {
    private static func matches(_ filter: String) throws -> Bool {
        try FilterReader.read(filter).matches(Samples.barbara)
    }

    /// Figure 2 of RFC 7644, with values that Barbara Jensen has or hasn't.
    @Test(
        arguments: [
            (#"userName Eq "bjensen@example.com""#, true),
            (#"name.formatted co "J Jensen""#, true),
            (#"name.familyName co "O'Malley""#, false),
            (#"userName sw "J""#, false),
            (#"userName sw "B""#, true),
            (#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "b""#, true),
            ("title pr", true),
            (#"meta.lastModified gt "2011-05-13T04:42:34Z""#, false),
            (#"meta.lastModified ge "2011-05-13T04:42:34Z""#, true),
            (#"meta.lastModified lt "2011-05-13T04:42:34Z""#, false),
            (#"meta.lastModified le "2011-05-13T04:42:34Z""#, true),
            (#"title pr and userType eq "Employee""#, false),
            (#"title pr or userType eq "Intern""#, true),
            (#"schemas eq "urn:ietf:params:scim:schemas:core:2.0:User""#, true),
            (#"userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")"#, false),
            (#"title eq "Tour Guide" and (emails co "example.com" or emails.value co "example.org")"#, true),
            (#"userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")"#, false),
            (#"userType ne "Employee" and not (emails co "example.net")"#, true),
            (#"title eq "Tour Guide" and (emails.type eq "work")"#, true),
            (#"title pr and emails[type eq "work" and value co "@example.com"]"#, true),
            (
                #"emails[type eq "work" and value co "@jensen.org"] or ims[type eq "xmpp" and value co "@foo.com"]"#,
                false
            ),
        ] as [(String, Bool)])
    func `the examples of the RFC mean what they say`(filter: String, expected: Bool) throws {
        #expect(try Self.matches(filter) == expected)
    }

    @Test(
        arguments: [
            // Case counts where the schema says so only: in id, not in userName.
            (#"id eq "2819C223""#, false), (#"ID EQ "2819c223""#, true), (#"USERNAME eq "BJensen@Example.com""#, true),
            // A moment is the same in every zone, with or without its fraction.
            (#"meta.lastModified eq "2011-05-13T11:42:34.000+07:00""#, true),
            (#"meta.lastModified gt "2011-05-13T04:42:33.999Z""#, true),
            (#"active eq true"#, true), (#"active ne false"#, true), (#"active eq "true""#, false),
            (#"displayName ew "jensen""#, true), (#"displayName gt "Aa""#, true), (#"displayName lt "Aa""#, false),
            // What isn't there is null, and equal to nothing else.
            ("groups eq null", true), ("title eq null", false), ("title ne null", true), ("groups pr", false),
            (#"unknown ne "x""#, true), (#"unknown eq "x""#, false), (#"unknown.part pr"#, false),
            (#"not (groups pr)"#, true),
        ] as [(String, Bool)])
    func `what the RFC leaves open is settled`(filter: String, expected: Bool) throws {
        #expect(try Self.matches(filter) == expected)
    }

    @Test func `and binds closer than or, and not closer than both`() throws {
        #expect(try Self.matches(#"title pr or title pr and groups pr"#))
        #expect(try !Self.matches(#"(title pr or title pr) and groups pr"#))
        #expect(try Self.matches(#"not (groups pr) or groups pr and groups pr"#))
    }

    @Test func `a Vietnamese name is found in any case and either form of Unicode`() throws {
        let person = Samples.user("1", ["displayName": "Trần Thị Hường"])
        #expect(try FilterReader.read("displayName eq \"TRẦN THỊ HƯỜNG\"").matches(person))
        #expect(try FilterReader.read("displayName ew \"hu\u{31B}o\u{31B}\u{300}ng\"").matches(person))
        #expect(try FilterReader.read(#"displayName co "Th\u1ecb""#).matches(person))
    }

    @Test(
        arguments: [
            ("", .unexpectedEnd), ("userName", .unexpectedEnd), ("userName eq", .unexpectedEnd),
            ("userName is \"x\"", .operatorExpected), ("userName eq x", .valueExpected),
            ("userName eq \"x", .unexpectedEnd),
            ("userName eq \"\\", .unexpectedEnd), ("userName eq 01", .valueExpected), ("1a pr", .attributeExpected),
            ("a.b.c pr", .attributeExpected), ("(title pr", .unexpectedEnd), ("title pr)", .trailingContent),
            ("title pr title pr", .trailingContent), ("not title pr", .groupExpected),
            ("emails[type pr)", .closingExpected),
            ("emails[a[b pr]]", .nestedValuePath), ("active gt true", .unorderedType),
            ("active co null", .unorderedType),
            ("title pr and", .unexpectedEnd), ("tên pr", .attributeExpected), ("userName eq []", .valueExpected),
            // A part behind a value path is PATCH's (RFC 7644 §3.5.2), not a filter's.
            ("emails[type pr].value pr", .trailingContent),
        ] as [(String, FilterError.Reason)])
    func `what is no filter is refused for its reason`(text: String, reason: FilterError.Reason) {
        let error = #expect(throws: FilterError.self) { try FilterReader.read(text) }
        #expect(error?.reason == reason, "\(text): \(String(describing: error))")
    }

    @Test func `length, depth and the number of comparisons are bounded`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "(", count: depth) + "title pr" + String(repeating: ")", count: depth)
        }
        func joined(_ count: Int) -> String { Array(repeating: "a pr", count: count).joined(separator: " or ") }
        func reason(_ text: String) -> FilterError.Reason? {
            do {
                _ = try FilterReader.read(text)
                return nil
            } catch { return error.reason }
        }
        #expect(reason(nested(Limits.scimFilterDepth)) == nil)
        #expect(reason(nested(Limits.scimFilterDepth + 1)) == .tooDeep)
        #expect(reason(joined(Limits.scimFilterComparisons)) == nil)
        #expect(reason(joined(Limits.scimFilterComparisons + 1)) == .tooManyComparisons)
        #expect(reason("title pr" + String(repeating: " ", count: Limits.scimFilterBytes - 8)) == nil)
        #expect(reason("title pr" + String(repeating: " ", count: Limits.scimFilterBytes - 7)) == .tooLong)
    }
}
