import Foundation
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
        for file in files { #expect(try Self.speakingOfCommands(try Package.text(file)) == [], "\(file)") }
    }

    @Test(arguments: [
        ("choose an earlier --until", true), ("(--platform)", true), ("\"--reopen\"", true),
        ("no policy is in force; see hue-sso policy apply", true), ("xem role list", true), ("see unit tree", true),
        ("__Host-hue-sso-session", false), ("count -= 1", false), ("-----BEGIN PRIVATE KEY-----", false),
        ("see RFC 9700", false), ("the hue-sso", false),
    ])
    func `options and commands are found however they are named`(line: String, isFound: Bool) throws {
        #expect(try Self.speakingOfCommands("first\n\(line)\nlast") == (isFound ? [line] : []))
    }

    /// The lines that name an option or a command of ours, or send the reader to one. Swift's own expressions take twenty
    /// seconds for all of them.
    private static func speakingOfCommands(_ text: String) throws -> [String] {
        let commands = try NSRegularExpression(
            pattern: #"(^|[^-\w])--[a-z]|hue-sso [a-z]|\b(see|xem) [a-z]+ (add|apply|import|list|show|tree)\b"#,
            options: .anchorsMatchLines)
        let whole = NSString(string: text)
        return commands.matches(in: text, range: NSRange(location: 0, length: whole.length)).map { match in
            whole.substring(with: whole.lineRange(for: match.range)).trimmingCharacters(in: .newlines)
        }
    }
}
