import Directory
import Identity
import OpenIDConnect
import Operations
import Permissions
import PolicyFiles
import Storage
import TestSupport
import Testing
import Wire

@testable import Server

/// A client that is the source of units and people.
struct SCIMSource: Sendable {
    let caller: SCIMCaller
    let source: SourceID

    init(
        _ provider: RunningProvider, _ id: String, unit: String, kinds: [String], tellsNumbers: Bool = false
    ) async throws {
        if try await provider.permissions().snapshot.definition.positions.isEmpty {
            provider.clock.advance(by: .minutes(1))
            try await provider.apply(City.policy + [Self.positions])
        }
        caller = try await SCIMCaller(provider, id, scopes: ["scim.write"])
        let outcome = try await Self.set(caller, unit: unit, kinds: kinds, tellsNumbers: tellsNumbers)
        guard case .set(let set) = outcome else { throw Unexpected("\(outcome)") }
        source = set.source
    }

    private static let positions = PolicyFile(
        name: "positions.yaml",
        text: """
            positions:
              - { id: chuyen-vien, name: { vi: "Chuyên viên", en: "Officer" } }
              - { id: giam-doc, name: { vi: "Giám đốc", en: "Director" } }
            """)

    private struct Unexpected: Error {
        let what: String
        init(_ what: String) { self.what = what }
    }

    static func set(
        _ caller: SCIMCaller, unit: String, kinds: [String], tellsNumbers: Bool = false
    ) async throws -> SetSource.Outcome {
        try await SetSource(caller.provider.provider.installation).run(
            client: try #require(ClientID(caller.id)), unit: try #require(UnitID(unit)),
            kinds: kinds.map { try #require(UnitKind($0)) }, position: try #require(Position("chuyen-vien")),
            tellsNumbers: tellsNumbers, caller.provider.act)
    }

    // MARK: Requests

    func get(_ path: String, headers: [(String, String)] = []) async throws -> Reply {
        try await fresh().get(path, headers: headers)
    }

    /// With a token of now: they live ten minutes, and tests let days pass.
    private func fresh() async throws -> SCIMCaller {
        try await SCIMCaller(caller.provider, registered: caller.id)
    }

    func send(
        _ method: String, _ path: String, _ json: JSONObject?, headers: [(String, String)] = []
    ) async throws -> Reply { try await fresh().send(method, path, json, headers: headers) }

    /// Enters somebody; their id and version.
    func user(_ name: String, _ attributes: JSONObject = [:]) async throws -> (id: String, tag: String) {
        let reply = try await send("POST", "/Users", Self.userBody(name, attributes))
        try #require(reply.status == 201, "\(reply.text)")
        return (try #require(try reply.json()["id"]?.string), try #require(reply.header("ETag")))
    }

    func group(_ name: String, members: [String] = []) async throws -> String {
        let reply = try await send("POST", "/Groups", Self.groupBody(name, members))
        try #require(reply.status == 201, "\(reply.text)")
        return try #require(try reply.json()["id"]?.string)
    }

    static func userBody(_ name: String, _ attributes: JSONObject = [:]) -> JSONObject {
        var body: JSONObject = [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": .string(name),
        ]
        body.merge(attributes)
        return body
    }

    static func numbered(_ name: String, _ number: String, _ attributes: JSONObject = [:]) -> JSONObject {
        var attributes = attributes
        attributes["urn:hue:params:scim:schemas:extension:citizen:2.0:User"] = ["citizenNumber": .string(number)]
        return userBody(name, attributes)
    }

    static func groupBody(_ name: String, _ members: [String]) -> JSONObject {
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": .string(name),
            "members": .array(members.map { ["value": .string($0)] }),
        ]
    }

    static func patch(_ operations: JSONObject...) -> JSONObject {
        [
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": .array(operations.map(JSONValue.object)),
        ]
    }

    // MARK: What the records have

    /// Who somebody is to us.
    func person(_ id: String) async throws -> PersonID {
        let (key, source) = (try #require(EntryKey(id)), source)
        return try #require(
            try await caller.provider.database.read { transaction in
                try transaction.directoryBindings.staff(key, of: source)?.person
            })
    }
}

extension RunningProvider {
    /// The units at which somebody has a post now.
    func units(of person: PersonID) async throws -> [String] {
        let now = clock.now
        return try await database.read { transaction in
            try transaction.assignments.facts(of: person).map(\.fact).filter { $0.period.contains(now) }
                .map(\.post.unit.text).sorted()
        }
    }

    /// Kind, unit above and name of a unit, as it is now.
    func unit(_ id: String) async throws -> String? {
        let (unit, now) = (try #require(UnitID(id)), clock.now)
        return try await database.read { transaction in
            try transaction.units.facts(of: unit).map(\.fact).first { $0.period.contains(now) }
                .map { "\($0.kind) \($0.parent?.text ?? "-") \($0.name)" }
        }
    }
}
