import Foundation

/// Which functions a program has run, and how many instructions in each (valgrind's Callgrind, its format of profiles).
package struct CallgrindProfile {
    private var instructions: [Substring: Int] = [:]

    /// Lets a program be run under valgrind, so that it leaves a profile in a folder when it ends.
    /// - Throws: valgrind isn't there.
    static func trace(_ process: Process, into folder: URL) throws {
        let valgrind = "/usr/bin/valgrind"
        guard FileManager.default.isExecutableFile(atPath: valgrind), let program = process.executableURL else {
            throw BenchmarkError("valgrind is missing: apt-get install valgrind")
        }
        let output = folder.appending(path: "%p").path
        process.executableURL = URL(filePath: valgrind)
        process.arguments =
            ["--quiet", "--tool=callgrind", "--demangle=no", "--callgrind-out-file=\(output)", program.path]
            + (process.arguments ?? [])
    }

    /// All that lie in a folder.
    package init(folder: URL) throws {
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            add(try String(contentsOf: file, encoding: .utf8))
        }
    }

    /// Functions by their symbols, the busiest first; what has no symbol isn't among them.
    package var functions: [String] {
        instructions.filter { !$0.key.hasPrefix("0x") }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { String($0.key) }
    }

    /// A function is named where it stands first, `fn=(12) name`, and is its number afterwards. Behind it are its lines,
    /// each with its own cost; the one behind `calls=` is what somebody else has cost.
    private mutating func add(_ profile: String) {
        var names: [Substring: Substring] = [:]
        func name(_ text: Substring) -> Substring? {
            let parts = text.split(separator: " ", maxSplits: 1)
            guard let number = parts.first else { return nil }
            // A function that calls itself has a name for each depth.
            if parts.count == 2 { names[number] = parts[1].prefix { $0 != "'" } }
            return names[number]
        }
        var (current, isOfCall): (Substring?, Bool) = (nil, false)
        for line in profile.split(separator: "\n") {
            if line.hasPrefix("fn=") {
                current = name(line.dropFirst(3))
            } else if line.hasPrefix("cfn=") {
                _ = name(line.dropFirst(4))
            } else if line.hasPrefix("calls=") {
                isOfCall = true
            } else if let current, let first = line.first, first.isNumber || "+-*".contains(first) {
                if !isOfCall {
                    instructions[current, default: 0] += line.split(separator: " ").last.flatMap { Int($0) } ?? 0
                }
                isOfCall = false
            }
        }
    }
}
