import Directory

/// Asks for entries by their keys: which of them are still there, and still what the query asks for.
struct KeyLookUp {
    private let query: SourceQuery
    private let connection: LDAPConnection

    /// How many are asked for at once: everybody may be hidden from us, and a question for each would take longer than
    /// reading everything.
    private static let portion = 100

    init(_ query: SourceQuery, _ connection: LDAPConnection) {
        self.query = query
        self.connection = connection
    }

    /// - Returns: those that are there, and where the others may be, by the server's word.
    func entries(_ keys: [EntryKey]) throws(LDAPError) -> LDAPSource.Visit<[EntryKey: SourceEntry]> {
        var found: [EntryKey: SourceEntry] = [:]
        var referrals: Set<Referral> = []
        var rest = keys[...]
        while !rest.isEmpty {
            let asked = rest.prefix(Self.portion)
            rest = rest.dropFirst(asked.count)
            let anyOfThem = "(|\(asked.map(query.key.filter(for:)).joined()))"
            var search = PagedSearch(query.and(anyOfThem), connection)
            var fault: LDAPError?
            _ = try search.run { page in
                if !page.unreadable.isEmpty { fault = .malformed("an entry whose name can't be read") }
                for entry in page.entries where found.updateValue(entry, forKey: entry.key) != nil {
                    fault = .malformed("two entries with one key")
                }
            }
            if let fault { throw fault }
            if !asked.allSatisfy({ found[$0] != nil }) { referrals.formUnion(search.referrals) }
        }
        return (found, Array(referrals))
    }
}
