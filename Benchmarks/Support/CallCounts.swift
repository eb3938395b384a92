import Foundation

/// What a server has called of its C library since it began: allocations, writes to sockets, and waits for the disk. How
/// busy the machine is doesn't change them.
package struct CallCounts: Sendable {
    package let allocations: Int
    package let writes: Int
    package let syncs: Int

    /// The library that counts, beside the benchmark (`Benchmarks/Counting`).
    static let library = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "libCallCounter.so")

    /// What a program is told so that it counts into a file.
    static func environment(_ file: URL) -> [String: String] {
        guard let library, FileManager.default.fileExists(atPath: library.path) else { return [:] }
        return ["LD_PRELOAD": library.path, "CALL_COUNTS": file.path]
    }

    /// Bytes that each thread counts in.
    private static let line = 64

    /// - Throws: nothing is counted, as the library isn't there.
    init(file: URL) throws {
        guard let bytes = try? Data(contentsOf: file), bytes.count >= Self.line else {
            throw BenchmarkError("nothing is counted: is there \(Self.library?.path ?? "a library")?")
        }
        (allocations, writes, syncs) = bytes.withUnsafeBytes { bytes in
            func count(_ place: Int) -> Int {
                stride(from: 0, to: bytes.count, by: Self.line).reduce(0) { sum, line in
                    let offset = line + place * MemoryLayout<Int>.size
                    return sum + bytes.loadUnaligned(fromByteOffset: offset, as: Int.self)
                }
            }
            return (count(0), count(1), count(2))
        }
    }
}

/// What one operation costs the server, on average over many.
package struct OperationCost: Sendable {
    /// CPU milliseconds.
    package let cpu: Double
    package let allocations, writes, syncs: Double
    /// `nil` where they can't be counted.
    package let futexes: Double?

    init(cpu: Double, _ before: CallCounts, _ after: CallCounts, futexes: Int?, per count: Int) {
        self.cpu = cpu / Double(count)
        allocations = Double(after.allocations - before.allocations) / Double(count)
        writes = Double(after.writes - before.writes) / Double(count)
        syncs = Double(after.syncs - before.syncs) / Double(count)
        self.futexes = futexes.map { Double($0) / Double(count) }
    }

    private init(cpu: Double, _ allocations: Double, _ writes: Double, _ syncs: Double, _ futexes: Double?) {
        (self.cpu, self.allocations, self.writes, self.syncs) = (cpu, allocations, writes, syncs)
        self.futexes = futexes
    }

    /// One after the other.
    package static func + (first: Self, second: Self) -> Self {
        let futexes: Double? =
            if let first = first.futexes, let second = second.futexes { first + second } else { nil }
        return OperationCost(
            cpu: first.cpu + second.cpu, first.allocations + second.allocations, first.writes + second.writes,
            first.syncs + second.syncs, futexes)
    }
}
