import Accounts
import Identity

/// What our records have of a source, and of what its reading touches, at one revision.
package struct SyncRecords: Sendable {
    /// Every version of every unit of the city.
    package var units: [Unit] = []
    /// Which of them the source answers for, by its own keys; those that have ended too.
    package var unitBindings: [EntryKey: UnitID] = [:]
    /// Whom the source has told of, those who left included: all, or those at whom a plan looks.
    package var staff: [EntryKey: KnownStaff] = [:]
    /// How many people work here as far as the source knows, where `staff` isn't all of them.
    package var countAtWork: Int?
    /// Who has the numbers that the reading names.
    package var numbers: [CitizenNumber: PersonID] = [:]
    /// Whose user names these are or were, of every source and of the city's own accounts.
    package var usernames: [Username: PersonID] = [:]

    package init() {}

    var peopleAtWork: Int { countAtWork ?? Set(staff.values.lazy.filter(\.isActive).map(\.person)).count }
}

/// A member of staff as a source last told of them.
package struct KnownStaff: Hashable, Sendable {
    package let person: PersonID
    package let details: StaffDetails
    /// Whether they work here as far as this source knows.
    package let isActive: Bool
    /// The posts that this source began and that haven't ended.
    package let posts: [Assignment]

    package init(person: PersonID, details: StaffDetails, isActive: Bool, posts: [Assignment]) {
        self.person = person
        self.details = details
        self.isActive = isActive
        self.posts = posts
    }
}
