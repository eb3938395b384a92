import Foundation
import Testing

/// Texts from outside are compared by bytes (`hasSameBytes`, `ExactText`): Swift's `==` calls a Kelvin sign a K. What a
/// line shows to come from outside (a member of a JSON object, a header, a parameter, a column) or to be somebody's name
/// there (an issuer, an origin, a key of a page) is compared with `==` in no room that reads such texts.
@Suite struct ExactTextTests {
    private static let rooms = [
        "Wire", "JOSE", "OpenIDConnect", "Federation", "AuthZEN", "SCIM", "Storage", "Operations", "Server",
    ]

    /// Each with a line that it has to find.
    private static let patterns: [(pattern: String, finds: String)] = [
        (#"\.string\??\)? *(==|!=)(?! *("|nil))"#, #"json["issuer"]?.string == issuer"#),
        (
            #"headers\[[^\]]*\][^,;{]*(\{[^}]*\$0)? *(==|!=)(?! *("|nil))"#,
            "headers[.origin].map { $0 != issuer.text } ?? false"
        ),
        (#"\b(text|optionalText)\([^)]*\) *(==|!=)(?! *nil)"#, "try row.text(8) == browser?.hash"),
        (#"\$0\.key *(<=|>=|==|!=)"#, "results.drop { $0.key <= last }"),
        (#"single\("[a-z_]+"\)\)?\)?\?? *(==|!=)(?! *("|nil))"#, #"try form.single("form_token") == token"#),
        (
            #"\b(issuer|origin)(\.text)? *(==|!=)(?! *nil)|(==|!=) *(settings\.|self\.)?issuer\b"#,
            "guard named == issuer.text"
        ),
    ]

    private func matches(_ pattern: String, _ line: String) throws -> Bool {
        try NSRegularExpression(pattern: pattern)
            .firstMatch(in: line, range: NSRange(line.startIndex..., in: line)) != nil
    }

    @Test func `every pattern finds what it is for`() throws {
        for (pattern, finds) in Self.patterns { #expect(try matches(pattern, finds), "\(pattern)") }
    }

    @Test(arguments: rooms)
    func `texts from outside are compared by bytes`(room: String) throws {
        for file in try Package.swiftFiles(below: "Sources/\(room)") {
            for line in try Package.text(file).split(separator: "\n").map(String.init) {
                for (pattern, _) in Self.patterns {
                    #expect(try !matches(pattern, line), "\(file): \(line)")
                }
            }
        }
    }
}
