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

/// One human is one person: an account is issued to a number, two are joined and parted, a number is replaced.
@Suite(.bothDatabases) struct AccountLinkTests {
    let here: TestInstallation
    let city: City
    let number: CitizenNumber
    let username: Username

    init() async throws {
        here = try TestInstallation()
        city = try await City(here)
        number = try #require(CitizenNumber("046190000001"))
        username = try #require(Username("an.hue"))
    }

    /// Who signs in with VNeID.
    func citizen(_ number: CitizenNumber? = nil, name: String? = "NGUYỄN VĂN AN") async throws -> PersonID {
        try await EnterNewcomer(here.installation).run(number ?? self.number, name: name, here.act)
    }

    func link(
        _ username: Username? = nil, accepting: Bool = false
    ) async throws -> LinkAccount.Outcome {
        try await LinkAccount(here.installation).run(
            username ?? self.username, to: number, acceptsDifferentBirthdates: accepting, here.act)
    }

    func unlink() async throws -> UnlinkAccount.Outcome {
        let person = try #require(try await FindPerson(here.installation).run(username.text))
        return try await UnlinkAccount(here.installation).run(person, here.act)
    }

    func find(_ text: String) async throws -> PersonID? { try await FindPerson(here.installation).run(text)?.id }

    func posts(of person: PersonID) async throws -> [String] {
        try await PostsOfPerson(here.installation).run(person).map(\.post.description)
    }

    func lastEvent() async throws -> String { try await here.audit().last ?? "" }

    // MARK: Issued to a number

    func claims(_ name: String, _ birthdate: String? = nil, _ number: CitizenNumber?) -> PersonClaims {
        PersonClaims(
            name: name, birthdate: birthdate.flatMap { Birthdate($0) }, phoneNumber: "+84905123456", address: nil,
            citizenNumber: number, identityLevel: nil)
    }

    func issue(_ name: String, to claims: PersonClaims) async throws -> AddAccount.Outcome {
        try await AddAccount(here.installation).run(try #require(Username(name)), of: claims, here.act)
    }

    @Test func `an account that is issued to a number is the person whom VNeID knows by it`() async throws {
        let citizen = try await citizen()
        guard case .added(let person, _) = try await issue("hoa", to: claims("Nguyễn Văn An", nil, number)) else {
            throw Otherwise("not added")
        }
        #expect(person == citizen)
        #expect(try await find("hoa") == citizen)
        // And the other way round: who signs in with VNeID later is the holder.
        let later = try #require(CitizenNumber("046190000002"))
        guard case .added(let other, _) = try await issue("lan", to: claims("Lê Lan", nil, later)) else {
            throw Otherwise("not added")
        }
        #expect(try await self.citizen(later) == other)
        // So nobody gives to themselves by the other name.
        try await here.assign(other, to: "giam-doc@H57.02")
        let right = try await here.give("quan-tri", to: .person(other), at: "H57.02")
        let own = try GrantProposal("nguoi-xem", to: .person(try #require(try await find(later.digits))), at: "H57.02")
        #expect(try await here.give(own.during(here), by: other).refusal == .toItself, "\(right)")
    }

    @Test func `a number of somebody else's, or with an account, is told`() async throws {
        _ = try await citizen()
        func word(_ outcome: AddAccount.Outcome) -> String {
            switch outcome {
            case .added: "added"
            case .usernameTaken: "taken"
            case .hasAccount(let name): "has \(name)"
            case .numberOfAnother: "another"
            case .disabled: "disabled"
            }
        }
        #expect(word(try await issue("hoa", to: claims("Trần Thị Hoa", nil, number))) == "another")
        #expect(try await lastEvent() == "account-add | refused: number-of-another | administrator:root | - | hoa")
        #expect(word(try await issue("an2", to: claims("nguyễn văn an", nil, number))) == "added")
        #expect(word(try await issue("an3", to: claims("Nguyễn Văn An", nil, number))) == "has an2")
        #expect(word(try await issue("an2", to: claims("Ai", nil, nil))) == "taken")
        let third = try #require(CitizenNumber("046190000003"))
        let disabled = try #require(try await FindPerson(here.installation).run((try await citizen(third)).text))
        try await DisableAccount(here.installation).run(disabled, here.act)
        #expect(word(try await issue("dung3", to: claims("Ai", nil, third))) == "disabled")
    }

    // MARK: Joined

    @Test func `what the one has becomes the other's, and the history stays`() async throws {
        let citizen = try await citizen()
        let client = try await here.register("bi")
        let now = here.clock.now
        try await here.write { transaction in
            try transaction.consents.record(of: citizen, to: client.id, scopes: [.openid, .profile], at: now)
            try transaction.subjects.remember("cu", of: citizen, for: client.subjectType)
        }
        try await here.assign(citizen, to: "chuyen-vien@H57.02.01")
        let grant = try await here.give("nguoi-xem", to: .person(citizen), at: "H57.02")
        let before = try await here.revision()
        guard case .linked(city.an, merged: citizen) = try await link() else { throw Otherwise("not linked") }
        for text in ["an.hue", number.digits, citizen.text] { #expect(try await find(text) == city.an) }
        #expect(try await posts(of: city.an).sorted() == ["chuyen-vien@H57.01.01", "chuyen-vien@H57.02.01"])
        #expect(try await posts(of: citizen).isEmpty)
        #expect(try await here.grants().first { $0.id == grant }?.subject == .person(city.an))
        let told = try await here.read { transaction in
            (
                try transaction.consents.scopes(of: city.an, to: client.id),
                try transaction.subjects.find("cu", of: client.subjectType)?.person,
                try transaction.roleGrants.facts(at: before).first { $0.fact.id == grant }?.fact.subject,
                try transaction.people.claims(of: city.an)?.citizenNumber, try transaction.people.isEnabled(citizen)
            )
        }
        #expect(told.0 == [.openid, .profile] && told.1 == city.an)
        #expect(told.2 == .person(citizen), "what was known then stays known")
        #expect(told.3 == number && !told.4)
        #expect(
            try await lastEvent()
                == "account-link | success | administrator:root | - | an.hue \(city.an.text) \(citizen.text)")
    }

    @Test func `a number that nobody has is simply the account's from then on`() async throws {
        guard case .linked(city.an, merged: nil) = try await link() else { throw Otherwise("not linked") }
        #expect(try await citizen() == city.an)
        guard case .refused(.samePerson) = try await link() else { throw Otherwise("linked twice") }
        guard case .unlinked(city.an, other: nil) = try await unlink() else { throw Otherwise("not unlinked") }
        #expect(try await find(number.digits) == nil)
        #expect(try await citizen() != city.an)
    }

    @Test func `two who would hold what excludes each other don't become one`() async throws {
        let citizen = try await citizen()
        _ = try await here.give("nguoi-nhap", to: .person(city.an), at: "H57.01.01")
        let other = try await here.give(
            "nguoi-duyet", to: .person(citizen), at: "H57.01", during: .since(here.clock.now + .hours(24 * 90)))
        let revision = try await here.revision()
        guard case .refused(.excluded(.wouldMeetExcluded(city.an), _)) = try await link() else {
            throw Otherwise("joined, though one enters and the other approves from \(other) on")
        }
        #expect(try await here.revision() == revision)
        #expect(try await find(number.digits) == citizen)
        #expect(try await lastEvent().hasPrefix("account-link | refused: would-meet-excluded"))
        _ = try await here.revoke(other).done()
        guard case .linked = try await link() else { throw Otherwise("not linked") }
    }

    @Test func `what one gave the other would be a gift to oneself`() async throws {
        let citizen = try await citizen()
        let boss = try #require(Username("binh.hue"))
        let own = try await here.give("nguoi-xem", to: .person(citizen), at: "H57.01", by: city.binh)
        guard case .refused(.selfGiven(own)) = try await link(boss) else { throw Otherwise("joined") }
        _ = try await here.revoke(own).done()
        here.clock.advance(by: .seconds(1))
        guard case .linked = try await link(boss) else { throw Otherwise("not linked") }
        // From now on the number is no way round it.
        let again = try GrantProposal(
            "nguoi-xem", to: .person(try #require(try await find(number.digits))), at: "H57.01")
        #expect(try await here.give(again.during(here), by: city.binh).refusal == .toItself)
    }

    @Test func `nobody stands in for themselves by being joined`() async throws {
        let citizen = try await citizen()
        try await here.assign(citizen, to: "chuyen-vien@H57.02.01")
        let basis = try await here.give("nguoi-xem", to: .person(city.an), at: "H57.01")
        let standIn = try await here.delegate(
            basis, from: city.an, to: citizen, during: try .since(here.clock.now, for: .hours(24))
        ).done()
        guard case .refused(.selfGiven(standIn.id)) = try await link() else { throw Otherwise("joined") }
    }

    @Test func `who is disabled, has an account, or another number isn't joined`() async throws {
        let citizen = try await citizen()
        let known = try #require(try await FindPerson(here.installation).run(citizen.text))
        try await DisableAccount(here.installation).run(known, here.act)
        guard case .refused(.disabled(citizen)) = try await link() else {
            throw Otherwise("a disabled one came back")
        }
        try await EnableAccount(here.installation).run(known, here.act)
        guard case .added = try await issue("an2", to: claims("Nguyễn Văn An", nil, number)) else {
            throw Otherwise("not added")
        }
        guard case .refused(.twoAccounts) = try await link() else { throw Otherwise("two accounts") }
        let other = try #require(CitizenNumber("046190000009"))
        _ = try await LinkAccount(here.installation).run(username, to: other, here.act)
        let third = try #require(CitizenNumber("046190000008"))
        for number in [third] {
            let outcome = try await LinkAccount(here.installation).run(username, to: number, here.act)
            guard case .refused(.twoNumbers) = outcome else { throw Otherwise("two numbers") }
        }
        _ = try await self.citizen(third)
        guard case .refused(.twoNumbers) = try await LinkAccount(here.installation).run(username, to: third, here.act)
        else { throw Otherwise("two numbers") }
        let nobody = try #require(Username("khong.co"))
        guard case .unknownAccount = try await link(nobody) else { throw Otherwise("nobody was linked") }
    }

    @Test func `two who were born on different days are joined only when somebody has looked`() async throws {
        let citizen = try await citizen()
        try await here.write { transaction in
            try transaction.people.set(
                PersonProfile(name: "An", birthdate: Birthdate("1990-01-02"), identityLevel: .two), of: citizen,
                at: .noon)
            try transaction.people.set(
                PersonProfile(name: "An Huế", birthdate: Birthdate("1991"), identityLevel: nil), of: city.an, at: .noon)
        }
        guard case .refused(.differentBirthdates) = try await link() else { throw Otherwise("joined") }
        guard case .linked = try await link(accepting: true) else { throw Otherwise("not linked") }
        let profile = try await here.read { [city] in try $0.people.profile(of: city.an) }
        #expect(profile == PersonProfile(name: "An", birthdate: Birthdate("1990-01-02"), identityLevel: .two))
    }
}

/// What a test takes for granted, and isn't so.
struct Otherwise: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension GrantProposal {
    /// The same from now on, for as long as a grant of an administrator may be.
    fileprivate func during(_ here: TestInstallation) -> GrantProposal {
        GrantProposal(
            effect: effect, subject: subject, role: role, reach: reach, period: .since(here.clock.now),
            grantedBy: grantedBy, reason: reason, standsInFor: standsInFor)
    }
}
