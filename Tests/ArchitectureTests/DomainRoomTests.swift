import Testing

/// A room of the domain knows no edge: what it says reads the same on a page, in an answer and at a terminal.
@Suite struct DomainRoomTests {
    @Test(arguments: [
        "Identity", "Wire", "Cryptography", "JOSE", "OpenIDConnect", "Federation", "Accounts", "Permissions",
        "Directory", "Audit",
        "PolicyFiles",
    ])
    func `a room of the domain says nothing of the command line`(room: String) throws {
        let files = try Package.swiftFiles(below: "Sources/\(room)")
        try #require(!files.isEmpty)
        for file in files {
            for (number, line) in try Package.text(file).split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated()
            {
                #expect(!Self.speaksOfCommands(line), "\(file):\(number + 1): \(line)")
            }
        }
    }

    @Test(arguments: [
        ("choose an earlier --until", true), ("(--platform)", true), ("\"--reopen\"", true),
        ("no policy is in force; see hue-sso policy apply", true), ("xem role list", true), ("see unit tree", true),
        ("__Host-hue-sso-session", false), ("count -= 1", false), ("-----BEGIN PRIVATE KEY-----", false),
        ("see RFC 9700", false), ("the hue-sso", false),
    ])
    func `options and commands are found however they are named`(line: String, isFound: Bool) {
        #expect(Self.speaksOfCommands(line[...]) == isFound)
    }

    /// Whether a line names an option, a command of ours, or sends the reader to one.
    private static func speaksOfCommands(_ line: Substring) -> Bool {
        line.contains(/(^|[^-\w])--[a-z]/) || line.contains(/hue-sso [a-z]/)
            || line.contains(/\b(see|xem) [a-z]+ (add|apply|import|list|show|tree)\b/)
    }
}
