import Directory
import Foundation
import Identity
import LDAPTestSupport
import Operations
import Permissions
import TestSupport
import Testing

@testable import Server

/// The service that follows the directory live, by a clock that the test sets: what it tells, what it never tells, and where
/// there is no going on.
@Suite(.bothDatabases, .timeLimit(.minutes(2))) struct DirectoryFollowingTests {
    private static let untilNight = Duration.hours(8) - .minutes(1)
    private static let unit = "H57.05.04"
    private static let name = "nguoi.co.so", number = "000000000009"
    private static let dn = "uid=\(name),ou=can-bo,\(Slapd.base)"

    private static let entry = Slapd.officer(name, number: number, unit: unit)

    /// - Parameter change: what the mapping says otherwise than the documentation's.
    private static func city(
        _ change: @escaping @Sendable (String) -> String = { $0 },
        plan: Slapd.Plan = Slapd.Plan(), _ body: (FollowedCity, SteppedTime) async throws -> Void
    ) async throws {
        try await FollowedCity.run(mode: "live", plan.with { $0.more = entry }, change) { city in
            try await body(city, SteppedTime(city.provider.clock))
        }
    }

    private static func following(
        _ change: @escaping @Sendable (String) -> String = { $0 },
        _ body: (FollowedCity, SteppedTime, SaidLines) async throws -> Void
    ) async throws {
        try await city(change) { city, time in
            try await running(city, time) { said in
                try await isFollowing(time, said)
                try await body(city, time, said)
            }
        }
    }

    private static func running(
        _ city: FollowedCity, _ time: SteppedTime, _ body: (SaidLines) async throws -> Void
    ) async throws {
        let said = SaidLines()
        let service = Task { try await city.sync(time, said.logger).run() }
        do { try await body(said) } catch {
            service.cancel()
            throw error
        }
        service.cancel()
        try await service.value
    }

    /// Until everything is read, and the server has told what there is to tell.
    private static func isFollowing(_ time: SteppedTime, _ said: SaidLines) async throws {
        await said.next("applied")
        await time.staysQuiet()
    }

    @Test func `what changes is in a decision within two seconds`() async throws {
        try await Self.following { city, time, said in
            let person = try #require(try await city.person(Self.name))
            try await city.provider.give("nhan-su", to: .post("chuyen-vien@\(Self.unit)"), at: Self.unit)
            #expect(try await city.may(person, at: Self.unit))
            let before = city.provider.clock.now
            let compilations = city.compilations
            try await city.slapd.set("hueActive", ["FALSE"], of: Self.dn)
            await time.staysQuiet()
            await said.next("applied")
            #expect(try await !city.may(person, at: Self.unit))
            #expect(city.provider.clock.now - before < .seconds(2) && QuietWindow.longest < .seconds(2))
            #expect(city.compilations == compilations, "a few changes are made to the permissions that there are")
        }
    }

    @Test func `who is deleted and made again is one change, and one for a person`() async throws {
        try await Self.city { city, time in
            try await Self.running(city, time) { said in
                try await Self.isFollowing(time, said)
                try await city.slapd.set("displayName", ["Tên Mới"], of: Self.dn)
                await time.staysQuiet()
                await said.next("applied")
            }
            // Told together by the cookie; what is told bit by bit waits for `QuietWindow`.
            try await city.slapd.delete(Self.dn)
            try await city.slapd.change(Slapd.addition(of: Self.entry))
            try await Self.running(city, time) { said in
                await time.staysQuiet()
                #expect(await said.next("approval").contains("new entry"))
            }
            #expect(try await city.staff(Self.name)?.hasSuffix(" 1") == true)
        }
    }

    @Test func `what is held is read again whole, and then followed on`() async throws {
        try await Self.following { city, time, said in
            // One message, where a deletion and what comes in its place are two.
            try await city.slapd.set("hueCitizenNumber", ["000000000010"], of: Self.dn)
            await time.staysQuiet()
            #expect(await said.line().contains("approval"), "by what the server has told")
            #expect(await said.line().contains("approval"), "by the whole reading")
            await time.staysQuiet()
            #expect(await said.line().contains("approval"), "by what the server tells after it")
            try await city.slapd.delete(Self.dn)
            await time.staysQuiet()
            #expect(await said.line().contains("applied"))
        }
    }

    @Test func `what no server tells is found at night`() async throws {
        try await Self.following { city, time, said in
            try await city.slapd.hide("dn.exact=\"\(Self.dn)\"")
            time.pass(Self.untilNight)
            await said.next("applied")
            #expect(try await city.staff(Self.name)?.hasSuffix(" 0") == true)
            await time.begins(.hours(24) - QuietWindow.quiet)
        }
    }

    @Test func `whose time here ends leaves at that moment, though nobody changes anything`() async throws {
        let until: @Sendable (String) -> String = {
            $0.replacing(
                "active: { attribute: hueActive, unless: [\"FALSE\"] }",
                with: "active: { attribute: hueActive, unless: [\"FALSE\"], until: hueBlob }")
        }
        try await Self.following(until) { city, time, said in
            let person = try #require(try await city.person(Self.name))
            try await city.provider.give("nhan-su", to: .post("chuyen-vien@\(Self.unit)"), at: Self.unit)
            let digits = (city.provider.clock.now + .hours(2)).text.filter { ("0"..."9").contains($0) }.prefix(14)
            let end = try #require(Instant(generalizedTime: digits + "Z"))
            try await city.slapd.set("hueBlob", [digits + "Z"], of: Self.dn)
            await time.staysQuiet()
            await time.begins(end - city.provider.clock.now)
            #expect(try await city.may(person, at: Self.unit))
            time.pass(end - city.provider.clock.now)
            await said.next("applied")
            #expect(try await !city.may(person, at: Self.unit))
        }
    }

    @Test func `a server that was started again is gone on with by the cookie`() async throws {
        try await Self.following { city, time, said in
            // The first news is settled, and with it a cookie.
            try await city.slapd.set("displayName", ["Tên Mới"], of: Self.dn)
            await time.staysQuiet()
            await said.next("applied")
            await city.slapd.stop()
            await time.begins(.seconds(5))
            try await city.slapd.start()
            try await city.slapd.delete(Self.dn)
            time.pass(.seconds(5))
            await time.staysQuiet()
            await said.next("applied")
            #expect(try await city.staff(Self.name)?.hasSuffix(" 0") == true)
        }
    }

    @Test func `a cookie that the server doesn't know is forgotten, and everything read`() async throws {
        try await Self.city { city, time in
            try await Self.running(city, time) { said in
                try await Self.isFollowing(time, said)
                try await city.slapd.set("displayName", ["Tên Mới"], of: Self.dn)
                await time.staysQuiet()
                await said.next("applied")
            }
            // As of a server that has since been restored.
            let newer = "rid=000,csn=29991231000000.000000Z#000000#000#000000".utf8.map { String($0, radix: 16) }
                .joined()
            try await city.provider.execute("UPDATE directory_trees SET cookie = '\(newer)'")
            try await city.slapd.delete(Self.dn)
            try await Self.running(city, time) { said in
                await time.begins(.seconds(5))
                time.pass(.seconds(5))
                await said.next("applied")
            }
            #expect(try await city.staff(Self.name)?.hasSuffix(" 0") == true)
            #expect(try await city.readWhole() == "\(city.provider.clock.now.millisecondsSince1970)")
        }
    }

    /// Follows until the first news is settled, and a cookie kept with it.
    private static func keepsCookie(_ city: FollowedCity, _ time: SteppedTime) async throws {
        try await running(city, time) { said in
            try await isFollowing(time, said)
            try await city.slapd.set("displayName", ["Tên Mới"], of: dn)
            await time.staysQuiet()
            await said.next("applied")
        }
    }

    @Test func `what a server has forgotten is found by a whole reading, and each who is missing asked for by key`()
        async throws
    {
        let folder = try TemporaryDirectory()
        func miss(_ names: String) throws { try Data(names.utf8).write(to: URL(filePath: folder.path("missing"))) }
        try miss("")
        try await Self.city { city, time in
            let rules = [RewritingProxy.Rule.missing(file: folder.path("missing"))]
            try await RewritingProxy.run(to: city.slapd.socket, rules) { proxy in
                let city = try await city.served(by: [proxy.url])
                try await Self.keepsCookie(city, time)
                // Its log of deletions is in its memory.
                try await city.slapd.delete(Self.dn)
                await city.slapd.stop()
                try await city.slapd.start()
                let other = try await city.somebody()
                try miss("uid=\(other.username),")
                try await Self.running(city, time) { said in
                    await time.staysQuiet()
                    await said.next("applied")
                    let (gone, stays) = (try await city.staff(Self.name), try await city.staff(other.username))
                    #expect(gone?.hasSuffix(" 0") == true && stays?.hasSuffix(" 1") == true)
                    #expect(try await city.readWhole() == "\(city.provider.clock.now.millisecondsSince1970)")
                    // It shows somebody by key of whom it tells nothing: no reason to read everything all the time.
                    await time.staysQuiet()
                    await time.begins(.seconds(5))
                }
            }
        }
    }

    @Test(
        arguments: [(RewritingProxy.Rule.liveEnd(code: 4096), "cookieRefused"), (.liveRubbish, "malformed")])
    func `a server that wants to be read anew, or that isn't understood, is read whole`(
        rule: RewritingProxy.Rule, error: String
    ) async throws {
        try await Self.city { city, time in
            try await RewritingProxy.run(to: city.slapd.socket, [rule]) { proxy in
                let city = try await city.served(by: [proxy.url])
                try await Self.running(city, time) { said in
                    try await Self.isFollowing(time, said)
                    try await city.slapd.delete(Self.dn)
                    #expect(await said.next("can't be followed").contains(error))
                    await time.begins(.seconds(5))
                    time.pass(.seconds(5))
                    await said.next("applied")
                    #expect(try await city.staff(Self.name)?.hasSuffix(" 0") == true)
                    #expect(try await city.readWhole() == "\(city.provider.clock.now.millisecondsSince1970)")
                }
            }
        }
    }

    @Test(arguments: [true, false])
    func `who is hidden from a reader that follows takes nobody away, with the server's log or without`(
        hasLog: Bool
    ) async throws {
        try await Self.city(plan: Slapd.Plan().with { $0.people = 120 }) { city, time in
            try await Self.keepsCookie(city, time)
            let everybody = try await city.active()
            try await city.slapd.hide("dn.subtree=\"ou=can-bo,\(Slapd.base)\" filter=(uid=*1*)")
            try await city.slapd.delete(Self.dn)
            if !hasLog {
                await city.slapd.stop()
                try await city.slapd.start()
            }
            let others = everybody.filter { $0 != Self.name }
            try await Self.running(city, time) { said in
                await time.staysQuiet()
                if hasLog {
                    // Of the hidden it tells nothing; they are missed at night.
                    await said.next("applied")
                    let active = try await city.active()
                    #expect(active == others)
                    time.pass(Self.untilNight)
                }
                #expect(await said.next("approval").contains("people leave"))
                #expect(try await city.active() == (hasLog ? others : everybody))
            }
            try await city.slapd.show()
            let act = Act(actor: .schedule, origin: .local, now: city.provider.clock.now)
            switch try await city.desk.settle(city.desk.readWhole(), .whole, act).outcome {
            case .nothing: #expect(hasLog)
            case .applied: #expect(!hasLog, "the deletion was part of the plan that was held")
            case .held, .staleDigest, .refused: Issue.record("they are seen again")
            }
            #expect(try await city.active() == others)
        }
    }

    @Test func `another server than the one whose cookie it is, is read whole`() async throws {
        try await Self.city { city, time in
            let said = SaidLines()
            let service = try await FailingProxy.run(to: city.slapd.socket, [.pass]) { proxy in
                let both = try await city.served(by: [proxy.url, city.slapd.socketURL])
                let service = Task { try await both.sync(time, said.logger).run() }
                try await Self.isFollowing(time, said)
                try await city.slapd.set("displayName", ["Tên Mới"], of: Self.dn)
                await time.staysQuiet()
                await said.next("applied")
                return service
            }
            // The first is gone.
            await time.begins(.seconds(5))
            try await city.slapd.set("displayName", ["Tên Khác"], of: Self.dn)
            time.pass(.seconds(5))
            await time.staysQuiet()
            await said.next("applied")
            #expect(try await city.staff(Self.name) == "Tên Khác 1")
            #expect(try await city.readWhole() == "\(city.provider.clock.now.millisecondsSince1970)")
            service.cancel()
            try await service.value
        }
    }

    @Test func `a server without content synchronisation is asked for changes`() async throws {
        try await Self.city(plan: Slapd.Plan().with { $0.hasSync = false }) { city, time in
            try await Self.running(city, time) { said in
                await said.next("no content synchronisation")
                await time.begins(.minutes(1))
                try await city.slapd.set("displayName", ["Tên Mới"], of: Self.dn)
                time.pass(.minutes(1))
                await said.next("applied")
                #expect(try await city.staff(Self.name) == "Tên Mới 1")
            }
        }
    }
}

extension FollowedCity {
    /// When everything was last read, in milliseconds.
    fileprivate func readWhole() async throws -> String? {
        try await provider.texts("SELECT CAST(read_whole_at AS TEXT) FROM directory_state").first
    }

    /// The user names of those who work here, as the directory has it.
    fileprivate func active() async throws -> [String] {
        try await provider.texts(
            "SELECT username FROM directory_bindings WHERE is_active = 1 AND username IS NOT NULL ORDER BY username")
    }

    /// How often the permissions have been made anew.
    fileprivate var compilations: Int { provider.provider.installation.permissions.compilations }

    fileprivate func person(_ username: String) async throws -> PersonID? {
        try await provider.texts("SELECT person FROM directory_bindings WHERE username = '\(username)'").first
            .flatMap { PersonID($0) }
    }

    /// Whether somebody may look at reports.
    fileprivate func may(_ person: PersonID, at unit: String) async throws -> Bool {
        let now = provider.clock.now
        let state = try await provider.provider.installation.currentPermissions(at: now).get()
        return state.snapshot.decide(
            Question(
                person: person, function: "bi.dashboard.view",
                unit: try #require(UnitID(unit)), moment: now, session: .best(at: now))
        ).isPermit
    }
}
