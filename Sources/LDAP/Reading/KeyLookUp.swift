import Directory

/// Asks for one entry by its key: whether it is still there, and still what the query asks for.
struct KeyLookUp {
    private let query: SourceQuery
    private let connection: LDAPConnection
    /// Where what isn't found here may be, by the server's word at the last question.
    private(set) var referrals: [Referral] = []

    init(_ query: SourceQuery, _ connection: LDAPConnection) {
        self.query = query
        self.connection = connection
    }

    /// `nil` when it isn't there, or the filter doesn't find it.
    mutating func entry(_ key: EntryKey) throws(LDAPError) -> SourceEntry? {
        var reader = EntryReader(query)
        let (found, referrals, answer) = try connection.firstTwo(query.and(query.key.filter(for: key)), &reader)
        self.referrals = referrals
        guard answer.code == ResultCode.success else { throw .refused(answer.refusal) }
        return try only(found, &reader, key)
    }

    private func only(
        _ found: [EntryDraft], _ reader: inout EntryReader, _ key: EntryKey
    ) throws(LDAPError) -> SourceEntry? {
        guard var draft = found.first else { return nil }
        guard found.count == 1 else { throw .malformed("two entries with one key") }
        if !draft.ranges.isEmpty {
            try RangeCompletion(connection: connection, query: query).complete(&draft, &reader)
        }
        guard case .success(let entry) = draft.entry(key: key, by: query.key) else {
            throw .malformed("an entry whose name can't be read")
        }
        return entry
    }
}
