import Foundation
import TestSupport
import Testing

/// The city's own policies, as an official may leave them after a slip of the hand: whatever the reader makes of them, it
/// keeps its properties.
struct MutatedPoliciesTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Policies")

    /// All files as one input of the fuzzed reader.
    private static func lines() throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
        return try names.filter { $0.hasSuffix(".yaml") }.sorted().flatMap { name in
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            return ["== \(name)"] + text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test(arguments: 0..<48 as Range<UInt64>)
    func `policies with a few slips are read, or refused with lines that are there`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var lines = try Self.lines()
        for _ in 0..<Int.random(in: 1...3, using: &generator) { Self.slip(in: &lines, &generator) }
        let reader = FuzzedReader.policy
        #expect(reader.violation(by: Array(lines.joined(separator: "\n").utf8)) == nil)
    }

    private static func slip(in lines: inout [String], _ generator: inout SeededGenerator) {
        let place = Int.random(in: 1..<lines.count, using: &generator)
        var characters = Array(lines[place])
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: lines.remove(at: place)
        case 1: lines.insert(lines[place], at: place)
        case 2: lines.swapAt(place, place - 1)
        case let slip where !characters.isEmpty:
            let column = Int.random(in: characters.indices, using: &generator)
            switch slip {
            case 3: characters.remove(at: column)
            case 4: characters.insert(characters[column], at: column)
            default: characters.swapAt(column, 0)
            }
            lines[place] = String(characters)
        default: break
        }
    }
}
