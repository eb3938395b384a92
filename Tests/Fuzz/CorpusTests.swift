import Foundation
import TestSupport
import Testing

/// Replays what Tests/Fuzz keeps. Tests/Fuzz/run looks for more.
struct CorpusTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Corpus")

    private static func inputs(of reader: FuzzedReader) throws -> [(name: String, bytes: [UInt8])] {
        let folder = corpus.appending(path: reader.rawValue)
        return try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
            .sorted()
            .map { name in
                // Not `Data(contentsOf:)`, which leaks for an empty file and so fails under AddressSanitizer.
                let file = try FileHandle(forReadingFrom: folder.appending(path: name))
                return (name: name, bytes: [UInt8](try file.readToEnd() ?? Data()))
            }
    }

    @Test(arguments: FuzzedReader.allCases)
    func `every input of the corpus keeps the reader's properties`(reader: FuzzedReader) throws {
        for input in try Self.inputs(of: reader) {
            #expect(reader.violation(by: input.bytes) == nil, "\(reader.rawValue)/\(input.name)")
        }
    }

    @Test(arguments: FuzzedReader.allCases)
    func `a corpus holds inputs that its reader takes and inputs that it refuses`(reader: FuzzedReader) throws {
        let inputs = try Self.inputs(of: reader)
        let accepted = inputs.count { reader.accepts($0.bytes) }
        #expect(accepted >= 8)
        #expect(inputs.count - accepted >= 8)
    }

    @Test(arguments: FuzzedReader.allCases, 0..<100 as Range<UInt64>)
    func `random bytes keep the reader's properties`(reader: FuzzedReader, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let bytes = generator.bytes(upTo: 64)
            #expect(reader.violation(by: bytes) == nil, "\(bytes)")
        }
    }

    /// Many of these still parse, so they go deeper than random bytes.
    @Test(arguments: FuzzedReader.allCases)
    func `a corpus with one byte changed keeps the reader's properties`(reader: FuzzedReader) throws {
        var generator = SeededGenerator(seed: 1)
        for input in try Self.inputs(of: reader) where !input.bytes.isEmpty {
            for _ in 0..<20 {
                var bytes = input.bytes
                let position = Int.random(in: bytes.indices, using: &generator)
                bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                #expect(reader.violation(by: bytes) == nil, "\(reader.rawValue)/\(input.name): \(bytes)")
            }
        }
    }
}
