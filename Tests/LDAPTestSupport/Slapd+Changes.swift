import Foundation

/// What happens in it while somebody reads.
extension Slapd {
    /// Lets nobody see something any more, as a mistake in its rules would; until `show()`.
    ///
    /// - Parameter what: as `olcAccess` has it after "to".
    package func hide(_ what: String) async throws {
        try await configure(
            """
            dn: olcDatabase={1}mdb,cn=config
            changetype: modify
            add: olcAccess
            olcAccess: {0}to \(what) by * none

            """)
    }

    /// Takes back the last `hide`.
    package func show() async throws {
        try await configure(
            """
            dn: olcDatabase={1}mdb,cn=config
            changetype: modify
            delete: olcAccess
            olcAccess: {0}

            """)
    }

    package func delete(_ dns: String...) async throws {
        try await change(dns.map { "dn:: \(Self.encoded($0))\nchangetype: delete\n" }.joined(separator: "\n"))
    }

    /// Gives an entry another name (RFC 4511 §4.9), and another one above it where that is said.
    package func rename(_ dn: String, to rdn: String, below parent: String? = nil) async throws {
        let above = parent.map { "newsuperior:: \(Self.encoded($0))\n" } ?? ""
        try await change(
            "dn:: \(Self.encoded(dn))\nchangetype: modrdn\nnewrdn:: \(Self.encoded(rdn))\ndeleteoldrdn: 1\n\(above)")
    }

    /// Sets the values of an attribute; none takes it away.
    package func set(_ attribute: String, _ values: [String], of dn: String) async throws {
        let lines = values.map { "\(attribute):: \(Self.encoded($0))\n" }.joined()
        try await change("dn:: \(Self.encoded(dn))\nchangetype: modify\nreplace: \(attribute)\n\(lines)")
    }

    private static func encoded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
