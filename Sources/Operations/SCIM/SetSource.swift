import Audit
import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import Storage

/// Says of which unit a client that writes by SCIM is the source: below it, it begins units, in one another if there is more
/// than one kind.
package struct SetSource: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// How many levels of units a source may have.
    static let mostLevels = 8

    package enum Outcome: Sendable {
        case set(ProvisioningSource)
        case unknownClient
        /// The client is not registered for `scim.write`.
        case scopeNeeded
        /// The client's id makes no short name, by which sources are told apart.
        case badID
        case unavailable(PermissionsUnavailable)
        case unknownUnit
        /// The policy has no such kind, or doesn't let it stand right below the unit or the kind before it.
        case misplacedKind
        case unknownPosition
        /// It is the source of another unit, where what it wrote is.
        case otherUnit
    }

    package func run(
        client id: ClientID, unit: UnitID, kinds: [UnitKind], position: Position, tellsNumbers: Bool = false, _ act: Act
    ) async throws -> Outcome {
        try await installation.database.write { [permissions = installation.permissions] transaction in
            let outcome = try transaction.setSource(
                id, unit, kinds, position, tellsNumbers, permissions, at: act.now)
            let words = [unit.text] + kinds.map(\.slug) + [position.slug] + (tellsNumbers ? ["numbers"] : [])
            let object = words.joined(separator: " ")
            try transaction.audit.append(
                act.event(
                    .directorySource, outcome.refusal.map { .refused($0) } ?? .success, client: id.text, object: object)
            )
            return outcome
        }
    }
}

extension SetSource.Outcome {
    /// For the audit log.
    fileprivate var refusal: String? {
        switch self {
        case .set: nil
        case .unknownClient: "unknown-client"
        case .scopeNeeded: "scope-needed"
        case .badID: "bad-id"
        case .unavailable: "no-permissions"
        case .unknownUnit: "unknown-unit"
        case .misplacedKind: "misplaced-kind"
        case .unknownPosition: "unknown-position"
        case .otherUnit: "other-unit"
        }
    }
}

extension WriteTransaction {
    fileprivate func setSource(
        _ id: ClientID, _ unit: UnitID, _ kinds: [UnitKind], _ position: Position, _ tellsNumbers: Bool,
        _ permissions: CurrentPermissions, at now: Instant
    ) throws -> SetSource.Outcome {
        guard let client = try clients.find(id) else { return .unknownClient }
        guard client.scopes.contains(.scimWrite) else { return .scopeNeeded }
        guard let name = SourceID.provisioned(by: id.text) else { return .badID }
        let state: PermissionState
        switch try permissions.state(in: self, at: now) {
        case .failure(let why): return .unavailable(why)
        case .success(let known): state = known
        }
        guard let above = state.tree[unit] else { return .unknownUnit }
        let policy = state.snapshot.definition
        let mayStand = zip([above.kind] + kinds, kinds).allSatisfy { above, kind in
            policy.kinds.contains { $0.kind == kind && $0.below.contains(above) }
        }
        guard mayStand, (1...SetSource.mostLevels).contains(kinds.count) else { return .misplacedKind }
        guard policy.positions.contains(where: { $0.position == position }) else { return .unknownPosition }
        let source = ProvisioningSource(
            client: id, source: name, unit: unit, kinds: kinds, position: position, tellsNumbers: tellsNumbers)
        return try provisioned.set(source, at: now) ? .set(source) : .otherUnit
    }
}
