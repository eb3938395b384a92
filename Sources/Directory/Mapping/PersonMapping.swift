/// Which entries are staff, and what of them means what.
package struct PersonMapping: Hashable, Sendable {
    package let filter: SearchFilter
    package var number: AttributeName?
    package var username: AttributeName?
    /// The first that has a value.
    package var name: [AttributeName] = []
    package var mail: AttributeName?
    package var phone: AttributeName?
    package var givenName, familyName: AttributeName?
    package var locale: AttributeName?
    package var accountKind = AccountKindRule()
    /// All have to hold for somebody who works here.
    package var active: [ActiveRule] = []
    package var posts: [PostRule] = []
    package var groups: [GroupRule] = []
    /// Whether somebody isn't in their own posts while they are on secondment (biệt phái) to another unit; else they are in
    /// both.
    package var suspendsOnSecondment = false
    /// Titles as the source writes them.
    package var positions: [FoldedWord: Position] = [:]

    package init(filter: SearchFilter) { self.filter = filter }

    package struct AccountKindRule: Hashable, Sendable {
        package let attribute: AttributeName?
        package let words: [FoldedWord: AccountKind]
        /// Of who has no value.
        package let usual: AccountKind

        package init(
            attribute: AttributeName? = nil, words: [FoldedWord: AccountKind] = [:], usual: AccountKind = .operation
        ) {
            (self.attribute, self.words, self.usual) = (attribute, words, usual)
        }
    }

    /// The attributes that it looks at.
    package var attributes: [AttributeName] {
        [number, username, mail, phone, givenName, familyName, locale, accountKind.attribute].compactMap { $0 } + name
            + active.map(\.attribute)
            + posts.flatMap(\.attributes) + groups.compactMap(\.place.attribute)
    }
}

/// How a source says that somebody works here no more.
package enum ActiveRule: Hashable, Sendable {
    /// Not who has one of these words, compared folded; who has no value does.
    case unless(AttributeName, words: Set<FoldedWord>)
    /// A bit of a number: 2 of `userAccountControl` is ACCOUNTDISABLE.
    case bit(AttributeName, mask: Int64, endsWhen: BitState)
    /// Until a time: a date, a generalised time (RFC 4517 §3.3.13), or Active Directory's count of 100 ns since 1601, of
    /// which 0 and the largest mean never.
    case until(AttributeName)
    /// `pwdAccountLockedTime`: who is locked for good (`000001010000Z`, draft-behera-ldap-password-policy §5.3.3) has
    /// left; who was locked by wrong passwords hasn't.
    case locked(AttributeName)

    package enum BitState: String, Hashable, Sendable, CaseIterable {
        case set, clear
    }

    var attribute: AttributeName {
        switch self {
        case .unless(let attribute, _), .bit(let attribute, _, _), .until(let attribute), .locked(let attribute):
            attribute
        }
    }
}

/// How a source says who is in which post.
package enum PostRule: Hashable, Sendable {
    /// A title, at every unit that is named.
    case title(AttributeName, at: PlaceRule)
    /// `POSITION@UNIT`, with parameters: `;from=…;until=…;kind=…`, of which these are understood.
    case written(AttributeName, parameters: Set<Parameter>)

    package enum Parameter: String, Hashable, Sendable, CaseIterable {
        case from, until, kind
    }

    var attributes: [AttributeName] {
        switch self {
        case .title(let title, let place): [title] + [place.attribute].compactMap { $0 }
        case .written(let attribute, _): [attribute]
        }
    }
}

/// A group whose members are in a post, each at their own unit.
package struct GroupRule: Hashable, Sendable {
    package let dn: DistinguishedName
    package let member: AttributeName
    package let position: Position
    package let place: PlaceRule

    package init(dn: DistinguishedName, member: AttributeName? = nil, position: Position, place: PlaceRule) {
        (self.dn, self.member, self.position, self.place) = (dn, member ?? .member, position, place)
    }
}
