import Accounts
import Directory
import LDAP
import Wire

extension DirectoryDesk {
    /// The way to this directory for passwords that are typed at the login page; `nil` where its mapping doesn't open it.
    /// - Parameter decoyKey: 32 bytes that all nodes share.
    package func door(decoyKey: [UInt8]) -> DirectoryDoor? {
        guard mapping.allowsSignIn, let username = mapping.person.username else { return nil }
        let query = SignInQuery(
            base: mapping.base.text, filter: mapping.person.filter.text, username: username.text, key: mapping.key)
        return DirectoryDoor(
            to: mapping.source, decoyKey: decoyKey,
            asking: { [source] name, key, password in
                let outcome = await source.signIn(username: name.text, password: password.bytes, query)
                return DirectoryVerdict(outcome, ofEntry: key)
            },
            pretending: { [source, random = installation.random] in
                let outcome = await source.signIn(
                    username: HexDigits.text(random.bytes(16)), password: Array(HexDigits.text(random.bytes(16)).utf8),
                    query)
                return DirectoryVerdict(outcome, ofEntry: nil)
            })
    }
}

extension DirectoryVerdict {
    /// - Parameter key: whose password it has to be: a name can have passed to another entry since we have read it.
    fileprivate init(_ outcome: SignInOutcome, ofEntry key: EntryKey?) {
        self =
            switch outcome {
            case .accepted(let entry, let notice):
                entry.key == key ? .accepted(notice.map(DirectoryWarning.init)) : .wrong
            case .wrong: .wrong
            case .locked: .locked
            case .expired: .expired
            case .mustChange: .mustChange
            case .disabled: .disabled
            case .notNow: .notNow
            case .unavailable(let error): .unavailable(error.code)
            }
    }
}

extension DirectoryWarning {
    fileprivate init(_ notice: PasswordNotice) {
        self =
            switch notice {
            case .graceSignIns(let count): .graceLeft(count)
            case .expires(let time): .expires(in: time)
            }
    }
}
