import Identity
import Testing

@testable import VNeIDMock

@Suite struct ExpiringTableTests {
    private let start = Instant(secondsSince1970: 1_000)

    @Test func `an entry ends at its moment`() {
        var table = ExpiringTable<String>(capacity: 2)
        table.insert("a", for: [1], until: start + .seconds(10), at: start)
        #expect(table.value(for: [1], at: start + .seconds(9)) == "a")
        #expect(table.value(for: [1], at: start + .seconds(10)) == nil)
        #expect(table.remove([1], at: start + .seconds(10)) == nil)
    }

    @Test func `an entry is taken out once`() {
        var table = ExpiringTable<String>(capacity: 2)
        table.insert("a", for: [1], until: start + .seconds(10), at: start)
        #expect(table.remove([1], at: start) == "a")
        #expect(table.remove([1], at: start) == nil)
    }

    @Test func `a full table lets go what has ended, else what ends first`() {
        var table = ExpiringTable<String>(capacity: 2)
        table.insert("a", for: [1], until: start + .seconds(1), at: start)
        table.insert("b", for: [2], until: start + .seconds(9), at: start)
        table.insert("c", for: [3], until: start + .seconds(5), at: start + .seconds(1))
        #expect(table.value(for: [2], at: start) == "b")
        table.insert("d", for: [4], until: start + .seconds(7), at: start + .seconds(2))
        #expect(table.value(for: [3], at: start) == nil)
        #expect(table.value(for: [2], at: start) == "b")
        #expect(table.value(for: [4], at: start) == "d")
    }

    @Test func `a change is kept and makes no entry`() {
        var table = ExpiringTable<String>(capacity: 2)
        table.insert("a", for: [1], until: start + .seconds(1), at: start)
        table.update([1]) { $0 += "!" }
        table.update([2]) { $0 += "!" }
        #expect(table.value(for: [1], at: start) == "a!")
        #expect(table.value(for: [2], at: start) == nil)
    }
}
