import Accounts
import Database
import Directory
import Identity
import OpenIDConnect
import Storage

// What every source of staff does with the records, whether it is read or writes by itself.
extension WriteTransaction {
    /// What the state says of somebody goes before what their source says (`People.tell`).
    /// - Parameter old: what the source said before.
    func tell(_ new: StaffDetails, after old: StaffDetails?, of person: PersonID, at now: Instant) throws {
        guard old?.name != new.name || old?.phone != new.phone else { return }
        try people.tell(name: new.name, phoneNumber: new.phone, of: person, at: now)
    }

    /// Who left loses the use of their staff account; whom no number tells from nobody, all use. Another source may have
    /// them still.
    func leave(_ person: PersonID, at now: Instant) throws {
        guard try !directoryBindings.isActive(person), try staffAccounts.state(of: person) != .left else { return }
        try staffAccounts.end(person, as: .left, at: now)
        if try people.identifiers(of: person).isEmpty { try staffAccounts.disablePerson(person, at: now) }
    }
}

extension StaffDetails {
    /// What is entered of somebody whom the records don't have.
    var claims: PersonClaims {
        PersonClaims(
            name: name, birthdate: nil, phoneNumber: phone, address: nil, citizenNumber: nil, identityLevel: nil)
    }
}
