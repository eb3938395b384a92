import Identity
import Testing

struct PersonTextsTests {
    @Test(arguments: [
        ("+84905123456", "+84905123456"), ("+84 905 123 456", "+84905123456"), ("0905 123 456", "+84905123456"),
        ("0905.123.456", "+84905123456"), ("(0234) 3-823-456", "+842343823456"), ("+84\u{A0}905123456", "+84905123456"),
        ("+81 3 1234 5678", "+81312345678"),
    ])
    func `a phone number is kept as E.164 writes it`(typed: String, kept: String) {
        #expect(PhoneNumber(typed)?.text == kept)
    }

    @Test(arguments: [
        "", "+", "905123456", "+0905123456", "+84 905 123 45x", "++84905123456", "84905123456", "0905", "1900",
        "+1234567890123456", "+123456", "+84９05123456", "0905123456\u{0}",
    ])
    func `what names no country and no subscriber is no phone number`(typed: String) {
        #expect(PhoneNumber(typed) == nil)
    }

    @Test(arguments: [
        ("2026-03-03", false), ("2026-03-04", true), ("2026", false), ("2027", true), ("2999-01-01", true),
        ("1990-12-31", false), ("2026-12-01", true),
    ])
    func `nobody is born tomorrow`(written: String, isAfter: Bool) throws {
        // In Huế it is the third already.
        let now = try #require(HueTime.moment("2026-03-02T17:00:00Z"))
        #expect(try #require(Birthdate(written)).isAfter(now) == isAfter)
    }

    @Test(arguments: [
        ("1990-01-02", "1990-01-02", true), ("1990", "1990-01-02", true), ("1990-01-02", "1990", true),
        ("1990-01-02", "1990-01-03", false), ("1991", "1990-01-02", false),
    ])
    func `a year is that of every day in it`(one: String, other: String, agree: Bool) throws {
        #expect(try #require(Birthdate(one)).agrees(with: try #require(Birthdate(other))) == agree)
    }
}
