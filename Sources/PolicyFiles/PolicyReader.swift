import Directory
import Identity
import Permissions

/// Reads the files of a policy into one that was checked as a whole. It doesn't stop at the first error: an
/// official gets all of them at once, each with file, line and what to do.
package struct PolicyReader {
    var errors: [PolicyFileError] = []
    private var draft = PolicyDraft()
    private var places = PolicyPlaces()

    /// Reads the files, except for test cases and the directory's, in the order of their names.
    package static func read(_ files: [PolicyFile]) throws(PolicyFileErrors) -> Policy {
        var reader = PolicyReader()
        for file in files.sorted(by: { $0.name < $1.name }) where !file.isTest && !file.isDirectory {
            reader.read(file)
        }
        guard reader.errors.isEmpty else { throw PolicyFileErrors(reader.errors) }
        do {
            return try Policy(reader.draft)
        } catch {
            throw PolicyFileErrors(error.all.flatMap(reader.places.errors))
        }
    }

    private mutating func read(_ file: PolicyFile) {
        guard let root = YAMLValue.root(of: file, noting: &errors) else { return }
        switch file.name {
        case "unit-kinds.yaml": each("kinds", in: root) { $0.readKind($1) }
        case "positions.yaml": each("positions", in: root) { $0.readPosition($1) }
        case "roles.yaml": each("roles", in: root) { $0.readRole($1) }
        case "exclusions.yaml": each("exclusions", in: root) { $0.readExclusion($1) }
        case "services.yaml": each("services", in: root) { $0.readService($1) }
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
        if fileName != id.slug + ".yaml" { members["platform"]?.note(.fileNameIsNotPlatform(id.slug), &errors) }
        note(members["platform"], .platform(id))
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
        let place = PolicyPlace.function(id)
        note(members["id"], place)
        note(members["authentication"] ?? members["data"], place, .authentication)
        note(members["fresh_minutes"], place, .freshness)
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
            deeper.note(.tooDeep, &errors)
        }
        return Function(id: id, name: name(members["name"]), tier: tier, parts: parts)
    }

    private mutating func readKind(_ value: YAMLValue) {
        guard
            let members = value.members(["id", "name", "below"], required: ["id", "name"], noting: &errors),
            let kind = members["id"]?.name(UnitKind.init, noting: &errors)
        else { return }
        note(members["id"], .kind(kind))
        let below = names(members["below"], UnitKind.init, of: .kind(kind), PolicyPart.kind)
        draft.kinds.append(UnitKindRule(kind: kind, name: name(members["name"]), below: Set(below)))
    }

    private mutating func readPosition(_ value: YAMLValue) {
        guard let members = value.members(["id", "name"], required: ["id", "name"], noting: &errors),
            let position = members["id"]?.name(Position.init, noting: &errors)
        else { return }
        note(members["id"], .position(position))
        draft.positions.append(PositionName(position: position, name: name(members["name"])))
    }

    private mutating func readRole(_ value: YAMLValue) {
        let keys = [
            "id", "name", "functions", "includes", "kinds", "delegable_at", "stand_in_days", "administers",
            "may_deny", "kept_on_move",
        ]
        guard let members = value.members(keys, required: ["id", "name"], noting: &errors),
            let id = members["id"]?.name(RoleID.init, noting: &errors)
        else { return }
        let place = PolicyPlace.role(id)
        note(members["id"], place)
        note(members["stand_in_days"], place, .standInDays)
        let administered = names(members["administers"], RoleID.init, of: place, PolicyPart.administered)
        let mayDeny = members["may_deny"]?.boolean(noting: &errors) ?? false
        draft.roles.append(
            Role(
                id: id,
                name: name(members["name"]),
                functions: names(members["functions"], FunctionID.init, of: place, PolicyPart.function),
                includes: names(members["includes"], RoleID.init, of: place, PolicyPart.included),
                kinds: Set(names(members["kinds"], UnitKind.init, of: place, PolicyPart.kind)),
                delegableAt: Set(
                    names(members["delegable_at"], UnitKind.init, of: place, PolicyPart.delegableAt)),
                standInDays: members["stand_in_days"]?.wholeNumber(noting: &errors),
                administration: members["administers"] == nil
                    ? nil : Role.Administration(roles: Set(administered), mayDeny: mayDeny),
                isKeptOnMove: members["kept_on_move"]?.boolean(noting: &errors) ?? false
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
        note(members["id"], .exclusion(id))
        note(members["roles"], .exclusion(id), .excludedRoles)
        let roles = names(members["roles"], RoleID.init, of: .exclusion(id), PolicyPart.excluded)
        draft.exclusions.append(
            Exclusion(id: id, name: name(members["name"]), extent: extent, roles: Set(roles))
        )
    }

    private mutating func readService(_ value: YAMLValue) {
        let keys = ["client", "name", "roles"]
        guard let members = value.members(keys, required: keys, noting: &errors),
            let id = members["client"]?.name(ServiceID.init, noting: &errors)
        else { return }
        note(members["client"], .service(id))
        let roles = names(members["roles"], RoleID.init, of: .service(id), PolicyPart.held)
        draft.services.append(Service(id: id, name: name(members["name"]), roles: roles))
    }

    private mutating func name(_ value: YAMLValue?) -> Bilingual {
        guard let value, let members = value.members(["vi", "en"], required: ["vi", "en"], noting: &errors)
        else {
            return Bilingual("", "")
        }
        return Bilingual(
            members["vi"]?.line(noting: &errors) ?? "",
            members["en"]?.line(noting: &errors) ?? ""
        )
    }

    /// The names of a list, each with its place.
    private mutating func names<Name>(
        _ list: YAMLValue?,
        _ make: (String) -> Name?,
        of place: PolicyPlace,
        _ part: (Name) -> PolicyPart
    ) -> [Name] {
        (list?.items(noting: &errors) ?? []).compactMap { item in
            guard let name = item.name(make, noting: &errors) else { return nil }
            note(item, place, part(name))
            return name
        }
    }

    private mutating func note(_ value: YAMLValue?, _ place: PolicyPlace, _ part: PolicyPart? = nil) {
        if let value { places.note(value.place, of: place, part) }
    }

    static let identityLevels: [(String, IdentityLevel)] = IdentityLevel.allCases.map {
        ("\($0.rawValue)", $0)
    }
    static let authenticationLevels: [(String, AuthenticationLevel)] =
        AuthenticationLevel.allCases.map { ("\($0.rawValue)", $0) }
    static let dataClasses: [(String, DataClass)] = DataClass.allCases.map { ("\($0)", $0) }
}
