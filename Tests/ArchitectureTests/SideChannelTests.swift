import Testing

/// A side channel whose failure is fatal: Foundation's older calls on a file handle trap where the newer ones throw.
@Suite struct SideChannelTests {
    private static let traps = [
        ".write(Data(", "readDataToEndOfFile", "readData(ofLength", ".availableData", "synchronizeFile()",
        "closeFile()",
    ]

    @Test func `nothing that we ship ends because a file handle fails`() throws {
        for file in try Package.swiftFiles(below: "Sources") {
            let text = try Package.text(file)
            for trap in Self.traps { #expect(!text.contains(trap), "\(file) calls \(trap)") }
        }
    }
}
