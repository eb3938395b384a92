import Directory

/// One attempt to sign in at the directory (RFC 4513 §5.1.3): the person is searched for by the reader's own connection,
/// then bound as on another one, which is thrown away.
struct SignInAttempt: Sendable {
    private let username: String
    private let password: BindPassword
    private let query: SignInQuery

    /// `nil` for what is refused before anything is connected to: a password that can't be sent, or no name.
    init?(username: String, password: [UInt8], _ query: SignInQuery) {
        guard let password = BindPassword(password), !username.isEmpty, !username.utf8.contains(0),
            username.utf8.count <= SourceLimits.loginOctets
        else { return nil }
        self.username = username
        self.password = password
        self.query = query
    }

    func decide(on reader: LDAPConnection) throws(LDAPError) -> SignInOutcome {
        let found = try find(on: reader)
        // Nobody found: a bind all the same, as an entry that isn't there, so that the time tells nobody who is known.
        let dn = found?.dn ?? "cn=khong-co-ai," + query.base
        let connection = try LDAPConnection(reader.server, reader.settings, reader.watchdog)
        let answer = try connection.bind(
            .simple(dn: dn, password: password), controls: [Control(ObjectIdentifier.passwordPolicy)])
        guard let found else { return .wrong }
        let verdict = PasswordVerdict(answer)
        guard case .right(let notice) = verdict else { return try verdict.outcome(answer) }
        // Success without looking is what a server answers that takes it for an unauthenticated bind.
        guard Self.isSame(try connection.whoAmI(), found.entry.name) else { return .wrong }
        return .accepted(found.entry, notice)
    }

    private struct Found {
        let dn: String
        let entry: SignedInEntry
    }

    /// The one whom the name is of; `nil` for nobody or for several.
    private func find(on reader: LDAPConnection) throws(LDAPError) -> Found? {
        let filter = LoginFilter.text(query, username: username)
        let source = SourceQuery(base: query.base, filter: filter, attributes: [], key: query.key)
        var entries = EntryReader(source)
        let (drafts, _, answer) = try reader.firstTwo(source, &entries)
        // Code 4 comes with the second of more than two.
        guard answer.code == ResultCode.success || drafts.count > 1 else { throw .refused(answer.refusal) }
        guard drafts.count == 1, let draft = drafts.first, case .success(let entry) = draft.entry(by: query.key)
        else { return nil }
        return Found(dn: draft.wireName, entry: SignedInEntry(key: entry.key, name: entry.name))
    }

    /// Whether the server takes the connection for the entry's: `dn:` and its name, or, of Active Directory, `u:` and what
    /// can't be compared, but is somebody.
    private static func isSame(_ identity: [UInt8], _ name: DistinguishedName) -> Bool {
        if identity.starts(with: "dn:".utf8) {
            return ParsedName.name(Array(identity.dropFirst(3))).map { $0.names(sameAs: name) } ?? false
        }
        return identity.starts(with: "u:".utf8) && identity.count > 2
    }
}

extension DistinguishedName {
    /// Whether two names that one server sent are of one entry: it may write letters in another case in one of them.
    fileprivate func names(sameAs other: DistinguishedName) -> Bool {
        parts.count == other.parts.count
            && zip(parts, other.parts).allSatisfy { one, another in
                one.attributes.count == another.attributes.count
                    && zip(one.attributes, another.attributes).allSatisfy { first, second in
                        first.type.utf8.elementsEqual(second.type.utf8)
                            && String(decoding: first.value, as: UTF8.self).lowercased()
                                .hasSameBytes(as: String(decoding: second.value, as: UTF8.self).lowercased())
                    }
            }
    }
}
