import Directory
import Identity
import TestSupport
import Testing

/// What waits for a person.
struct SyncGuardTests {
    private static let units: [SourceEntry] =
        [.unit(1, "ou=city", "H57", kind: "city"), .unit(2, "ou=so,ou=city", "H57.01")]
        + (0..<20).map { .unit(EntryKey(number: 100 + $0), "ou=p\($0),ou=so,ou=city", "H57.01.\($0)", kind: "phong") }
    private static let people: [SourceEntry] = (0..<40).map { place in
        .person(
            EntryKey(number: 1000 + place), "uid=user\(place),ou=p\(place % 20),ou=so,ou=city",
            number: "0000000001" + (place < 10 ? "0" : "") + "\(place)")
    }
    private static let city = units + people

    private static func reasons(
        _ entries: [SourceEntry], lately: SyncGuard.Removals = .init(), administration: [SyncGuard.Administers] = []
    ) throws -> [HeldReason] {
        let records = try SyncRecords(after: city)
        let plan = try SyncPlan(entries, over: records)
        return SyncGuard(SyncLimits()).reasons(
            for: plan, over: records, at: 100, lately: lately, administration: administration)
    }

    @Test func `a plan that changes nothing, or adds, is never held`() throws {
        #expect(try Self.reasons(Self.city) == [])
        let joiners = (0..<100).map { SourceEntry.person(EntryKey(number: 5000 + $0), "uid=moi\($0),ou=so,ou=city") }
        #expect(try Self.reasons(Self.city + joiners) == [])
    }

    @Test func `three may leave whatever share they are, and a fourth is held with them`() throws {
        #expect(try Self.reasons(Array(Self.city.dropLast(3))) == [])
        #expect(try Self.reasons(Array(Self.city.dropLast(4))) == [.peopleRemoved(4, of: 40)])
    }

    @Test func `who left in the last day is counted with who leaves now`() throws {
        let lately = SyncGuard.Removals(people: 3)
        #expect(try Self.reasons(Array(Self.city.dropLast(1)), lately: lately) == [.peopleRemoved(4, of: 43)])
        #expect(try Self.reasons(Self.city, lately: .init(units: 10, people: 30)) == [])
    }

    @Test func `units that end are counted, and one at the top is held by itself`() throws {
        let fewer = Self.city.filter { !(100..<104).map(EntryKey.init(number:)).contains($0.key) }
        #expect(try Self.reasons(fewer).contains(.unitsRemoved(4, of: 22)))
        let records = try SyncRecords(after: [
            Self.units[0], Self.units[1], .unit(3, "ou=tai,ou=city", "H57.02"), Self.people[0],
        ])
        let plan = try SyncPlan([Self.units[0], Self.units[1], Self.people[0]], over: records)
        #expect(SyncGuard(SyncLimits()).reasons(for: plan, over: records, at: 100) == [.topLevelUnit("H57.02")])
    }

    @Test func `many who move, many units that change and many that can't be read are held`() throws {
        let moved =
            Self.units
            + Self.people.map { entry in
                SourceEntry(
                    key: entry.key,
                    name: DistinguishedName(
                        [entry.name.parts[0]] + ("ou=p0,ou=so,ou=city,dc=hue" as DistinguishedName).parts),
                    attributes: entry.attributes)
            }
        #expect(try Self.reasons(moved) == [.peopleMoved(38, of: 40)])
        let renamed = Self.city.map { entry in
            var attributes = entry.attributes
            if attributes["name"] != nil { attributes["name"] = [Array("Tên mới".utf8)] }
            return SourceEntry(key: entry.key, name: entry.name, attributes: attributes)
        }
        #expect(try Self.reasons(renamed) == [.unitsChanged(22, of: 22)])
        let unreadable = Self.city.enumerated().map { place, entry in
            var attributes = entry.attributes
            if place > 30 { attributes["number"] = [Array("1".utf8)] }
            if place == 30 { attributes["mail"] = [Array("a@hue.gov.vn".utf8)] }
            return SourceEntry(key: entry.key, name: entry.name, attributes: attributes)
        }
        #expect(try Self.reasons(unreadable) == [.isolated(31, of: 62)])
    }

    @Test func `units that stand in another order are no reason to hold a plan`() throws {
        let ordered = Self.city.enumerated().map { place, entry in
            var attributes = entry.attributes
            if attributes["code"] != nil { attributes["order"] = [Array("\(place)".utf8)] }
            return SourceEntry(key: entry.key, name: entry.name, attributes: attributes)
        }
        #expect(try SyncPlan(ordered, over: try SyncRecords(after: Self.city)).units.reordered.count == 22)
        #expect(try Self.reasons(ordered) == [])
    }

    @Test func `a known number that changes and somebody with a new entry are held, however few`() throws {
        var entries = Self.city
        entries[22] = .person(1000, "uid=user0,ou=p0,ou=so,ou=city", number: "000000000999")
        #expect(try Self.reasons(entries) == [.renumbered(1)])
        entries[22] = .person(9000, "uid=user0,ou=p0,ou=so,ou=city", number: "000000000100")
        #expect(try Self.reasons(entries) == [.rebound(1)])
    }

    @Test func `a merge and a changed code are held`() throws {
        var entries = Self.city
        entries[2] = .unit(100, "ou=p0,ou=so,ou=city", "H57.01.0", kind: "phong", ["replacedby": "H57.01.1"])
        #expect(try Self.reasons(entries).contains(.merged("H57.01.0")))
        entries[2] = .unit(100, "ou=p0,ou=so,ou=city", "H57.01.77", kind: "phong")
        #expect(try Self.reasons(entries).contains(.codeChanged("H57.01.0")))
    }

    @Test func `a unit that nobody would administer any more is held`() throws {
        let records = try SyncRecords(after: Self.city)
        let leaver = try #require(records.staff[1039]?.person)
        let mover = try #require(records.staff[1038]?.person)
        let post = Post("chuyen-vien", at: "H57.01.18")
        var entries = Self.city
        entries[60] = .person(1038, "uid=user38,ou=p0,ou=so,ou=city", number: "000000000138")
        entries.removeLast()
        let plan = try SyncPlan(entries, over: records)
        func reasons(_ administration: [SyncGuard.Administers]) -> [HeldReason] {
            SyncGuard(SyncLimits()).reasons(for: plan, over: records, at: 100, administration: administration)
        }
        #expect(reasons([.init(person: leaver, unit: "H57.01")]) == [.nobodyAdministers("H57.01")])
        #expect(reasons([.init(person: leaver, unit: "H57.01"), .init(person: .number(1), unit: "H57.01")]) == [])
        #expect(reasons([.init(person: mover, unit: "H57.01", post: post)]) == [.nobodyAdministers("H57.01")])
        #expect(reasons([.init(person: mover, unit: "H57.01")]) == [.nobodyAdministers("H57.01")])
        #expect(reasons([.init(person: mover, unit: "H57.01", isKeptOnMove: true)]) == [])
    }

    // MARK: Who leaves though the plan is held

    /// A unit is merged into another, for which a plan is held, while one leaves who isn't there any more, and others whose
    /// entries say so.
    private static func merging(whileLeaving places: Range<Int>) -> [SourceEntry] {
        var entries = city
        entries[2] = .unit(100, "ou=p0,ou=so,ou=city", "H57.01.0", kind: "phong", ["replacedby": "H57.01.1"])
        for place in places {
            entries[units.count + place] = .person(
                EntryKey(number: 1000 + place), "uid=user\(place),ou=p\(place % 20),ou=so,ou=city",
                number: "0000000001\(place)", ["active": "FALSE"])
        }
        return entries.filter { $0.key != 1010 }
    }

    private static func held(
        _ entries: [SourceEntry], over records: SyncRecords, administration: [SyncGuard.Administers] = []
    ) throws -> SyncPlan {
        var plan = try SyncPlan(entries, over: records)
        SyncGuard(SyncLimits()).hold(&plan, over: records, at: 100, administration: administration)
        return plan
    }

    @Test func `whose entry says so leaves though the plan is held, and the rest is approved by the same digest`()
        throws
    {
        var records = try SyncRecords(after: Self.city)
        let plan = try Self.held(Self.merging(whileLeaving: 38..<40), over: records)
        #expect(plan.held == [.merged("H57.01.0")])
        #expect(plan.people(.left).map(\.key).sorted() == [1010, 1038, 1039])
        #expect(plan.leavingAtOnce == [1038, 1039])
        let departures = try #require(plan.departures)
        #expect(departures.people.map(\.key).sorted() == [1038, 1039] && departures.units == SyncPlan.Units())

        records.apply(departures, at: 100)
        let rest = try Self.held(Self.merging(whileLeaving: 38..<40), over: records)
        #expect(rest.held == plan.held && rest.digestInput == plan.digestInput)
        #expect(rest.people(.left).map(\.key) == [1010] && rest.departures == nil)
        #expect(try Self.held(Self.merging(whileLeaving: 39..<40), over: records).digestInput == plan.digestInput)
    }

    @Test func `nobody leaves of a plan that is held for who leaves`() throws {
        let records = try SyncRecords(after: Self.city)
        let leaver = try #require(records.staff[1039]?.person)
        let many = try Self.held(Self.merging(whileLeaving: 30..<40), over: records)
        #expect(many.held.contains(.peopleRemoved(11, of: 40)) && many.departures == nil)
        // The merged unit is there until somebody has approved that it isn't, and has nobody else.
        for (unit, reasons) in [
            ("H57.01", [.merged("H57.01.0"), .nobodyAdministers("H57.01")]), ("H57.01.0", [.merged("H57.01.0")]),
        ] as [(UnitID, [HeldReason])] {
            let plan = try Self.held(
                Self.merging(whileLeaving: 39..<40), over: records,
                administration: [.init(person: leaver, unit: unit)])
            #expect(plan.held == reasons && plan.departures == nil)
        }
    }

    @Test func `of a plan that isn't held all is carried out together`() throws {
        let records = try SyncRecords(after: Self.city)
        let leaving = Self.merging(whileLeaving: 38..<40).filter { $0.key != 100 } + [Self.city[2]]
        let plan = try Self.held(leaving, over: records)
        #expect(plan.held == [] && plan.people(.left).count == 3 && plan.departures == nil)
    }

    @Test func `what is approved has one form, which counts of the hour don't change`() throws {
        let records = try SyncRecords(after: Self.city)
        var plan = try SyncPlan(Array(Self.city.dropLast(4)), over: records)
        plan.held = [.peopleRemoved(4, of: 40)]
        let digest = plan.digestInput
        plan.held = [.peopleRemoved(6, of: 42)]
        #expect(plan.digestInput == digest)
        var other = try SyncPlan(Array(Self.city.dropLast(5)), over: records)
        other.held = plan.held
        #expect(other.digestInput != digest)
        let joiner = SourceEntry.person(7000, "uid=moi,ou=so,ou=city")
        var more = try SyncPlan(Self.city.dropLast(4) + [joiner], over: records)
        more.held = plan.held
        #expect(more.digestInput == digest)
    }

    @Test(arguments: ["a user name", "an address"])
    func `who approves that some lose one thing doesn't approve that others do`(what: String) throws {
        func plan(_ losing: Int) throws -> SyncPlan {
            let records = try SyncRecords(after: Self.city)
            var plan = try SyncPlan(
                Self.units
                    + Self.people.enumerated().map { place, entry in
                        guard place < losing else { return entry }
                        var attributes = entry.attributes
                        if what == "a user name" {
                            attributes["uid"] = nil
                        } else {
                            attributes["mail"] = [Array("\(place)@hue.test".utf8)]
                        }
                        return SourceEntry(key: entry.key, name: entry.name, attributes: attributes)
                    }, over: records)
            plan.held = SyncGuard(SyncLimits()).reasons(for: plan, over: records, at: 100)
            return plan
        }
        let (some, more) = (try plan(10), try plan(11))
        #expect(some.held == [.peopleMoved(10, of: 40)] && more.held == [.peopleMoved(11, of: 40)])
        #expect(some.digestInput != more.digestInput)
        #expect(try plan(10).digestInput == some.digestInput)
    }

    @Test(
        arguments: [
            (.unitsRemoved(4, of: 40), ["4", "40"]), (.peopleRemoved(4, of: 40), ["4", "40"]),
            (.unitsChanged(4, of: 40), ["4", "40"]), (.peopleMoved(4, of: 40), ["4", "40"]),
            (.isolated(4, of: 40), ["4", "40"]), (.topLevelUnit("H57.01"), ["H57.01"]), (.renumbered(4), ["4"]),
            (.rebound(4), ["4"]), (.codeChanged("H57.01"), ["H57.01"]), (.merged("H57.01"), ["H57.01"]),
            (.nobodyAdministers("H57.01"), ["H57.01"]), (.activityUnseen(4), ["4"]),
        ] as [(HeldReason, [String])])
    func `why a plan is held is said in both languages`(reason: HeldReason, facts: [String]) {
        #expect(reason.text(by: SyncLimits()).flaws(facts) == [])
    }

    @Test func `a share is told with its limit and its time, and without a limit that was raised since`() throws {
        var limits = SyncLimits()
        let left = HeldReason.peopleRemoved(120, of: 1_980)
        #expect(
            left.text(by: limits)
                == Bilingual(
                    "120/1980 người thôi việc trong 24 giờ = 6,1 % > 5 %",
                    "120 of 1980 people leave within 24 h = 6.1 % > 5 %"))
        // One too many of very many doesn't look like the limit.
        #expect(HeldReason.unitsChanged(2_001, of: 10_000).text(by: limits).english.hasSuffix(" = 20.1 % > 20 %"))
        #expect(HeldReason.isolated(4, of: 40).text(by: limits).vietnamese.hasSuffix(" = 10 % > 5 %"))
        (limits.peopleRemoved, limits.within) = (try #require(Share(percent: 10)), .minutes(90))
        #expect(left.text(by: limits).english == "120 of 1980 people leave within 90 min = 6.1 %")
        #expect(HeldReason.isolated(4, of: 0).text(by: limits).english == "4 of 0 entries can't be read")
    }
}
