import Accounts
import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import Storage
import TestSupport
import Testing

@testable import Operations

extension AccountLinkTests {
    // MARK: Parted

    @Test func `undone, each has what it had; what was given since stays with the account`() async throws {
        let citizen = try await citizen()
        try await here.assign(citizen, to: "chuyen-vien@H57.02.01")
        let held = try await here.give("nguoi-xem", to: .person(citizen), at: "H57.02")
        let own = try await here.give("nguoi-xem", to: .person(city.an), at: "H57.01")
        let profile = try await here.read { [city] in try $0.people.profile(of: city.an) }
        guard case .linked = try await link() else { throw Otherwise("not linked") }
        here.clock.advance(by: .hours(1))
        let later = try await here.give("nguoi-nhap", to: .person(city.an), at: "H57.02")
        guard case .unlinked(city.an, other: citizen) = try await unlink() else { throw Otherwise("not unlinked") }
        let grants = Dictionary(uniqueKeysWithValues: try await here.grants().map { ($0.id, $0.subject) })
        #expect(grants[held] == .person(citizen))
        #expect(grants[own] == .person(city.an) && grants[later] == .person(city.an))
        #expect(try await posts(of: citizen) == ["chuyen-vien@H57.02.01"])
        #expect(try await posts(of: city.an) == ["chuyen-vien@H57.01.01"])
        for text in [number.digits, citizen.text] { #expect(try await find(text) == citizen) }
        let after = try await here.read { [city] transaction in
            (try transaction.people.profile(of: city.an), try transaction.people.isEnabled(citizen))
        }
        #expect(after.0 == profile && after.1)
        #expect(try await lastEvent().hasPrefix("account-unlink | success"))
        guard case .notLinked = try await unlink() else { throw Otherwise("unlinked twice") }
    }

    @Test func `after an undo nobody is signed in, and what both agreed to is asked for again`() async throws {
        let citizen = try await citizen()
        let client = try await here.register("bi")
        let cookie = BrowserSecret<SessionCookie>(random: here.installation.random)
        let now = here.clock.now
        try await here.write { [city] transaction in
            try transaction.consents.record(of: citizen, to: client.id, scopes: [.openid], at: now)
            try transaction.sessions.open(
                Session(
                    id: SessionID("s"), person: city.an,
                    authentication: Authentication(moment: now, level: .one, methods: [.password]), lastSeen: now),
                cookie: cookie)
        }
        _ = try await link()
        _ = try await unlink()
        let left = try await here.read { [city] transaction in
            (
                try transaction.sessions.find(cookie, at: now),
                try transaction.consents.scopes(of: city.an, to: client.id),
                try transaction.consents.scopes(of: citizen, to: client.id)
            )
        }
        #expect(left.0 == nil && left.1.isEmpty && left.2 == [.openid])
    }

    // MARK: Replaced, and listed

    private func replace(_ who: String, by number: CitizenNumber) async throws -> ReplaceCitizenNumber.Outcome {
        let person = try #require(try await FindPerson(here.installation).run(who))
        return try await ReplaceCitizenNumber(here.installation).run(of: person, by: number, here.act)
    }

    @Test func `a number that the state replaces moves to its person, and the old one has an end`() async throws {
        let citizen = try await citizen()
        let next = try #require(CitizenNumber("046190000002"))
        here.clock.advance(by: .hours(1))
        guard case .replaced(citizen, merged: nil) = try await replace(number.digits, by: next) else {
            throw Otherwise("not replaced")
        }
        #expect(try await find(next.digits) == citizen)
        #expect(try await find(number.digits) == nil)
        let now = here.clock.now
        let rows = try await here.read { [number] transaction in
            (
                try transaction.people.claims(of: citizen)?.citizenNumber,
                try transaction.people.identifiers(of: citizen, endedAt: now) == [.citizen(number)]
            )
        }
        #expect(rows.0 == next && rows.1)
        let event = try await lastEvent()
        #expect(event.hasPrefix("citizen-number-replacement | success") && !event.contains("0461"))
        guard case .refused(.samePerson) = try await replace(next.digits, by: next) else {
            throw Otherwise("replaced by itself")
        }
        guard case .hasNoNumber = try await replace("an.hue", by: number) else { throw Otherwise("no number") }
    }

    @Test func `who signed in by the new number already is joined, whoever of the two has the account`() async throws {
        for hasAccount in [false, true] {
            let here = try TestInstallation()
            let next = try #require(CitizenNumber("046190000002"))
            let enter = EnterNewcomer(here.installation)
            let old = try await enter.run(number, name: "An", here.act)
            let new = try await enter.run(next, name: "An", here.act)
            if hasAccount {
                _ = try await AddAccount(here.installation).run(username, of: claims("An", nil, next), here.act)
            }
            let person = try #require(try await FindPerson(here.installation).run(number.digits))
            let outcome = try await ReplaceCitizenNumber(here.installation).run(of: person, by: next, here.act)
            let (kept, gone) = hasAccount ? (new, old) : (old, new)
            guard case .replaced(kept, merged: gone) = outcome else { throw Otherwise("\(outcome)") }
            #expect(try await FindPerson(here.installation).run(next.digits)?.id == kept)
            #expect(try await FindPerson(here.installation).run(number.digits) == nil)
            #expect(try await FindPerson(here.installation).run(gone.text)?.id == kept)
        }
    }

    @Test func `probable doubles have the same name and were born on the same day`() async throws {
        let citizen = try await citizen()
        let other = try await self.citizen(CitizenNumber("046190000002"), name: "Nguyễn Văn Ân")
        try await here.write { [city] transaction in
            for person in [citizen, other, city.an, city.binh] {
                guard let known = try transaction.people.profile(of: person) else { continue }
                try transaction.people.set(
                    PersonProfile(name: known.name, birthdate: Birthdate("1990-01-02"), identityLevel: nil), of: person,
                    at: .noon)
            }
        }
        let doubles = try await ProbableDoubles(here.installation).run()
        #expect(doubles.map(\.username) == [username] && doubles.map(\.other) == [citizen])
        _ = try await link()
        #expect(try await ProbableDoubles(here.installation).run().isEmpty)
    }
}
