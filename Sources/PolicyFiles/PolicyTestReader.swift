import Directory
import Identity
import Permissions

/// Reads test cases of policies: `city.test.yaml` with units and people, and a file of grants and cases for
/// each platform.
package struct PolicyTestReader {
    private var errors: [PolicyFileError] = []
    private var test = PolicyTest()
    private var people: [String: PersonID] = [:]
    private let moment: Instant

    /// Reads the test files: a test for each of them in its own copy of the city. Every case is asked about
    /// `moment`, in which every grant holds.
    package static func read(
        _ files: [PolicyFile],
        at moment: Instant
    ) throws(PolicyFileErrors) -> [(file: String, test: PolicyTest)] {
        var city = PolicyTestReader(moment: moment)
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
        guard errors.isEmpty else { throw PolicyFileErrors(all: errors) }
        return tests
    }

    private static let cityFile = "city.test.yaml"

    private init(moment: Instant) { self.moment = moment }

    private var period: Period { Period(around: moment, within: [Assignment]()) }

    private mutating func read(_ file: PolicyFile) {
        guard let root = YAMLValue.root(of: file, noting: &errors),
            let members = root.members(["units", "people", "grants", "cases"], noting: &errors)
        else { return }
        for item in members["units"]?.items(noting: &errors) ?? [] { readUnit(item) }
        for item in members["people"]?.items(noting: &errors) ?? [] { readPerson(item) }
        for item in members["grants"]?.items(noting: &errors) ?? [] { readGrant(item) }
        for item in members["cases"]?.items(noting: &errors) ?? [] { readCase(item) }
    }

    private mutating func readUnit(_ value: YAMLValue) {
        guard
            let members = value.members(
                ["id", "kind", "name", "parent"],
                required: ["id", "kind"],
                noting: &errors
            ),
            let id = members["id"]?.name(UnitID.init, noting: &errors),
            let kind = members["kind"]?.name(UnitKind.init, noting: &errors)
        else { return }
        let name = members["name"]?.text(noting: &errors) ?? id.text
        let parent = members["parent"]?.name(UnitID.init, noting: &errors)
        test.units.append(Unit(id: id, kind: kind, name: name, parent: parent, period: period))
    }

    private mutating func readPerson(_ value: YAMLValue) {
        guard let members = value.members(["id", "position", "unit"], required: ["id"], noting: &errors),
            let id = members["id"]?.name({ Slug.isValid($0) ? $0 : nil }, noting: &errors),
            let person = Self.person(number: people.count)
        else { return }
        people[id] = people[id] ?? person
        guard let person = people[id], members["position"] != nil || members["unit"] != nil else { return }
        guard let position = members["position"]?.name(Position.init, noting: &errors),
            let unit = members["unit"]?.name(UnitID.init, noting: &errors)
        else { return }
        test.assignments.append(Assignment(person: person, post: Post(position, at: unit), period: period))
    }

    private mutating func readGrant(_ value: YAMLValue) {
        let keys = [
            "person", "position", "everyone_at", "citizens", "role", "at", "reach", "kind", "effect",
        ]
        guard let members = value.members(keys, required: ["role", "at"], noting: &errors),
            let subject = subject(members, value),
            let role = members["role"]?.name(RoleID.init, noting: &errors),
            let anchor = members["at"]?.name(Self.anchor, noting: &errors),
            let giver = Self.person(number: 1_000_000)
        else { return }
        var extent = Reach.Extent.unit
        if let kind = members["kind"]?.name(UnitKind.init, noting: &errors) {
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
        if let position = members["position"]?.name(Position.init, noting: &errors),
            let unit = members["at"]?.name(UnitID.init, noting: &errors)
        {
            return .holders(of: Post(position, at: unit))
        }
        if let kind = members["everyone_at"]?.name(UnitKind.init, noting: &errors) {
            return .everyone(at: kind)
        }
        if let level = members["citizens"]?.choice(PolicyReader.identityLevels, noting: &errors) {
            return .citizens(level)
        }
        value.note(.missing("person, position, everyone_at or citizens"), &errors)
        return nil
    }

    private mutating func readCase(_ value: YAMLValue) {
        let keys = [
            "name", "person", "as", "function", "at", "identity", "authentication", "minutes_ago", "used",
            "expect",
        ]
        let required = ["person", "function", "at", "expect"]
        guard let members = value.members(keys, required: required, noting: &errors),
            let person = members["person"].flatMap({ self.person($0) }),
            let function = members["function"]?.name(FunctionID.init, noting: &errors),
            let unit = members["at"]?.name(UnitID.init, noting: &errors),
            let expected = members["expect"]?.choice(
                PolicyTest.Outcome.allCases.map { ($0.rawValue, $0) },
                noting: &errors
            )
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
        let name = members["name"]?.text(noting: &errors)
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
                    exercised: members["used"]?.names(RoleID.init, noting: &errors) ?? []
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

    private static func anchor(_ text: String) -> Reach.Anchor? {
        text == "own-unit" ? .ownUnit : UnitID(text).map(Reach.Anchor.unit)
    }

    /// An invented id for the person of this number.
    private static func person(number: Int) -> PersonID? {
        PersonID(
            random: (0..<16).map { UInt8(truncatingIfNeeded: UInt64(clamping: number) >> UInt64($0 * 8)) }
        )
    }
}
