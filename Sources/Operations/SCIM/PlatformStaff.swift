import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import SCIM
import Storage
import Wire

/// The staff of a platform and their units, as one state of the records and the permissions has them: who holds a role
/// that gives something on the platform, and the units at which they have posts, with those above.
///
/// A platform is told here what it is told at a sign-in, and by the same scopes: names by `profile`, telephone numbers by
/// `phone`, posts and units by `org`. Its people have the names for it that their tokens have (`sub`); what it can't
/// get at a sign-in, or only of one person at a time (citizen numbers), isn't told here either.
struct PlatformStaff {
    let client: Client
    let permissions: PermissionState
    let subjects: PairwiseSubjects
    /// The URL of SCIM's root.
    let base: String
    let now: Instant
    private let people: [(subject: String, person: PersonID, listed: ListedPerson)]
    private let titles: [Position: String]

    /// - Parameter only: the one who is asked for; `nil` for everybody.
    init(
        of platform: PlatformID, _ client: Client, only: PersonID? = nil, _ permissions: PermissionState,
        _ subjects: PairwiseSubjects, at base: String, _ now: Instant, in transaction: some Transaction
    ) throws {
        let snapshot = permissions.snapshot
        let staff =
            if let only { snapshot.isStaff(only, of: platform, at: now) ? [only] : [] } else {
                snapshot.staff(of: platform, at: now)
            }
        let listed = try transaction.people.listed(staff)
        // In the order of their names for this platform: that of our own ids would be the same for every platform, and
        // so tell two of them who is who.
        people = staff.compactMap { person in
            listed[person].map { (subjects.subject(of: person, for: client.subjectType), person, $0) }
        }.sorted { $0.subject < $1.subject }
        titles = Dictionary(
            snapshot.definition.positions.map { ($0.position, $0.name.vietnamese) },
            uniquingKeysWith: { first, _ in first })
        self.client = client
        self.permissions = permissions
        self.subjects = subjects
        self.base = base
        self.now = now
    }

    private var tellsNames: Bool { client.scopes.contains(.profile) }
    private var tellsPosts: Bool { client.scopes.contains(.org) }

    // MARK: People

    var users: [Resource] { people.map { user($0.subject, $0.listed, posts(of: $0.person)) } }

    private func posts(of person: PersonID) -> [Post] {
        tellsPosts ? permissions.snapshot.posts(of: person, at: now) : []
    }

    private func user(_ subject: String, _ person: ListedPerson, _ posts: [Post]) -> Resource {
        var json: JSONObject = ["userName": .string(subject)]
        if tellsNames, let name = person.name {
            json["name"] = ["formatted": .string(name)]
            json["displayName"] = .string(name)
        }
        // As in a token: of somebody with several posts nobody knows in which they act.
        if let post = posts.first, posts.count == 1 {
            json["title"] = .string(titles[post.position] ?? post.position.slug)
        }
        json["active"] = .bool(person.isActive)
        if client.scopes.contains(.phone), let number = person.phoneNumber {
            json["phoneNumbers"] = [["value": .string(number), "type": "work", "primary": true]]
        }
        let units = Set(posts.map(\.unit)).sorted { $0.text < $1.text }
        if !units.isEmpty { json["groups"] = .array(units.map { .object(reference(to: $0, type: "direct")) }) }
        return Resource(.user, id: subject, attributes: json, at: base)
    }

    // MARK: Units

    /// In the order of the tree. A unit has an id that everybody knows.
    var groups: [Resource] {
        guard tellsPosts else { return [] }
        var members: [UnitID: [(subject: String, listed: ListedPerson)]] = [:]
        var shown: Set<UnitID> = []
        for (subject, person, listed) in people {
            for unit in Set(posts(of: person).map(\.unit)) {
                members[unit, default: []].append((subject, listed))
                shown.formUnion(permissions.tree.path(to: unit).map(\.id))
            }
        }
        let units = permissions.tree.units.filter { shown.contains($0.id) }
        var below: [UnitID: [UnitID]] = [:]
        for unit in units { if let parent = unit.parent { below[parent, default: []].append(unit.id) } }
        return units.map { group($0, members[$0.id] ?? [], below: below[$0.id] ?? []) }
    }

    private func group(
        _ unit: Unit, _ members: [(subject: String, listed: ListedPerson)], below: [UnitID]
    ) -> Resource {
        let people = members.map { member in
            var json: JSONObject = [
                "value": .string(member.subject), "$ref": .string("\(base)/Users/\(member.subject)"),
            ]
            if tellsNames { json["display"] = member.listed.name.map(JSONValue.string) }
            json["type"] = "User"
            return json
        }
        let units = below.map { reference(to: $0, type: "Group") }
        return Resource(
            .group, id: unit.id.text,
            attributes: [
                "displayName": .string(unit.name), "members": .array((people + units).map(JSONValue.object)),
            ], at: base)
    }

    private func reference(to unit: UnitID, type: String) -> JSONObject {
        var json: JSONObject = ["value": .string(unit.text), "$ref": .string("\(base)/Groups/\(unit.text)")]
        json["display"] = permissions.tree[unit].map { .string($0.name) }
        json["type"] = .string(type)
        return json
    }

    func resources(_ kind: ResourceKind) -> [Resource] {
        switch kind {
        case .user: users
        case .group: groups
        }
    }

    // MARK: Telling

    /// The people whom an answer names, by their names for the platform.
    func named(in resources: [Resource]) -> [String: PersonID] {
        let known = Dictionary(people.map { ($0.subject, $0.person) }, uniquingKeysWith: { first, _ in first })
        let names = resources.flatMap { $0.type.kind == .user ? [$0.id] : $0.memberIDs }
        return names.reduce(into: [:]) { named, name in named[name] = known[name] }
    }
}
