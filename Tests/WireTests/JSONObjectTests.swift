import TestSupport
import Testing
import Wire

struct JSONObjectTests {
    @Test func `setting replaces in place, adds at the end, and removes`() {
        var object: JSONObject = ["a": 1, "b": 2]
        object["a"] = 3
        object["c"] = 4
        #expect(object.names == ["a", "b", "c"])
        #expect(object["a"] == 3)
        object["b"] = nil
        object["absent"] = nil
        #expect(object.names == ["a", "c"])
        #expect(object["b"] == nil)
    }

    @Test func `a literal with a name twice keeps the later value in the earlier place`() {
        let object: JSONObject = ["a": 1, "b": 2, "a": 3]
        #expect(object.names == ["a", "b"])
        #expect(object["a"] == 3)
    }

    @Test func `the order of members is kept and plays no part in equality`() {
        let one: JSONObject = ["a": 1, "b": ["x": 1, "y": 2]]
        let other: JSONObject = ["b": ["y": 2, "x": 1], "a": 1]
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one.names != other.names)
        #expect(one != ["a": 1])
        #expect(one != ["a": 1, "b": [:]])
    }

    @Test func `strings and names compare by their bytes`() {
        #expect(JSONValue.string("\u{E9}") != .string("e\u{301}"))
        let object: JSONObject = ["\u{E9}": 1]
        #expect(object["e\u{301}"] == nil)
        #expect(object != ["e\u{301}": 1])
    }

    @Test func `a value answers only for its own kind`() {
        let values: [JSONValue] = ["s", 1, true, [1], ["a": 1], .null, .number(1)]
        #expect(values.map(\.string) == ["s", nil, nil, nil, nil, nil, nil])
        #expect(values.map(\.integer) == [nil, 1, nil, nil, nil, nil, nil])
        #expect(values.map(\.bool) == [nil, nil, true, nil, nil, nil, nil])
        #expect(values.map(\.array) == [nil, nil, nil, [1], nil, nil, nil])
        #expect(values.map(\.object) == [nil, nil, nil, nil, ["a": 1], nil, nil])
    }

    /// The slow twin is a plain list of pairs, searched from the front.
    @Test(arguments: 0..<100 as Range<UInt64>)
    func `random sets and removals leave what a plain list holds`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var object = JSONObject()
        var twin: [(String, Int64)] = []
        for step in 0..<200 as Range<Int64> {
            let name = "name\(Int.random(in: 0..<20, using: &generator))"
            let place = twin.firstIndex { $0.0 == name }
            #expect(object[name]?.integer == place.map { twin[$0].1 })
            if Int.random(in: 0..<3, using: &generator) == 0 {
                object[name] = nil
                if let place { twin.remove(at: place) }
            } else {
                object[name] = .integer(step)
                if let place { twin[place].1 = step } else { twin.append((name, step)) }
            }
        }
        #expect(object.names == twin.map(\.0))
        #expect(object.members.map(\.value.integer) == twin.map(\.1))
        #expect(object.count == twin.count)
        #expect(object.isEmpty == twin.isEmpty)
    }
}
