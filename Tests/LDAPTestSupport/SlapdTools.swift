/// OpenLDAP's own programs, at a server that a test hasn't started itself; by SASL EXTERNAL, as the user that runs the test.
package enum SlapdTools {
    /// The first entry that a filter finds: its name as LDIF has it (`dn:` or `dn::`), and its lines.
    package static func search(
        _ url: String, _ filter: String, _ attributes: String...
    ) async throws -> (dn: String, lines: [String]) {
        let found = try await runTool(
            "/usr/bin/ldapsearch",
            ["-LLL", "-Q", "-o", "ldif-wrap=no", "-Y", "EXTERNAL", "-H", url, "-b", Slapd.base, filter] + attributes)
        let lines = found.split(separator: "\n").map(String.init)
        guard let dn = lines.first, dn.hasPrefix("dn:") else {
            throw Daemon.Ended(description: "nothing at \(url) is \(filter)")
        }
        return (dn, Array(lines.dropFirst()))
    }

    package static func change(_ url: String, _ ldif: String) async throws {
        try await runTool("/usr/bin/ldapmodify", ["-Q", "-Y", "EXTERNAL", "-H", url], input: ldif)
    }
}
