import Directory
import Identity
import Wire

/// What a platform's token says of its bearer's rights on that platform, so that it can decide without asking: the
/// functions, where each may be used, and what each asks of the sign-in.
///
/// Not in it, but named to be asked about: functions of which every decision goes to the audit log, and those by roles
/// that shut each other out in a session, since nobody would remember either. Past the bound all have to be asked about.
package struct PermissionClaim: Hashable, Sendable {
    /// Bytes of the claim as JSON: with it a token still fits into the headers that platforms' servers take (8 KiB).
    package static let bound = 4096

    package let platform: PlatformID
    package let persona: Persona
    /// From the root down to the acting unit; empty for a citizen.
    package let path: [UnitID]
    package let roles: [RoleID]
    package let rights: [Right]
    /// Functions that have to be asked about.
    package let asked: [FunctionID]

    /// Functions with the same units and the same demands.
    package struct Right: Hashable, Sendable {
        package let units: [UnitSpan]
        package let authentication: AuthenticationLevel
        package let freshness: Duration?
        package fileprivate(set) var functions: [FunctionID]
    }

    /// - Parameter identity: the level of the person's e-identity; a function that needs a better one isn't theirs.
    package init(
        of person: PersonID, as persona: Persona, identity: IdentityLevel?, on platform: PlatformID,
        in snapshot: Snapshot, tree: UnitTree, at moment: Instant
    ) {
        var roles: [RoleID] = []
        var rights: [Right] = []
        var asked: [FunctionID] = []
        let any = snapshot.functions(of: platform).first
        if let any, let root = snapshot.root {
            let session = SessionAssurance(identity: identity, authentication: .four, authenticatedAt: moment)
            let question = Question(
                person: person, persona: persona, function: any, unit: root, moment: moment, session: session)
            let held = snapshot.roles(heldBy: question, on: platform)
            roles = held.map(\.role)
            let exclusive = held.filter { snapshot.isExclusiveInSession($0.role) }
                .reduce(into: Set<FunctionID>()) { $0.formUnion($1.functions) }
            for (function, units) in snapshot.rights(permittedBy: question, of: platform) {
                guard let tier = snapshot.tier(of: function), !tier.isAudited, !exclusive.contains(function) else {
                    asked.append(function)
                    continue
                }
                let place = rights.firstIndex {
                    $0.units == units && $0.authentication == tier.authentication && $0.freshness == tier.freshness
                }
                if let place {
                    rights[place].functions.append(function)
                } else {
                    rights.append(
                        Right(
                            units: units, authentication: tier.authentication, freshness: tier.freshness,
                            functions: [function]))
                }
            }
        }
        self.platform = platform
        self.persona = persona
        if case .post(let post) = persona { path = tree.path(to: post.unit).map(\.id) } else { path = [] }
        self.roles = roles
        self.rights = rights
        self.asked = asked
    }

    /// The claim. Documentation/PERMISSIONS.md explains its members.
    /// - Parameters:
    ///   - endpoint: where to ask about what isn't in it (AuthZEN's `access_evaluation_endpoint`).
    ///   - citizen: what the person may do as a citizen, besides.
    package func json(endpoint: String, besides citizen: PermissionClaim? = nil) -> JSONObject {
        var head: JSONObject = ["platform": .string(platform.slug), "as": .string(persona.text)]
        if !path.isEmpty { head["path"] = .array(path.map { .string($0.text) }) }
        head["access_evaluation_endpoint"] = .string(endpoint)
        var whole = head
        whole.merge(content)
        if let citizen, !citizen.roles.isEmpty { whole["citizen"] = .object(citizen.content) }
        return JSONWriter.write(whole).count <= Self.bound ? whole : head
    }

    private var content: JSONObject {
        var content: JSONObject = [
            "roles": .array(roles.map { .string($0.slug) }),
            "rights": .array(rights.map { .object(json($0)) }),
        ]
        if !asked.isEmpty { content["ask"] = .array(asked.map { .string(short($0)) }) }
        return content
    }

    private func json(_ right: Right) -> JSONObject {
        var json: JSONObject = [
            "functions": .array(right.functions.map { .string(short($0)) }),
            "units": .array(right.units.map { .string($0.text) }),
        ]
        if right.authentication > .one { json["acr"] = .string(AuthenticationContext.name(of: right.authentication)) }
        json["max_age"] = right.freshness.map { .integer($0.wholeSeconds) }
        return json
    }

    /// Without the name of the platform, which all have in common.
    private func short(_ function: FunctionID) -> String {
        String(function.text.dropFirst(platform.slug.utf8.count + 1))
    }
}
