import Testing

/// Documentation/OPERATIONS.md says what each metric and each line of the log means that an operator should know of.
@Suite struct OperationsDocumentTests {
    private static let rooms = ["Edge", "Server", "hue-sso"]

    private static func sources() throws -> String {
        try rooms.flatMap { try Package.swiftFiles(below: "Sources/\($0)") }.map(Package.text).joined(separator: "\n")
    }

    @Test func `every metric stands in it`() throws {
        let document = try Package.text("Documentation/OPERATIONS.md")
        let labels = try Self.sources().matches(of: /(?:Counter|Gauge|Meter|Timer|Recorder)\(\s*label: "([^"]+)"/)
            .map { String($0.output.1).replacing(".", with: "_") }
        #expect(labels.count >= 9)
        for label in labels { #expect(document.contains(label), "\(label)") }
    }

    /// What is said at `debug` or by a command on standard error isn't meant.
    @Test func `every line of the log stands in it, but for what only traces`() throws {
        let document = try Package.text("Documentation/OPERATIONS.md")
        // The call, then what it says: a literal of several words.
        let call =
            /(?:[lL]ogger|\blog)(?:\.(?:log|info|notice|warning|error|critical))?\((?:(?!metadata:|\n\n)[\s\S]){0,200}/
        let lines = try Self.sources().matches(of: call).flatMap { match in
            String(match.output).matches(of: /"([A-Za-z][^"\\]* [^"\\]*)"/).map { String($0.output.1) }
        }
        #expect(lines.count >= 15)
        for line in Set(lines) { #expect(document.contains(line), "\(line)") }
    }
}
