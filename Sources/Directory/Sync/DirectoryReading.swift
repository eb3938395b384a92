import Accounts
import Identity

/// What a whole reading of a source says, in our own terms. What can't be read is in `findings`, and isolated: it's left
/// as it is in the records, and the rest goes on.
package struct DirectoryReading: Hashable, Sendable {
    package var units: [ReadUnit] = []
    package var people: [ReadPerson] = []
    package var findings: [SyncFinding] = []
    /// Entries that are there but couldn't be read: what they stand for neither changes nor ends.
    package var isolated: Set<EntryKey> = []
    /// How many people the source has besides, of whom there is nothing to say: they are in the records as their entries
    /// say, and were not read.
    package var peopleElsewhere = 0
    /// What people say who are isolated because others say it too.
    package var disputed: [StaffDetails] = []
    /// People of whom something couldn't be taken as it is said.
    package var withheld: Set<EntryKey> = []
    /// From when on time alone changes what is read of somebody.
    package var due: [EntryKey: Instant] = [:]
    /// Attributes by which somebody would be known to have left, and of which no entry has a value: nobody has left by them,
    /// or they are hidden from us.
    package var unseenActivity: Set<AttributeName> = []

    package init() {}

    /// All numbers and user names that are said to be somebody's.
    package var numbers: [CitizenNumber] { people.compactMap(\.details.number) + disputed.compactMap(\.number) }
    package var usernames: [Username] { people.compactMap(\.details.username) + disputed.compactMap(\.username) }
}

/// A unit as the source has it.
package struct ReadUnit: Hashable, Sendable {
    package let key: EntryKey
    /// As RFC 4514 writes it, for people.
    package let dn: String
    package let id: UnitID
    package let kind: UnitKind
    package let name: String
    /// The unit above; of the source's root, what the mapping hangs it below: `nil` for the city.
    package let parent: UnitID?
    /// Its place among its siblings.
    package let order: Int?
    /// Whether that can't be read, and stays what it was.
    package let isOrderUnreadable: Bool
    /// The unit that takes over, where it was merged.
    package let replacedBy: UnitID?

    package init(
        key: EntryKey, dn: String, id: UnitID, kind: UnitKind, name: String, parent: UnitID?, order: Int? = nil,
        isOrderUnreadable: Bool = false, replacedBy: UnitID? = nil
    ) {
        self.key = key
        self.dn = dn
        self.id = id
        self.kind = kind
        self.name = name
        self.parent = parent
        self.order = order
        self.isOrderUnreadable = isOrderUnreadable
        self.replacedBy = replacedBy
    }
}

/// A member of staff as the source has them.
package struct ReadPerson: Hashable, Sendable {
    package let key: EntryKey
    let name: EntryName
    package let details: StaffDetails
    /// Whether the source says that they work here; who doesn't has no posts.
    package let isActive: Bool
    package let posts: Set<ReadPost>

    /// As RFC 4514 writes it, for people.
    package var dn: String { name.text }

    package init(key: EntryKey, dn: String, details: StaffDetails, isActive: Bool, posts: Set<ReadPost>) {
        self.init(key: key, name: EntryName(dn), details: details, isActive: isActive, posts: posts)
    }

    init(key: EntryKey, name: EntryName, details: StaffDetails, isActive: Bool, posts: Set<ReadPost>) {
        self.key = key
        self.name = name
        self.details = details
        self.isActive = isActive
        self.posts = posts
    }
}

/// A post as the source has it. Without a time of its own it begins when we learn of it.
package struct ReadPost: Hashable, Sendable {
    package let post: Post
    package let from: Instant?
    package let until: Instant?

    package init(_ post: Post, from: Instant? = nil, until: Instant? = nil) {
        self.post = post
        self.from = from
        self.until = until
    }
}

/// What a source knows of somebody's account besides their posts.
package struct StaffDetails: Hashable, Sendable {
    package var number: CitizenNumber?
    package var username: Username?
    package var name: String?
    package var mail: String?
    package var phone: String?
    package var kind: AccountKind
    /// What few sources tell stands apart, so that a hundred thousand need no room for it.
    private var rare: Rare?

    private indirect enum Rare: Hashable, Sendable {
        case told(givenName: String?, familyName: String?, locale: String?)
    }

    package init(
        number: CitizenNumber? = nil, username: Username? = nil, name: String? = nil, mail: String? = nil,
        phone: String? = nil, kind: AccountKind = .operation, givenName: String? = nil, familyName: String? = nil,
        locale: String? = nil
    ) {
        self.number = number
        self.username = username
        self.name = name
        self.mail = mail
        self.phone = phone
        self.kind = kind
        if givenName != nil || familyName != nil || locale != nil {
            rare = .told(givenName: givenName, familyName: familyName, locale: locale)
        }
    }

    /// The parts of the name as the source itself has them, where it does.
    package var givenName: String? { if case .told(let name, _, _) = rare { name } else { nil } }
    package var familyName: String? { if case .told(_, let name, _) = rare { name } else { nil } }
    /// In which language the person is to be addressed, as the source writes it.
    package var locale: String? { if case .told(_, _, let locale) = rare { locale } else { nil } }
}

/// What an account is for (the four that Article 14.2 sets apart).
package enum AccountKind: String, Hashable, Sendable, CaseIterable {
    case administration, operation, technical, service
}

/// Something in a source that can't be taken as it is, with the entry.
package struct SyncFinding: Hashable, Sendable {
    package let kind: Kind
    package let dn: String

    package init(_ kind: Kind, dn: String) {
        self.kind = kind
        self.dn = dn
    }

    /// Each case's name, in kebab case, is `kind` in JSON.
    package enum Kind: Hashable, Sendable {
        case unreadableKey
        case missing(attribute: String)
        /// Not UTF-8, too long, not one line, or not of the form that the mapping asks for.
        case unreadable(attribute: String)
        case tooManyValues(attribute: String)
        case tooDeep
        case unknownKind(String)
        case unknownPosition(String)
        case badPost(String)
        case duplicateCode(UnitID, other: String)
        case duplicateNumber(other: String)
        case duplicateUsername(Username, other: String)
        case circle([UnitID])
        case parentMissing(UnitID)
        /// Stands under a unit, or is of a kind, that the policy doesn't allow there.
        case misplaced
        case unknownUnit(String)
        /// A code of a unit that has ended: it is never given to another (PEERS-BUGS P59).
        case givenAgain(UnitID)
        /// An incomplete answer: `member;range=…` without its last part.
        case incompleteRange(attribute: String)
    }
}
