import Directory

/// Reads everything that a query asks for in pages (RFC 2696), each delivered when it is whole. There is no snapshot: an
/// entry that is moved or deleted meanwhile may be missed, so that a removal found by comparing has to be asked again.
///
/// Only success on a page with an empty cookie is a whole reading: limits (3, 4, 11) are met after good entries.
struct PagedSearch {
    private let query: SourceQuery
    private let connection: LDAPConnection
    private var reader: EntryReader
    private var names = NameReader()
    private var summary: ReadSummary
    /// Where the rest is, by the server's word.
    private(set) var referrals: [Referral] = []

    /// The smallest page that a server is asked for.
    private static let smallestPage = 50

    init(_ query: SourceQuery, _ connection: LDAPConnection) {
        self.query = query
        self.connection = connection
        reader = EntryReader(query)
        summary = ReadSummary(server: connection.server)
        summary.pageSize = connection.settings.pageSize
    }

    mutating func run(_ deliver: (SourcePage) -> Void) throws(LDAPError) -> ReadSummary {
        connection.watchdog.bound(within: connection.settings.timeouts.whole)
        defer { connection.watchdog.bound(within: nil) }
        var id = try ask([])
        repeat {
            let (drafts, answer) = try page(id)
            // OpenLDAP refuses a page above its `size.pr` before it sends anything; others cut it down.
            if answer.code == ResultCode.adminLimitExceeded, summary.entries + summary.unreadable == 0, drafts.isEmpty,
                summary.pageSize > Self.smallestPage
            {
                summary.pageSize = max(summary.pageSize / 2, Self.smallestPage)
                id = try ask([])
                continue
            }
            guard answer.code == ResultCode.success else { throw .refused(answer.refusal) }
            let cookie = try nextCookie(answer)
            // The server makes the next page ready while this one is taken; where more is to be asked for of this one's
            // entries, it's asked for before.
            let isComplete = drafts.allSatisfy(\.ranges.isEmpty)
            if isComplete, !cookie.isEmpty { id = try ask(cookie) }
            try finish(drafts, deliver)
            if cookie.isEmpty { return summary }
            if !isComplete { id = try ask(cookie) }
        } while true
    }

    private func ask(_ cookie: [UInt8]) throws(LDAPError) -> Int32 {
        try connection.search(
            query.base, .subtree, query.filter, attributes: query.requested,
            controls: [Self.control(size: summary.pageSize, cookie)])
    }

    /// One page's entries as they came, and how it ended.
    private mutating func page(_ id: Int32) throws(LDAPError) -> ([EntryDraft], Answer) {
        var drafts: [EntryDraft] = []
        let timeouts = connection.settings.timeouts
        var time = timeouts.answer
        while true {
            let message = try connection.receive(id, within: time)
            time = timeouts.silence
            switch message.kind {
            case .entry: drafts.append(try reader.read(message, connection.handle))
            case .reference: referrals.append(try Referral(message, connection.handle))
            case .intermediate: break
            case .result: return (drafts, try connection.answer(message))
            }
        }
    }

    /// Fetches what is still missing of a page's entries, and delivers it.
    private mutating func finish(_ drafts: [EntryDraft], _ deliver: (SourcePage) -> Void) throws(LDAPError) {
        var page = SourcePage()
        page.entries.reserveCapacity(drafts.count)
        let completion = RangeCompletion(connection: connection, query: query)
        for var draft in drafts {
            if !draft.ranges.isEmpty { try completion.complete(&draft, &reader) }
            switch draft.entry(by: query.key, &names) {
            case .success(let entry): page.entries.append(entry)
            case .failure(let failure): page.unreadable.append(failure.entry)
            }
        }
        summary.pages += 1
        summary.entries += page.entries.count
        summary.unreadable += page.unreadable.count
        deliver(page)
    }

    // MARK: The control

    /// Critical: a server that doesn't know it must not send everything at once.
    private static func control(size: Int, _ cookie: [UInt8]) -> Control {
        Control(
            ObjectIdentifier.pagedResults, isCritical: true,
            value: BER.element(
                BER.sequence, BER.number(BER.integer, size) + BER.element(BER.octetString, cookie)))
    }

    private func nextCookie(_ answer: Answer) throws(LDAPError) -> [UInt8] {
        guard let value = answer.control(ObjectIdentifier.pagedResults) else {
            throw .malformed("a page without its control")
        }
        var content = BERReader(value)
        guard var parts = content.sequence(), parts.integer(BER.integer) != nil, let cookie = parts.octets() else {
            throw .malformed("a page whose control can't be read")
        }
        return cookie
    }
}
