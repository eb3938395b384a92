import Identity

/// Which e-mail address a client is told of a person, and whether we answer for it (OpenID Connect Core §5.1).
///
/// An address is the directory's word. It is verified where the city itself runs the mailboxes of its domain; of any other we
/// don't know who reads what is sent there. Who has none is told of with one that is made up, where the client's registration
/// says that it can't do without: stable, different from sector to sector as `sub` is, and never delivered to anybody.
package struct EmailClaims: Hashable, Sendable {
    /// The domain of made-up addresses.
    private let syntheticDomain: String
    /// Domains whose mailboxes the city gives out, in lower case.
    private let verifiedDomains: Set<String>

    /// No mail can be delivered there (RFC 2606 §2).
    package static let usualSyntheticDomain = "khong-nhan-thu.invalid"

    package init(syntheticDomain: String = Self.usualSyntheticDomain, verifiedDomains: Set<String> = []) {
        self.syntheticDomain = syntheticDomain
        self.verifiedDomains = verifiedDomains
    }

    package struct Address: Hashable, Sendable {
        package let text: String
        package let isVerified: Bool

        package init(text: String, isVerified: Bool) {
            self.text = text
            self.isVerified = isVerified
        }
    }

    /// - Parameter subject: the person's `sub` at the client; hardly ever asked for.
    package func address(
        _ known: EmailAddress?, for client: Client, subject: @autoclosure () -> String
    ) -> Address? {
        if let known { return Address(text: known.text, isVerified: verifiedDomains.contains(known.domain)) }
        guard client.hasSyntheticEmail else { return nil }
        // In lower case, as many compare addresses so; what that loses of 256 bits brings no two people together.
        return Address(text: "id-\(subject().lowercased())@\(syntheticDomain)", isVerified: false)
    }
}
