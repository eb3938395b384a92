import Directory
import Identity
import Permissions

/// Reads the files of a policy into one that was checked as a whole. It doesn't stop at the first error: an
/// official gets all of them at once, each with file, line and what to do.
package struct PolicyReader {
    var errors: [PolicyFileError] = []
    private var draft = PolicyDraft()
    private var places: [PolicyPlace: FilePlace] = [:]

    /// Reads the files, except for test cases, in the order of their names.
    package static func read(_ files: [PolicyFile]) throws(PolicyFileErrors) -> Policy {
        var reader = PolicyReader()
        for file in files.sorted(by: { $0.name < $1.name }) where !file.isTest { reader.read(file) }
        guard reader.errors.isEmpty else { throw PolicyFileErrors(all: reader.errors) }
        do {
            return try Policy(reader.draft)
        } catch {
            let errors = error.all.map { problem in
                PolicyFileError(
                    place: reader.places[problem.place] ?? FilePlace(file: "roles.yaml", line: 1, column: 1),
                    fault: .policy(problem.fault)
                )
            }
            throw PolicyFileErrors(all: errors)
        }
    }

    private mutating func read(_ file: PolicyFile) {
        guard let root = YAMLValue.root(of: file, noting: &errors) else { return }
        switch file.name {
        case "unit-kinds.yaml": each("kinds", in: root) { $0.readKind($1) }
        case "positions.yaml": each("positions", in: root) { $0.readPosition($1) }
        case "roles.yaml": each("roles", in: root) { $0.readRole($1) }
        case "exclusions.yaml": each("exclusions", in: root) { $0.readExclusion($1) }
        default: readPlatform(root, fileName: file.name)
        }
    }

    private mutating func each(
        _ key: String,
        in root: YAMLValue,
        _ read: (inout PolicyReader, YAMLValue) -> Void
    ) {
        guard let members = root.members([key], required: [key], noting: &errors) else { return }
        for item in members[key]?.items(noting: &errors) ?? [] { read(&self, item) }
    }

    private mutating func readPlatform(_ root: YAMLValue, fileName: String) {
        let keys = ["platform", "name", "functions"]
        guard let members = root.members(keys, required: keys, noting: &errors),
            let id = members["platform"]?.name(PlatformID.init, noting: &errors)
        else { return }
        if fileName != id.slug + ".yaml" { root.note(.fileNameIsNotPlatform(id.slug), &errors) }
        note(.platform(id), root)
        let items = members["functions"]?.items(noting: &errors) ?? []
        draft.platforms.append(
            Platform(
                id: id,
                name: name(members["name"]),
                functions: items.compactMap { readFunction($0, under: id.slug, inherited: Tier(), depth: 2) }
            )
        )
    }

    /// A function without a tier of its own has that of its group, member by member.
    private mutating func readFunction(
        _ value: YAMLValue,
        under prefix: String,
        inherited: Tier,
        depth: Int
    ) -> Function? {
        let keys = ["id", "name", "data", "identity", "authentication", "fresh_minutes", "audit", "functions"]
        guard let members = value.members(keys, required: ["id", "name"], noting: &errors),
            let id = members["id"]?.name({ FunctionID(prefix + "." + $0) }, noting: &errors)
        else { return nil }
        note(.function(id), value)
        let tier = Tier(
            identity: members["identity"]?.choice(Self.identityLevels, noting: &errors) ?? inherited.identity,
            authentication: members["authentication"]?.choice(Self.authenticationLevels, noting: &errors)
                ?? inherited.authentication,
            freshness: members["fresh_minutes"]?.wholeNumber(noting: &errors).map {
                .seconds(60 * min(max(0, $0), 100_000))
            } ?? inherited.freshness,
            data: members["data"]?.choice(Self.dataClasses, noting: &errors) ?? inherited.data,
            isAudited: members["audit"]?.boolean(noting: &errors) ?? inherited.isAudited
        )
        var parts: [Function] = []
        if depth < FunctionID.maximumDepth {
            for item in members["functions"]?.items(noting: &errors) ?? [] {
                let part = readFunction(item, under: id.text, inherited: tier, depth: depth + 1)
                if let part { parts.append(part) }
            }
        } else if let deeper = members["functions"] {
            deeper.note(.badName(id.text), &errors)
        }
        return Function(id: id, name: name(members["name"]), tier: tier, parts: parts)
    }

    private mutating func readKind(_ value: YAMLValue) {
        guard
            let members = value.members(["id", "name", "below"], required: ["id", "name"], noting: &errors),
            let kind = members["id"]?.name(UnitKind.init, noting: &errors)
        else { return }
        note(.kind(kind), value)
        let below = members["below"]?.names(UnitKind.init, noting: &errors) ?? []
        draft.kinds.append(UnitKindRule(kind: kind, name: name(members["name"]), below: Set(below)))
    }

    private mutating func readPosition(_ value: YAMLValue) {
        guard let members = value.members(["id", "name"], required: ["id", "name"], noting: &errors),
            let position = members["id"]?.name(Position.init, noting: &errors)
        else { return }
        note(.position(position), value)
        draft.positions.append(PositionName(position: position, name: name(members["name"])))
    }

    private mutating func readRole(_ value: YAMLValue) {
        let keys = [
            "id", "name", "functions", "includes", "kinds", "delegable_at", "stand_in_days", "administers",
            "may_deny",
        ]
        guard let members = value.members(keys, required: ["id", "name"], noting: &errors),
            let id = members["id"]?.name(RoleID.init, noting: &errors)
        else { return }
        note(.role(id), value)
        let administers = members["administers"]?.names(RoleID.init, noting: &errors)
        let mayDeny = members["may_deny"]?.boolean(noting: &errors) ?? false
        draft.roles.append(
            Role(
                id: id,
                name: name(members["name"]),
                functions: members["functions"]?.names(FunctionID.init, noting: &errors) ?? [],
                includes: members["includes"]?.names(RoleID.init, noting: &errors) ?? [],
                kinds: Set(members["kinds"]?.names(UnitKind.init, noting: &errors) ?? []),
                delegableAt: Set(members["delegable_at"]?.names(UnitKind.init, noting: &errors) ?? []),
                standInDays: members["stand_in_days"]?.wholeNumber(noting: &errors),
                administration: administers.map { Role.Administration(roles: Set($0), mayDeny: mayDeny) }
            )
        )
    }

    private mutating func readExclusion(_ value: YAMLValue) {
        let keys = ["id", "name", "extent", "roles"]
        guard let members = value.members(keys, required: keys, noting: &errors),
            let id = members["id"]?.name({ Slug.isValid($0) ? $0 : nil }, noting: &errors),
            let extent = members["extent"]?.choice(
                [("unit", Exclusion.Extent.unit), ("session", .session)],
                noting: &errors
            )
        else { return }
        note(.exclusion(id), value)
        let roles = members["roles"]?.names(RoleID.init, noting: &errors) ?? []
        draft.exclusions.append(
            Exclusion(id: id, name: name(members["name"]), extent: extent, roles: Set(roles))
        )
    }

    private mutating func name(_ value: YAMLValue?) -> LocalizedName {
        guard let value, let members = value.members(["vi", "en"], required: ["vi", "en"], noting: &errors)
        else {
            return LocalizedName(vietnamese: "", english: "")
        }
        return LocalizedName(
            vietnamese: members["vi"]?.text(noting: &errors) ?? "",
            english: members["en"]?.text(noting: &errors) ?? ""
        )
    }

    /// Where something is defined; the last place, which is the one to mend, when it is defined twice.
    private mutating func note(_ place: PolicyPlace, _ value: YAMLValue) { places[place] = value.place }

    static let identityLevels: [(String, IdentityLevel)] = IdentityLevel.allCases.map {
        ("\($0.rawValue)", $0)
    }
    static let authenticationLevels: [(String, AuthenticationLevel)] =
        AuthenticationLevel.allCases.map { ("\($0.rawValue)", $0) }
    static let dataClasses: [(String, DataClass)] = DataClass.allCases.map { ("\($0)", $0) }
}
