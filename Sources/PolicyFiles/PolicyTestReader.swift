import Directory
import Identity
import Permissions

/// Reads test cases of policies: `city.test.yaml` with units and people, and a file of grants and cases for
/// each platform. Every name in them has to mean something: a case about what doesn't exist is denied whatever the
/// policy says, and so shows nothing.
package struct PolicyTestReader {
    private var errors: [PolicyFileError] = []
    private var test = PolicyTest()
    private var people: [String: PersonID] = [:]
    private var units: [UnitID: YAMLValue] = [:]
    private let names: PolicyNames?
    private let moment: Instant

    /// Reads the test files: a test for each of them in its own copy of the city. Every case is asked about
    /// `moment`, in which every grant holds.
    ///
    /// - Parameter policy: whose kinds, positions, roles and functions the tests are about; `nil` when it can't be
    ///   read itself, and then only the form of the tests is looked at.
    package static func read(
        _ files: [PolicyFile],
        of policy: Policy?,
        at moment: Instant
    ) throws(PolicyFileErrors) -> [(file: String, test: PolicyTest)] {
        var city = PolicyTestReader(names: policy.map(PolicyNames.init), moment: moment)
        for file in files where file.name == Self.cityFile { city.read(file) }
        var errors = city.errors
        var tests: [(file: String, test: PolicyTest)] = []
        for file in files.sorted(by: { $0.name < $1.name }) where file.isTest && file.name != Self.cityFile {
            var reader = city
            reader.errors = []
            reader.read(file)
            errors += reader.errors
            tests.append((file.name, reader.test))
        }
        guard errors.isEmpty else { throw PolicyFileErrors(errors) }
        return tests
    }

    private static let cityFile = "city.test.yaml"

    private init(names: PolicyNames?, moment: Instant) {
        self.names = names
        self.moment = moment
    }

    private var period: Period { Period(around: moment, within: [Assignment]()) }

    private mutating func read(_ file: PolicyFile) {
        guard let root = YAMLValue.root(of: file, noting: &errors),
            let members = root.members(["units", "people", "grants", "cases"], noting: &errors)
        else { return }
        if let list = members["units"] { readUnits(list) }
        for item in members["people"]?.items(noting: &errors) ?? [] { readPerson(item) }
        for item in members["grants"]?.items(noting: &errors) ?? [] { readGrant(item) }
        for item in members["cases"]?.items(noting: &errors) ?? [] { readCase(item) }
    }

    /// Units may come in any order, so parents are looked up when all units are known.
    private mutating func readUnits(_ list: YAMLValue) {
        let before = errors.count
        let parents = list.items(noting: &errors).compactMap { readUnit($0) }
        for parent in parents { _ = unit(parent) }
        guard errors.count == before else { return }
        do {
            _ = try UnitTree(of: test.units, at: moment)
        } catch {
            var place = list
            if case .severalRoots(let lost) = error, let last = lost.last { place = units[last] ?? list }
            if case .circle(let lost) = error, let last = lost.last { place = units[last] ?? list }
            place.note(.noTree(error), &errors)
        }
    }

    /// - Returns: what the unit's entry says of its parent.
    private mutating func readUnit(_ value: YAMLValue) -> YAMLValue? {
        let keys = ["id", "kind", "name", "parent"]
        guard let members = value.members(keys, required: ["id", "kind"], noting: &errors),
            let id = members["id"]?.name(UnitID.init, noting: &errors)
        else { return nil }
        if units[id] != nil { members["id"]?.note(.unitTwice(id), &errors) }
        units[id] = members["id"]
        guard let kind = kind(members["kind"]) else { return members["parent"] }
        let name = members["name"]?.line(noting: &errors) ?? id.text
        var parent: UnitID?
        if let value = members["parent"] { parent = value.text(noting: &errors).flatMap(UnitID.init) }
        test.units.append(Unit(id: id, kind: kind, name: name, parent: parent, period: period))
        return members["parent"]
    }

    private mutating func readPerson(_ value: YAMLValue) {
        guard let members = value.members(["id", "position", "unit"], required: ["id"], noting: &errors),
            let id = members["id"]?.name({ Slug.isValid($0) ? $0 : nil }, noting: &errors),
            let person = Self.person(number: people.count)
        else { return }
        people[id] = people[id] ?? person
        guard let person = people[id], members["position"] != nil || members["unit"] != nil else { return }
        for key in ["position", "unit"] where members[key] == nil { value.note(.missing(key), &errors) }
        guard let position = position(members["position"]), let unit = unit(members["unit"]) else { return }
        test.assignments.append(Assignment(person: person, post: Post(position, at: unit), period: period))
    }

    private mutating func readGrant(_ value: YAMLValue) {
        let keys = [
            "person", "position", "everyone_at", "citizens", "role", "at", "reach", "kind", "effect",
        ]
        guard let members = value.members(keys, required: ["role", "at"], noting: &errors) else { return }
        let (subject, anchor) = (subject(members, value), anchor(members["at"]))
        guard let role = role(members["role"]), let subject, let anchor, let giver = Self.person(number: 1_000_000)
        else { return }
        var extent = Reach.Extent.unit
        if let kind = kind(members["kind"]) {
            extent = .kind(kind)
        } else if let reach = members["reach"] {
            extent = reach.choice([("unit", .unit), ("subtree", .subtree)], noting: &errors) ?? .unit
        }
        let effect = members["effect"]?.choice(
            [("permit", RoleGrant.Effect.permit), ("deny", .deny)],
            noting: &errors
        )
        test.grants.append(
            RoleGrant(
                id: GrantID(UInt64(test.grants.count + 1)),
                effect: effect ?? .permit,
                subject: subject,
                role: role,
                reach: Reach(extent, of: anchor),
                period: period,
                grantedBy: giver,
                reason: value.place.description
            )
        )
    }

    private mutating func subject(_ members: [String: YAMLValue], _ value: YAMLValue) -> GrantSubject? {
        if let person = members["person"] { return self.person(person).map(GrantSubject.person) }
        if let position = members["position"] { return holders(of: position, at: members["at"]) }
        if let kind = members["everyone_at"] { return self.kind(kind).map(GrantSubject.everyone) }
        if let level = members["citizens"] {
            return level.choice(PolicyReader.identityLevels, noting: &errors).map(GrantSubject.citizens)
        }
        value.note(.missingOneOf(["person", "position", "everyone_at", "citizens"]), &errors)
        return nil
    }

    private mutating func readCase(_ value: YAMLValue) {
        let keys = [
            "name", "person", "as", "function", "at", "identity", "authentication", "minutes_ago", "used",
            "expect",
        ]
        let required = ["person", "function", "at", "expect"]
        guard let members = value.members(keys, required: required, noting: &errors) else { return }
        let (person, function) = (members["person"].flatMap { self.person($0) }, function(members["function"]))
        let (unit, outcomes) = (unit(members["at"]), PolicyTest.Outcome.allCases.map { ($0.rawValue, $0) })
        guard let expected = members["expect"]?.choice(outcomes, noting: &errors),
            let person, let function, let unit
        else { return }
        let minutes = members["minutes_ago"]?.wholeNumber(noting: &errors) ?? 1
        let session = SessionAssurance(
            identity: members["identity"]?.choice(PolicyReader.identityLevels, noting: &errors),
            authentication: members["authentication"]?
                .choice(PolicyReader.authenticationLevels, noting: &errors) ?? .two,
            authenticatedAt: moment - .seconds(60 * min(max(0, minutes), 100_000))
        )
        let persona = members["as"]?.choice(
            [("staff", Persona.staff), ("citizen", .citizen)],
            noting: &errors
        )
        let name = members["name"]?.line(noting: &errors)
        let used = (members["used"]?.items(noting: &errors) ?? []).compactMap { role($0) }
        test.cases.append(
            PolicyTest.Case(
                name: [value.place.description, name].compactMap { $0 }.joined(separator: " "),
                question: Question(
                    person: person,
                    persona: persona ?? .staff,
                    function: function,
                    unit: unit,
                    moment: moment,
                    session: session,
                    exercised: used
                ),
                expected: expected
            )
        )
    }

    private mutating func person(_ value: YAMLValue) -> PersonID? {
        guard let name = value.text(noting: &errors) else { return nil }
        if people[name] == nil { value.note(.unknownPerson(name), &errors) }
        return people[name]
    }

    /// An invented id for the person of this number.
    private static func person(number: Int) -> PersonID? {
        PersonID(
            random: (0..<16).map { UInt8(truncatingIfNeeded: UInt64(clamping: number) >> UInt64($0 * 8)) }
        )
    }
}

/// Names, each held to what the policy or the test's city has.
extension PolicyTestReader {
    private mutating func kind(_ value: YAMLValue?) -> UnitKind? {
        known(value, UnitKind.init, among: names?.kinds) { .policy(.unknownKind($0)) }
    }

    private mutating func position(_ value: YAMLValue?) -> Position? {
        known(value, Position.init, among: names?.positions) { .unknownPosition($0) }
    }

    private mutating func role(_ value: YAMLValue?) -> RoleID? {
        known(value, RoleID.init, among: names?.roles) { .policy(.unknownRole($0)) }
    }

    private mutating func function(_ value: YAMLValue?) -> FunctionID? {
        let groups = names?.groups ?? []
        return known(value, FunctionID.init, among: names?.functions) {
            groups.contains($0) ? .groupOfFunctions($0) : .policy(.unknownFunction($0))
        }
    }

    private mutating func unit(_ value: YAMLValue?) -> UnitID? {
        known(value, UnitID.init, among: Set(units.keys)) { .unknownUnit($0) }
    }

    private mutating func anchor(_ value: YAMLValue?) -> Reach.Anchor? {
        value?.node.scalar?.string == "own-unit" ? .ownUnit : unit(value).map(Reach.Anchor.unit)
    }

    /// A position counts at the unit that the grant is about.
    private mutating func holders(of position: YAMLValue, at unit: YAMLValue?) -> GrantSubject? {
        guard let name = self.position(position), let unit = unit?.name(UnitID.init, noting: &errors) else {
            return nil
        }
        let post = Post(name, at: unit)
        if !test.assignments.contains(where: { $0.post == post }) { position.note(.nobodyHolds(post), &errors) }
        return .holders(of: post)
    }

    /// - Parameter names: the names that are defined; `nil` where any is good.
    private mutating func known<Name: Hashable>(
        _ value: YAMLValue?,
        _ make: (String) -> Name?,
        among names: Set<Name>?,
        otherwise fault: (Name) -> PolicyFileError.Fault
    ) -> Name? {
        guard let value, let name = value.name(make, noting: &errors) else { return nil }
        if let names, !names.contains(name) { value.note(fault(name), &errors) }
        return name
    }
}

/// The names that a policy defines.
private struct PolicyNames {
    let kinds: Set<UnitKind>
    /// `nil` for a policy that names no positions, which need no name: then any is good.
    let positions: Set<Position>?
    let roles: Set<RoleID>
    /// The functions that are asked about: those without parts of their own.
    let functions: Set<FunctionID>
    let groups: Set<FunctionID>

    init(_ policy: Policy) {
        kinds = Set(policy.kinds.map(\.kind))
        positions = policy.positions.isEmpty ? nil : Set(policy.positions.map(\.position))
        roles = Set(policy.roles.map(\.id))
        functions = Set(policy.allFunctions.filter(\.parts.isEmpty).map(\.id))
        groups = Set(policy.allFunctions.map(\.id)).subtracting(functions)
    }
}
