import Directory

/// Finds the mark of a reading: the server's own word where it has one, else the newest change among the entries that are
/// read. That may be one that was made while they were: what changed before it, and after its entry had been read, is asked
/// for again, as the mark is set back by the time that the reading has taken. Only the server's clock counts, and ours for
/// spans.
struct ChangeMarking {
    /// What is to be read.
    let query: SourceQuery
    /// Whose mark it will be; `nil` where the server doesn't say.
    let origin: String?
    private let attribute: ChangeAttribute
    private let told: ChangeMark?
    private let now: @Sendable () -> ContinuousClock.Instant
    private let beginning: ContinuousClock.Instant
    private var newest: String?

    /// What is written with a moment is there to be read a little later.
    private static let slack = Duration.seconds(2)
    private static let name = ChangeAttribute.modifyTimestamp.rawValue

    init(
        _ attribute: ChangeAttribute, _ query: SourceQuery, _ connection: LDAPConnection,
        _ now: @escaping @Sendable () -> ContinuousClock.Instant
    ) throws(LDAPError) {
        (self.attribute, self.now, beginning) = (attribute, now, now())
        told = try ChangeMark.read(attribute, base: query.base, on: connection)
        let asksEntries = told == nil && attribute == .modifyTimestamp
        self.query = asksEntries ? query.asking(for: Self.name) : query
        origin = told?.origin ?? (asksEntries ? connection.server.description : nil)
    }

    mutating func take(_ page: SourcePage) {
        guard told == nil else { return }
        for entry in page.entries {
            guard let value = entry.attributes[Self.name.lowercased()]?.first else { continue }
            newest = max(newest ?? "", String(decoding: value, as: UTF8.self))
        }
    }

    /// The mark, when everything is read.
    var mark: ChangeMark? {
        if let told { return told }
        guard let origin, let newest, let value = GeneralizedTime.text(now() - beginning + Self.slack, before: newest)
        else { return nil }
        return ChangeMark(attribute, value: value, origin: origin)
    }
}

extension ChangeMark {
    /// The later of two of one server.
    func advanced(to other: ChangeMark) -> ChangeMark {
        guard attribute == .modifyTimestamp else { return other }
        return other.value < value ? self : other
    }
}
