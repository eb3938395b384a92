import Wire

/// One row of the claims table: what was told, by which way, as text.
struct ClaimRow: Hashable, Sendable {
    enum Source: String, Hashable, Sendable {
        case idToken = "id-token"
        case userInfo = "userinfo"
    }

    let name: String
    let value: String
    /// A raw value of `Source`, as the page's `data-source` shows it.
    let source: String

    /// The ID token's claims, then those that UserInfo adds.
    static func rows(of person: SignedInPerson) -> [ClaimRow] {
        let added = person.userInfo.members.filter { person.idTokenClaims[$0.name] == nil }
        return person.idTokenClaims.members.map { ClaimRow($0, .idToken) }
            + added.map { ClaimRow($0, .userInfo) }
    }

    private init(_ member: JSONObject.Member, _ source: Source) {
        name = member.name
        value = member.value.string ?? String(decoding: JSONWriter.write(member.value), as: UTF8.self)
        self.source = source.rawValue
    }
}
