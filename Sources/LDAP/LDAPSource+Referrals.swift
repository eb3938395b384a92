import Directory

// References to other servers (RFC 4511 §4.5.3) are followed to those that the mapping names, and to no others: there with
// the same trust, and as the same reader. What a reading follows is a part of it, so that where that fails, it fails.
extension LDAPSource {
    /// What a visit to a referred place found, and where it leads on.
    typealias Visit<Found> = (found: Found, referrals: [Referral])

    /// Goes through the places that references lead to, each once.
    /// - Parameters:
    ///   - query: what was asked where the references came from.
    ///   - visit: reads what a query asks for on a connection.
    /// - Returns: what was found, and how many references lead to servers that the mapping doesn't name.
    func follow<Found: Sendable>(
        _ referrals: [Referral], of query: SourceQuery,
        _ visit: @escaping @Sendable (SourceQuery, LDAPConnection) throws(LDAPError) -> Visit<Found>
    ) async throws(LDAPError) -> (found: [Found], unfollowed: Int) {
        var waiting = referrals.map { (referral: $0, base: query.base, hops: 1) }
        var seen: Set<Target> = []
        var (found, unfollowed): ([Found], Int) = ([], 0)
        while let next = waiting.popLast() {
            guard let (server, base) = next.referral.target(among: settings.referrals, from: next.base) else {
                unfollowed += 1
                continue
            }
            guard seen.insert(Target(server: server, base: base)).inserted else { continue }
            guard next.hops <= Referral.mostHops else {
                throw .malformed("references that lead on more than \(Referral.mostHops) times")
            }
            let there = query.below(base)
            let (part, more) = try await onConnection(to: server) { connection throws(LDAPError) in
                try visit(there, connection)
            }
            found.append(part)
            waiting += more.map { (referral: $0, base: base, hops: next.hops + 1) }
        }
        return (found, unfollowed)
    }

    private struct Target: Hashable {
        let server: SourceServer
        let base: String
    }
}
