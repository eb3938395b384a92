import Directory
import Identity
import Testing

struct NamesTests {
    @Test(arguments: [
        ("H57", "H57"), ("H57.05.01", "H57.05.01"), ("000.00.05.H57", "H57.05"),
        ("00.01.05.H57", "H57.05.01"),
        ("000.00.00.H57", "H57"), ("H57.19753", "H57.19753"),
    ])
    func `an agency's id is kept in its new form`(written: String, kept: String) {
        #expect(UnitID(written)?.text == kept)
    }

    @Test(arguments: ["", "H", "h57", "H57.", ".H57", "H57..1", "57.H", "H57.a", "H57 ", "05.H57.01", "H5７"])
    func `what is no agency's id is refused`(text: String) {
        #expect(UnitID(text) == nil)
    }

    @Test(arguments: [
        ("so", true), ("phong_cap_xa", true), ("hue-s", true), ("", false), ("Sở", false), ("1a", false),
    ])
    func `a short name is lower-case ASCII with a letter first`(text: String, isValid: Bool) {
        #expect((UnitKind(text) != nil) == isValid)
        #expect((Position(text) != nil) == isValid)
    }

    @Test func `a period is half open and never empty`() throws {
        let (one, two) = (Instant(secondsSince1970: 1), Instant(secondsSince1970: 2))
        let period = try #require(Period(from: one, until: two))
        #expect(period.contains(one) && !period.contains(two))
        #expect(Period(from: two, until: two) == nil && Period(from: two, until: one) == nil)
        #expect(Period.always.contains(period) && !period.contains(Period.always))
        #expect(period.intersection(try #require(Period(from: two))) == nil)
    }
}
