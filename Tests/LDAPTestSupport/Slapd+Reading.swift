import Directory
import LDAP
import Synchronization

/// How tests read what it holds.
extension Slapd {
    /// Everything that a mapping of this layout would ask for.
    package static let query = SourceQuery(
        base: base, filter: "(|(objectClass=hueUnit)(objectClass=huePerson))",
        attributes: [
            "hueUnitCode", "hueUnitParent", "displayName", "ou", "businessCategory", "uid", "title", "departmentNumber",
            "hueCitizenNumber", "mail", "hueBlob",
        ], key: .entryUUID)

    package static let readerBind = LDAPBind.simple(
        dn: reader, password: BindPassword(readerPassword) ?? { fatalError("the reader's password is one") }())

    package func settings(
        _ urls: [String]? = nil, trust: TLSTrust? = nil, timeouts: LDAPTimeouts = .ofTests, pageSize: Int = 100,
        bind: LDAPBind = Slapd.readerBind
    ) throws -> LDAPSettings {
        let servers = (urls ?? [url]).compactMap { SourceServer($0, usesTLS: trust != nil) }
        return try LDAPSettings(
            servers: servers, trust: trust ?? TLSTrust(), bind: bind, timeouts: timeouts, pageSize: pageSize)
    }

    package func source(_ urls: [String]? = nil, pageSize: Int = 100) throws -> LDAPSource {
        LDAPSource(try settings(urls, pageSize: pageSize))
    }
}

extension LDAPTimeouts {
    /// Long enough for a busy machine. A test that waits for one to pass sets its own.
    package static let ofTests = LDAPTimeouts(
        connect: .seconds(20), answer: .seconds(20), whole: .seconds(120), silence: .seconds(20))
}

/// Keeps what a source delivers.
package final class Collected: Sendable {
    private let pages = Mutex<[SourcePage]>([])

    package init() {}

    package func take(_ page: SourcePage) { pages.withLock { $0.append(page) } }

    package var entries: [SourceEntry] { pages.withLock { $0.flatMap(\.entries) } }
    package var unreadable: [UnreadableEntry] { pages.withLock { $0.flatMap(\.unreadable) } }
    package var sizes: [Int] { pages.withLock { $0.map { $0.entries.count + $0.unreadable.count } } }
}

extension SourceEntry {
    /// The first value of an attribute as text.
    package func text(_ attribute: String) -> String? {
        attributes[attribute]?.first.map { String(decoding: $0, as: UTF8.self) }
    }
}

extension Slapd {
    /// The connections to it, with their timers, as the kernel has them.
    package func connections() async throws -> [String] {
        try await runTool("/usr/bin/ss", ["-Htno", "state", "established", "dport", "=", ":\(port)"])
            .split(separator: "\n").map(String.init)
    }
}
