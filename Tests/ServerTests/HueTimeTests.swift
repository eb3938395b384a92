import Identity
import Operations
import Server
import Testing

/// Moments as people type them.
@Suite struct HueTimeTests {
    @Test(arguments: [
        ("2026-03-03", "2026-03-02T17:00:00Z"), ("2026-03-03 14:05", "2026-03-03T07:05:00Z"),
        ("2026-03-03T14:05:30", "2026-03-03T07:05:30Z"), ("2026-03-03T14:05:30+09:00", "2026-03-03T05:05:30Z"),
    ])
    func `what names no zone is in Huế's time`(typed: String, utc: String) throws {
        #expect(HueTime.moment(typed) == HueTime.moment(utc))
        #expect(HueTime.moment(typed) != nil)
    }

    @Test(arguments: [
        ("2026-03-03T07:05:30.649Z", 649), ("2026-03-03 14:05:30.649", 649), ("2026-03-03T14:05:30.6+07:00", 600),
        ("2026-03-03T07:05:30.64912Z", 649), ("2026-03-03T07:05:30.001Z", 1),
    ])
    func `a fraction of a second counts to the millisecond`(typed: String, milliseconds: Int) throws {
        let second = try #require(HueTime.moment("2026-03-03T07:05:30Z"))
        #expect(HueTime.moment(typed) == second + .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "", "hôm qua", "2026-02-30", "2026-03-03 24:00", "2026-03-03T14:05:30.", "2026-03-03T14:05:30.Z",
        "2026-03-03T14:05.5", "2026-03-03.5", "2026-03-03T14:05:30.6.6Z", "2026-03-03T14:05:30.٣Z", "03/03/2026",
    ])
    func `anything else is no moment`(typed: String) {
        #expect(HueTime.moment(typed) == nil)
    }
}
