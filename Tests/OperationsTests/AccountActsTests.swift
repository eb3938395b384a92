import Accounts
import Cryptography
import Identity
import OpenIDConnect
import Operations
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct AccountActsTests {
    private let here = try? TestInstallation()
    private let username = Username("an.nguyen")

    private func world() throws -> (TestInstallation, Username) { (try #require(here), try #require(username)) }

    private static func claims(_ name: String) -> PersonClaims {
        PersonClaims(
            name: name, birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil, identityLevel: nil)
    }

    /// The account of the suite.
    private func added() async throws -> (TestInstallation, Username, PersonID) {
        let (here, username) = try world()
        let person = try await AddAccount(here.installation).run(
            inventing: username, of: Self.claims("Nguyễn Văn An"), password: PasswordHash(stored: "old"), here.act)
        guard let person else { throw TestInstallation.Unregistered() }
        return (here, username, person)
    }

    private func session(_ cookie: BrowserSecret<SessionCookie>, at here: TestInstallation) async throws -> Session? {
        let now = here.clock.now
        return try await here.read { transaction in try transaction.sessions.find(cookie, at: now) }
    }

    /// Signs the person in at a browser that is known from then on, and locks the account for others.
    private func use(
        _ here: TestInstallation, _ username: Username, _ person: PersonID
    ) async throws -> BrowserSecret<SessionCookie> {
        let cookie = BrowserSecret<SessionCookie>(random: here.installation.random)
        let now = here.clock.now
        try await here.write { transaction in
            try transaction.sessions.open(
                Session(
                    id: SessionID("session"), person: person,
                    authentication: Authentication(moment: now, level: .one, methods: [.password]), lastSeen: now),
                cookie: cookie)
            try transaction.devices.remember("device", of: username, at: now)
            for _ in 0..<Lockout.attempts {
                _ = try transaction.passwordAttempts.reserve(username, device: nil, at: now)
            }
        }
        return cookie
    }

    @Test func `an account is added, and listed without its password's hash`() async throws {
        let (here, username, person) = try await added()
        let account = try #require(try await IssuedAccounts(here.installation).find(username, at: here.clock.now))
        #expect(account.username == username && account.person == person && account.name == "Nguyễn Văn An")
        #expect(account.isEnabled && account.passwordSetAt == here.clock.now && account.lockedUntil == nil)
        #expect(try await IssuedAccounts(here.installation).all(at: here.clock.now) == [account])
        #expect(try await here.audit() == ["account-add | success | administrator:root | - | an.nguyen"])
    }

    @Test func `one of twenty takes a user name, and the others leave no person behind`() async throws {
        let (here, username) = try world()
        let added = try await race(20) { number in
            let outcome = try await AddAccount(here.installation).run(
                username, of: Self.claims("Người \(number)"), here.act)
            if case .added = outcome { return true } else { return false }
        }
        #expect(added.count { $0 } == 1)
        let people = try await here.read { transaction in
            try transaction.row("SELECT COUNT(*) FROM people")?.integer(0)
        }
        #expect(people == 1)
        let refused = "account-add | refused: not-possible | administrator:root | - | an.nguyen"
        #expect(try await here.audit().count { $0 == refused } == 19)
    }

    @Test func `a reset ends the password, the sessions, the known browsers and the lock`() async throws {
        let (here, username, person) = try await added()
        let cookie = try await use(here, username, person)
        #expect(try await session(cookie, at: here) != nil)
        here.clock.advance(by: .seconds(60))
        guard case .reset(let issued) = try await ResetAccount(here.installation).run(username, here.act) else {
            throw TestInstallation.Unregistered()
        }
        let now = here.clock.now
        let account = try #require(try await IssuedAccounts(here.installation).find(username, at: now))
        #expect(account.activationUntil == now + ActivationCode.lifetime && issued.until == account.activationUntil)
        #expect(account.lockedUntil == nil && !account.hasSecondFactor)
        #expect(try await session(cookie, at: here) == nil)
        let left = try await here.read { transaction in
            (
                try transaction.localAccounts.find(username)?.passwordHash,
                try transaction.row("SELECT COUNT(*) FROM known_devices")?.integer(0),
                try transaction.row("SELECT COUNT(*) FROM password_attempts")?.integer(0)
            )
        }
        #expect(left.0 == nil && left.1 == 0 && left.2 == 0)
        #expect(
            try await here.audit().last == "account-reset | success | administrator:root | - | an.nguyen")
    }

    @Test func `somebody else's sessions and browsers outlast a reset`() async throws {
        let (here, username, _) = try await added()
        let other = try #require(Username("binh.le"))
        guard
            case .added(let person, _) = try await AddAccount(here.installation).run(
                other, of: Self.claims("Lê Bình"), here.act)
        else { throw TestInstallation.Unregistered() }
        let cookie = try await use(here, other, person)
        _ = try await ResetAccount(here.installation).run(username, here.act)
        #expect(try await session(cookie, at: here) != nil)
        let account = try await IssuedAccounts(here.installation).find(other, at: here.clock.now)
        #expect(account?.lockedUntil != nil)
    }

    @Test func `nobody's account is neither reset nor unlocked`() async throws {
        let (here, username) = try world()
        if case .reset = try await ResetAccount(here.installation).run(username, here.act) {
            Issue.record("nobody's account was reset")
        }
        #expect(try await UnlockAccount(here.installation).run(username, here.act) == .unknownAccount)
        #expect(
            try await here.audit() == [
                "account-reset | refused: not-possible | administrator:root | - | an.nguyen",
                "account-unlock | refused: not-possible | administrator:root | - | an.nguyen",
            ])
    }

    @Test func `an account is unlocked, and what is signed in stays so`() async throws {
        let (here, username, person) = try await added()
        let cookie = try await use(here, username, person)
        let locked = try await IssuedAccounts(here.installation).find(username, at: here.clock.now)
        #expect(locked?.lockedUntil == here.clock.now + Lockout.duration)
        #expect(try await UnlockAccount(here.installation).run(username, here.act) == .unlocked)
        let unlocked = try await IssuedAccounts(here.installation).find(username, at: here.clock.now)
        #expect(unlocked?.lockedUntil == nil)
        #expect(try await session(cookie, at: here) != nil)
        #expect(try await here.audit().last == "account-unlock | success | administrator:root | - | an.nguyen")
    }

    @Test func `a disabled account is signed out, and stays so when it is enabled again`() async throws {
        let (here, username, person) = try await added()
        let cookie = try await use(here, username, person)
        let known = try #require(try await FindPerson(here.installation).run("An.Nguyen"))
        #expect(known.id == person && known.auditName == "an.nguyen" && known.isEnabled)
        try await DisableAccount(here.installation).run(known, here.act)
        #expect(try await FindPerson(here.installation).run("an.nguyen")?.isEnabled == false)
        try await EnableAccount(here.installation).run(known, here.act)
        #expect(try await FindPerson(here.installation).run("an.nguyen")?.isEnabled == true)
        #expect(try await session(cookie, at: here) == nil)
        #expect(
            try await here.audit().suffix(2) == [
                "account-disable | success | administrator:root | - | an.nguyen",
                "account-enable | success | administrator:root | - | an.nguyen",
            ])
    }

    @Test func `somebody is found by user name, by twelve digits and by id, and nobody by anything else`() async throws
    {
        let (here, _, person) = try await added()
        let number = try #require(CitizenNumber("046190000001"))
        let citizen = try await EnterNewcomer(here.installation).run(number, name: "Trần Thị Thử", here.act)
        let find = FindPerson(here.installation)
        #expect(try await find.run(person.text)?.auditName == person.text)
        #expect(try await find.run(citizen.text)?.name == "Trần Thị Thử")
        let found = try #require(try await find.run("046190000001"))
        #expect(found.id == citizen && found.auditName == citizen.text, "the number stands in no log")
        let nobody = try #require(PersonID(random: Array(repeating: 9, count: 16)))
        for text in ["046190000002", "an.nguye", nobody.text, "", "An Nguyễn"] {
            #expect(try await find.run(text) == nil, "\(text)")
        }
    }

    @Test func `a newcomer is entered once, by whomever and however often`() async throws {
        let (here, _) = try world()
        let number = try #require(CitizenNumber("046190000001"))
        let entered = try await race(20) { _ in
            try await EnterNewcomer(here.installation).run(number, name: nil, here.act)
        }
        let person = try #require(entered.first)
        #expect(Set(entered) == [person])
        #expect(try await here.audit() == ["account-add | success | administrator:root | - | \(person.text)"])
    }

    @Test func `a hash is made of a new password, and is right for it alone`() throws {
        let (here, username) = try world()
        let parameters = try Argon2Parameters(memoryKiB: 64, iterations: 1, parallelism: 1)
        let password = try NewPassword("Mat khau 2026 that dai!", for: username)
        let hash = try PasswordHash(of: password, parameters, random: here.installation.random)
        #expect(try Argon2id.verify(password: password.bytes, phc: hash.text))
        #expect(try !Argon2id.verify(password: Array("khac".utf8), phc: hash.text))
        #expect(try PasswordHash(of: password, parameters, random: here.installation.random) != hash)
    }
}
