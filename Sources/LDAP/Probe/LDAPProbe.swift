import CLDAP
import Directory

/// Looks at one server for a person who sets it up: each step's own result, not just that something doesn't work.
struct LDAPProbe {
    let server: SourceServer
    let settings: LDAPSettings
    let query: SourceQuery
    /// RFC 4515: of each kind of entry that is looked for, which they are.
    let kinds: [String]
    /// By which changes are to be asked for; `nil` where they aren't.
    let changes: ChangeAttribute?
    let now: @Sendable () -> ContinuousClock.Instant
    let watchdog: Watchdog

    private static let sampleSize: Int32 = 100

    func report() -> ServerReport {
        var report = ServerReport(server)
        do throws(LDAPError) {
            let connection = try LDAPConnection(server, settings, watchdog)
            let answer = try connection.bind(settings.bind)
            guard answer.code == ResultCode.success else { throw .refused(answer.refusal) }
            try look(around: connection, &report)
        } catch {
            report.failure = error
            if case .untrusted = error, let host = server.certifiedHost {
                report.certificate = peerCertificate().map { der in
                    PeerCertificate(der)?.fault(host: Self.withoutBrackets(host), now: PeerCertificate.now)
                        ?? .unreadable
                }
            }
        }
        return report
    }

    private func look(around connection: LDAPConnection, _ report: inout ServerReport) throws(LDAPError) {
        let root = try connection.attributes(
            of: "", ["supportedControl", "vendorName", "vendorVersion", "structuralObjectClass"])
        report.controls = Set((root["supportedcontrol"] ?? []).map { String(decoding: $0, as: UTF8.self) })
        report.vendor = ["vendorname", "vendorversion", "structuralobjectclass"]
            .compactMap { root[$0]?.first }.map(ParsedName.printable).joined(separator: " ")
        do throws(LDAPError) {
            if report.hasContentSync, try !syncs(connection) { report.controls.remove(ObjectIdentifier.sync) }
            var marking = try changes.map { attribute throws(LDAPError) in
                try ChangeMarking(attribute, query, connection, now)
            }
            for kind in kinds {
                let page = try sample((marking?.query ?? query).and(kind), connection)
                marking?.take(page)
                report.samples.append(page)
            }
            report.hasChangeMark = marking?.mark != nil
        } catch {
            report.base = error
        }
    }

    /// Whether the base itself can be followed: OpenLDAP knows the control as soon as the module is loaded, and refuses it
    /// (12) where the database has no overlay of it.
    private func syncs(_ connection: LDAPConnection) throws(LDAPError) -> Bool {
        let id = try connection.search(
            query.base, .base, "(objectClass=*)", attributes: ["1.1"],
            controls: [SyncRequest.control(.refreshOnly, nil)])
        while true {
            let message = try connection.receive(id, within: settings.timeouts.answer)
            guard case .result = message.kind else { continue }
            return try connection.answer(message).code != ResultCode.unavailableCriticalExtension
        }
    }

    /// The first hundred entries; that there are more is no failure.
    private func sample(_ query: SourceQuery, _ connection: LDAPConnection) throws(LDAPError) -> SourcePage {
        var reader = EntryReader(query)
        var page = SourcePage()
        let id = try connection.search(
            query.base, .subtree, query.filter, attributes: query.requested, sizeLimit: Self.sampleSize)
        while true {
            let message = try connection.receive(id, within: settings.timeouts.answer)
            switch message.kind {
            case .entry:
                switch try reader.read(message, connection.handle).entry(by: query.key) {
                case .success(let entry): page.entries.append(entry)
                case .failure(let failure): page.unreadable.append(failure.entry)
                }
            case .reference, .intermediate: continue
            case .result:
                let answer = try connection.answer(message)
                guard [ResultCode.success, ResultCode.sizeLimitExceeded].contains(answer.code) else {
                    throw .refused(answer.refusal)
                }
                return page
            }
        }
    }

    /// The certificate that we don't believe, over a connection that nothing else is sent on.
    private func peerCertificate() -> [UInt8]? {
        guard let connection = try? LDAPConnection(server, settings, watchdog, isVerified: false) else { return nil }
        var certificate = berval()
        guard ldap_get_option(connection.handle, LDAP_OPT_X_TLS_PEERCERT, &certificate) == 0 else { return nil }
        defer { ldap_memfree(certificate.bv_val) }
        return octets(certificate)
    }

    private static func withoutBrackets(_ host: String) -> String {
        host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    }
}
