import Wire

/// What a client says of itself besides what it is: kept for operators, and to be said again (RFC 7591 §3.2.1).
package struct RegistrationDetails: Hashable, Sendable {
    /// Where all of its redirect URIs stand, if it names such a document.
    package let sectorIdentifier: SectorIdentifier?
    /// Where its picture stands, which is shown where people are asked.
    package let logo: LogoAddress?
    /// Where the client says what it does with people's data, and under which terms it works (OpenID Connect Registration §2,
    /// `policy_uri`, `tos_uri`): linked where people are asked.
    package let policy: PageAddress?
    package let terms: PageAddress?
    /// To the letter, as it has to be said again unmodified (RFC 7591 §3.2.1).
    package let softwareStatement: String?
    package let softwareID: String?
    package let softwareVersion: String?
    package let contacts: [String]

    private static let contactLimit = 10

    /// Reads them from a request, or from what was kept of one.
    package init(_ metadata: JSONObject) throws(RegistrationError) {
        sectorIdentifier = try Self.text("sector_identifier_uri", metadata).map {
            text throws(RegistrationError) in
            guard let identifier = SectorIdentifier(text) else {
                throw .metadata("sector_identifier_uri must be an https address whose host is in lower case")
            }
            return identifier
        }
        logo = try Self.text("logo_uri", metadata).map { text throws(RegistrationError) in
            guard let address = LogoAddress(text) else {
                throw .metadata("logo_uri must be an https address whose host is in lower case")
            }
            return address
        }
        policy = try Self.page("policy_uri", metadata)
        terms = try Self.page("tos_uri", metadata)
        softwareStatement = try Self.text("software_statement", metadata)
        softwareID = try Self.line("software_id", metadata)
        softwareVersion = try Self.line("software_version", metadata)
        var contacts: [String] = []
        if let value = metadata["contacts"] {
            guard let entries = value.array, entries.count <= Self.contactLimit else {
                throw .metadata("contacts must be a list of \(Self.contactLimit) texts at most")
            }
            for entry in entries {
                guard let text = entry.string, let line = PlainLine(text) else {
                    throw .metadata("contacts \(PlainLine.rule.english)")
                }
                contacts.append(line.text)
            }
        }
        self.contacts = contacts
    }

    package var json: JSONObject {
        var json = JSONObject()
        json["sector_identifier_uri"] = sectorIdentifier.map { .string($0.uri.text) }
        json["logo_uri"] = logo.map { .string($0.uri.text) }
        json["policy_uri"] = policy.map { .string($0.uri.text) }
        json["tos_uri"] = terms.map { .string($0.uri.text) }
        json["software_id"] = softwareID.map(JSONValue.string)
        json["software_version"] = softwareVersion.map(JSONValue.string)
        if !contacts.isEmpty { json["contacts"] = .array(contacts.map(JSONValue.string)) }
        json["software_statement"] = softwareStatement.map(JSONValue.string)
        return json
    }

    private static func text(_ name: String, _ metadata: JSONObject) throws(RegistrationError) -> String? {
        guard let value = metadata[name] else { return nil }
        guard let text = value.string else { throw .metadata("\(name) must be a text") }
        return text
    }

    private static func page(_ name: String, _ metadata: JSONObject) throws(RegistrationError) -> PageAddress? {
        guard let text = try text(name, metadata) else { return nil }
        guard let address = PageAddress(text) else { throw .metadata("\(name) must be an https address") }
        return address
    }

    private static func line(_ name: String, _ metadata: JSONObject) throws(RegistrationError) -> String? {
        guard let text = try text(name, metadata) else { return nil }
        guard let line = PlainLine(text) else { throw .metadata("\(name) \(PlainLine.rule.english)") }
        return line.text
    }
}

/// A page of a client's own that people may follow a link to: https, and nobody's name in it. We don't fetch it.
package struct PageAddress: Hashable, Sendable {
    package let uri: URI

    package init?(_ text: String) {
        guard let uri = try? URI(text), uri.scheme == "https", uri.host != nil, uri.userinfo == nil,
            text.utf8.count <= Limits.redirectURIBytes
        else { return nil }
        self.uri = uri
    }
}

/// `sector_identifier_uri` (OpenID Connect Registration §5): a document of the client's that lists its redirect URIs. Its host is
/// the sector: who can put the document there may be known there.
package struct SectorIdentifier: Hashable, Sendable {
    package let uri: URI
    package let host: String

    package init?(_ text: String) {
        guard let address = KeySetAddress(text), let host = address.uri.host else { return nil }
        (uri, self.host) = (address.uri, host)
    }

    /// Whether the document that was read there has every redirect URI, to the letter.
    package func check(_ document: [UInt8], lists uris: [RedirectURI]) throws(RegistrationError) {
        guard let entries = (try? JSONReader.read(document))?.array else {
            throw .metadata("at sector_identifier_uri stands no JSON list")
        }
        let listed = Set(entries.compactMap { $0.string.map(ExactText.init) })
        guard uris.allSatisfy({ listed.contains(ExactText($0.description)) }) else {
            throw .metadata("the list at sector_identifier_uri lacks a redirect URI of this client")
        }
    }
}
