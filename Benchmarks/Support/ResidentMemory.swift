import Foundation

/// What a process has in memory now, in kilobytes, by what it is of (proc_pid_status(5), proc_pid_smaps(5)).
package struct ResidentMemory: Hashable, Sendable {
    /// What it has written, which nothing else has (`RssAnon`).
    package let anonymous: Int
    /// Pages of files that it maps, its own program among them: the kernel can drop them (`RssFile`).
    package let files: Int
    /// What it shares with others by `shmem` (`RssShmem`).
    package let shared: Int
    /// All of it, where a page that n processes have counts as 1/n (`Pss`).
    package let proportional: Int
    /// The most that it has had since it began (`VmHWM`).
    package let peak: Int

    package var all: Int { anonymous + files + shared }

    /// - Throws: the process isn't there, or isn't ours to look at.
    package init(of process: Int32) throws {
        let status = try Self.kilobytes("/proc/\(process)/status")
        let mapped = try Self.kilobytes("/proc/\(process)/smaps_rollup")
        guard let anonymous = status["RssAnon"], let files = status["RssFile"], let shared = status["RssShmem"],
            let peak = status["VmHWM"], let proportional = mapped["Pss"]
        else { throw BenchmarkError("the kernel doesn't say what process \(process) has in memory") }
        self.anonymous = anonymous
        self.files = files
        self.shared = shared
        self.proportional = proportional
        self.peak = peak
    }

    /// Lines as `RssAnon:      1234 kB`.
    private static func kilobytes(_ path: String) throws -> [Substring: Int] {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        return lines.reduce(into: [:]) { numbers, line in
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count == 3, words[2] == "kB", words[0].hasSuffix(":") else { return }
            numbers[words[0].dropLast()] = Int(words[1])
        }
    }
}
