import Directory

extension LDAPConnection {
    /// What a query finds that is to find one entry: the first two, and the server's answer, whatever its code is.
    func firstTwo(
        _ query: SourceQuery, _ reader: inout EntryReader
    ) throws(LDAPError) -> (found: [EntryDraft], referrals: [Referral], answer: Answer) {
        var found: [EntryDraft] = []
        var referrals: [Referral] = []
        let id = try search(query.base, .subtree, query.filter, attributes: query.requested, sizeLimit: 2)
        while true {
            let message = try receive(id, within: settings.timeouts.answer)
            switch message.kind {
            case .entry: found.append(try reader.read(message, handle))
            case .reference: referrals.append(try Referral(message, handle))
            case .intermediate: continue
            case .result: return (found, referrals, try answer(message))
            }
        }
    }
}
