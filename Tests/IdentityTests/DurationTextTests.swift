import Identity
import Testing

@Suite struct DurationTextTests {
    @Test(arguments: [
        ("0", Duration.zero), ("90s", .seconds(90)), ("15m", .minutes(15)), ("24h", .hours(24)), ("90d", .hours(2160)),
        ("007m", .minutes(7)), ("0d", .zero),
    ])
    func `a span is a whole number of one unit`(text: String, span: Duration) {
        #expect(Duration(written: text) == span)
    }

    @Test(arguments: [
        "", "d", "24", "-1h", "+1h", "1.5h", "1 h", " 1h", "1h ", "1H", "1w", "1h30m", "１h", "1e3s", "٣h",
        "9223372036854775807d", "99999999999999999999s",
    ])
    func `anything else is none`(text: String) {
        #expect(Duration(written: text) == nil)
    }
}
