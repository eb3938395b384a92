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

    /// Whoever names a host in a request, a header or a certificate would make us ask a server of theirs (PEERS-BUGS P42).
    /// Where a client's keys are, an operator has registered, and what it leads to is looked at before it is asked.
    @Test func `no name of a host is looked up but that of our own port`() throws {
        let lookingUp = ["/ListenProbe.swift", "/PublicAddressFetcher.swift"]
        for file in try Package.swiftFiles(below: "Sources") where !lookingUp.contains(where: file.hasSuffix) {
            let text = try Package.text(file)
            for call in ["getaddrinfo", "gethostby", "getnameinfo", "makeAddressResolvingHost"] {
                #expect(!text.contains(call), "\(file) calls \(call)")
            }
        }
    }
}
